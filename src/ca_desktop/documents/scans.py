"""Looking into scans from outside, through a process that may do nothing else."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

from ca_desktop.domain.attachments import MAGIC_BYTES, MAX_BYTES, media_type_of
from ca_desktop.domain.errors import UserError
from ca_desktop.services.ports.scans import CleanScan, Raster

SECONDS = 300.0
"""Longest wait for one answer."""

WORKER = "scan-worker"
"""The word that makes this program the worker."""

_KEPT = ("SYSTEMROOT", "LANG")
"""What the process gets to see of the environment."""


class Scans:
    """See `ca_desktop.services.ports.scans.ScanPort`."""

    def clean(self, path: Path) -> CleanScan:
        """Read a file from outside and make it anew."""
        data = _read(path)
        with _Process() as process:
            said, body = process.ask({"do": "clean"}, data)
        return CleanScan(data=body, media_type=said["media_type"], pages=said["pages"])

    def open(self, data: bytes) -> "OpenedScan":
        """Open a scan to be looked at."""
        process = _Process()
        try:
            said, _body = process.ask({"do": "open"}, data)
        except BaseException:
            process.close()
            raise
        return OpenedScan(process, said["pages"])


def _read(path: Path) -> bytes:
    """Read a file that may be a scan, and no more of it than a scan may have."""
    if not path.is_file():
        raise UserError("NO-SUCH-FILE", path=str(path))
    try:
        with path.open("rb") as file:
            start = file.read(MAGIC_BYTES)
            if media_type_of(start) is None:
                raise UserError("E-132")
            return start + file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UserError("UNREADABLE", path=str(path)) from error


class OpenedScan:
    """See `ca_desktop.services.ports.scans.OpenedScan`."""

    def __init__(self, process: "_Process", pages: int) -> None:
        self._process = process
        self.pages = pages

    def page(self, number: int, dots: int) -> Raster:
        """Return a page."""
        said, body = self._process.ask({"do": "page", "number": number, "dots": dots}, b"")
        return Raster(width=said["width"], height=said["height"], dots=body)

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        self.close()


def _program() -> tuple[str, ...]:
    """Return how this program is started: an interpreter, or an installation's own launcher."""
    interpreter = Path(sys.executable).stem.lower().startswith("py")
    return (sys.executable, *(("-I", "-m", "ca_desktop") if interpreter else ()))


class _Process:
    """The worker; ends at the first answer it does not give."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 this very program
            [*_program(), WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def ask(self, request: dict[str, object], data: bytes) -> tuple[dict[str, Any], bytes]:
        """Return the answer to a request.

        Raises:
            UserError: E-132 the scan is refused, or the worker died of it.
        """
        clock = Timer(SECONDS, self._process.kill)
        clock.start()
        try:
            return self._ask(json.dumps(request | {"size": len(data)}).encode() + b"\n" + data)
        except (OSError, ValueError) as error:  # a pipe without a reader, half an answer
            raise UserError("E-132") from error
        finally:
            clock.cancel()

    def _ask(self, request: bytes) -> tuple[dict[str, Any], bytes]:
        source, target = self._process.stdout, self._process.stdin
        if source is None or target is None:
            raise UserError("E-132")
        target.write(request)
        target.flush()
        said: dict[str, Any] = json.loads(source.readline())
        body = source.read(said["size"])
        if "refused" in said or len(body) != said["size"]:
            raise UserError("E-132")
        return said, body

    def close(self) -> None:
        """End it."""
        self._process.kill()
        with suppress(OSError, ValueError):  # another thread may be waiting for an answer
            self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        self.close()
