"""Ý kiến lãnh đạo: what heads approved or sent back, and what was passed over with a reason.

Read from what the steps themselves say; a step that did not count is left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from ca_desktop.domain.events.dossiers import StepUndone
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.reports import Period
from ca_desktop.domain.roles import require
from ca_desktop.domain.stations import BY_PIN, SIGNED_IN
from ca_desktop.domain.text import fold
from ca_desktop.services import words
from ca_desktop.services.desk.history import counted
from ca_desktop.services.office.audit import READERS
from ca_desktop.services.office.list_files import Listing, SavedListing, save_listing
from ca_desktop.services.ports.deeds import Ruled
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import HistoryRow

COLUMNS = ("Lúc", "Người", "Ý kiến", "Việc", "Lý do", "Mã hồ sơ", "Thủ tục", "Đơn vị")
TITLE = "Ý KIẾN LÃNH ĐẠO"


class Part(StrEnum):
    """How somebody stands behind a step.

    ``PIN`` approved by a PIN of their own, ``SELF`` took it, ``NAMED`` is only named, ``SIGNED``
    signed a refusal, ``DENIED`` did not sign, ``NOTED`` gave a reason where that is enough,
    ``PAPER`` made out a letter that the head signs on paper.
    """

    PIN = "pin"
    SELF = "self"
    NAMED = "named"
    SIGNED = "signed"
    DENIED = "denied"
    NOTED = "noted"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One step that somebody answers for.

    Attributes:
        at: ISO moment.
        what: the step, or the guard that it passed over, in words.
        office_name: where it was taken.
    """

    dossier_id: str
    code: str
    procedure_name: str
    at: str
    person: str = field(repr=False)
    part: Part
    what: str
    reason: str = field(repr=False)
    office_name: str

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands below `COLUMNS`."""
        moment = parse_moment(self.at)
        return (
            f"{moment:%H:%M} {day_text(moment.date())}",
            self.person,
            words.label("rulings", self.part.value),
            self.what,
            self.reason,
            self.code,
            self.procedure_name,
            self.office_name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRulings:
    """What is looked for.

    Attributes:
        person: a name; empty: everybody.
    """

    period: Period
    person: str = field(default="", repr=False)


def rulings(ports: Ports, wanted: WantedRulings) -> Sequence[Ruling]:
    """Return what heads said in a period about dossiers of this office, the newest first.

    At a centre about every dossier that it knows.

    Raises:
        Forbidden: the person looks after nothing of it.
    """
    require(ports.actor.roles, *READERS)
    first, last = wanted.period.start.isoformat(), wanted.period.end.isoformat()
    with ports.reading() as view:
        own = view.offices.own()
        desk = own.office_id if own.kind == "commune" else None
        ruled = {x.dossier_id: x for x in view.deeds.ruled(wanted.period, desk)}
        found = [
            ruling
            for dossier_id, history in view.dossiers.histories(ruled)
            for ruling in _of_dossier(ruled[dossier_id], history)
            if first <= ruling.at[:10] <= last
            if not wanted.person or fold(ruling.person) == fold(wanted.person)
        ]
    return sorted(found, key=_newest_first, reverse=True)


def save_rulings(
    ports: Ports, wanted: WantedRulings, path: Path, columns: Sequence[str] = COLUMNS
) -> SavedListing:
    """Write what was found as a workbook; that is written into the journal as well.

    Args:
        ports: the outside world.
        wanted: what is looked for.
        path: the workbook.
        columns: titles of `COLUMNS`, from the left, as a person chose them.
    """
    rows = rulings(ports, wanted)
    lines = [row.cells for row in rows]
    listing = Listing(what="rulings", title=TITLE, columns=COLUMNS, lines=lines)
    return save_listing(ports, listing, path, columns)


def _newest_first(ruling: Ruling) -> tuple[str, str]:
    return ruling.at, ruling.code


def _of_dossier(dossier: Ruled, history: Sequence[HistoryRow]) -> Iterator[Ruling]:
    rows = counted(history)
    for place, row in enumerate(rows):
        undone = place + 1 < len(rows) and rows[place + 1].kind == StepUndone.__name__
        teller = _TELLERS.get(row.kind)
        if teller is None or row.fields is None:
            continue
        for said in (*teller(row, rows), *_passed(row)):
            yield _ruling(dossier, row, said, undone=undone)


@dataclass(frozen=True, slots=True)
class _Said:
    person: str = field(repr=False)
    part: Part
    what: str
    reason: str = field(repr=False)


def _ruling(dossier: Ruled, row: HistoryRow, said: _Said, *, undone: bool) -> Ruling:
    fields = row.fields or {}
    return Ruling(
        dossier_id=dossier.dossier_id,
        code=dossier.code,
        procedure_name=dossier.procedure_name,
        at=str(fields["at"]),
        person=said.person,
        part=said.part,
        what=f"{said.what} (đã hoàn tác)" if undone else said.what,
        reason=said.reason,
        office_name=row.office_name,
    )


def _passed(row: HistoryRow) -> Iterator[_Said]:
    """Yield each guard that a step passed over."""
    fields = row.fields or {}
    for each in fields.get("overrides", ()):
        approved = bool(each.get("approver"))
        yield _Said(
            person=str(each["approver"] if approved else fields["officer_name"]),
            part=_how(each, row.actor) if approved else Part.NOTED,
            what=words.label("guards", str(each["guard"])),
            reason=str(each["reason"] or fields.get("note") or ""),
        )


def _how(fields: Mapping[str, Any], actor: str) -> Part:
    """Return how an approver stands behind a step; an earlier journal tells by the account."""
    by, confirmed = fields.get("approver_id"), fields.get("confirmed")
    if confirmed == SIGNED_IN or (by and by == actor):
        return Part.SELF
    return Part.PIN if confirmed == BY_PIN else Part.NAMED


Rows = Sequence[HistoryRow]


def _nothing(_row: HistoryRow, _rows: Rows) -> Iterator[_Said]:
    yield from ()


def _result(row: HistoryRow, _rows: Rows) -> Iterator[_Said]:
    fields = row.fields or {}
    if fields.get("negative"):
        signer = str(fields.get("signer") or "")
        part = Part.SIGNED if signer else Part.SELF
        person = signer or str(fields["officer_name"])
        yield _Said(person, part, "Từ chối giải quyết", str(fields["note"]))


def _denied(row: HistoryRow, rows: Rows) -> Iterator[_Said]:
    fields = row.fields or {}
    asked = next((x for x in rows if x.event_id == fields.get("errand")), None)
    signer = str((asked.fields or {}).get("signer", "")) if asked else ""
    yield _Said(signer, Part.DENIED, words.label("events", row.kind), str(fields["note"]))


def _corrected(row: HistoryRow, _rows: Rows) -> Iterator[_Said]:
    fields = row.fields or {}
    refuses = ", từ chối giải quyết" if fields.get("negative") else ""
    what = f"{words.label('events', row.kind)}, bản {fields['edition']}{refuses}"
    yield _Said(str(fields["approver"]), _how(fields, row.actor), what, str(fields["note"]))


def _taken_back(row: HistoryRow, _rows: Rows) -> Iterator[_Said]:
    fields = row.fields or {}
    what = words.label("events", row.kind)
    yield _Said(str(fields["officer_name"]), Part.SELF, what, str(fields["note"]))


def _put_off(row: HistoryRow, _rows: Rows) -> Iterator[_Said]:
    fields = row.fields or {}
    if fields.get("cause") == "apology":
        day = day_text(parse_moment(str(fields["due_at"])).date())
        what = f"Xin lỗi, gia hạn đến {day}"
        approver = str(fields.get("approver") or "")  # an earlier journal names who made it out
        part = _how(fields, row.actor) if approver else Part.PAPER
        yield _Said(approver or str(fields["officer_name"]), part, what, str(fields["note"]))


_TELLERS: Mapping[str, Callable[[HistoryRow, Rows], Iterator[_Said]]] = {
    "SupplementRequested": _nothing,
    "DossierStopped": _nothing,
    "AssignmentAccepted": _nothing,
    "ResultReady": _result,
    "SignatureDenied": _denied,
    "ResultCorrected": _corrected,
    "DossierTakenBack": _taken_back,
    "DueDateMoved": _put_off,
}
"""What each step says of a head beside the guards that it passed over."""
