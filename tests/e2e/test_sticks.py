"""Sticks of every bad kind: “written and checked” is never said of a copy that is not good."""

import errno
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.helpers import disks, offices
from tests.helpers.campaign import size
from tests.helpers.disk_scenes import OFFICE, STICK, Scene, World, export, lay
from tests.helpers.disks import Bench, Outcome, Stick
from tests.helpers.power_cuts import Image, image_of

from ca_desktop.services.exchange import previews
from ca_desktop.store.columns import metadata
from ca_desktop.vault.restores import unpack_backup

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.campaign("stick")]

CASES = 300
STEP = 64 * 1024
WORKS = {"export": "*.hsg", "parts": "*.hsp", "backup": "*"}
SAYS = {"E-131", "E-151", "NOT-WRITABLE", "MACHINE", "DAMAGED", "USB-GONE"}
"""What a person may be told of a bad stick."""


@dataclass(frozen=True)
class Kind:
    """What is wrong with a stick.

    Attributes:
        placed: it goes wrong after so many bytes.
    """

    kind: int
    error: int = 0
    placed: bool = False


KINDS = {
    "write-protected": Kind(disks.PROTECTED),
    "forgetful": Kind(disks.LIES),
    "unreadable": Kind(disks.BAD_READS),
    "full": Kind(disks.FULL, placed=True),
    "pulled": Kind(disks.PULLED, errno.EIO, placed=True),
    "gone": Kind(disks.PULLED, errno.ENODEV, placed=True),
    "of a false size": Kind(disks.WRAPS, placed=True),
}


@pytest.fixture(scope="module")
def scene(offices_on_disk: World) -> Scene:
    """A commune with so much to say that its package has several pieces of 64 KiB."""
    with offices.opened(offices_on_disk.top / "xa") as ports:
        for number in range(300):
            offices.take_in(ports, note=random.Random(number).randbytes(240).hex())
    return export(offices_on_disk)


@pytest.mark.parametrize("work", WORKS)
def test_no_bad_copy_is_called_written(
    work: str,
    scene: Scene,
    worker: Bench,
    offices_on_disk: World,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    start = image_of(scene.top)
    assert run(worker, scene, start, work, None).end == "done"
    written = sum(path.stat().st_size for path in files(scene, work))
    assert written > 2 * STEP
    ends = Counter[str]()
    for name, at in chosen(written):
        kind = KINDS[name]
        stick = Stick(folder=str(scene.top / STICK), kind=kind.kind, error=kind.error, at=at)
        outcome = run(worker, scene, start, work, stick)
        ends[f"{name}: {outcome.end} {outcome.code}"] += 1
        assert outcome.end in {"done", "error"}, outcome
        assert outcome.code in SAYS | {""}, outcome
        if outcome.end == "done":
            require_good(scene, work, outcome, offices_on_disk)
        else:
            assert not noted(scene, work)
        lay(start, scene.top)
    assert ends.total() >= len(KINDS)
    record_testsuite_property(f"bad sticks for {work}", dict(ends))


def chosen(written: int) -> list[tuple[str, int]]:
    """Return which sticks to try: each kind, and every 64 KiB for those that go wrong late."""
    places = [*range(0, written + STEP, STEP), STEP // 2, written - 1, written]
    cases = [(name, 0) for name, kind in KINDS.items() if not kind.placed]
    placed = [name for name, kind in KINDS.items() if kind.placed]
    cases += [(name, place) for name in placed for place in places]
    wanted = max(len(KINDS), size(CASES // len(WORKS), 0.02))
    dice = random.Random(1)
    while len(cases) < wanted:
        cases.append((dice.choice(placed), dice.randrange(round(written * 1.1))))
    return dice.sample(cases, wanted) if wanted < len(cases) else cases


def files(scene: Scene, work: str) -> list[Path]:
    """Return the files that stand on the stick under their names."""
    found = (path for path in (scene.top / STICK).rglob(WORKS[work]) if path.is_file())
    return [path for path in found if "~" not in str(path.relative_to(scene.top))]


def run(worker: Bench, scene: Scene, start: Image, work: str, stick: Stick | None) -> Outcome:
    """Do a piece of work on a stick, then pull the stick out."""
    lay(start, scene.top)
    return worker(replace(scene.order(stick=stick), work=work))


def noted(scene: Scene, work: str) -> bool:
    """Tell whether the office believes that something was written."""
    kind = "BackupMade" if work == "backup" else "PackageWritten"
    with offices.opened(scene.top / OFFICE) as ports:
        journal = offices.rows(ports, metadata.tables["journal"])
        stamps = [row for row in journal if row.kind == kind]
    return bool(stamps)


def require_good(scene: Scene, work: str, outcome: Outcome, world: World) -> None:
    """Take what is on the stick where it was meant to go."""
    assert noted(scene, work)
    if work == "backup":
        unpack_backup(scene.top / STICK / outcome.said[0], scene.top / "unpacked")
        return
    with offices.opened(world.top / "trung-tam") as ports:
        found = previews.preview_packages(ports, files(scene, work))
    assert [item.result for item in found] == ["ready"], outcome
