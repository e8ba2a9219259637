"""A program at work that a test kills: run by path, in a process of its own.

It says ``ready`` once the office is open, then one line for everything it acknowledges, as the
desk does with the slip: after the transaction, never before.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from ca_desktop.app import bootstrap
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.desk import intake
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.ports.office import Ports

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
PROCEDURE = "1.004873"
MOST = 40
"""Dossiers that one life takes in; its end is left in order."""


def intake_lines(ports: Ports, _files: list[Path]) -> Iterator[str]:
    """Take in one dossier after the other."""
    for number in range(MOST):
        given = {"procedure": PROCEDURE, "applicant": {"name": f"Lò Thị Én {number}"}}
        yield intake.receive_dossier(ports, intake.ReceiveDossier.from_json(given)).code


def import_lines(ports: Ports, files: list[Path]) -> Iterator[str]:
    """Import packages."""
    for done in imports.import_packages(ports, files):
        yield done.code or done.result


def export_lines(ports: Ports, files: list[Path]) -> Iterator[str]:
    """Export to a folder."""
    for done in exports.export_packages(ports, files[0]):
        yield done.file.name


WORK: dict[str, Callable[[Ports, list[Path]], Iterator[str]]] = {
    "intake": intake_lines,
    "import": import_lines,
    "export": export_lines,
}


def main(work: str, folder: Path, files: list[Path]) -> None:
    """Open the office and work."""
    with bootstrap.open_office(folder, now=NOW) as ports:
        say("ready")
        for line in WORK[work](ports, files):
            say(line)
    say("end")


def say(line: str) -> None:
    """Write a line so that it is out before the next thing begins."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), [Path(word) for word in sys.argv[3:]])
