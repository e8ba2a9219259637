import csv
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.text import (
    clean_line,
    clean_text,
    fold,
    has_words,
    name_sort_key,
    sized,
    sort_key,
    tokens,
)

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)
VIETNAMESE = st.text("aàảãáạăằắâấêễđôờưựHÒÀKbnrt '-.1", max_size=30)


def refused(clean: object, text: str, **options: object) -> str:
    assert callable(clean)
    with pytest.raises(InvalidField) as caught:
        clean("name", text, **options)
    assert caught.value.field == "name"
    return caught.value.code


# --- cleaning ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Hường", "Trần Thị B", "Y Ngọc", "K'Brơi", "H'Hen Niê", "Sang", "lê văn A"]
)
def test_names_stay_as_they_were_typed(name: str) -> None:
    assert clean_line("name", name) == name


def test_spaces_pasted_with_a_name_go() -> None:
    assert clean_line("name", "\t  Nguyễn \u00a0\u3000 Văn\u2003An \r\n") == "Nguyễn Văn An"


def test_invisible_characters_pasted_with_a_name_go() -> None:
    assert clean_line("name", "\ufeffNguyễn\u200b V\u00adăn\u200e An") == "Nguyễn Văn An"


def test_letters_and_marks_typed_apart_are_stored_as_one() -> None:
    assert clean_line("name", unicodedata.normalize("NFD", "Hường")) == "Hường"
    assert clean_line("name", "e\u200b\u0302") == "ê"


HIDDEN = "\x00\x07\x1b\x7f\x85\n\t\u2028\u202e\u2066\ud800\ue000\ufffe\ufdd0\U0010ffff"


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
def test_hidden_characters_inside_a_line_are_refused(hidden: str) -> None:
    assert refused(clean_line, f"Nguyễn{hidden}An") == "CONTROL-CHARS"


def test_a_line_at_its_limit_passes_and_one_above_does_not() -> None:
    assert len(clean_line("name", "ễ" * 200)) == 200
    assert refused(clean_line, "ễ" * 201) == "TOO-LONG"
    assert refused(clean_line, "a" * 11, limit=10) == "TOO-LONG"


def test_the_limit_counts_letters_not_the_marks_typed_beside_them() -> None:
    assert clean_line("name", unicodedata.normalize("NFD", "ễ" * 200)) == "ễ" * 200


def test_a_mountain_of_marks_is_refused_before_it_costs_time() -> None:
    assert refused(clean_line, "a" + "\u0323\u0301" * 1_000_000) == "TOO-LONG"


@pytest.mark.parametrize("empty", ["", "   ", "\u200b", "\r\n"])
def test_a_required_line_may_not_be_empty(empty: str) -> None:
    assert refused(clean_line, empty, required=True) == "REQ-FIELD"
    assert clean_line("name", empty) == ""


def test_the_error_never_shows_what_was_typed() -> None:
    with pytest.raises(InvalidField) as caught:
        clean_line("name", "Bí mật\x00")
    assert "Bí" not in f"{caught.value!r} {caught.value} {caught.value.details}"


def test_a_note_keeps_its_lines_and_tabs() -> None:
    text = "\r\n Giấy tờ:\r\n1.\tTờ  khai \r2. Ảnh\u2028\n\n"
    assert clean_text("note", text) == "Giấy tờ:\n1.\tTờ khai\n2. Ảnh"
    assert refused(clean_text, "a\x00b") == "CONTROL-CHARS"
    assert refused(clean_text, "a" * 4001) == "TOO-LONG"


@given(ANY_TEXT)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    for clean in (clean_line, clean_text):
        try:
            once = clean("name", text)
        except InvalidField:
            continue
        assert clean("name", once) == once
        assert unicodedata.is_normalized("NFC", once)
        once.encode("utf-8")


