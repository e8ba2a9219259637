"""A list of dossiers as a workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import ListExported
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.services import words
from ca_desktop.services.office.offices import sheet_head
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View
from ca_desktop.services.watch import NOBODY, Stage, Watch

OFTEN = 500
"""Dossiers between two looks at who waits."""

COLUMNS = (
    "Mã hồ sơ",
    "Chủ hồ sơ",
    "Thủ tục",
    "Nơi tiếp nhận",
    "Ngày nhận",
    "Hẹn trả",
    "Tình trạng",
    "Ngày có kết quả",
    "Đang giữ",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSaved:
    """A list that left the program as a file."""

    file: Path
    rows: int
    touched: frozenset[Topic] = frozenset({Topic.OFFICE})


def save_dossier_list(
    ports: Ports, wanted: DossierFilter, path: Path, *, order: str = "due", watch: Watch = NOBODY
) -> ListSaved:
    """Write the dossiers of a list, all of them, in its order, as a workbook.

    Raises:
        DiskFull, NotWritable, MachineError: nothing is left behind.
        Cancelled: the person has stopped; nothing is left behind.
    """
    with ports.reading() as view:
        count = view.dossiers.count(wanted)
        lines = _lines(view, wanted, order, count, watch)
        data = ports.sheets.listing("DANH SÁCH HỒ SƠ", COLUMNS, lines, sheet_head(view))
    ports.files.write(path, data)
    with ports.writing() as uow:
        uow.record(ListExported(what="dossiers", rows=count), Standing(audience=LOCAL))
        uow.commit()
    return ListSaved(file=path, rows=count)


def _lines(
    view: View, wanted: DossierFilter, order: str, count: int, watch: Watch
) -> Iterator[tuple[str, ...]]:
    for done, row in enumerate(view.dossiers.each(wanted, order=order)):
        if done % OFTEN == 0:
            watch.step(Stage.LIST, done, count)
        yield _line(row)


def _line(row: DossierRow) -> tuple[str, ...]:
    return (
        row.code or "",
        row.holder_name,
        row.procedure_name,
        row.office_name,
        _day(row.received_at),
        _day(row.due_at),
        words.status_name(row.status),
        _day(row.finished_at),
        row.held_by,
    )


def _day(moment: str | None) -> str:
    return day_text(parse_moment(moment).date()) if moment else ""
