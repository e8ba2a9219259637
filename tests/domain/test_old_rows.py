"""What columns and lines of an old register say, and what of it does not hold."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.test_legacy_text import in_tcvn3

from ca_desktop.domain.legacy_text import Encoding
from ca_desktop.domain.old_books import OldBook, OldCell, OldField, OldLine, OldSheet, Run
from ca_desktop.domain.old_registers import Plan, guess_plan
from ca_desktop.domain.old_rows import OldRow, rows_of

TODAY = date(2026, 11, 18)
HEADS = (
    "STT",
    "Số hồ sơ",
    "Họ và tên người nộp",
    "Số CCCD",
    "Năm sinh",
    "Điện thoại",
    "Địa chỉ thường trú",
    "Tên thủ tục",
    "Lĩnh vực",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Ngày có kết quả",
    "Ngày trả kết quả",
    "Ghi chú",
)
MEANT = dict(enumerate([None, *OldField]))
ROW = (
    "1",
    "05/HT",
    "Lò Thị Én",
    "001190123456",
    "1990",
    "0912345678",
    "Bản Mường",
    "Khai sinh",
    "Hộ tịch",
    "15/03/2019",
    "20/3/2019",
    "19.03.2019",
    "20-3-19",
    "",
)


def cell(text: str, font: str = "") -> OldCell:
    return OldCell(runs=(Run(text=text, font=font),)) if text else OldCell()


def book(*lines: tuple[str, ...] | tuple[OldCell, ...]) -> OldBook:
    made = tuple(
        OldLine(
            number=number,
            cells=tuple(x if isinstance(x, OldCell) else cell(x) for x in line),
        )
        for number, line in enumerate(lines, start=1)
    )
    return OldBook(digest="00", sheets=(OldSheet(name="2019", lines=made),))


def only(found: OldBook, plan: Plan | None = None) -> OldRow:
    (row,) = rows_of(found, plan or guess_plan(found), TODAY)
    return row


def with_cell(place: int, text: str | OldCell) -> OldRow:
    cells = [cell(each) for each in ROW]
    cells[place] = text if isinstance(text, OldCell) else cell(text)
    return only(book(HEADS, tuple(cells)))


def test_columns_are_known_by_their_headings_in_whatever_code_they_are_written() -> None:
    expected = {place: said for place, said in MEANT.items() if said is not None}
    assert guess_plan(book(("Sổ theo dõi",), HEADS, ROW)).columns == expected
    old = tuple(cell(in_tcvn3(head), ".VnTime") for head in HEADS)
    plan = guess_plan(book(("",), old, ROW))
    assert (plan.header, plan.columns, plan.missing) == (2, expected, ())
    assert guess_plan(book(("a", "b"), ("c", "d"))).columns == {}


def test_a_row_says_everything_that_its_columns_say() -> None:
    row = only(book(HEADS, ROW))
    assert row.submitter is not None
    assert row.submitter.to_json() == {
        "name": "Lò Thị Én",
        "id_number": "001190123456",
        "birth": "1990",
        "sex": None,
        "phone": "0912345678",
        "address": "Bản Mường",
        "email": None,
    }
    assert (row.code, row.procedure, row.field_name) == ("05/HT", "Khai sinh", "Hộ tịch")
    days = (row.received, row.due, row.finished, row.returned)
    assert days == (
        date(2019, 3, 15),
        date(2019, 3, 20),
        date(2019, 3, 19),
        date(2019, 3, 20),
    )
    assert (row.stands, row.issues, row.changes, row.note) == (True, (), (), "")


@pytest.mark.parametrize(
    ("place", "text", "code", "blocks"),
    [
        (2, "", "OLD-NO-NAME", True),
        (9, "", "OLD-NO-DAY", True),
        (9, "đầu tháng 3", "OLD-BAD-DAY", True),
        (9, "31/02/2019", "OLD-BAD-DAY", True),
        (9, "15/03/2091", "OLD-LATER", True),
        (3, "12345", "ID-LEN", False),
        (4, "31/02/1990", "DATE-BAD", False),
        (10, "chưa hẹn", "OLD-BAD-DAY", False),
    ],
)
def test_what_does_not_hold_is_named_and_kept_in_the_note_unless_the_row_needs_it(
    place: int,
    text: str,
    code: str,
    blocks: bool,  # noqa: FBT001 a case
) -> None:
    row = with_cell(place, text)
    (issue,) = row.issues
    assert (issue.code, issue.blocks, issue.column) == (code, blocks, MEANT[place])
    assert row.stands is not blocks
    assert blocks or text in row.note


def test_cells_that_are_dates_or_numbers_need_no_reading() -> None:
    assert with_cell(9, OldCell(day=date(2019, 3, 15))).received == date(2019, 3, 15)
    born = with_cell(4, OldCell(day=date(1990, 5, 3))).submitter
    assert born is not None
    assert str(born.birth) == "1990-05-03"
    dropped = OldCell(runs=(Run(text="912345678"),), number=True)
    phoned = with_cell(5, dropped).submitter
    assert phoned is not None
    assert phoned.phone == "0912345678"
    numbered = with_cell(3, OldCell(runs=(Run(text="1190123456" + "7"),), number=True)).submitter
    assert numbered is not None
    assert numbered.id_number == "011901234567"


def test_every_rewritten_cell_is_told_with_its_font_before_and_after() -> None:
    row = with_cell(2, cell(in_tcvn3("sùng a páo"), ".VnTimeH"))
    (change,) = row.changes
    assert (change.column, change.font, change.encoding) == (
        OldField.NAME,
        ".VnTimeH",
        Encoding.TCVN3,
    )
    assert (change.after, change.guessed, change.line) == ("SÙNG A PÁO", False, 2)
    assert with_cell(2, cell(in_tcvn3("sùng a páo"), "Arial")).changes[0].guessed


def test_lines_that_only_divide_the_sheet_are_no_rows() -> None:
    found = book(HEADS, ROW, ("Tháng 4",), ("", "", "", "", "", "", "", "", "", ""), ROW)
    assert len(list(rows_of(found, guess_plan(found), TODAY))) == 2


def test_a_row_has_the_same_id_at_every_import_and_no_other_row_has_it() -> None:
    first = only(book(HEADS, ROW))
    moved = only(book(("x", "y"), HEADS, ROW))
    assert first.dossier_id("office") == moved.dossier_id("office")
    assert first.dossier_id("office") != first.dossier_id("other")
    for place in (1, 2, 7):
        assert with_cell(place, "khác").dossier_id("office") != first.dossier_id("office")


def test_a_column_says_one_thing_and_no_two_say_the_same() -> None:
    plan = Plan(sheet=0, header=1, columns={0: OldField.CODE, 1: OldField.NAME})
    assert plan.missing == (OldField.RECEIVED,)
    assert plan.with_column(2, OldField.NAME).columns == {0: OldField.CODE, 2: OldField.NAME}
    assert plan.with_column(0, None).columns == {1: OldField.NAME}


@given(
    texts=st.lists(st.text(max_size=30), min_size=14, max_size=14),
    day=st.none() | st.dates(),
)
def test_whatever_stands_in_a_line_is_read_or_named(texts: list[str], day: date | None) -> None:
    cells = [cell(text) for text in texts]
    cells[9] = OldCell(day=day) if day else cells[9]
    for row in rows_of(book(HEADS, tuple(cells)), guess_plan(book(HEADS)), TODAY):
        assert row.stands is not any(issue.blocks for issue in row.issues)
