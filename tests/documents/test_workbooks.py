"""The workbooks of reports: they print, they count, and they run nothing a citizen typed."""

import random
import tracemalloc
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.utils.escape import unescape
from tests.helpers.slips import RESOURCES, pdftotext, squeezed
from tests.helpers.workbooks import cells, converted, converted_all, forgotten, sheet_of, table

from ca_desktop.app.starter import starter_data
from ca_desktop.documents.workbooks import Workbooks
from ca_desktop.domain.catalogue_figures import procedures_table
from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.figures import form06_table, on_time_table
from ca_desktop.domain.late_figures import causes_table
from ca_desktop.domain.lateness import Cause, Lateness
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.rates import OnTimeTable, on_time
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import (
    COLUMNS,
    DossierFacts,
    DueSpan,
    Form06,
    Period,
    as_of,
    form06,
)
from ca_desktop.services.ports.sheets import SheetHead

MARCH = Period(start=date(2026, 3, 1), end=date(2026, 3, 31))
LATER = datetime(2026, 4, 20, 9, 0, tzinfo=VIETNAM)
BOOKS = Workbooks(RESOURCES)
HEAD = SheetHead(unit_name="Xã Bình Minh", receiving_unit="Thị xã Làm Mẫu")
HOSTILE = ("=cmd|' /C calc'!A0", "+1", "@x", "-1", "\t=1+1", '=HYPERLINK("http://x.example","x")')
FIELDS = ("Hộ tịch", "Đất đai", "Chứng thực", "Ưu đãi người có công", "Bảo trợ xã hội")
LONG = "Thành lập và hoạt động của hộ kinh doanh, tổ hợp tác và hợp tác xã trên địa bàn cấp xã " * 3
NAMES = {"a": "Xã Bình Minh", "b": "Phường Đồng Xuân", "c": "Xã Ea H'leo", "d": "-1"}
FIRST_ROW = 10
"""Row of the first field, as a spreadsheet counts."""


def facts(fields: Sequence[str], number: int = 300, seed: int = 7) -> list[DossierFacts]:
    dice = random.Random(seed)
    return [_fact(dice, str(n), fields) for n in range(number)]


def _fact(dice: random.Random, name: str, fields: Sequence[str]) -> DossierFacts:
    received = datetime(2026, dice.choice((2, 3)), dice.randrange(1, 28), 9, tzinfo=VIETNAM)
    due = received + timedelta(days=dice.randrange(1, 12))
    finished = received + timedelta(days=dice.randrange(1, 14)) if dice.random() < 0.7 else None
    field = dice.choice(fields)
    return DossierFacts(
        dossier_id=name,
        office_id=dice.choice("abc"),
        field_code=field,
        field_name=field,
        channel=dice.choice(("desk", "online")),
        received_at=received,
        finished_at=finished,
        dues=(DueSpan(since=received, due_at=due, waiting=False),),
        by_minute=False,
    )


def report(fields: Sequence[str] = FIELDS) -> Form06:
    return form06(facts(fields), MARCH, as_of(MARCH, LATER))


def rates() -> OnTimeTable:
    return on_time(facts(FIELDS), MARCH, as_of(MARCH, LATER), offices=NAMES)


def form_book(given_report: Form06, head: SheetHead = HEAD, books: Workbooks = BOOKS) -> bytes:
    return books.report(form06_table(given_report).with_words(books.words("form06")), head)


def rates_book(
    given_table: OnTimeTable, names: Mapping[str, str] = NAMES, head: SheetHead = HEAD
) -> bytes:
    return BOOKS.report(
        on_time_table(given_table, names, {}, 98).with_words(BOOKS.words("ontime")), head
    )


def every_book() -> list[tuple[bytes, str, str]]:
    """Each kind of workbook, its header rows and where it is frozen."""
    lines = [["H19.12.34-260302-0001", "Lò Thị Én"]] * 80
    listing = BOOKS.listing("Danh sách hồ sơ", ("Mã hồ sơ", "Chủ hồ sơ"), lines, HEAD)
    return [
        (form_book(report()), "$6:$9", "C10"),
        (rates_book(rates()), "$6:$7", "C8"),
        (listing, "$5:$5", "A6"),
    ]


def test_rates_are_drawn_as_bars_by_the_program_that_opens_them() -> None:
    (chart,) = vars(sheet_of(rates_book(rates())))["_charts"]
    (drawn,) = chart.ser
    lines = on_time_table(rates(), NAMES, {}, 98).lines
    first = 8  # below five lines of the head and two of the heading
    assert isinstance(chart, BarChart)
    assert drawn.cat.strRef.f.replace("'", "") == f"Bao cao!$B${first}:$B${first + len(lines) - 1}"


