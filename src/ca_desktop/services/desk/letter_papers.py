"""Letters on paper: the words of each, from what was kept; a reprint says that it is one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ca_desktop.domain.clock_rules import RUNS
from ca_desktop.domain.deadlines import placing
from ca_desktop.domain.dossiers import OPEN, DossierState
from ca_desktop.domain.errors import NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import SheetPrinted
from ca_desktop.domain.form_words import form_id
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import day_text, hour_and_day, parse_moment
from ca_desktop.domain.people import Person
from ca_desktop.domain.regimes import forms_regime_on
from ca_desktop.services.desk.hand_overs import Sides, hand_overs, partners_of, rows_for_the_pen
from ca_desktop.services.desk.history import papers_in, people, promise_before, result_before
from ca_desktop.services.desk.letters import Guidance, sheet_row
from ca_desktop.services.desk.paper_heads import paper_head
from ca_desktop.services.desk.results import COLLECTORS
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import HandedOn, LetterData
from ca_desktop.services.ports.rows import HistoryRow
from ca_desktop.services.ports.work import UnitOfWork, View

_PRINTED = SheetPrinted.__name__
_PLACED = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn"}
_WITHOUT_LINES = frozenset(
    {LetterKind.CONTROL, LetterKind.TRANSFER, LetterKind.APPOINTMENT, LetterKind.RATING}
)
"""Letters that list nothing in lines of their own."""

_NAMED = ("request", "stage", "paid", "returned", "holding", "addressee", "ask")
"""Names of what only some letters say."""

RESULT, REFUSED = "Kết quả giải quyết", "Phiếu từ chối giải quyết"
STOPPED = "dừng từ hôm nay đến khi nộp đủ giấy tờ"
RUNNING = "vẫn tính trong thời gian chờ nộp đủ giấy tờ"
NOT_BEGUN = "chưa tính, vì hồ sơ chưa được tiếp nhận"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLetter:
    """A letter ready for the printer."""

    code: str
    kind: LetterKind
    reprint: int
    pdf: bytes = field(repr=False)


def draw_letter(ports: Ports, dossier_id: str, sheet: str) -> DrawnLetter:
    """Draw a letter as it is to be printed now.

    Args:
        ports: the outside world.
        dossier_id: whose.
        sheet: id of the event that it tells of.

    Raises:
        NotFound: NO-SUCH-SHEET.
    """
    with ports.reading() as view:
        state = view.dossiers.state(dossier_id)
        if state is None:
            raise NotFound("NO-SUCH-SHEET")
        history = view.dossiers.history(dossier_id)
        kind, row = sheet_row(history, sheet)
        data = _letter_data(ports, view, state, history, (kind, row))
    return DrawnLetter(
        code=state.code or "", kind=kind, reprint=data.reprint, pdf=ports.paper.letter(data)
    )


def draw_guidance(ports: Ports, given: Guidance) -> bytes:
    """Draw what a citizen takes home before anything was taken in."""
    with ports.reading() as view:
        event, at = given.event, parse_moment(given.event.at)
        training = view.offices.node().training
        head = paper_head(view, view.offices.own().name, at)
        regime = forms_regime_on(at.date())
        form = form_id(regime, LetterKind.SUPPLEMENT)
        worded = view.master.form_words(form, at.date())
    values = {
        **head.values,
        **_person(event.submitter),
        "holder": event.submitter.name,
        "submitter": event.submitter.name,
        "procedure": event.procedure_name,
        "code": "",
        "reason": event.reason,
        "effect": NOT_BEGUN,
        "officer": event.officer_name,
        "number": event.number.text if event.number else "",
    }
    data = LetterData(
        letter=LetterKind.SUPPLEMENT,
        regime=regime.value,
        values=values,
        demands=event.demands,
        words=worded,
        logo=head.logo,
        training=training,
        printed_at=ports.clock.now(),
    )
    return ports.paper.letter(data)


def log_sheet(uow: UnitOfWork, dossier_id: str, sheet: str, reprint: int) -> None:
    """Write into the journal that a letter went to paper."""
    kind, _row = sheet_row(uow.dossiers.history(dossier_id), sheet)
    uow.record(
        SheetPrinted(sheet=sheet, letter=kind.value, reprint=reprint),
        Standing(audience=LOCAL, subject=dossier_id),
    )


def _letter_data(
    ports: Ports,
    view: View,
    state: DossierState,
    history: Sequence[HistoryRow],
    found: tuple[LetterKind, HistoryRow],
) -> LetterData:
    kind, row = found
    fields: Mapping[str, Any] = row.fields or {}
    own, at = view.offices.own().name, parse_moment(row.at)
    named = people(history)
    submitter = named.submitter if named else _refused(fields)
    head = paper_head(view, own, at)
    regime = forms_regime_on(parse_moment(state.received_at).date())
    values = {
        **head.values,
        **_person((named.holder if named else None) or submitter),
        "holder": state.holder_name,
        "submitter": state.submitter_name,
        "procedure": state.procedure_name,
        "code": state.code or "",
        "reason": str(fields.get("note") or fields.get("reason") or ""),
        "effect": RUNNING if state.supplement_clock == RUNS else STOPPED,
        "officer": str(fields.get("officer_name") or ""),
        "number": _number(fields),
        **_signer(fields),
        "partner": "; ".join(partners_of(history)),
        "received_at": _moment(state.received_at),
        "due_at": _moment(promise_before(history, row)),
        "new_due": _moment(_new_due(kind, state, fields)),
        **_collector(state, row, named.holder or named.submitter if named else None),
        **_result(history, row),
        **_details(kind, fields),
    }
    printed = [x for x in history if x.kind == _PRINTED]
    sides = Sides(own=own, desk=head.values["desk"])
    return LetterData(
        letter=kind,
        regime=regime.value,
        values=values,
        demands=_lines(kind, fields, history),
        passages=tuple(_passages(state, history, sides)) if kind is LetterKind.CONTROL else (),
        rows=tuple(_agencies(fields)) if kind is LetterKind.TRANSFER else (),
        words=view.master.form_words(form_id(regime, kind), at.date()),
        logo=head.logo,
        code="" if kind is LetterKind.RATING else state.code or "",
        training=view.offices.node().training,
        reprint=sum((x.fields or {}).get("sheet") == row.event_id for x in printed),
        printed_at=ports.clock.now(),
    )


def _signer(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return who was named to sign this very paper, above whom the office names for all."""
    return {"signer": str(fields["approver"])} if fields.get("approver") else {}


