"""A list of dossiers as a workbook."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSaved:
    """A list that left the program as a file."""

    file: Path
    rows: int
    touched: frozenset[Topic] = frozenset({Topic.OFFICE})


def save_dossier_list(
    ports: Ports,
    wanted: DossierFilter,
    path: Path,
    *,
    order: str = "due",
    columns: Sequence[str] = (),
    watch: Watch = NOBODY,
) -> ListSaved:
    """Write the dossiers of a list, all of them, in its order, as a workbook.

    Args:
        ports: the outside world.
        wanted: which dossiers.
        path: the workbook.
        order: see `Dossiers.rows`.
        columns: titles of `CELLS`, from the left, as a person chose them; none: all of them.
        watch: told how far it is.

    Raises:
        DiskFull, NotWritable, MachineError: nothing is left behind.
        Cancelled: the person has stopped; nothing is left behind.
    """
    with ports.reading() as view:
        count = view.dossiers.count(wanted)
        titles = [title for title in columns if title in CELLS] or list(CELLS)
        cells = [CELLS[title] for title in titles]
        rows = _rows(view, wanted, order, count, watch)
        lines = (tuple(cell(row) for cell in cells) for row in rows)
        data = ports.sheets.listing("DANH SÁCH HỒ SƠ", titles, lines, sheet_head(view))
    ports.files.write(path, data)
    with ports.writing() as uow:
        uow.record(ListExported(what="dossiers", rows=count), Standing(audience=LOCAL))
        uow.commit()
    return ListSaved(file=path, rows=count)


def _rows(
    view: View, wanted: DossierFilter, order: str, count: int, watch: Watch
) -> Iterator[DossierRow]:
    for done, row in enumerate(view.dossiers.each(wanted, order=order)):
        if done % OFTEN == 0:
            watch.step(Stage.LIST, done, count)
        yield row


def _code(row: DossierRow) -> str:
    return row.code or ""


def _holder(row: DossierRow) -> str:
    return row.holder_name


def _procedure(row: DossierRow) -> str:
    return row.procedure_name


def _office(row: DossierRow) -> str:
    return row.office_name


def _received(row: DossierRow) -> str:
    return _day(row.received_at)


def _due(row: DossierRow) -> str:
    return _day(row.due_at)


def _status(row: DossierRow) -> str:
    return words.status_name(row.status)


def _finished(row: DossierRow) -> str:
    return _day(row.finished_at)


def _held(row: DossierRow) -> str:
    return row.held_by


def _day(moment: str | None) -> str:
    return day_text(parse_moment(moment).date()) if moment else ""


CELLS: Mapping[str, Callable[[DossierRow], str]] = {
    "Mã hồ sơ": _code,
    "Chủ hồ sơ": _holder,
    "Thủ tục": _procedure,
    "Nơi tiếp nhận": _office,
    "Ngày nhận": _received,
    "Hẹn trả": _due,
    "Tình trạng": _status,
    "Ngày có kết quả": _finished,
    "Đang giữ": _held,
}
"""What stands below each title, in the usual order; lists on screen have the same titles."""
