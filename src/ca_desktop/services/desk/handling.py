"""Steps of a dossier inside the office: who has it, where it was looked at, who was asked."""

from collections.abc import Mapping
from datetime import datetime

from ca_desktop.domain.actors import ACTORS
from ca_desktop.domain.clock_rules import STANDS
from ca_desktop.domain.deadlines import due, parse_time_limit
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.handling import (
    AssignmentAccepted,
    ConsultationAsked,
    ConsultationClosed,
    DossierAssigned,
    LinkedClosed,
    LinkedSent,
    PaymentMade,
    PaymentRequired,
    SignatureAsked,
    SignatureDenied,
    VerificationDone,
    VerificationStarted,
)
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.roles import roles_of
from ca_desktop.domain.stations import Errand, Station
from ca_desktop.domain.text import fold
from ca_desktop.services.desk.supplements import due_text, resumed
from ca_desktop.services.desk.taking import Take, Taking, rules_of
from ca_desktop.services.ports.rows import UserRow


def _assign(step: Taking, state: DossierState) -> None:
    name = step.line("officer", needed=True)
    found = [x for x in step.uow.offices.users() if fold(x.name) == fold(name)]
    if len(found) != 1:
        raise InvalidField("officer", "NO-SUCH-USER", name=name)
    officer = found[0]
    if not may_take_on(officer):
        raise InvalidField("officer", "OFFICER-ROLE", name=officer.name)
    event = DossierAssigned(**step.said, to_user=officer.user_id, to_name=officer.name)
    step.record(state, event)


def may_take_on(user: UserRow) -> bool:
    """Tell whether an account may take on a dossier that it is given."""
    return not roles_of(user.roles).isdisjoint(ACTORS[AssignmentAccepted])


def _take_on(step: Taking, state: DossierState) -> None:
    """Accept; who notes it for another says why (the paper control sheet was signed)."""
    errand = step.errand(state, Station.ASSIGNED)
    other = step.ports.actor.user_id != errand.user_id
    guard = NotAllowedNow("HANDOVER-BY-OTHER", name=errand.whom) if other else None
    event = AssignmentAccepted(
        **step.said,
        errand=errand.key,
        taker_id=errand.user_id,
        taker_name=errand.whom,
        overrides=step.passing(guard),
    )
    step.record(state, event)


def _verify(step: Taking, state: DossierState) -> None:
    rules = rules_of(step.uow, state.dossier_id)
    stands = rules.verification_clock == STANDS and state.due_at is not None
    event = VerificationStarted(
        **step.said,
        place=step.line("place", needed=True),
        clock=STANDS if stands else "none",
        ground=step.line("ground"),
    )
    step.record(state, event)


def _verified(step: Taking, state: DossierState) -> None:
    errand = step.errand(state, Station.VERIFYING)
    when = step.moment("when")
    deadline = None
    if errand.stands:
        deadline = resumed(step.uow.master.calendar(), state, errand.since, step.now)
    event = VerificationDone(
        **step.said,
        errand=errand.key,
        when=moment_text(when),
        place=step.line("place", instead=errand.whom),
        present=step.line("present", needed=True),
        found=step.text("found", needed=True),
        due_at=due_text(deadline) if deadline else state.due_at,
        trace=deadline.trace if deadline else (),
    )
    step.record(state, event)


def _consult(step: Taking, state: DossierState) -> None:
    day = step.day("answer_by")
    if day is None:
        raise InvalidField("answer_by", "REQ-FIELD")
    calendar = step.uow.master.calendar()
    if day < step.now.date() or not calendar.is_working(day):
        raise InvalidField("answer_by", "ANSWER-DAY")
    event = ConsultationAsked(
        **step.said,
        agency=step.line("agency", needed=True),
        question=step.text("question", needed=True),
        answer_by=moment_text(calendar.closing(day)),
    )
    step.record(state, event)


def _consulted(step: Taking, state: DossierState) -> None:
    errand = step.errand(state, Station.CONSULTING)
    answered = step.is_true("answered", instead=True)
    if not step.note:
        raise InvalidField("note", "REQ-FIELD")
    event = ConsultationClosed(
        **step.said,
        errand=errand.key,
        agency=errand.whom,
        answered=answered,
        late=not answered or _is_late(errand, step.now),
    )
    step.record(state, event)


def _link(step: Taking, state: DossierState) -> None:
    """Send a part to an agency; its share stands in the rules the dossier was taken in under."""
    agency = step.line("agency", needed=True)
    shares = rules_of(step.uow, state.dossier_id).shares
    share = next((x for x in shares if fold(x.agency) == fold(agency)), None)
    typed = step.line("limit", instead=share.limit if share else "none")
    limit = parse_time_limit(f"{typed} wd" if typed.isdecimal() else typed)
    deadline = due(step.uow.master.calendar(), step.now, limit)
    event = LinkedSent(
        **step.said,
        agency=share.agency if share else agency,
        task=step.line("task", instead=share.task if share else ""),
        limit=str(limit),
        share_due_at=due_text(deadline),
        trace=deadline.trace,
    )
    step.record(state, event)


def _linked(step: Taking, state: DossierState) -> None:
    errand = step.errand(state, Station.WAITING_LINKED)
    answered = step.is_true("answered", instead=True)
    if not answered and not step.note:
        raise InvalidField("note", "REQ-FIELD")
    event = LinkedClosed(
        **step.said,
        errand=errand.key,
        agency=errand.whom,
        answered=answered,
        late=not answered or _is_late(errand, step.now),
    )
    step.record(state, event)


def _is_late(errand: Errand, now: datetime) -> bool:
    return errand.due_at is not None and now > parse_moment(errand.due_at)


def _sign(step: Taking, state: DossierState) -> None:
    step.record(state, SignatureAsked(**step.said, signer=step.line("signer", needed=True)))


def _unsigned(step: Taking, state: DossierState) -> None:
    if not step.note:
        raise InvalidField("note", "REQ-FIELD")
    errand = step.errand(state, Station.AWAITING_SIGNATURE)
    step.record(state, SignatureDenied(**step.said, errand=errand.key))


def _payment(step: Taking, state: DossierState) -> None:
    rules = rules_of(step.uow, state.dossier_id)
    event = PaymentRequired(
        **step.said,
        duty=step.line("duty", needed=True),
        amount_vnd=step.money("amount_vnd"),
        clock=rules.payment_clock if state.due_at else "none",
    )
    step.record(state, event)


def _paid(step: Taking, state: DossierState) -> None:
    deadline = None
    if state.stands and state.asked_at:
        deadline = resumed(step.uow.master.calendar(), state, state.asked_at, step.now)
    event = PaymentMade(
        **step.said,
        paper=step.line("paper", needed=True),
        due_at=due_text(deadline) if deadline else state.due_at,
        trace=deadline.trace if deadline else (),
    )
    step.record(state, event)


IN_HOUSE: Mapping[str, Take] = {
    "assign": _assign,
    "take_on": _take_on,
    "verify": _verify,
    "verified": _verified,
    "consult": _consult,
    "consulted": _consulted,
    "link": _link,
    "linked": _linked,
    "sign": _sign,
    "unsigned": _unsigned,
    "payment": _payment,
    "paid": _paid,
}