@pytest.mark.parametrize("kind", range(3))
def test_a_workbook_prints_a_page_wide_with_its_header_on_every_page(kind: int) -> None:
    data, header, frozen = every_book()[kind]
    sheet = sheet_of(data)
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.print_title_rows == header
    assert sheet.freeze_panes == frozen
    width, last = sheet.max_column, sheet.max_row
    (area,) = str(sheet.print_area).replace("$", "").split("!")[-1:]
    assert area.startswith("A1:")
    bottom = sheet[area.split(":")[1]]
    assert (bottom.column, bottom.row >= last) == (width, True)


def test_the_form_says_its_number_title_units_and_period() -> None:
    said = BOOKS.words("form06")
    words = {value for row in cells(sheet_of(form_book(report()))) for value in row if value}
    assert {
        said.number,
        said.title,
        said.measure,
        said.prepared_by,
        said.signed_by,
        "Đơn vị báo cáo: Xã Bình Minh",
        "Đơn vị nhận: Thị xã Làm Mẫu",
        "Kỳ báo cáo: từ ngày 01/03/2026 đến ngày 31/03/2026",
    } <= words
    assert [f"({n})" for n in range(1, 14)] == cells(sheet_of(form_book(report())))[8]


def test_an_office_may_put_other_words_on_the_form(tmp_path: Path) -> None:
    written = (RESOURCES / "forms" / "reports.toml").read_text(encoding="utf-8")
    (tmp_path / "forms").mkdir()
    path = tmp_path / "forms" / "reports.toml"
    path.write_text(written.replace("Biểu số II.06a/VPCP/KSTT", "=99/ABC"), encoding="utf-8")
    assert sheet_of(form_book(report(), books=Workbooks(tmp_path)))["A1"].value == "=99/ABC"


@pytest.mark.parametrize(
    ("text", "code"),
    [(None, "NO-FORM"), ("number = ", "BAD-FORM"), ('[form06]\nnumber = "1"', "BAD-FORM")],
)
def test_missing_or_damaged_words_are_said(tmp_path: Path, text: str | None, code: str) -> None:
    (tmp_path / "forms").mkdir()
    if text is not None:
        (tmp_path / "forms" / "reports.toml").write_text(text, encoding="utf-8")
    with pytest.raises(MachineError) as caught:
        Workbooks(tmp_path).words("form06")
    assert (caught.value.code, caught.value.details["file"]) == (code, "reports.toml")


def test_every_figure_stands_in_its_column() -> None:
    known = report()
    values = cells(sheet_of(form_book(known), values=True))
    for number, row in enumerate(known.rows, start=1):
        written = values[FIRST_ROW - 2 + number]
        assert written == [number, row.field, *(row.figures[name] for name in COLUMNS)]
    total = values[FIRST_ROW - 1 + len(known.rows)]
    assert total[1:] == ["TỔNG CỘNG", *(known.total.figures[name] for name in COLUMNS)]


def test_sums_and_totals_are_formulas_over_the_cells_they_add() -> None:
    known = report()
    sheet = sheet_of(form_book(known))
    line, last = FIRST_ROW, FIRST_ROW + len(known.rows)
    assert sheet[f"C{line}"].value == f"=D{line}+E{line}+F{line}"
    assert sheet[f"G{line}"].value == f"=H{line}+I{line}+J{line}"
    assert sheet[f"K{line}"].value == f"=L{line}+M{line}"
    for letter in "DEFHIJLM":
        assert sheet[f"{letter}{last}"].value == f"=SUM({letter}{FIRST_ROW}:{letter}{last - 1})"
    for letter in "CGK":
        assert sheet[f"{letter}{last}"].data_type == "f"


def test_an_empty_period_still_is_a_form() -> None:
    nothing = form06([], MARCH, as_of(MARCH, LATER))
    values = cells(sheet_of(form_book(nothing), values=True))
    assert values[FIRST_ROW - 1][1:] == ["TỔNG CỘNG", *[0] * 11]
    assert not any(
        cell.data_type == "f" and "SUM" in str(cell.value)
        for row in sheet_of(form_book(nothing)).iter_rows()
        for cell in row
    )


