"""What an office asks of the one that holds the dossier, and what answers it.

A request changes no state; it becomes a task for the custodian and stays one until an event
answers it. Field ownership: the people of a dossier belong to the desk that took it in until
another office has accepted it; from then on they are changed on request.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.old_registers import OldDossierRecorded
from ca_desktop.domain.people import Person, read_person

PARTS = tuple(f"{who}.{item.name}" for who in ("submitter", "holder") for item in fields(Person))
"""What may be put right of a dossier."""

Asking = (
    events.CorrectionRequested
    | events.WithdrawalRequested
    | events.PaperSupplied
    | events.RecallRequested
    | events.NoteAdded
)
"""Events that may make a task."""

FULFILS: dict[type[Event], type[Event]] = {
    events.DossierWithdrawn: events.WithdrawalRequested,
    events.SupplementReceived: events.PaperSupplied,
    events.DossierForwarded: events.RecallRequested,
    events.ResultReady: events.RecallRequested,
    events.RecallGranted: events.RecallRequested,
    events.DossierTakenBack: events.RecallRequested,
}
"""Steps that do what a request asked for, and so answer it."""


def makes_task(event: Event) -> bool:
    """Tell whether somebody has to answer ``event``."""
    return event.asks if isinstance(event, events.NoteAdded) else isinstance(event, Asking)


def owns_people(state: DossierState, node: str) -> bool:
    """Tell whether ``node`` may change the people of a dossier without being asked."""
    return state.custody.custodian == state.custody.desk == node


def is_turn(kind: str, *, asked_by_own: bool, custodian_is_own: bool) -> bool:
    """Tell whether a task that nobody answered waits for this office.

    It waits for whoever holds the dossier now. A dossier that came back to the one who asked
    leaves nothing to give back and nobody to tell.
    """
    moot = asked_by_own and kind in {"RecallRequested", "NoteAdded"}
    return custodian_is_own and not moot


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The people a dossier names."""

    submitter: Person = field(repr=False)
    holder: Person | None = field(repr=False)

    def value(self, part: str) -> str:
        """Return what is written at ``part``, empty for nothing."""
        who, _dot, key = part.partition(".")
        person = self.submitter if who == "submitter" else self.holder
        return (person.to_json()[key] if person else None) or ""

    def corrected(self, part: str, value: str, today: date) -> "People":
        """Return the people with ``value`` at ``part``.

        Raises:
            InvalidField: nobody stands there, or the value does not hold.
        """
        who, _dot, key = part.partition(".")
        person = {"submitter": self.submitter, "holder": self.holder}.get(who)
        if part not in PARTS or person is None:
            raise InvalidField("part", "BAD-CHOICE", choices=", ".join(self.parts))
        changed = read_person(person.to_json() | {key: value}, field=who, today=today)
        return replace(self, **{who: changed})

    @property
    def parts(self) -> tuple[str, ...]:
        """What can be put right here."""
        return tuple(x for x in PARTS if self.holder or x.startswith("submitter."))


def people_of(counted: Iterable[Event]) -> People | None:
    """Return the people after the events that count, oldest first; None before an intake."""
    people: People | None = None
    for event in counted:
        if isinstance(event, events.DossierReceived | events.DossierCorrected):
            people = People(submitter=event.submitter, holder=event.holder)
        elif isinstance(event, OldDossierRecorded):
            people = People(submitter=event.submitter, holder=None)
    return people
