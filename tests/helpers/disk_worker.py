"""Work on a disk that fails, each piece in a child of its own: run by path, with `disk.c` loaded.

Orders come line by line as JSON and are answered in the same way. The folders lie where the order
says; what is acknowledged is noted in the log of the disk as well.
"""

import ctypes
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.helpers import victim

from ca_desktop.app import bootstrap
from ca_desktop.app.resources import use_words
from ca_desktop.app.restoring import restore_office
from ca_desktop.cli.doors import Opening
from ca_desktop.domain.errors import CaError
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.exchange.parts import LEAST_PART
from ca_desktop.services.exchange import exports
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office import backups
from ca_desktop.services.ports.office import Ports
from ca_desktop.store import migrate
from ca_desktop.vault import keys, passphrases
from ca_desktop.vault.layout import KEYS

NEW_PASSPHRASE = "mot cau khac 2026"
SECONDS = 30
Work = Callable[[Path, list[Path]], Iterator[str]]


def in_office(work: Callable[[Ports, list[Path]], Iterator[str]]) -> Work:
    """Open the office and work in it."""

    def opened(folder: Path, files: list[Path]) -> Iterator[str]:
        with bootstrap.open_office(folder, now=victim.NOW) as ports:
            yield from work(ports, files)

    return opened


def few_intakes(ports: Ports, files: list[Path]) -> Iterator[str]:
    """Take in as many dossiers as there are lines to say: a handful."""
    for number, line in enumerate(victim.intake_lines(ports, files), start=1):
        yield line
        if number == FEW:
            return


def backup(ports: Ports, files: list[Path]) -> Iterator[str]:
    """Make a backup."""
    yield backups.back_up(ports, files[0]).folder.name


def parts(ports: Ports, files: list[Path]) -> Iterator[str]:
    """Export in parts as small as they may be."""
    for done in exports.export_packages(ports, files[0], part=LEAST_PART):
        yield done.file.name


def nothing(_ports: Ports, _files: list[Path]) -> Iterator[str]:
    """Only open the office, and leave it."""
    yield from ()


def restore(folder: Path, files: list[Path]) -> Iterator[str]:
    """Put the office back."""
    opening = Opening(passphrase=None, user=None, now=victim.NOW)
    yield restore_office(folder, files[0], opening, LastPapers()).incarnation


def migration(folder: Path, files: list[Path]) -> Iterator[str]:
    """Open the office with a program that has one more revision."""
    migrate.SCRIPTS, migrate.HEAD = files[0], "9000"
    with bootstrap.open_office(folder, now=victim.NOW):
        yield migrate.HEAD


def passphrase(folder: Path, _files: list[Path]) -> Iterator[str]:
    """Change the passphrase of the one account."""
    path = folder / KEYS
    opened = keys.open_key_file(
        path, bootstrap.TRAINING_PASSPHRASE, user_id=None, machine_secret=None
    )
    keys.add_clerk_slot(
        path,
        user_id=opened.user_id or "",
        passphrase=NEW_PASSPHRASE,
        key=opened.database_key,
        cost=passphrases.TRAINING,
        machine_secret=None,
        write=write_atomically,
    )
    yield "passphrase"


FEW = 5
WORK: dict[str, Work] = {
    "intake": in_office(few_intakes),
    "import": in_office(victim.import_lines),
    "export": in_office(victim.export_lines),
    "backup": in_office(backup),
    "parts": in_office(parts),
    "open": in_office(nothing),
    "restore": restore,
    "migration": migration,
    "passphrase": passphrase,
}


class Disk:
    """The preloaded library."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.disk_calls.restype = ctypes.c_long
        self._library.disk_struck.restype = ctypes.c_long

    def prepare(self, order: dict[str, Any]) -> None:
        """Set up everything that an order asks for."""
        fault, stick = order["fault"], order["stick"]
        for folder in order["watch"]:
            self._library.disk_watch(folder.encode())
        if stick is not None:
            self._library.disk_stick(
                stick["folder"].encode(), stick["kind"], stick["error"], ctypes.c_int64(stick["at"])
            )
        if order["log"] is not None:
            self._library.disk_log(order["log"].encode())
        given = fault or {"kind": 0, "error": 0, "classes": 0, "at": 0, "left": 0}
        self._library.disk_fault(
            given["kind"],
            given["error"],
            given["classes"],
            ctypes.c_long(given["at"]),
            ctypes.c_long(given["left"]),
        )

    def mark(self, text: str) -> None:
        """Write down what was acknowledged."""
        self._library.disk_mark(text.encode())

    def counts(self) -> dict[str, int]:
        """Return how many calls there were, and how many of them went wrong."""
        return {"calls": self._library.disk_calls(), "struck": self._library.disk_struck()}

    def unplug(self, folder: str) -> None:
        """Let the files of a stick become what its medium holds."""
        self._library.disk_fault(0, 0, 0, ctypes.c_long(0), ctypes.c_long(0))
        for path in Path(folder).rglob("*"):
            if path.is_file():
                self._library.disk_unplug(str(path).encode())


def work_out(order: dict[str, Any], pipe: int) -> None:
    """Do the work of one order and tell how it ended; this is the child."""
    signal.alarm(SECONDS)  # its default action ends the child: that is “hung”
    disk, end = Disk(), {"end": "done"}
    disk.prepare(order)
    try:
        for line in WORK[order["work"]](Path(order["folder"]), list(map(Path, order["files"]))):
            disk.mark(line)
            os.write(pipe, f"+{line}\n".encode())
    except CaError as error:
        end = {"end": "error", "code": error.code}
    except BaseException:  # noqa: BLE001 whatever it is, the test shall see it
        end = {"end": "crash", "trace": traceback.format_exc()}
    end |= disk.counts()  # type: ignore[arg-type]  # figures among words
    if order["stick"] is not None:
        disk.unplug(order["stick"]["folder"])
    os.write(pipe, f"={json.dumps(end)}\n".encode())


def answer(order: dict[str, Any]) -> dict[str, Any]:
    """Let a child do the work, and tell how it ended."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        work_out(order, into)
        os._exit(0)
    os.close(into)
    with os.fdopen(out, encoding="utf-8") as told:
        lines = told.read().splitlines()
    _pid, status = os.waitpid(child, 0)
    said = [line[1:] for line in lines if line.startswith("+")]
    ends = [json.loads(line[1:]) for line in lines if line.startswith("=")]
    if ends:
        return {**ends[0], "said": said}
    hung = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
    return {"end": "hung" if hung else "killed", "said": said}


def main() -> None:
    """Answer orders until there are no more."""
    use_words()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
