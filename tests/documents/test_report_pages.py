"""Reports on paper: no word of a heading or of a cell is cut by a narrow column."""

import io
from datetime import date, datetime

import pytest
from pypdf import PdfReader
from tests.domain.test_figures import shown
from tests.helpers.slips import RESOURCES

from ca_desktop.documents.column_widths import fitted
from ca_desktop.documents.report_pages import report_pages
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable, heading_cells
from ca_desktop.domain.reports import Period
from ca_desktop.services.ports.sheets import SheetHead

HEAD = SheetHead(unit_name="Thị xã Làm Mẫu")
PERIOD = Period(start=date(2026, 2, 15), end=date(2026, 3, 14))


def words_on(table: ReportTable) -> set[str]:
    pages = PdfReader(io.BytesIO(report_pages(RESOURCES, table, HEAD))).pages
    return {word for page in pages for word in page.extract_text().split()}


def words_of(table: ReportTable) -> set[str]:
    heads = [cell.text for cell in heading_cells(table.columns)]
    cells = [table.shown(line, x) for line in table.shown_lines for x in table.columns]
    return {word for text in (*heads, *cells) for word in text.split()}


def test_the_rates_of_a_centre_have_every_word_whole() -> None:
    table = shown()
    assert {"STT", *words_of(table)} <= words_on(table)


def test_a_column_is_as_wide_as_its_widest_word_where_others_can_give() -> None:
    columns = (
        Column(key="code", heading=("Mã",), kind=Figure.TEXT, width=3),
        Column(key="text", heading=("Nội dung",), kind=Figure.TEXT, width=60),
        *(Column(key=f"n{x}", heading=("Nghiêng",), width=2) for x in range(8)),
    )
    cells: dict[str, int | str] = {f"n{x}": 1_234_567 for x in range(8)}
    line = Line(cells={**cells, "code": "H19.12.34-260302-0001", "text": "việc " * 40})
    at = datetime(2026, 3, 20, tzinfo=VIETNAM)
    table = ReportTable(name="late", period=PERIOD, as_of=at, columns=columns, lines=(line,))
    assert words_of(table) <= words_on(table)


@pytest.mark.parametrize(
    ("wanted", "least", "found"),
    [
        ((50, 50), (10, 10), [50, 50]),
        ((10, 90), (20, 50), [20, 80]),
        ((10, 50, 40), (20, 30, 30), [20, 43.3333, 36.6667]),
        ((10, 90), (200, 80), [10, 90]),
        ((10, 10, 80), (500, 15, 70), [10, 15, 75]),
        ((), (), []),
    ],
)
def test_what_one_column_lacks_the_others_give_in_the_same_measure(
    wanted: tuple[float, ...], least: tuple[float, ...], found: list[float]
) -> None:
    assert fitted(wanted, least) == pytest.approx(found, abs=0.001)
