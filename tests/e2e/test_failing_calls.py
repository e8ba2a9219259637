"""The n-th call to the disk fails: the old state or the new one, the right words, no hanging."""

import errno
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.helpers import disks
from tests.helpers.campaign import size
from tests.helpers.disk_scenes import (
    Recording,
    Scene,
    World,
    backup,
    export,
    import_,
    intake,
    lay,
    record,
    refused,
    restore,
)
from tests.helpers.disks import Bench, Fault, Outcome

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.campaign("faults")]

STRIDE = 5
"""Every so manieth call fails in a campaign."""

ONCE, BURST, FOR_EVER = 1, 5, -1
GROWS = disks.WRITES | disks.MAKES
NAMED = disks.MAKES | disks.NAMES | disks.OPENS
CALMED = disks.READS | disks.WRITES | disks.SYNCS | disks.OPENS


@dataclass(frozen=True)
class Trouble:
    """A way to fail, and the codes that a person may be told of it."""

    kind: int
    error: int
    classes: int
    left: int
    codes: frozenset[str] = frozenset()

    def at(self, call: int) -> Fault:
        return Fault(
            kind=self.kind, error=self.error, classes=self.classes, at=call, left=self.left
        )


NO_ROOM = frozenset({"E-131", "NOT-WRITABLE", "MACHINE"})
"""Of a file it cannot make, and of its own index that cannot grow, the library says no more."""

UNREADABLE = frozenset({"MACHINE", "NOT-WRITABLE", "DAMAGED", "E-107"})
"""A page that cannot be read is a damaged database, and a file a damaged stick."""

NO_RIGHT = frozenset({"NOT-WRITABLE", "MACHINE", "E-107"})
"""Of a file it cannot remove the library says less still."""

STARTLED = frozenset({"MACHINE"})
"""The library does not flush again after a signal; everything else is tried once more."""

TROUBLES = {
    "no room once": Trouble(disks.FAILS, errno.ENOSPC, GROWS, ONCE, NO_ROOM),
    "no room": Trouble(disks.FAILS, errno.ENOSPC, GROWS, FOR_EVER, NO_ROOM),
    "disk error once": Trouble(disks.FAILS, errno.EIO, disks.ALL, ONCE, UNREADABLE),
    "disk error": Trouble(disks.FAILS, errno.EIO, disks.ALL, FOR_EVER, UNREADABLE),
    "no right once": Trouble(disks.FAILS, errno.EACCES, NAMED, ONCE, NO_RIGHT),
    "no right": Trouble(disks.FAILS, errno.EACCES, NAMED, FOR_EVER, NO_RIGHT),
    "a signal": Trouble(disks.FAILS, errno.EINTR, CALMED, ONCE, STARTLED),
    "signals": Trouble(disks.FAILS, errno.EINTR, CALMED, BURST, STARTLED),
    "half a write": Trouble(disks.SHORT, 0, disks.WRITES, ONCE),
    "half writes": Trouble(disks.SHORT, 0, disks.WRITES, FOR_EVER),
    "killed": Trouble(disks.KILLED, 0, disks.ALL, ONCE),
}
CODES = NO_ROOM | UNREADABLE | NO_RIGHT | {"E-112"}
CARRIED = (import_, export)
SCENES = (*CARRIED, intake, backup, restore, refused)


@pytest.mark.parametrize("make", SCENES, ids=lambda make: make.__name__.strip("_"))
def test_whichever_call_fails_there_is_the_old_or_the_new(
    make: Callable[[World], Scene],
    offices_on_disk: World,
    worker: Bench,
    memory: Path,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    recording = record(worker, make(offices_on_disk), memory / "state", told=True)
    scene, ends = recording.scene, Counter[str]()
    calls = undisturbed(worker, recording)
    cases = [(name, at) for name in TROUBLES for at in range(1, calls + 1, STRIDE)]
    share = 0.01 if make in CARRIED else 0.005
    chosen = random.Random(1).sample(cases, size(len(cases), share))
    for name, at in chosen:
        lay(recording.start, scene.top)
        outcome = worker(scene.order(fault=TROUBLES[name].at(at)))
        ends[f"{name}: {outcome.end}"] += 1
        judge(recording, TROUBLES[name], outcome)
    record_testsuite_property(f"failing calls of {scene.work}", dict(ends))


def undisturbed(worker: Bench, recording: Recording) -> int:
    """Return how many calls the work needs."""
    lay(recording.start, recording.scene.top)
    outcome = worker(recording.scene.order(fault=Fault(kind=disks.NO_FAULT)))
    assert outcome.end == "done"
    return outcome.calls


def judge(recording: Recording, trouble: Trouble, outcome: Outcome) -> None:
    """Require the old or the new state, as it was said, and words for what went wrong."""
    scene = recording.scene
    kept = [line for line in outcome.said if line not in CODES]
    codes = {line for line in [*outcome.said, outcome.code] if line in CODES}
    expected = {"E-112"} if scene.top.name == "refused" else set()
    assert outcome.end in {"done", "killed" if trouble.kind == disks.KILLED else "error"}, outcome
    assert codes <= trouble.codes | expected, outcome
    steps = 2 if codes - expected or outcome.end == "killed" else 1
    allowed = recording.legal[len(kept) : len(kept) + steps]
    if scene.work == "restore" and steps > 1:
        allowed.append("waits")
    assert scene.tell(scene.top) in allowed, outcome