# --- folding ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("NGUYỄN THỊ HƯỜNG", "nguyen thi huong"),
        ("Đặng Đức", "dang duc"),
        ("Ðặng Ðức", "dang duc"),
        ("đường", "duong"),
        ("Hoà", "hoa"),
        ("H'Ƀlê Niê", "h'ble nie"),
        ("Straße", "strasse"),
        ("0912 345", "0912 345"),
    ],
)
def test_case_marks_and_strokes_do_not_count_in_a_search(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_capitals_fold_to_the_same(text: str) -> None:
    assert fold(text.upper()) == fold(text) == fold(text.lower())


def test_a_published_list_with_the_wrong_letter_is_found_like_the_right_one(
    shared_data: Path,
) -> None:
    source = shared_data / "vectors" / "vietnamese_text" / "eth_instead_of_dstroke.json"
    names = json.loads(source.read_text(encoding="utf-8"))["names"]
    assert len(names) > 100
    for name in names:
        right = name.replace("Ð", "Đ")
        assert fold(name) == fold(right)
        assert fold(name).isascii()
        assert name_sort_key(name) == name_sort_key(right)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("H19.12.34-261124-0007", ["h19", "12", "34", "261124", "0007"]),
        ("Nguyễn Thị  Hường", ["nguyen", "thi", "huong"]),
        ("K'Brơi", ["k", "broi"]),
        ("khai_sinh (lại)", ["khai", "sinh", "lai"]),
        (" -*\"' ", []),
    ],
)
def test_search_words_are_runs_of_letters_and_digits(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@given(ANY_TEXT)
def test_search_words_hold_nothing_that_a_query_language_knows(text: str) -> None:
    assert all(word.isalnum() for word in tokens(text))
    assert tokens(" ".join(tokens(text))) == tokens(text)


# --- order ------------------------------------------------------------------------------------

WORDS = """
a à ả ã á ạ ai an anh ăn ắn ân ấn ba bà bả bã bá bạ ca cá d da dạ đ đa đá e é ê ế
hoa hòa hỏa hóa họa hoan lan lăn lân ma mà mả mã má mạ mơ o ô ơ u ư x y ý
"""
DICTIONARY = WORDS.split()

LIST = """\
Trần An
Trần Văn An
Lê Văn Ân
Nguyễn Thị Bích
Phạm Cường
Đinh Dũng
Bùi Đạt
Vũ Hoa
Cao Thị Hòa
Vũ Hòa
H'Yến Mlô
Lò Thị Mỡ
Y Ngọc
H'Hen Niê
Y Wang Niê
Sang
Đỗ Tú
Hồ Tư
Nguyễn Tứ
Hà Ước
Lý Xuân
Hoàng Thị Ý"""
PEOPLE = LIST.split("\n")


def mixed(order: list[str]) -> list[str]:
    return order[1::2][::-1] + order[::2]


def test_words_stand_in_the_order_of_a_dictionary() -> None:
    assert sorted(mixed(DICTIONARY), key=sort_key) == DICTIONARY


def test_people_stand_by_given_name_then_by_the_rest() -> None:
    assert sorted(mixed(PEOPLE), key=name_sort_key) == PEOPLE


def test_plain_byte_order_of_the_keys_is_the_order() -> None:
    assert sorted(mixed(PEOPLE), key=lambda name: name_sort_key(name).encode()) == PEOPLE


def test_letters_decide_before_tones() -> None:
    assert sorted(["Hòa Bình", "Hoa Lư", "Hòa An"], key=sort_key) == [
        "Hòa An",
        "Hòa Bình",
        "Hoa Lư",
    ]


def test_a_shorter_text_stands_before_a_longer_one_and_digits_before_letters() -> None:
    order = ["An", "An 1", "An Bình", "An-Bình", "An1", "Anh"]
    assert sorted(mixed(order), key=sort_key) == order


def test_where_a_tone_is_written_and_case_do_not_matter() -> None:
    assert sort_key("hoà thuý") == sort_key("HÒA THÚY")
    assert sort_key(unicodedata.normalize("NFD", "Đặng")) == sort_key("ĐẶNG")


def test_letters_of_other_languages_of_the_country_stand_beside_their_base() -> None:
    order = ["ba", "Ƀlê", "ca", "čê", "d"]
    assert sorted(mixed(order), key=sort_key) == order


def test_signs_alone_and_nothing_have_keys_too() -> None:
    assert sort_key("") < sort_key(" ") < sort_key("-") < sort_key("0") < sort_key("a")
    assert name_sort_key("") < name_sort_key("Sang")


@given(VIETNAMESE, VIETNAMESE)
def test_tones_break_a_tie_of_letters_and_nothing_else(one: str, other: str) -> None:
    letters_one, letters_other = (sort_key(text).split(" ")[0] for text in (one, other))
    if letters_one < letters_other:
        assert sort_key(one) < sort_key(other)


def test_real_communes_sort_by_their_letters(shared_data: Path) -> None:
    source = shared_data / "admin_units" / "post2025_communes.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        names = {row["commune_name"] for row in csv.DictReader(lines)}
    assert len(names) > 2000
    assert all(
        set(sort_key(name)) <= set("!# 0123456789") | set(map(chr, range(65, 98))) for name in names
    )


def test_words_are_found_without_marks_anywhere_and_in_any_order() -> None:
    assert has_words("Đăng ký khai sinh lưu động", "dong  khai")
    assert has_words("Đăng ký khai sinh", "")
    assert not has_words("Đăng ký khai sinh", "khai tu")


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 KB"), (1, "1 KB"), (348_160, "340 KB"), (1_258_291, "1,2 MB"), (3 * 1024**3, "3,0 GB")],
)
def test_a_size_is_written_as_people_read_it(count: int, said: str) -> None:
    assert sized(count) == said
