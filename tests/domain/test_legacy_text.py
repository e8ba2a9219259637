"""TCVN3 and VNI come back as they were meant; what is Unicode already is left alone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.legacy_text import (
    TCVN3,
    VNI,
    Converted,
    Encoding,
    convert,
    encoding_of_font,
    is_syllable,
)
from ca_desktop.domain.old_books import Run

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES]
MARKED = [letter for letter in [*LETTERS, "đ"] if not letter.isascii()]
NAMES = (
    "Nguyễn Thị Hường",
    "Lò Thị Én",
    "Giàng A Chứ",
    "Đặng Quỳnh Trâm",
    "Hoàng Văn Ỷ",
    "Phạm Ngọc Thủy",
    "Trần Đình Ngữ",
    "Lý Quốc Khánh",
    "Y Krông Ênuôl",
    "Vừ Mí Kẻ",
)
TO_TCVN3 = {letter: code for code, letter in TCVN3.items()}
TO_VNI = {letter: code for code, letter in VNI.items()}


def in_tcvn3(text: str) -> str:
    return "".join(TO_TCVN3.get(letter, letter) for letter in text)


def in_vni(text: str) -> str:
    return "".join(TO_VNI.get(letter, letter) for letter in text)


def text_of(converted: Converted) -> str:
    return converted.text


def test_every_marked_letter_has_its_code() -> None:
    assert set(MARKED) <= set(TCVN3.values())
    assert {letter for mark in MARKED for letter in (mark, mark.upper())} <= set(VNI.values())
    assert len(set(TCVN3.values())) == len(TCVN3)


@pytest.mark.parametrize(
    ("written", "font", "meant"),
    [
        ("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", ".VnTimeH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("§éc lËp - Tù do - H¹nh phóc", ".VnTime", "Độc lập - Tự do - Hạnh phúc"),
        (
            "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM",
            "VNI-Times",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        ),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", "VNI-Helve", "Độc lập - Tự do - Hạnh phúc"),
    ],
)
def test_what_stood_on_every_paper_is_read(written: str, font: str, meant: str) -> None:
    assert text_of(convert(Run(text=written, font=font))) == meant


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_by_its_font(name: str) -> None:
    found = convert(Run(text=in_tcvn3(name.lower()), font=".VnArialH"))
    assert (found.text, found.encoding, found.guessed) == (name.upper(), Encoding.TCVN3, False)
    for text in (name, name.upper()):
        again = convert(Run(text=in_vni(text), font="VNI-Times"))
        assert (again.text, again.encoding) == (text, Encoding.VNI)


@given(letters=st.text(st.sampled_from(MARKED), max_size=12))
def test_any_row_of_letters_comes_back_by_its_font(letters: str) -> None:
    assert text_of(convert(Run(text=in_tcvn3(letters), font=".VnTime"))) == letters
    spaced = " ".join(letters)  # one letter of VNI may be the sign of the one before
    assert text_of(convert(Run(text=in_vni(spaced), font="VNI-Times"))) == spaced


@given(text=st.text(st.characters(codec="utf-8"), max_size=40), font=st.sampled_from(["", "Arial"]))
def test_whatever_stands_there_is_read_without_an_end(text: str, font: str) -> None:
    found = convert(Run(text=text, font=font))
    if found.encoding is Encoding.UNICODE:
        assert found.text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("font", ["", "Times New Roman", ".VnTime", "VNI-Times"])
def test_what_is_unicode_already_stays_whatever_its_font(name: str, font: str) -> None:
    if not any(ord(letter) > 0xFF for letter in name):
        return
    assert text_of(convert(Run(text=name, font=font))) == name


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in {"Lò Thị Én", "Y Krông Ênuôl"}]
)
def test_without_a_font_the_letters_tell_and_it_is_called_a_guess(name: str) -> None:
    lower = name.lower()
    found = convert(Run(text=in_tcvn3(lower), font="Arial"))
    assert (found.text, found.encoding, found.guessed) == (lower, Encoding.TCVN3, True)
    found = convert(Run(text=in_vni(name), font="Arial"))
    assert (found.text, found.encoding, found.guessed) == (name, Encoding.VNI, True)


@pytest.mark.parametrize("text", ["", "0912 345 678", "Lê An", "Tô Hà", "Café", "15/03/2019"])
def test_in_doubt_a_text_stays_as_it_is(text: str) -> None:
    found = convert(Run(text=text, font="Calibri"))
    assert (found.text, found.encoding) == (text, Encoding.UNICODE)


@pytest.mark.parametrize(
    ("font", "kind"),
    [
        (".VnTime", Encoding.TCVN3),
        (".vnArial NarrowH", Encoding.TCVN3),
        ("VNI-Times", Encoding.VNI),
        ("VNI Helve", Encoding.VNI),
        ("Times New Roman", None),
        ("", None),
    ],
)
def test_a_font_says_what_it_is_made_for(font: str, kind: Encoding | None) -> None:
    assert encoding_of_font(font) is kind


def test_syllables_are_told_from_other_words() -> None:
    assert all(map(is_syllable, ["nghiêng", "Hường", "quyển", "A", "ĐẶNG", "giếng"]))
    assert not any(map(is_syllable, ["Krông", "NguyÔn", "h­êng", "xyz"]))