def test_what_a_citizen_or_office_typed_never_becomes_a_formula() -> None:
    names = dict(zip("abcd", HOSTILE, strict=False))
    head = SheetHead(unit_name="=1+1", receiving_unit="@SUM(A1)")
    books = [
        form_book(report(HOSTILE), head),
        rates_book(rates(), names, head),
        BOOKS.listing("=1+1", HOSTILE, [HOSTILE, tuple(reversed(HOSTILE))], head),
    ]
    for data in books:
        typed = [
            cell
            for row in sheet_of(data).iter_rows()
            for cell in row
            if str(cell.value).strip() in {text.strip() for text in (*HOSTILE, "=1+1")}
        ]
        assert typed
        assert {cell.data_type for cell in typed} == {"s"}
        assert all(cell.hyperlink is None for cell in typed)
        assert b"hyperlink" not in zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_none_of_sixty_injections_becomes_a_formula() -> None:
    starts = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "==", "'=", '"=', ";=")
    ends = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example")', "SUM(A1:A9)", "A1")
    texts = [f"{start}{end}" for start in starts for end in ends]
    assert len(texts) == 60
    names = {text: text for text in texts}
    table = on_time(facts(FIELDS), MARCH, as_of(MARCH, LATER), offices=names)
    for data in (form_book(report(texts)), rates_book(table, names | NAMES)):
        found = [cell for row in sheet_of(data).iter_rows(max_col=2) for cell in row]
        assert {cell.data_type for cell in found} <= {"s", "n"}
        shown = {str(cell.value).strip() for cell in found}
        assert len(shown & {text.strip() for text in texts}) >= 35  # 40 without their blanks


def test_a_risky_text_stays_text_when_somebody_types_enter_in_its_cell() -> None:
    sheet = sheet_of(BOOKS.listing("D", ("a", "b"), [["=1+1", "Lò Thị Én"]], HEAD))
    assert [cell.quotePrefix for cell in sheet[6]] == [True, False]


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_makes_a_workbook_that_opens(text: str) -> None:
    data = BOOKS.listing(text, ("a",), [[text], [f"={text}"]], HEAD)
    kinds = {cell.data_type for row in sheet_of(data)["A6:A7"] for cell in row}
    assert kinds <= {"s", "n"}


def test_rates_are_exact_to_two_decimals_and_missing_for_nothing() -> None:
    known = rates()
    values = cells(sheet_of(rates_book(known), values=True))[7:]
    for row, written in zip((*known.rows, known.total), values, strict=False):
        exact = row.on_time - row.early
        figures = [row.received, row.finished, row.early, exact, row.late, row.late_open]
        assert written[2:8] == figures
        assert written[11:] == [row.first_kept, row.first_broken]
        shares = (row.of_results, row.of_all_due, row.of_first_promise)
        assert written[8:11] == [
            "không có hồ sơ" if share.percent is None else float(share.percent) for share in shares
        ]
    assert {row.rate for row in known.rows} >= {None}
    assert values[len(known.rows)][1] == "TỔNG CỘNG"


def test_totals_and_rates_are_formulas_too() -> None:
    known = rates()
    sheet = sheet_of(rates_book(known))
    line = 8 + len(known.rows)
    assert {sheet[f"{letter}{line}"].data_type for letter in "CDEFGHIJKLM"} == {"f"}
    assert sheet[f"C{line}"].value == f"=SUM(C8:C{line - 1})"
    assert sheet["J8"].value == ('=IF((D8+H8)=0,"không có hồ sơ",ROUND(100*(E8+F8)/(D8+H8),2))')


def test_rows_are_high_enough_for_what_they_say() -> None:
    sheet = sheet_of(form_book(report(("Hộ tịch", LONG.strip()))))
    short, tall = (sheet.row_dimensions[line].height for line in (10, 11))
    assert tall >= 6 * short


def test_vietnamese_letters_come_back_as_they_were() -> None:
    words = ("Ưu đãi người có công", "Y Ƀhok Êban Kbuôr", "Đặng Thị Ngọc Huyền")
    sheet = sheet_of(BOOKS.listing("Bảng kê", words, [words], HEAD))
    assert [cell.value for cell in sheet[6]] == list(words)
    assert sheet["A6"].font.name == "Times New Roman"


def test_the_same_figures_give_the_same_file() -> None:
    assert form_book(report()) == form_book(report())
    lists = [BOOKS.listing("D", ("a",), [["Lò Thị Én"]], HEAD) for _ in range(2)]
    assert lists[0] == lists[1]


