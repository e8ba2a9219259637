"""A disk that writes down what a program does to it, or fails: `disk.c`, and who works on it.

The work runs in a child of a process that has everything loaded, so that one run costs little
more than the work itself. See `disk_worker` for what can be done there.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.helpers.programs import child_environment

HERE = Path(__file__).resolve().parent
SOURCE, WORKER = HERE / "disk.c", HERE / "disk_worker.py"
SECONDS = 30
"""Longer than this no work may take, whatever goes wrong."""

READS, WRITES, SIZES, SYNCS, MAKES, NAMES, OPENS = (1 << bit for bit in range(7))
"""The classes of calls, as in `disk.c`."""

ALL = READS | WRITES | SIZES | SYNCS | MAKES | NAMES | OPENS
NO_FAULT, FAILS, SHORT, KILLED = range(4)
WHOLE, FULL, PROTECTED, PULLED, WRAPS, LIES, BAD_READS = range(7)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """From the ``at``-th call on, ``left`` calls go wrong; all of them where it is -1."""

    kind: int
    error: int = 0
    classes: int = ALL
    at: int = 1
    left: int = 1


@dataclass(frozen=True, kw_only=True)
class Stick:
    """A folder that is a stick: what is wrong with it, and after how many bytes."""

    folder: str
    kind: int
    error: int = 0
    at: int = 0


@dataclass(frozen=True, kw_only=True)
class Order:
    """One piece of work in a child.

    Attributes:
        watch: folders whose files are seen.
        log: where every change is written down.
    """

    work: str
    folder: Path
    files: Sequence[Path] = ()
    watch: Sequence[Path] = ()
    log: Path | None = None
    fault: Fault | None = None
    stick: Stick | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a piece of work ended.

    Attributes:
        end: ``done``, ``error`` (with a code), ``crash`` (with a trace), ``killed`` or ``hung``.
        said: what was acknowledged before.
        calls: watched calls; struck: those that went wrong.
    """

    end: str
    said: list[str] = field(default_factory=list)
    code: str = ""
    trace: str = ""
    calls: int = 0
    struck: int = 0


def compiled(folder: Path) -> Path:
    """Compile `disk.c`, or skip where that cannot be done."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("a disk that fails needs Linux and a C compiler (package gcc)")
    library = folder / "disk.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("the C library's headers are missing (package libc6-dev)")
    return library


class Bench:
    """A process in which work is done on a disk that fails."""

    def __init__(self, child: "subprocess.Popen[str]") -> None:
        self._child = child

    def __call__(self, order: Order) -> Outcome:
        """Do one piece of work, to whatever end it comes."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(asdict(order), default=str) + "\n")
        self._child.stdin.flush()
        answer: dict[str, Any] = json.loads(self._child.stdout.readline())
        return Outcome(**answer)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Start such a process; it ends with the block."""
    environment = child_environment() | {"LD_PRELOAD": str(compiled(folder))}
    environment["PYTHONPATH"] += os.pathsep + str(HERE.parents[1])
    with subprocess.Popen(
        [sys.executable, "-P", str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
    ) as child:
        try:
            yield Bench(child)
        finally:
            child.kill()


def memory_folder() -> Path | None:
    """Return a folder that lies in memory, if this machine has one with room to run programs in."""
    folder = Path("/dev/shm")  # noqa: S108 what is made there is made by `tempfile`
    if not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return None
    return folder if shutil.disk_usage(folder).free > 4 * 1024**3 else None
