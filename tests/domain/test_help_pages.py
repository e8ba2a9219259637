"""Help has one plain source: what it means, and how it is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.help_pages import Kind, find_pages, read_page

SOURCE = """# Trả kết quả

Chỉ trả khi đã xem giấy tờ.

## Bằng giấy hẹn
1. Quét mã, bấm **F9**.
- **Enter** không xác nhận.
"""


def test_each_line_is_what_it_begins_with() -> None:
    page = read_page("results", SOURCE)
    assert page.title == "Trả kết quả"
    assert [block.kind for block in page.blocks] == [Kind.TEXT, Kind.TASK, Kind.STEP, Kind.REMARK]
    step = page.blocks[2]
    assert (step.number, step.text) == (1, "Quét mã, bấm F9.")
    assert step.runs == (("Quét mã, bấm ", False), ("F9", True), (".", False))


def test_a_page_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="results"):
        read_page("results", "Không có tên")


@given(st.text(max_size=60).map(lambda text: " ".join(text.split())))
def test_other_signs_are_never_markup(text: str) -> None:
    words = text.replace("*", "").lstrip("#-0123456789. ")
    (block,) = read_page("x", f"# X\nA{words}").blocks
    assert block.text == f"A{words}".strip()


def test_pages_are_found_without_marks_the_title_first() -> None:
    pages = [
        read_page("a", "# Hồ sơ\nTrả kết quả bằng F7."),
        read_page("b", "# Trả kết quả\nQuét mã."),
        read_page("c", "# In ấn\nChưa in."),
    ]
    assert [page.name for page in find_pages(pages, "ket qua tr")] == ["b", "a"]
    assert find_pages(pages, "khongco") == []
    assert find_pages(pages, "  ") == pages
