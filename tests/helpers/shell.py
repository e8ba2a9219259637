"""The command line as a person meets it: an exit status, an answer, a sentence, no traceback."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.helpers import offices

from ca_desktop.app.main import main
from ca_desktop.store.tables import journal

OFTEN_NEW = {"office.db", "office.db-wal", "office.db-shm", "clean-exit"}
"""Files that every opening may touch; the rows say what is in them."""

_ASIDE = {"logs", "quarantine"}


@dataclass(frozen=True)
class Answer:
    """What one command ended with."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs commands on one data folder, as `main` gets them."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self._options = ("--now", "2026-03-02T09:00", *options)

    def command(self, *words: object) -> list[str]:
        program = [sys.executable, "-m", "ca_desktop", "--data", str(self.folder)]
        return [*program, *self._options, *map(str, words)]

    def __call__(self, *words: object) -> Answer:
        """Run a command here: an interpreter of its own would take longer than what it does."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                status = main(self.command(*words)[3:])
            except SystemExit as end:
                status = int(end.code or 0)
        return Answer(status, out.getvalue(), err.getvalue())


def refused(answer: Answer, *codes: str) -> str:
    """Require a refusal as the rules ask for it; return the sentence."""
    assert answer.status == 1, answer
    assert answer.err == ""
    assert set(answer.json) >= {"error", "message"}
    assert answer.json["error"] in codes
    return sentence(answer.json["message"])


def sentence(text: str) -> str:
    """Require what a person can read: Vietnamese, on one line, to the end."""
    assert text.endswith(".")
    assert "\n" not in text
    assert "Traceback" not in text
    assert not text.isascii()
    return text


@contextmanager
def unchanged(folder: Path) -> Iterator[None]:
    """Require that the block leaves tables, counters, journal and files as they were."""
    before = _state(folder)
    yield
    assert _state(folder) == before


def _state(folder: Path) -> object:
    with offices.opened(folder) as ports:
        chain = [row.hash for row in offices.rows(ports, journal)]
        held = offices.tables(ports) | {"journal": chain}
    files = {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in OFTEN_NEW and not _ASIDE & set(path.parts)
    }
    return held, files
