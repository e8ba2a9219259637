"""The command line as scripts and people use it, within this process."""

import json
from pathlib import Path
from typing import Any

import pytest

from ca_desktop.app.main import main

NOW = "2026-03-02T09:00"


class Console:
    """Runs commands on one data folder of a training office, at a typed moment."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.now: str | None = NOW
        self._capsys = capsys

    def __call__(self, *words: str, expect: int = 0) -> Any:
        """Run a command with ``--json`` and return its answer."""
        status, out, err = self._run("--json", *words)
        answer = json.loads(out)
        assert status == expect, answer
        assert err == ""
        return answer

    def say(self, *words: str, expect: int = 0) -> tuple[str, str]:
        """Run a command as a person does and return both outputs."""
        status, out, err = self._run(*words)
        assert status == expect, err
        return out, err

    def _run(self, *words: str) -> tuple[int, str, str]:
        now = ("--now", self.now) if self.now else ()
        status = main(["--data", str(self.folder), *now, *words])
        said = self._capsys.readouterr()
        return status, said.out, said.err


def written(path: Path, value: object) -> str:
    """Write an input file and return its path as a word of a command."""
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return str(path)
