"""What is bold in a result is what was looked for."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.matches import has_marks, marks_agree, spans
from ca_desktop.domain.text import fold, tokens

NAMES = st.text("aàáâđĐeêghinNoôơtưyỳ 'HƯỜNG", min_size=1, max_size=24)


def parts(text: str, typed: str) -> list[str]:
    return [text[start:end] for start, end in spans(text, typed)]


@pytest.mark.parametrize(
    ("text", "typed", "bold"),
    [
        ("Nguyễn Thị Hường", "huong nguyen", ["Nguyễn", "Hường"]),
        ("Nguyễn Thị Hường", "huo", ["Hườ"]),
        ("Nguyễn Thị Hường", "thi h", ["Thị", "H"]),
        ("Đặng Văn Đức", "duc", ["Đức"]),
        ("H26.104-261125-0017", "h26.104-26", ["H26.104-26"]),
        ("Lò Thị Én", "bao", []),
        ("Lò Thị Én", "", []),
        ("K'Brơi", "broi", ["Brơi"]),
        (unicodedata.normalize("NFD", "Hường"), "huong", [unicodedata.normalize("NFD", "Hường")]),
    ],
)
def test_what_was_typed_is_found_again(text: str, typed: str, bold: list[str]) -> None:
    assert parts(text, typed) == bold


@given(NAMES, NAMES)
def test_the_parts_lie_in_the_text_in_order_and_apart(text: str, typed: str) -> None:
    ends = [place for span in spans(text, typed) for place in span]
    assert ends == sorted(ends)
    assert all(0 <= place <= len(text) for place in ends)
    assert all(start < end for start, end in spans(text, typed))


@given(NAMES)
def test_every_word_of_a_name_finds_itself(text: str) -> None:
    for word in tokens(text):
        assert any(word in tokens(part) or fold(part) == word for part in parts(text, word)), word


@pytest.mark.parametrize(
    ("text", "typed", "answer"),
    [
        ("Nguyễn Thị Hường", "hường", True),
        ("Nguyễn Thị Hương", "hường", False),
        ("Lê Hòa", "hoà", False),
        ("Đặng Văn Hải", "đặng h", True),
        ("Đặng Văn Hải", unicodedata.normalize("NFD", "đặng"), True),
    ],
)
def test_marks_are_told_apart_where_they_were_typed(text: str, typed: str, *, answer: bool) -> None:
    assert marks_agree(text, typed) is answer


def test_what_was_typed_without_marks_asks_for_none() -> None:
    assert not has_marks("huong nguyen")
    assert has_marks("hường")
