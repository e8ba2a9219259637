import unicodedata
from itertools import product
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import example, given
from hypothesis import strategies as st
from tests.helpers.slips import RESOURCES

from ca_desktop.documents.fonts import UNKNOWN, Face, Fonts, pieces, printable
from ca_desktop.documents.plain_text import break_lines
from ca_desktop.domain.errors import MachineError

FOLDER = RESOURCES / "fonts"
FILES = sorted(FOLDER.glob("*.ttf"))

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = [
    unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product("aăâeêioôơuưy", TONES)
]
MARKED = [letter for letter in (*VOWELS, "đ") if not letter.isascii()]
VIETNAMESE = {
    *(letter for lower in MARKED for letter in (lower, lower.upper())),
    *(chr(code) for code in range(0x20, 0x7F)),
}
SIGNS = set("₫–—…“”‘’«»•·×°²³½§")
MINORITIES = set("ĕĭŏŭčñƀĔĬŎŬČÑɃ") | {"\u0306", "\u0302", "\u0303"}


def test_there_are_134_letters_with_marks() -> None:
    assert len({letter for letter in VIETNAMESE if not letter.isascii()}) == 134


def test_paper_and_screen_have_their_faces() -> None:
    assert [file.stem for file in FILES] == [
        "LiberationSerif-Bold",
        "LiberationSerif-BoldItalic",
        "LiberationSerif-Italic",
        "LiberationSerif-Regular",
        "NotoSans-Bold",
        "NotoSans-Regular",
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_face_has_every_vietnamese_letter(file: Path) -> None:
    letters = TTFont(file).getBestCmap()
    assert not {letter for letter in VIETNAMESE | SIGNS if ord(letter) not in letters}
    assert not {letter for letter in MINORITIES if ord(letter) not in letters}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_face_is_under_the_open_font_licence(file: Path) -> None:
    names = TTFont(file)["name"]
    assert "SIL Open Font License, Version 1.1" in names.getDebugName(13)
    licence = FOLDER / f"{file.stem.split('-')[0]}-OFL.txt"
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text(encoding="utf-8")


def test_a_missing_font_file_is_the_machines_fault(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as raised:
        list(Fonts(tmp_path).letters("a", Face.REGULAR))
    assert raised.value.code == "FONT-MISSING"


def test_a_letter_nobody_has_prints_as_the_mark_of_the_unknown() -> None:
    letters = list(Fonts(FOLDER).letters("aあb", Face.BOLD))
    assert [letter.text for letter in letters] == ["a", UNKNOWN, "b"]
    assert [letter.face for letter in letters] == [Face.BOLD, Face.RESERVE_BOLD, Face.BOLD]


def test_a_second_mark_stands_over_its_letter_and_takes_no_room() -> None:
    letter, mark = Fonts(FOLDER).letters(printable("ô\u0306"), Face.REGULAR)
    assert mark.width == 0
    assert mark.shift == pytest.approx(-letter.width / 2)
    assert mark.lift > 0


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Nguyễn   Văn\tA ", "Nguyễn Văn A"),
        (unicodedata.normalize("NFD", "Trần Thị Hằng"), "Trần Thị Hằng"),
        ("a\u202ef\u202cb\u200f\u200b\ufeffc\u00ad\u2066", "afbc"),
        ("Tổ 3\r\nThôn 4\x00\x1b[31m", "Tổ 3 Thôn 4[31m"),
        ("<b>A</b> &amp; {x}", "<b>A</b> &amp; {x}"),
        ("", ""),
    ],
)
def test_hidden_marks_go_and_words_stay(typed: str, printed: str) -> None:
    assert printable(typed) == printed


@given(st.text(max_size=300))
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    assert not {unicodedata.category(letter) for letter in once} & {"Cc", "Cf", "Cs"}


@given(
    st.text(alphabet="aWiế đặ  …<&-./0123456789", max_size=400),
    st.floats(min_value=0.9, max_value=40),
)
@example("/0&", 1.0)
def test_lines_fit_and_lose_no_letter(text: str, limit: float) -> None:
    letters = list(Fonts(FOLDER).letters(text, Face.REGULAR))
    lines = break_lines(letters, limit)
    kept = "".join(letters[at].text for start, end in lines for at in range(start, end))
    assert kept.replace(" ", "") == text.replace(" ", "")
    for start, end in lines:
        line = letters[start:end]
        ink = "".join(letter.text for letter in line).rstrip(" ")
        width = sum(letter.width for letter in line[: len(ink)])
        assert width <= limit + 1e-6 or len(ink) == 1


def test_a_code_that_is_too_wide_is_cut_between_its_parts() -> None:
    letters = list(Fonts(FOLDER).letters("Hồ sơ 000.34.12.H19-260302-0001", Face.REGULAR))
    found = ["".join(x.text for x in letters[a:b]) for a, b in break_lines(letters, 8)]
    assert found == ["Hồ sơ", "000.34.12.H19-", "260302-0001"]


@given(st.text(alphabet="aWế Êô\u0306\u0323あ", max_size=60))
def test_pieces_join_to_the_line(text: str) -> None:
    letters = list(Fonts(FOLDER).letters(text, Face.REGULAR))
    joined = list(pieces(letters))
    assert "".join(piece.text for piece in joined) == "".join(letter.text for letter in letters)
    assert sum(piece.width for piece in joined) == pytest.approx(sum(at.width for at in letters))