def test_a_text_that_looks_like_an_escape_of_the_format_stays_as_it_is() -> None:
    told = ("_x000D_", "a_x0041_b", "_x005F_x000D_", "a & b < c > d", "  cách  ")
    sheet = sheet_of(BOOKS.listing("D", told, [told], HEAD))
    assert [unescape(str(cell.value)) for cell in sheet[6]] == list(told)
    written = zipfile.ZipFile(BytesIO(BOOKS.listing("D", ("a",), [told], HEAD)))
    assert b"_x005F_x000D_" in written.read("xl/worksheets/sheet1.xml")


def test_a_list_without_a_row_has_its_header_and_opens() -> None:
    sheet = sheet_of(BOOKS.listing("D", ("a", "b"), [], HEAD))
    assert (sheet.max_row, sheet.auto_filter.ref) == (5, "A5:B5")


def test_a_long_list_is_never_held_whole() -> None:
    def peak(count: int) -> int:
        rows = ([f"H19-{number:06}", "Lò Thị Én", "Hộ tịch"] for number in range(count))
        tracemalloc.start()
        BOOKS.listing("D", ("a", "b", "c"), rows, HEAD)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(4_000) - peak(400) < 400 * 1024  # 100 bytes a row; a held cell is 200


def _numbers(rows: list[list[Any]]) -> list[list[float]]:
    return [[float(x) for x in row if isinstance(x, int | float)] for row in rows]


def causes() -> ReportTable:
    dice = random.Random(3)
    late = [
        Lateness(
            dossier_id=str(number),
            code=f"H19.12.34-260302-{number:04}",
            office_id=dice.choice("abc"),
            field_name=dice.choice(FIELDS),
            days={date(2026, 3, day): dice.choice(list(Cause)) for day in range(2, 2 + number % 9)},
            counted=frozenset(),
        )
        for number in range(60)
    ]
    return causes_table(late, lambda x: NAMES[x.office_id], "Đơn vị", MARCH, as_of(MARCH, LATER))


def recounted_books() -> Mapping[str, bytes]:
    """Workbooks whose totals are formulas: dossiers, rates, procedures, causes of lateness."""
    tables = (procedures_table(starter_data().procedures, {"1.004873"}, LATER), causes())
    more = {x.name: BOOKS.report(x.with_words(BOOKS.words(x.name)), HEAD) for x in tables}
    return {
        "form06": form_book(report((*FIELDS, *HOSTILE))),
        "ontime": rates_book(rates()),
        **more,
    }


@pytest.mark.slow
def test_another_program_counts_the_same_figures(tmp_path: Path) -> None:
    books = recounted_books()
    blank = {name: forgotten(data) for name, data in books.items()}
    counted = converted_all(blank, tmp_path, "xlsx")
    assert len(books) == len(counted) == 4
    for name, data in books.items():
        ours = cells(sheet_of(data, values=True))
        theirs = [row[: len(ours[0])] for row in cells(sheet_of(counted[name], values=True))]
        assert any(cell.data_type == "f" for row in sheet_of(data).iter_rows() for cell in row)
        assert any(_numbers(ours)), name
        assert _numbers(theirs)[: len(ours)] == _numbers(ours), name


@pytest.mark.slow
def test_another_program_shows_hostile_texts_as_they_were_typed(tmp_path: Path) -> None:
    data = BOOKS.listing("Danh sách", ("a", "b"), [[x, "Êđê"] for x in HOSTILE], HEAD)
    shown = table(converted(data, tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76,1"))
    assert [row[1] for row in shown[5:]] == ["Êđê"] * len(HOSTILE)
    assert [row[0].strip() for row in shown[5:]] == [text.strip() for text in HOSTILE]


@pytest.mark.slow
def test_a_printed_form_has_its_header_on_every_page_and_nothing_beside_it(tmp_path: Path) -> None:
    fields = [f"Lĩnh vực số {number:03d}: {LONG[: number * 3]}".strip() for number in range(60)]
    known = report(fields)
    pdf = converted(form_book(known), tmp_path, "pdf")
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    texts = [squeezed(text) for text in pdftotext(pdf).split("\f")[: len(pages)]]
    assert len(pages) > 1
    for page, text in zip(pages, texts, strict=True):
        assert page.mediabox.width > page.mediabox.height
        assert all(word in text for word in ("Trướchạn", "Từkỳtrước", "(1)", "(13)"))
    found = "".join(texts)
    assert [row.field for row in known.rows if squeezed(row.field[:15]) not in found] == []
    assert "TỔNGCỘNG" in texts[-1]
    assert "THỦTRƯỞNGĐƠNVỊ" in texts[-1]
