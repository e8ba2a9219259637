"""Lists with separated values are what any spreadsheet writes, and run nothing."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.documents.comma_sheets import plain_lines, plain_list
from ca_desktop.documents.old_workbooks import read_old_book
from ca_desktop.domain.errors import UserError

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
WORDS = ["Mã TTHC", "Mức thu", "Căn cứ"]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=4))
def test_what_is_written_reads_the_same(rows: list[list[str]]) -> None:
    same = [[_one_line(cell) for cell in row] for row in rows]
    read = list(plain_lines(plain_list(WORDS, same)))
    assert read == [WORDS, *same]


def _one_line(cell: str) -> str:
    """A quotation mark that keeps a text from being a formula is no part of it."""
    return " ".join(cell.split()).removeprefix("'")


def test_no_text_becomes_a_formula() -> None:
    data = plain_list(["a"], [["=1+1"], ["+1"], ["-1"], ["@x"], ["\t=1"]]).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(data.splitlines()[1:], delimiter=";")]
    assert all(cell.startswith("'") for cell in cells)


@pytest.mark.parametrize("mark", [";", "\t", ","])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_common_separator_and_coding_is_read(mark: str, coding: str) -> None:
    text = "Biểu mức thu\r\n" + mark.join(WORDS) + "\r\n" + mark.join(("1.001193", "6.000", "NQ"))
    assert list(plain_lines(text.encode(coding))) == [
        ["Biểu mức thu"],
        WORDS,
        ["1.001193", "6.000", "NQ"],
    ]


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xe1\xba", b'a;"b', b"\xd0\xcf\x11\xe0" * 9])
def test_what_is_no_list_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(UserError, match="SHEET-NOT-READABLE"):
        read_old_book(path)
