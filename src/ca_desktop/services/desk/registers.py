"""The register of dossiers, for a year or a range of days: counted, on paper, as a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import ListExported
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.regimes import forms_regime_on
from ca_desktop.domain.registers import Closing, RegisterLine, closing_of, without_gaps, year_of
from ca_desktop.domain.reports import Period
from ca_desktop.domain.unit_names import agency_of, desk_head
from ca_desktop.services import words
from ca_desktop.services.desk.history import counted, people
from ca_desktop.services.desk.paper_heads import paper_head
from ca_desktop.services.office.offices import sheet_head
from ca_desktop.services.on_disk import is_folder
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import RegisterData, RegisterVolume
from ca_desktop.services.ports.registers import RegisterRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

_ENDED = frozenset({Status.WITHDRAWN.value, Status.STOPPED.value})
MISSING = "Không có hồ sơ mang số này trên máy này"
TITLES: Mapping[str, str] = {
    "volume": "Quyển",
    "number": "STT",
    "code": "Mã hồ sơ",
    "procedure": "Tên TTHC",
    "sets": "Số lượng hồ sơ (bộ)",
    "holder": "Tên tổ chức, cá nhân",
    "contact": "Địa chỉ/SĐT",
    "agency": "Cơ quan chủ trì giải quyết",
    "received": "Nhận hồ sơ",
    "due": "Hẹn trả kết quả",
    "returned": "Trả kết quả",
    "way": "Phương thức nhận kết quả",
    "remark": "Ghi chú",
}
"""Columns of the workbook, by the values of the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBook:
    """A register with its count.

    Attributes:
        year: where it is a whole year.
        lines: every number in order.
    """

    period: Period
    year: int | None
    lines: Sequence[RegisterLine] = field(repr=False)
    closing: Closing


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRegister:
    """A register in files."""

    book: RegisterBook
    paths: Sequence[Path]
    touched: frozenset[Topic]


def year_period(year: int) -> Period:
    """Return a year as a range of days."""
    return Period(start=date(year, 1, 1), end=date(year, 12, 31))


def register_book(ports: Ports, period: Period) -> RegisterBook:
    """Return the register of this desk: every number given in ``period``, in order."""
    with ports.reading() as view:
        own = view.offices.own().office_id
        found = [_line(view, row) for row in view.dossiers.register(own, period)]
    year = year_of(period.start, period.end)
    lines = list(without_gaps(found, whole_year=year is not None))
    return RegisterBook(period=period, year=year, lines=lines, closing=closing_of(lines))


def save_register(ports: Ports, period: Period, folder: Path) -> SavedRegister:
    """Write the register of a range of days into ``folder``, as PDF and as a workbook.

    Raises:
        UserError: NO-SUCH-FILE there is no such folder.
        MachineError: the disk refused.
    """
    if not is_folder(folder):
        raise UserError("NO-SUCH-FILE", path=str(folder))
    book = register_book(ports, period)
    rows = [_row(line) for line in book.lines]
    paths = [folder / f"{_name(book)}.pdf", folder / f"{_name(book)}.xlsx"]
    ports.files.write(paths[0], ports.paper.register(_data(ports, book, rows)))
    with ports.reading() as view:
        head = sheet_head(view)
    title = f"SỔ THEO DÕI HỒ SƠ, từ {day_text(period.start)} đến {day_text(period.end)}"
    cells = ([row.get(name, "") for name in TITLES] for row in rows)
    ports.files.write(paths[1], ports.sheets.listing(title, list(TITLES.values()), cells, head))
    with ports.writing() as uow:
        uow.record(ListExported(what="register", rows=len(rows)), Standing(audience=LOCAL))
        uow.commit()
        return SavedRegister(book=book, paths=paths, touched=uow.touched)


def _line(view: View, row: RegisterRow) -> RegisterLine:
    """Return the line of a dossier; its people as they were put right since."""
    address, phone, way = row.address, row.phone, words.label("result_ways", row.result_way)
    agency = row.agency
    if row.changed:
        history = view.dossiers.history(row.dossier_id)
        named = people(history)
        person = (named.holder or named.submitter) if named else None
        address = (person.address if person else "") or ""
        phone = (person.phone if person else "") or ""
        taken = [x.fields or {} for x in history if x.kind == "ResultReturned" and x.counted]
        if taken and taken[-1].get("collected_by") == "post":
            way = words.label("result_ways", "post")
        settled = [x.office_name for x in counted(history) if x.kind == "ResultReady"]
        agency = next((name for name in reversed(settled) if name), agency)
    ended = row.status in _ENDED
    return RegisterLine(
        number=row.number,
        code=row.code,
        procedure=row.procedure,
        sets=row.sets,
        holder=row.holder,
        address=address,
        phone=phone,
        agency=agency_of(agency),
        received_at=row.received_at,
        due_at=row.due_at,
        returned_at=row.returned_at,
        ended_at=row.finished_at if ended else None,
        ended=words.status_name(Status(row.status)) if ended else "",
        way=way,
        cancelled=row.status == Status.CANCELLED.value,
    )


def _row(line: RegisterLine) -> dict[str, str]:
    row = {
        "volume": str(line.volume),
        "number": line.number,
        "code": line.code,
        "procedure": line.procedure,
        "sets": str(line.sets or ""),
        "holder": line.holder,
        "contact": " / ".join(part for part in (line.address, line.phone) if part),
        "agency": line.agency,
        "received": _moment(line.received_at),
        "due": _moment(line.due_at),
        "returned": f"{line.ended} {_moment(line.ended_at or line.returned_at)}".strip(),
        "way": line.way,
        "signed": "",
    }
    if line.missing:
        return row | {"remark": MISSING}
    if line.cancelled:
        said = (words.status_name(Status.CANCELLED), line.procedure, line.holder)
        return row | {"remark": " · ".join(said)}
    return row


def _moment(text: str | None) -> str:
    if not text:
        return ""
    found = parse_moment(text)
    return f"{found:%H:%M} {day_text(found.date())}"


def _data(ports: Ports, book: RegisterBook, rows: Sequence[dict[str, str]]) -> RegisterData:
    last, now, count = book.period.end, ports.clock.now(), book.closing
    with ports.reading() as view:
        own, training = view.offices.own().name, view.offices.node().training
        head = paper_head(view, own, now)
    values = {
        **head.values,
        "start": day_text(book.period.start),
        "end": day_text(last),
        "book_year": str(last.year),
        "next_year": str(last.year + 1),
        "numbers": str(count.numbers),
        "cancelled": str(count.cancelled),
        "missing": str(count.missing),
        "first": count.first or "……",
        "last": count.last or "……",
        "volumes": str(count.volumes),
        "desk_head": desk_head(head.values["desk"]),
    }
    return RegisterData(
        regime=forms_regime_on(last).value,
        values=values,
        volumes=tuple(_volumes(rows)),
        closed=book.year is not None,
        training=training,
        printed_at=now,
    )


def _volumes(rows: Sequence[dict[str, str]]) -> Iterator[RegisterVolume]:
    for number, same in groupby(rows, key=lambda row: row["volume"]):
        yield RegisterVolume(number=int(number), rows=tuple(same))


def _name(book: RegisterBook) -> str:
    days = f"{book.period.start:%Y%m%d}-{book.period.end:%Y%m%d}"
    return f"so-theo-doi-{book.year or days}"
