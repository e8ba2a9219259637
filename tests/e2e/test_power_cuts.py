"""The power goes at any moment of any work: what was acknowledged is there, and nothing is half.

The work is done once on a disk that writes down every change; then every disk is made that a power
cut may leave, and the office is opened on it as on any morning.
"""

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from tests.helpers.campaign import size
from tests.helpers.disk_scenes import (
    OFFICE,
    SCENES,
    Recording,
    Scene,
    World,
    lay,
    on,
    record,
    written_down,
)
from tests.helpers.disks import Bench
from tests.helpers.power_cuts import Disk, Image, image_of, read_log

from ca_desktop.vault.layout import DATABASE

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.campaign("powercut")]

STATES = 20_000
AGAIN = 2_000
"""Of them after a second cut, while the first was being mended."""

SELDOM = 10
"""Of so many disks one is also worked on."""


# --- The cuts ---------------------------------------------------------------------------------


def cuts(start: Image, top: Path, log: Path, wanted: int) -> Iterator[tuple[Image, int]]:
    """Yield different disks, from cuts all over the work, and how many promises were made."""
    dice, changes, done = random.Random(1), read_log(log), set[bytes]()
    for _round in range(20):
        share, disk = min(1.0, wanted / len(changes)), Disk(start, top)
        for change in changes:
            disk.apply(change)
            if dice.random() > share:
                continue
            for image in disk.cuts(dice, max(1, wanted // len(changes) - 1)):
                name = fingerprint(image, len(disk.promises))
                if name not in done:
                    done.add(name)
                    yield image, len(disk.promises)
                if len(done) >= wanted:
                    return


def fingerprint(image: Image, promises: int) -> bytes:
    """Name a disk; the index of the log in memory is made anew anyway."""
    digest = hashlib.sha256(str(promises).encode())
    for name, content in sorted(image.items()):
        if not name.endswith("-shm"):
            digest.update(f"\n{name} {content is None} {len(content or b'')}\n".encode())
            digest.update(content or b"")
    return digest.digest()


def judge(recording: Recording, image: Image, promises: int, place: Path) -> None:
    """Open the office on a disk as a power cut left it."""
    scene = recording.scene
    for name, content in image.items():
        if scene.shown(name) and content is not None:
            assert content == recording.end[name], name
    found = on(image, place, scene.look)
    allowed = recording.legal[promises : promises + 2]
    if scene.work == "restore" and promises == 0:
        allowed.append("waits")
    assert found in allowed


def check_will_be_made(image: Image, ends: Sequence[Image]) -> bool:
    """Tell whether the next start sees that the last end was none, unless it was one of these."""
    names = [f"{OFFICE}/{name}" for name in (DATABASE, f"{DATABASE}-wal")]
    content = [image.get(name) or b"" for name in names]
    at_rest = any(content == [end.get(name) or b"" for name in names] for end in ends)
    return at_rest or f"{OFFICE}/clean-exit" not in image


@pytest.mark.parametrize("make", SCENES, ids=lambda make: make.__name__.strip("_"))
def test_after_a_power_cut_there_is_the_old_or_the_new_and_nothing_between(
    make: Callable[[World], Scene],
    offices_on_disk: World,
    worker: Bench,
    memory: Path,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    place, count = memory / "state", 0
    recording = record(worker, make(offices_on_disk), place)
    assert len(set(recording.legal)) == len(recording.legal)
    scene = recording.scene
    states = cuts(recording.start, scene.top, recording.log, size(STATES, 0.01) // len(SCENES))
    for image, promises in states:
        assert check_will_be_made(image, (recording.start, recording.end))
        judge(recording, image, promises, place)
        if count % SELDOM == 0:
            scene.goes_on(place)
        count += 1
    record_testsuite_property(f"power cuts of {scene.work}", count)
    check_again(worker, recording, memory, size(AGAIN, 0.01) // len(SCENES))


def check_again(worker: Bench, recording: Recording, memory: Path, wanted: int) -> None:
    """Let the power go once more while the next start mends what the first cut left."""
    scene, each = recording.scene, max(2, round(wanted**0.5))
    top = memory / "again"
    mending = scene.work if scene.work in {"restore", "migration"} else "open"
    firsts = cuts(recording.start, scene.top, recording.log, 40 * each)
    for image, promises in islice(firsts, 0, None, 40):
        lay(image, top)
        if mending == "restore" and (top / OFFICE / DATABASE).exists():
            continue
        log = written_down(worker, replace(scene, work=mending, top=top))
        mended = image_of(top)
        for second, more in cuts(image, top, log, wanted // each):
            kept = min(promises + more, len(recording.legal) - 1)
            assert check_will_be_made(second, (recording.start, recording.end, image, mended))
            if mending == "restore":  # its new life is another one each time
                whole = on(mended, memory / "state", scene.tell)
                assert on(second, memory / "state", scene.tell) in {"none", "waits", whole}
            else:
                judge(recording, second, kept, memory / "state")
