"""Killed while a clerk types: two seconds of it are lost at the most, the rest is offered."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tests.helpers import offices, typist
from tests.helpers.campaign import size
from tests.helpers.programs import child_environment

from ca_desktop.app import bootstrap
from ca_desktop.services.desk import drafts

MOST_LOST = 2.0
LONGEST = 6.0
"""Seconds that a life of typing lasts at the most."""

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.campaign("typing"),
    pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL"),
]


def killed(folder: Path, seed: int, after: float) -> tuple[list[tuple[int, float]], float]:
    """Let a clerk type for so long; return what was typed, and when the program was killed."""
    with subprocess.Popen(
        [sys.executable, "-P", str(typist.__file__), str(folder), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=child_environment(),
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "ready"
        with suppress(subprocess.TimeoutExpired):
            child.wait(after)
        died = time.monotonic()
        child.kill()
        said = [line.split() for line in child.stdout.read().splitlines()]
    return [(int(letters), float(at)) for letters, at in said], died


def found(folder: Path) -> int:
    """Return how many letters are offered back; then they are removed."""
    with bootstrap.open_office(folder) as ports:
        rows = drafts.unfinished(ports)
        assert len(rows) <= 1
        drafts.forget_drafts(ports, [row.draft_id for row in rows])
    fields: list[dict[str, str]] = [dict(row.body)["fields"] for row in rows]  # type: ignore[misc]
    return sum(len(x["applicant.name"]) + len(x["applicant.address"]) for x in fields)


def test_two_seconds_of_typing_at_the_most_are_lost_whenever_the_program_dies(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    folder = offices.found(tmp_path / "xa")
    dice, worst = random.Random(58), 0.0
    for number in range(size(200, share=0.01)):
        typed, died = killed(folder, number, dice.uniform(0, LONGEST))
        kept = found(folder)
        assert kept <= len(typed) + 1  # a key may have gone in that nobody heard of
        lost = [died - at for letters, at in typed if letters > kept]
        worst = max([worst, *lost])
        assert worst <= MOST_LOST, f"life {number}: {worst:.2f} s of typing lost"
    record_property("most_lost_seconds", round(worst, 2))
