"""Lists that go from hand to hand: results to whoever gives them out, dossiers to whoever works."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ca_desktop.domain.actors import WORKERS
from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.codec import build
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import SheetPrinted
from ca_desktop.domain.events.papers import BatchHandedOver, BatchLine, DossierListed
from ca_desktop.domain.form_words import form_id
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import day_text, hour_and_day, moment_text, parse_moment
from ca_desktop.domain.regimes import forms_regime_on
from ca_desktop.domain.roles import require
from ca_desktop.domain.text import clean_line, clean_text
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.history import people, result_now
from ca_desktop.services.desk.letter_papers import REFUSED, RESULT
from ca_desktop.services.desk.paper_heads import paper_head
from ca_desktop.services.desk.paper_numbers import next_number
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import LetterData
from ca_desktop.services.ports.rows import DossierFilter, DossierRow, HistoryRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

BATCHES = (LetterKind.RESULTS, LetterKind.BATCH)
MOST = 500
"""Dossiers on one list."""

ERASED = BatchLine(
    dossier_id="",
    code="",
    procedure="Thông tin đã xóa theo yêu cầu",
    holder="",
    address="",
    received_at="",
    due_at=None,
    fee_vnd=0,
    by_post=False,
)
"""Stands on a list for a dossier whose data were erased since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueBatch:
    """A list that is to be handed over; raw values.

    Attributes:
        kind: one of `BATCHES`.
        codes: of the dossiers, in the order of the list.
        taker: who takes them, in words.
    """

    kind: LetterKind
    codes: Sequence[str]
    taker: str = field(repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedBatch:
    """A list that was kept.

    Attributes:
        batch: its id.
        dossier_id: of its first dossier, under which its paper is queued.
    """

    kind: LetterKind
    batch: str
    dossier_id: str
    number: str
    count: int
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBatch:
    """A list ready for the printer."""

    number: str
    reprint: int
    pdf: bytes = field(repr=False)


def batch_candidates(ports: Ports, kind: LetterKind) -> Sequence[DossierRow]:
    """Return the dossiers of this desk that may go on a list: with a result, or still open."""
    with ports.reading() as view:
        own = view.offices.own().office_id
        ready = (Status.RESULT_READY.value,)
        results = kind is LetterKind.RESULTS
        wanted = DossierFilter(
            statuses=ready if results else (), open_only=not results, held_by=own
        )
        return view.dossiers.rows(wanted, limit=MOST)


def issue_batch(ports: Ports, wish: IssueBatch) -> IssuedBatch:
    """Keep that dossiers or results were handed over together.

    Raises:
        NotFound: a dossier is not here.
        NotAllowedNow: NOT-READY a dossier of a list of results has none.
        InvalidField: ``taker``, ``note`` or ``codes`` does not hold.
    """
    require(ports.actor.roles, *WORKERS)
    taker = clean_line("taker", wish.taker, required=True)
    note = clean_text("note", wish.note)
    codes = list(dict.fromkeys(wish.codes))
    if not codes:
        raise InvalidField("codes", "REQ-FIELD")
    if len(codes) > MOST:
        raise InvalidField("codes", "TOO-MANY", most=MOST)
    now = ports.clock.now().replace(second=0, microsecond=0)
    with ports.writing() as uow:
        lines = tuple(_line(uow, find_dossier(uow, code), wish.kind) for code in codes)
        number = next_number(uow, wish.kind, now.date())
        if number is None:
            raise InvalidField("kind", "BAD-CHOICE", choices=", ".join(BATCHES))
        event = BatchHandedOver(
            at=moment_text(now),
            letter=wish.kind.value,
            number=number,
            giver=ports.actor.name,
            taker=taker,
            note=note,
            officer_name=ports.actor.name,
            dossiers=tuple(line.dossier_id for line in lines),
        )
        batch = ports.new_id()
        uow.record(event, Standing(audience=LOCAL, subject=batch))
        for line in lines:
            listed = DossierListed(
                at=event.at, batch=batch, letter=event.letter, number=number.text, line=line
            )
            uow.record(listed, Standing(audience=LOCAL, subject=line.dossier_id))
        uow.commit()
    return IssuedBatch(
        kind=wish.kind,
        batch=batch,
        dossier_id=lines[0].dossier_id,
        number=number.text,
        count=len(lines),
        touched=uow.touched,
    )


def _line(view: View, state: DossierState, kind: LetterKind) -> BatchLine:
    if kind is LetterKind.RESULTS and state.status is not Status.RESULT_READY:
        raise NotAllowedNow(
            "NOT-READY", code=state.code, status=state.status.value, due=state.due_at
        )
    history = view.dossiers.history(state.dossier_id)
    named = people(history)
    person = (named.holder or named.submitter) if named else None
    intake = next((row.fields for row in history if row.kind == "DossierReceived"), None) or {}
    return BatchLine(
        dossier_id=state.dossier_id,
        code=state.code or "",
        procedure=state.procedure_name,
        holder=state.holder_name,
        address=(person.address if person else "") or "",
        received_at=state.received_at,
        due_at=state.due_at,
        fee_vnd=int(intake.get("fee_vnd", 0)),
        by_post=intake.get("receive_result") == "post",
        negative=state.negative,
        result_number=str(result_now(history).get("number") or ""),
    )


def is_batch(view: View, sheet: str) -> bool:
    """Tell whether a paper is a list rather than a letter about one dossier."""
    return _found(view.dossiers.history(sheet)) is not None


def draw_batch(ports: Ports, batch: str) -> DrawnBatch:
    """Draw a list as it is to be printed now; a reprint says that it is one.

    Raises:
        NotFound: NO-SUCH-SHEET.
    """
    with ports.reading() as view:
        history = view.dossiers.history(batch)
        event = _found(history)
        if event is None:
            raise NotFound("NO-SUCH-SHEET")
        reprint = sum(row.kind == SheetPrinted.__name__ for row in history)
        data = _data(ports, view, (event, _lines(view, batch, event)), reprint)
    return DrawnBatch(number=event.number.text, reprint=reprint, pdf=ports.paper.letter(data))


def log_batch(uow: UnitOfWork, batch: str, reprint: int) -> None:
    """Write into the journal that a list went to paper."""
    event = _found(uow.dossiers.history(batch))
    if event is None:
        raise NotFound("NO-SUCH-SHEET")
    uow.record(
        SheetPrinted(sheet=batch, letter=event.letter, reprint=reprint),
        Standing(audience=LOCAL, subject=batch),
    )


def _found(history: Sequence[HistoryRow]) -> BatchHandedOver | None:
    for row in history:
        if row.kind == BatchHandedOver.__name__ and row.fields is not None:
            return build(BatchHandedOver, row.fields)
    return None


def _lines(view: View, batch: str, event: BatchHandedOver) -> Sequence[BatchLine]:
    """Return what a list says of each dossier; of one whose data were erased, only that."""
    if event.lines:
        return event.lines
    found = []
    for dossier_id in event.dossiers:
        rows = (x for x in view.dossiers.history(dossier_id) if x.kind == DossierListed.__name__)
        told = (build(DossierListed, row.fields) for row in rows if row.fields is not None)
        found.append(next((x.line for x in told if x.batch == batch), ERASED))
    return found


def _data(
    ports: Ports, view: View, told: tuple[BatchHandedOver, Sequence[BatchLine]], reprint: int
) -> LetterData:
    event, lines = told
    at = parse_moment(event.at)
    head = paper_head(view, view.offices.own().name, at)
    kind, regime = LetterKind(event.letter), forms_regime_on(at.date())
    values = {
        **head.values,
        "number": event.number.text,
        "giver": event.giver,
        "taker": event.taker,
        "note": event.note,
        "count": str(len(lines)),
        "received_at": hour_and_day(at),
    }
    return LetterData(
        letter=kind,
        regime=regime.value,
        values=values,
        rows=tuple(_rows(lines)),
        words=view.master.form_words(form_id(regime, kind), at.date()),
        logo=head.logo,
        training=view.offices.node().training,
        reprint=reprint,
        printed_at=ports.clock.now(),
    )


def _rows(lines: Sequence[BatchLine]) -> Iterator[Mapping[str, str]]:
    for line in lines:
        due = parse_moment(line.due_at) if line.due_at else None
        yield {
            "code": line.code,
            "procedure": line.procedure,
            "result": _result(line),
            "holder": line.holder,
            "address": line.address,
            "fee": "X" if line.fee_vnd else "",
            "post": "X" if line.by_post else "",
            "due": f"{due:%H:%M} {day_text(due.date())}" if due else "",
        }


def _result(line: BatchLine) -> str:
    """Say what is handed over: what was asked for, or the paper that refuses it."""
    number = f", số {line.result_number}" if line.result_number else ""
    return (REFUSED if line.negative else RESULT) + number