def _person(person: Person | None) -> dict[str, str]:
    return {
        "id_number": (person.id_number if person else "") or "",
        "address": (person.address if person else "") or "",
        "phone": (person.phone if person else "") or "",
        "email": (person.email if person else "") or "",
    }


def _refused(fields: Mapping[str, Any]) -> Person | None:
    """Return who wanted to hand in what was refused."""
    return Person.from_json(fields["submitter"]) if "submitter" in fields else None


def _collector(state: DossierState, row: HistoryRow, holder: Person | None) -> dict[str, str]:
    fields: Mapping[str, Any] = row.fields or {}
    by = str(fields.get("collected_by") or COLLECTORS[0])
    name = str(fields.get("name") or "") or (state.holder_name if by == "holder" else "")
    known = _person(holder if by == "holder" else None)
    return {
        "collector": name or ("Bưu chính" if by == "post" else ""),
        "collector_id": str(fields.get("id_number") or "") or known["id_number"],
        "collector_phone": known["phone"],
        "authorisation": str(fields.get("authorisation") or ""),
        "post_code": str(fields.get("post_code") or ""),
        "returned_at": _moment(row.at),
        "note": str(fields.get("note") or ""),
    }


def _result(history: Sequence[HistoryRow], row: HistoryRow) -> dict[str, str]:
    """Return what a paper says of the result that stood when it was written."""
    fields = result_before(history, row)
    dated = fields.get("dated")
    return {
        "result_kind": REFUSED if fields.get("negative") else RESULT,
        "result_number": str(fields.get("number") or ""),
        "result_day": day_text(date.fromisoformat(dated)) if dated else "",
    }


def _lines(
    kind: LetterKind, fields: Mapping[str, Any], history: Sequence[HistoryRow]
) -> tuple[str, ...]:
    """Return what a letter lists: papers that are missing, given back, or the reason."""
    if kind is LetterKind.SUPPLEMENT:
        return tuple(map(str, fields.get("demands", ())))
    if kind is LetterKind.HANDOVER:
        papers, _since = papers_in(history)
        return tuple(paper.name for paper in papers if paper.originals)
    if kind in _WITHOUT_LINES:
        return ()
    reason = str(fields.get("note") or fields.get("reason") or "")
    return tuple(line for line in reason.splitlines() if line.strip())


def _agencies(fields: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield what each agency of a transfer slip does and until when, in their order."""
    for line in fields.get("demands", ()):
        agency, work, limit, *_ = (*map(str.strip, str(line).split("|", 2)), "", "")
        yield {"agency": agency, "work": work, "limit": limit}


def _number(fields: Mapping[str, Any]) -> str:
    given = fields.get("number")
    return str(given["text"]) if isinstance(given, dict) else ""


def _new_due(kind: LetterKind, state: DossierState, fields: Mapping[str, Any]) -> str | None:
    """Return the day a letter names; an appointment without one of its own is the dossier's."""
    own = fields.get("due_at")
    return state.due_at if kind is LetterKind.APPOINTMENT and own is None else own


def _details(kind: LetterKind, fields: Mapping[str, Any]) -> dict[str, str]:
    told = {str(name): str(text) for name, text in (fields.get("details") or {}).items()}
    lead = next((row["agency"] for row in _agencies(fields)), "")
    note = {"note": str(fields.get("note") or "")} if kind is LetterKind.TRANSFER else {}
    return {**dict.fromkeys(_NAMED, ""), **told, "lead": lead, **note}


def _passages(
    state: DossierState, history: Sequence[HistoryRow], sides: Sides
) -> Iterator[HandedOn]:
    rows = [*hand_overs(history, sides)]
    if state.status in OPEN:
        rows += rows_for_the_pen(history, sides)
    for found in rows:
        yield HandedOn(
            giver=found.giver,
            taker=found.taker,
            at=_moment(found.row.at) if found.row else "",
            standing=_standing(state, found.row),
            note=found.note,
        )


def _standing(state: DossierState, row: HistoryRow | None) -> str:
    if row is None or row.kind != "ResultReady":
        return ""
    due = parse_moment(state.due_at) if state.due_at else None
    return _PLACED[placing(parse_moment(row.at), due, by_minute=state.by_minute)]


def _moment(text: str | None) -> str:
    return hour_and_day(parse_moment(text)) if text else ""
