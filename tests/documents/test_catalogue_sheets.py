"""A portal's export is read as it stands, and nothing in it can hurt."""

import contextlib
import random
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.helpers import campaign

from ca_desktop.documents.catalogue_sheets import (
    MAX_ROWS,
    SheetReading,
    read_catalogue,
    to_procedure,
)
from ca_desktop.domain.errors import UserError
from ca_desktop.domain.procedures import OTHER_FIELD

HEADER = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
BIRTH = (
    "1.001193",
    "Thủ tục đăng ký khai sinh",
    "Bộ Tư pháp",
    "Ủy ban nhân dân cấp xã",
    "Hộ tịch",
)
SHEET = "xl/worksheets/sheet1.xml"


def write(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Write the workbook again with one part of the archive changed."""
    with zipfile.ZipFile(path) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    contents[part] = change(contents[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, data in contents.items():
            parts.writestr(name, data)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_catalogue(path)
    return caught.value.code


def problems(reading: SheetReading) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in reading.problems]


# --- what a good sheet gives ------------------------------------------------------------------


def test_the_real_export_is_read_whole(shared_data: Path) -> None:
    reading = read_catalogue(shared_data / "procedures" / "portal_export_BoTuPhap.xlsx")
    assert (len(reading.rows), reading.problems) == (271, ())
    assert reading.title == "DANH SÁCH THỦ TỤC HÀNH CHÍNH"
    by_code = {row.code: row for row in reading.rows}
    assert by_code["3.000323"].name == "Đăng ký giám sát việc giám hộ"
    assert by_code["2.002363"].agencies == ("Ủy ban nhân dân cấp xã",)
    assert not any(procedure.ready_for_intake for procedure in reading.procedures)
    assert {len(row.name) for row in reading.rows} >= {373}


def test_reading_again_gives_the_same(shared_data: Path) -> None:
    path = shared_data / "procedures" / "portal_export_BoTuPhap.xlsx"
    assert read_catalogue(path) == read_catalogue(path)


def test_a_row_becomes_a_procedure_that_waits_for_its_details(tmp_path: Path) -> None:
    agencies = "Ủy ban nhân dân cấp xã\nSở Tư pháp\nSở Tư pháp"
    path = write(tmp_path / "a.xlsx", [HEADER, (*BIRTH[:3], agencies, BIRTH[4])])
    (row,) = read_catalogue(path).rows
    procedure = to_procedure(row)
    assert (procedure.code, procedure.level) == ("1.001193", "Cấp xã")
    assert (procedure.field_code, procedure.field_name) == ("ho-tich", "Hộ tịch")
    assert procedure.linked_agencies == ("Sở Tư pháp",)
    assert procedure.missing == ("time_limit", "documents")


def test_the_header_is_found_below_a_title_and_in_any_order(tmp_path: Path) -> None:
    rows = [
        ("ỦY BAN NHÂN DÂN TỈNH",),
        (),
        ("DANH MỤC\nTHỦ TỤC",),
        ("STT", "Lĩnh vực", "Tên thủ tục hành chính", "MÃ TTHC"),
        (1, "Hộ tịch", "Đăng ký\nkhai sinh ", "1.001193.000.00.00.h41"),
    ]
    reading = read_catalogue(write(tmp_path / "a.xlsx", rows))
    (row,) = reading.rows
    assert (row.line, row.code) == (5, "1.001193.000.00.00.H41")
    assert (row.name, row.field, row.agencies) == ("Đăng ký khai sinh", "Hộ tịch", ())
    assert reading.title == "THỦ TỤC"


def test_a_header_on_the_second_sheet_is_found(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Hướng dẫn"])
    second = book.create_sheet("Danh mục")
    second.append(list(HEADER))
    second.append(list(BIRTH))
    book.save(tmp_path / "a.xlsx")
    assert [row.code for row in read_catalogue(tmp_path / "a.xlsx").rows] == ["1.001193"]


def test_a_code_that_became_a_number_gets_its_zeros_back(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [HEADER, (2.00098, *BIRTH[1:]), (1.001193, *BIRTH[1:])])
    assert [row.code for row in read_catalogue(path).rows] == ["2.000980", "1.001193"]


def test_a_sheet_without_fields_says_so_with_one_name(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [("Mã số", "Tên"), BIRTH[:2]])
    assert [item.field_name for item in read_catalogue(path).procedures] == [OTHER_FIELD]


# --- rows that are left out -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("một", "Tên"), "ROW-BAD-CODE"),
        ((None, "Tên"), "ROW-BAD-CODE"),
        (("1.00119", "Tên"), "ROW-BAD-CODE"),
        (("1.001194", "  "), "ROW-NO-NAME"),
        (("1.001193", "Tên khác"), "ROW-DOUBLE"),
        (("1.001194", "d" * 2001), "ROW-TOO-LONG"),
        (("1.001194", "Tên", None, "d" * 9000), "ROW-TOO-LONG"),
        (("1.001194", "Tên \u202e ngược"), "CONTROL-CHARS"),
        (("1.001194", "=1+1"), "BAD-TYPE"),
        (('=HYPERLINK("http://vi.du")', "Tên"), "BAD-TYPE"),
        (("1.001194", "Tên", None, None, "=cmd|'/c calc'!A1"), "BAD-TYPE"),
    ],
)
def test_a_bad_row_is_named_and_the_others_stay(
    tmp_path: Path, row: Sequence[object], code: str
) -> None:
    last = ("2.000815", "Chứng thực bản sao")
    reading = read_catalogue(write(tmp_path / "a.xlsx", [HEADER, BIRTH, row, last]))
    assert problems(reading) == [(3, code)]
    assert [item.code for item in reading.rows] == ["1.001193", "2.000815"]


def test_a_doubled_code_names_the_row_that_has_it(tmp_path: Path) -> None:
    (problem,) = read_catalogue(write(tmp_path / "a.xlsx", [HEADER, BIRTH, BIRTH])).problems
    assert problem.details == {"code": "1.001193", "first": 2}


# --- sheets that are refused ------------------------------------------------------------------


def test_a_sheet_without_a_header_is_refused(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "a.xlsx", [BIRTH])) == "SHEET-NO-HEADER"
    assert refusal(write(tmp_path / "b.xlsx", [])) == "SHEET-NO-HEADER"


@pytest.mark.parametrize("content", [b"", b"ma,ten\n1.001193,a\n", b"\xd0\xcf\x11\xe0" * 99, b"PK"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert refusal(tmp_path / "a.xlsx") == "SHEET-NOT-READABLE"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.xlsx") == "NO-SUCH-FILE"
    assert refusal(tmp_path) == "NO-SUCH-FILE"


DECLARED = b"""<!DOCTYPE w [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>"""


def laughing(data: bytes) -> bytes:
    return DECLARED + data[data.index(b"?>") + 2 if data.startswith(b"<?") else 0 :]


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_entities_are_never_expanded(tmp_path: Path, part: str) -> None:
    path = write(tmp_path / "a.xlsx", [HEADER, BIRTH])
    assert refusal(rewritten(path, part, laughing)) == "SHEET-NOT-READABLE"


def test_entities_among_the_shared_strings_are_never_expanded(
    shared_data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes((shared_data / "procedures" / "portal_export_BoTuPhap.xlsx").read_bytes())
    assert refusal(rewritten(path, "xl/sharedStrings.xml", laughing)) == "SHEET-NOT-READABLE"


def test_a_file_outside_is_never_fetched(tmp_path: Path) -> None:
    (tmp_path / "mat.txt").write_text("bí mật", encoding="utf-8")
    head = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{(tmp_path / "mat.txt").as_uri()}">]>'.encode()
    path = write(tmp_path / "a.xlsx", [HEADER, BIRTH])
    assert refusal(rewritten(path, SHEET, lambda data: head + data)) == "SHEET-NOT-READABLE"


def test_a_claim_of_65536_rows_costs_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [HEADER, BIRTH])
    rewritten(path, SHEET, lambda data: data.replace(b'"A1:E2"', b'"A1:XFD1048576"'))
    assert len(read_catalogue(path).rows) == 1


def test_a_row_at_the_end_of_the_world_is_not_waited_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [HEADER, BIRTH, BIRTH])

    def far(data: bytes) -> bytes:
        return data.replace(b'<row r="3"', b'<row r="1048576"').replace(b'"A3"', b'"A1048576"')

    assert len(read_catalogue(rewritten(path, SHEET, far)).rows) == 1


def test_65536_blank_rows_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [HEADER, BIRTH])
    blank = b"".join(b'<row r="%d"/>' % number for number in range(3, 65_537))
    rewritten(path, SHEET, lambda data: data.replace(b"</sheetData>", blank + b"</sheetData>"))
    assert len(read_catalogue(path).rows) == 1


@pytest.mark.slow
def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    rows = [HEADER, *(BIRTH[:2] for _ in range(MAX_ROWS))]
    assert refusal(write(tmp_path / "a.xlsx", rows)) == "SHEET-TOO-BIG"


def test_a_bomb_of_nothing_is_refused_unopened(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [HEADER, BIRTH])
    rewritten(path, SHEET, lambda data: data + b" " * 140 * 1024**2)
    assert path.stat().st_size < 1024**2
    assert refusal(path) == "SHEET-TOO-BIG"


def _damaged(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken[: chance.randrange(len(broken))] if chance.random() < 0.2 else broken)


@pytest.mark.campaign("sheets")
def test_a_damaged_sheet_is_read_or_refused_but_never_a_bug(tmp_path: Path) -> None:
    chance = random.Random(271)
    whole = write(tmp_path / "whole.xlsx", [HEADER, BIRTH, ("2.000815", "Chứng thực")])
    with zipfile.ZipFile(whole) as parts:
        names = parts.namelist()
    for number in range(campaign.size(20_000, share=0.01)):
        path = tmp_path / "a.xlsx"
        path.write_bytes(whole.read_bytes())
        if number % 2:
            rewritten(path, chance.choice(names), lambda data: _damaged(data, chance))
        else:
            path.write_bytes(_damaged(path.read_bytes(), chance))
        with contextlib.suppress(UserError):
            read_catalogue(path)
