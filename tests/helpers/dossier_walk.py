"""State events of a made-up dossier between a commune and its centre, one step after the other."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ca_desktop.domain.custody import Link
from ca_desktop.domain.dossiers import DossierState, Placed
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events import dossiers as events
from ca_desktop.domain.events import handling
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.folding import advance, start
from ca_desktop.domain.guards import CLOSES, require_step
from ca_desktop.domain.moments import VIETNAM, moment_text
from ca_desktop.domain.people import Person
from ca_desktop.domain.undoing import UNDOABLE_STEPS, facts_before

DESK, CENTRE, STRANGER = "desk-node", "centre-node", "stranger-node"
OFFICE_OF = {DESK: "commune", CENTRE: "centre", STRANGER: "elsewhere"}
BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=VIETNAM)

SUBMITTER = Person(name="Giàng Thị Dợ", id_number="012345678901", phone="0912345678")
HOLDER = Person(name="Lường Văn Inh")


def at_minute(minute: int) -> str:
    return moment_text(BEGIN + timedelta(minutes=minute))


def received(*, holder: Person | None = None, limit: str = "3 wd") -> events.DossierReceived:
    return events.DossierReceived(
        office_id="commune",
        office_name="Xã Bình Minh",
        code="H19.12.34-260302-0001",
        receipt_no="1",
        register_no="1",
        numbers=events.GivenNumbers(
            unit="H19.12.34", day="2026-03-02", dossier=1, receipt=1, register=1
        ),
        regime="R2025",
        procedure_code="1.001193",
        procedure_name="Đăng ký khai sinh",
        field_code="ho-tich",
        field_name="Hộ tịch",
        case="",
        case_name="",
        limit=limit,
        supplement_clock="restart",
        received_at=at_minute(0),
        due_at=at_minute(3 * 1440),
        trace=(),
        submitter=SUBMITTER,
        holder=holder,
        documents=(),
        sets=1,
        receive_result="desk",
        channel="desk",
        fee_vnd=0,
        note="",
        receiver_name="x",
    )


def refused() -> events.IntakeRefused:
    return events.IntakeRefused(
        office_id="commune",
        office_name="Xã Bình Minh",
        procedure_code="1.001193",
        procedure_name="Đăng ký khai sinh",
        field_code="ho-tich",
        field_name="Hộ tịch",
        at=at_minute(0),
        submitter=SUBMITTER,
        reason="x",
        officer_name="x",
    )


def plain(kind: type[events._Step]) -> Callable[[str], Event]:
    return lambda at: kind(at=at, officer_name="x")


def undone(at: str, before: DossierState) -> events.StepUndone:
    """Say that what held before holds again."""
    return events.StepUndone(at=at, officer_name="x", **facts_before(before))


MAKE: dict[type[Event], Callable[[str], Event]] = {
    events.ProcessingStarted: plain(events.ProcessingStarted),
    events.SupplementRequested: plain(events.SupplementRequested),
    events.SupplementReceived: lambda at: events.SupplementReceived(
        at=at, officer_name="x", due_at=at_minute(9 * 1440), trace=()
    ),
    events.DueDateMoved: lambda at: events.DueDateMoved(
        at=at, officer_name="x", cause="calendar", due_at=at_minute(5 * 1440), trace=()
    ),
    events.DossierWithdrawn: plain(events.DossierWithdrawn),
    events.DossierStopped: plain(events.DossierStopped),
    events.ResultReady: plain(events.ResultReady),
    events.ResultReturned: lambda at: events.ResultReturned(
        at=at,
        officer_name="x",
        collected_by="holder",
        name=None,
        id_number=None,
        authorisation=None,
        post_code=None,
    ),
    events.IntakeCancelled: plain(events.IntakeCancelled),
    events.ReturnUndone: plain(events.ReturnUndone),
    events.StepUndone: lambda at: undone(at, Walk().state),
    events.DossierForwarded: lambda at: events.DossierForwarded(
        at=at, officer_name="x", to_office="centre"
    ),
    events.DossierAccepted: plain(events.DossierAccepted),
    events.DossierRecalled: plain(events.DossierRecalled),
    events.RecallGranted: plain(events.RecallGranted),
    events.DossierTakenBack: plain(events.DossierTakenBack),
    events.DossierCorrected: lambda at: events.DossierCorrected(
        at=at, officer_name="x", part="submitter.phone", submitter=SUBMITTER, holder=None
    ),
}
"""How each later step is written, at a moment."""

MAKE |= {
    handling.DossierAssigned: lambda at: handling.DossierAssigned(
        at=at, officer_name="x", to_user="u1", to_name="Vừ A Páo"
    ),
    handling.AssignmentAccepted: lambda at: handling.AssignmentAccepted(
        at=at, officer_name="x", errand="", taker_id="u1", taker_name="Vừ A Páo"
    ),
    handling.VerificationStarted: lambda at: handling.VerificationStarted(
        at=at, officer_name="x", place="thôn Nà Lầu", clock="pause", ground="x"
    ),
    handling.VerificationDone: lambda at: handling.VerificationDone(
        at=at,
        officer_name="x",
        errand="",
        when=at,
        place="thôn Nà Lầu",
        present="x",
        found="x",
        due_at=at_minute(7 * 1440),
        trace=(),
    ),
    handling.ConsultationAsked: lambda at: handling.ConsultationAsked(
        at=at, officer_name="x", agency="Công an xã", question="x", answer_by=at_minute(2 * 1440)
    ),
    handling.ConsultationClosed: lambda at: handling.ConsultationClosed(
        at=at, officer_name="x", errand="", agency="Công an xã", answered=True, late=False
    ),
    handling.LinkedSent: lambda at: handling.LinkedSent(
        at=at,
        officer_name="x",
        agency="Thuế cơ sở 3",
        task="x",
        limit="2 wd",
        share_due_at=at_minute(2 * 1440),
        trace=(),
    ),
    handling.LinkedClosed: lambda at: handling.LinkedClosed(
        at=at, officer_name="x", errand="", agency="Thuế cơ sở 3", answered=True, late=False
    ),
    handling.SignatureAsked: lambda at: handling.SignatureAsked(
        at=at, officer_name="x", signer="Hoàng Thị Ơ"
    ),
    handling.SignatureDenied: lambda at: handling.SignatureDenied(
        at=at, officer_name="x", errand=""
    ),
    handling.PaymentRequired: lambda at: handling.PaymentRequired(
        at=at, officer_name="x", duty="Lệ phí trước bạ", amount_vnd=0, clock="pause"
    ),
    handling.PaymentMade: lambda at: handling.PaymentMade(
        at=at, officer_name="x", paper="x", due_at=at_minute(8 * 1440), trace=()
    ),
    handling.ResultCorrected: lambda at: handling.ResultCorrected(
        at=at,
        officer_name="x",
        edition=2,
        number="12",
        dated="2026-03-09",
        signer="x",
        approver="x",
    ),
    handling.CaseCorrected: lambda at: handling.CaseCorrected(
        at=at,
        officer_name="x",
        case="far",
        case_name="x",
        limit="3 wd",
        due_at=at_minute(6 * 1440),
        trace=(),
    ),
    handling.PapersCorrected: lambda at: handling.PapersCorrected(
        at=at, officer_name="x", documents=(), sets=2
    ),
    handling.FeeCorrected: lambda at: handling.FeeCorrected(
        at=at, officer_name="x", before_vnd=0, fee_vnd=8000
    ),
}
"""Inside the office. What ends an errand is told by `Walk.next` which one."""


@dataclass
class Walk:
    """A dossier on its way.

    Attributes:
        placed: every event that counts, oldest first.
    """

    intake: Event = field(default_factory=received)
    placed: list[Placed] = field(default_factory=list)
    minute: int = 0
    state: DossierState = field(init=False)
    before: DossierState = field(init=False)

    def __post_init__(self) -> None:
        self.placed = [self.place(self.intake, DESK, None, 1)]
        self.state = self.before = start(self.placed[0])

    def place(self, event: Event, node: str, on: str | None, custody: int) -> Placed:
        link = Link(
            event_id=f"{len(self.placed):04d}",
            kind=type(event).__name__,
            node=node,
            office=OFFICE_OF[node],
            builds_on=on,
            custody=custody,
            to_office=event.to_office if isinstance(event, events.DossierForwarded) else None,
        )
        return Placed(link=link, dossier_id="dossier", event=event)

    def next(self, kind: type[Event], node: str = DESK) -> Placed:
        """Return the event as ``node`` would write it now."""
        at = at_minute(self.minute + 30)
        event = undone(at, self.before) if kind is events.StepUndone else MAKE[kind](at)
        if kind in CLOSES:
            open_now = [x for x in self.state.errands if x.station is CLOSES[kind]]
            event = replace(event, errand=open_now[0].key) if open_now else event  # type: ignore[call-arg]
        return self.place(event, node, self.state.tip, self.state.custody.number)

    def take(
        self, kind: type[Event], node: str = DESK, *, passed: Collection[str] = ()
    ) -> DossierState:
        """Take a step if its guard agrees; only a step of one's own can be undone."""
        require_step(self.state, kind, node=node, office=OFFICE_OF[node], passed=passed)
        last = self.placed[-1]
        mine = last.link.node == node and type(last.event) in UNDOABLE_STEPS
        if kind is events.StepUndone and not mine:
            raise NotAllowedNow("UNDO-PASSED", code=self.state.code)
        placed = self.next(kind, node)
        self.minute += 30
        self.placed.append(placed)
        self.before, self.state = self.state, advance(self.state, placed)
        return self.state
