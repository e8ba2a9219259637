"""A step that is being taken: who, when, what was typed, and the guards it passes over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from ca_desktop.domain.actors import actors_of, require_actor
from ca_desktop.domain.clock_rules import ClockRules
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.codec import build
from ca_desktop.domain.events.dossiers import DossierReceived
from ca_desktop.domain.guards import APPROVED, ASSENTED
from ca_desktop.domain.moments import moment_text, parse_moment, read_day
from ca_desktop.domain.stations import Errand, Override, Station
from ca_desktop.domain.text import clean_line, clean_text
from ca_desktop.services.desk.approving import Approver, Confirmation, approver_of
from ca_desktop.services.desk.standing import record_step
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import UnitOfWork, View

MOST_VND = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWish:
    """What a step is to say beside its remark; raw values.

    Attributes:
        values: by the names of `services.step_asks`.
        reason: why guards that stand in the way are passed over; empty: they are not.
        approver: who approved that: an account of the office, or the name of who has none.
        confirmation: of that account, where its PIN was typed.
    """

    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    reason: str = field(default="", repr=False)
    approver: str = field(default="", repr=False)
    confirmation: Confirmation | None = None

    def after(self, before: "StepWish") -> "StepWish":
        """Return both wishes as one: what was said before holds where nothing new is said."""
        return StepWish(
            values={**before.values, **self.values},
            reason=self.reason or before.reason,
            approver=self.approver or before.approver,
            confirmation=self.confirmation or before.confirmation,
        )


@dataclass(frozen=True, slots=True)
class Taking:
    """One step being taken.

    Attributes:
        note: the remark, clean.
        office: of a forward: code of the taker.
    """

    ports: Ports
    uow: UnitOfWork
    now: datetime
    note: str = field(default="", repr=False)
    office: str | None = None
    wish: StepWish = field(default_factory=StepWish, repr=False)

    @property
    def said(self) -> dict[str, Any]:
        """When, who, and the remark."""
        return {
            "at": moment_text(self.now),
            "officer_name": self.ports.actor.name,
            "note": self.note,
        }

    def require(self, state: DossierState, kind: type[Event], *, negative: bool = False) -> None:
        """Demand that the person signed in may take a step.

        Raises:
            Forbidden: STEP-ROLE it is for others.
        """
        needed = actors_of(kind, state, negative=negative)
        require_actor(self.ports.actor.roles, kind, needed)

    def record(self, state: DossierState, event: Event) -> None:
        """Record a state event."""
        record_step(self.uow, state, event)

    def line(self, name: str, *, needed: bool = False, instead: str = "") -> str:
        """Return a line that was typed; ``instead`` stands where nothing was."""
        return clean_line(name, self._text(name), required=needed and not instead) or instead

    def text(self, name: str, *, needed: bool = False) -> str:
        """Return a text that was typed."""
        return clean_text(name, self._text(name), required=needed)

    def day(self, name: str) -> date | None:
        """Return a day that was typed; None for none."""
        typed = self._text(name).strip()
        return read_day(name, typed) if typed else None

    def moment(self, name: str) -> datetime:
        """Return a moment of the past that was typed as ISO text; now for none."""
        typed = self._text(name).strip()
        if not typed:
            return self.now
        try:
            found = parse_moment(typed)
        except ValueError:
            raise InvalidField(name, "BAD-MOMENT", value=typed[:40]) from None
        if found > self.now:
            raise InvalidField(name, "LATER-THAN-NOW")
        return found

    def money(self, name: str, *, needed: bool = False) -> int:
        """Return an amount in đồng that was typed; 0 for none."""
        value = self.wish.values.get(name)
        typed = "" if value is None else str(value).replace(".", "").strip()
        if not typed and not needed:
            return 0
        if not typed.isascii() or not typed.isdigit() or int(typed) > MOST_VND:
            raise InvalidField(name, "BAD-MONEY")
        return int(typed)

    def is_true(self, name: str, *, instead: bool) -> bool:
        """Return what was ticked, or said as ``yes`` or ``no``."""
        value = self.wish.values.get(name)
        if value is None or value == "":
            return instead
        if value in {True, "yes", "true", "1"}:
            return True
        if value in {False, "no", "false", "0"}:
            return False
        raise InvalidField(name, "BAD-CHOICE", choices="yes, no")

    def choice(self, name: str, choices: tuple[str, ...], instead: str) -> str:
        """Return which of some words was chosen."""
        value = self.wish.values.get(name) or instead
        if value not in choices:
            raise InvalidField(name, "BAD-CHOICE", choices=", ".join(choices))
        return str(value)

    def errand(self, state: DossierState, station: Station) -> Errand:
        """Return which errand is meant: the only one at a station, or the one that was named."""
        found = [x for x in state.errands if x.station is station]
        named = self._text("errand").strip()
        if named:
            found = [x for x in found if named in {x.key, x.whom}]
        if not found:
            raise NotAllowedNow("ERRAND-NONE", code=state.code, status=station.value)
        if len(found) > 1:
            names = ", ".join(x.whom for x in found)
            raise InvalidField("errand", "BAD-CHOICE", choices=names)
        return found[0]

    def passing(self, *guards: NotAllowedNow | None) -> tuple[Override, ...]:
        """Pass over the guards that stand in the way.

        Raises:
            NotAllowedNow: the first that needs a reason, where none was given; one that needs a
                name alone, where nobody was named.
            InvalidField: a reason or a name does not hold; nobody approved it.
        """
        found = [guard for guard in guards if guard is not None]
        reason = clean_text("reason", self.wish.reason)
        for guard in found:
            if not reason and guard.code not in ASSENTED:
                raise guard
        for guard in found:
            if guard.code in ASSENTED and not self.names_approver:
                raise guard
        approver = self._approver(needed=any(x.code in APPROVED for x in found))
        return tuple(
            Override(
                guard=guard.code,
                reason="" if guard.code in ASSENTED else reason,
                approver=approver.name if guard.code in APPROVED else "",
                approver_id=approver.user_id if guard.code in APPROVED else "",
                confirmed=approver.confirmed if guard.code in APPROVED else "",
            )
            for guard in found
        )

    @property
    def names_approver(self) -> bool:
        """Whether somebody is named who approves."""
        return bool(self._named_approver.strip())

    @property
    def _named_approver(self) -> str:
        return self.wish.approver or self._text("approver")

    def _approver(self, *, needed: bool) -> Approver:
        return approver_of(
            self.uow,
            self.ports.actor,
            self._named_approver,
            needed=needed,
            confirmation=self.wish.confirmation,
        )

    def approved_by(self) -> Approver:
        """Return who approves what only a head may decide."""
        return self._approver(needed=True)

    def _text(self, name: str) -> str:
        value = self.wish.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise InvalidField(name, "BAD-TYPE")
        return value


Take: TypeAlias = Callable[[Taking, DossierState], "bool | None"]
"""Takes a step; True when it could only be asked for."""


def intake_of(view: View, dossier_id: str) -> DossierReceived | None:
    """Return how a dossier was taken in; None where that was erased or is not here."""
    for row in view.dossiers.history(dossier_id):
        if row.kind == DossierReceived.__name__ and row.counted and row.fields is not None:
            return build(DossierReceived, row.fields)
    return None


def rules_of(view: View, dossier_id: str) -> ClockRules:
    """Return the rules of the clock that a dossier was taken in under."""
    intake = intake_of(view, dossier_id)
    return (intake.rules if intake else None) or ClockRules()
