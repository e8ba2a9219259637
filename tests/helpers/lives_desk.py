"""What people of the model do with dossiers: every step that the rules of custody allow."""

from random import Random

from tests.helpers.lives_machine import Machine
from tests.helpers.lives_model import Held

from ca_desktop.domain.events.envelope import CENTRE, StreamName, office_audience


def take_in(machine: Machine) -> int:
    """Take a dossier in and print its number."""
    printed = (
        number
        for (office, _series, number), event_id in machine.base.papers()
        if machine.world.facts[event_id].node == machine.name and office == machine.office
    )
    number = max(printed, default=0) + 1
    dossier = machine.world.fresh()
    machine.pile = max(machine.pile, machine.base.series)
    return machine.record(
        CENTRE,
        machine.fact(
            "DossierReceived",
            subject=dossier,
            custody=1,
            paper=(machine.office, machine.base.series, number),
        ),
    )


def act(machine: Machine, dice: Random) -> None:
    """Do something with a dossier that is known here."""
    known = [x for x in machine.base.subjects if machine.base.dossier(x)]
    held = machine.base.dossier(dice.choice(known)) if known else None
    if held is None:
        return
    if dice.random() < 0.1:
        _record(machine, held, "NoteAdded", builds=False)
    elif held.custody.forwarded_to == machine.office and held.custody.custodian != machine.name:
        if not any(True for _ in machine.base.recalls(held.tip)):
            _record(machine, held, "DossierAccepted")
    elif held.custody.custodian == machine.name and held.tip_kind != "ResultReturned":
        if held.custody.forwarded_to:
            _want_back(machine, held, dice)
        else:
            _go_on(machine, held, dice)


def _go_on(machine: Machine, held: Held, dice: Random) -> None:
    if held.tip_kind == "ResultReady":
        _record(machine, held, "ResultReturned")
        return
    kind = dice.choice(["ProcessingStarted", "DossierForwarded", "DossierForwarded", "ResultReady"])
    _record(machine, held, kind)


def _want_back(machine: Machine, held: Held, dice: Random) -> None:
    if not _has_left(machine, held.tip):
        _record(machine, held, "DossierRecalled")
    elif dice.random() < 0.15:
        _record(machine, held, "DossierTakenBack")
    elif not any(True for _ in machine.base.recalls(held.tip)):
        fact = machine.fact("RecallRequested", subject=held.dossier, forward=held.tip)
        machine.record(_audience(machine, held), fact)


def _has_left(machine: Machine, event_id: int) -> bool:
    """A forward of an earlier life, or of a predecessor, counts as exported (R14)."""
    base = machine.base
    return any(
        StreamName.parse(name).incarnation != base.life.incarnation or base.sent.get(name, 0) >= seq
        for name, seq in base.place(event_id)
    )


def _record(machine: Machine, held: Held, kind: str, *, builds: bool = True) -> None:
    taker = None
    if kind == "DossierForwarded":
        taker = _desk_office(machine, held) if machine.centre else machine.peers()[0]
    machine.record(
        _audience(machine, held),
        machine.fact(
            kind,
            subject=held.dossier,
            builds_on=held.tip if builds else None,
            custody=held.custody.number if builds else None,
            to_office=taker,
        ),
    )


def _audience(machine: Machine, held: Held) -> str:
    return office_audience(_desk_office(machine, held)) if machine.centre else CENTRE


def _desk_office(machine: Machine, held: Held) -> str:
    return machine.world.facts[int(held.counted[0], 16)].office
