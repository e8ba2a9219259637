import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.notices import Notice
from ca_desktop.domain.people import (
    OLD_PROVINCES,
    BirthDate,
    CardData,
    Person,
    Sex,
    clean_id_number,
    parse_card,
    person_warnings,
    phone_words,
    read_person,
)

TODAY = date(2026, 11, 24)
NUMBER = "079190012345"

WHOLE = {
    "name": "Nguyễn Thị Hường",
    "id_number": NUMBER,
    "birth": "1990-03-05",
    "sex": "female",
    "phone": "0912345678",
    "address": "Thôn 2, xã Bình Minh",
    "email": "huong@example.vn",
}


def read(**changes: object) -> Person:
    return read_person(WHOLE | changes, field="applicant", today=TODAY)


def refused(**changes: object) -> tuple[str, str]:
    with pytest.raises(InvalidField) as caught:
        read(**changes)
    return caught.value.field, caught.value.code


def codes(person: Person) -> list[str]:
    return [notice.code for notice in person_warnings(person)]


# --- dates of birth ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("05031990", "1990-03-05"),
        ("5/3/1990", "1990-03-05"),
        ("05/03/1990", "1990-03-05"),
        ("5-3-90", "1990-03-05"),
        ("5.3.1990", "1990-03-05"),
        ("5 3 1990", "1990-03-05"),
        ("5 / 3 / 1990", "1990-03-05"),
        (" 5/3/1990 ", "1990-03-05"),
        ("050390", "1990-03-05"),
        ("5-3-1990", "1990-03-05"),
        ("5/03/90", "1990-03-05"),
        ("1990-03-05", "1990-03-05"),
        ("1990/3/5", "1990-03-05"),
        ("1990", "1990"),
        ("1990-03", "1990-03"),
        ("3/1990", "1990-03"),
        ("03/1990", "1990-03"),
        ("3.1990", "1990-03"),
        ("031990", "1990-03"),
        ("122001", "2001-12"),
        ("29/02/2024", "2024-02-29"),
        ("29/2/00", "2000-02-29"),
        ("31/12/1899", "1899-12-31"),
        ("24/11/2026", "2026-11-24"),
        ("24/11/26", "2026-11-24"),
        ("25/11/26", "1926-11-25"),
        ("1/1/27", "1927-01-01"),
        ("1/1/00", "2000-01-01"),
        ("1/1/99", "1999-01-01"),
        ("29/2/28", "1928-02-29"),
        ("2026", "2026"),
        ("11/2026", "2026-11"),
    ],
)
def test_births_are_read_as_hands_type_them(typed: str, iso: str) -> None:
    assert str(BirthDate.typed(typed, today=TODAY)) == iso


@pytest.mark.parametrize(
    "typed",
    [
        *("29/02/2023", "31/04/1990", "32/01/1990", "13/1990", "0/1990", "00/01/1990", "1/0/1990"),
        *("", "abc", "5/3", "12/05", "90", "5", "199", "19900", "5/3/190", "1/2/3/4", "5//3/1990"),
        *("0503199", "050319900", "1879", "0000", "mùng 5/3/1990", "٥/٣/١٩٩٠", "-5/3/1990"),
    ],
)
def test_a_birth_that_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(InvalidField) as caught:
        BirthDate.typed(typed, today=TODAY)
    assert (caught.value.code, caught.value.details["text"]) == ("DATE-BAD", typed)


@pytest.mark.parametrize("typed", ["25/11/2026", "12/2026", "2027", "25112026", "2026-12-01"])
def test_a_birth_after_today_is_refused(typed: str) -> None:
    with pytest.raises(InvalidField) as caught:
        BirthDate.typed(typed, today=TODAY)
    assert caught.value.code == "DATE-FUTURE"


@pytest.mark.parametrize(
    ("iso", "words"),
    [("1990-03-05", "05/03/1990"), ("1990-03", "03/1990"), ("1990", "1990")],
)
def test_a_birth_is_printed_as_precisely_as_it_is_known(iso: str, words: str) -> None:
    assert BirthDate.parse(iso, today=TODAY).words() == words


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY), st.integers(1, 3))
def test_every_birth_reads_back(day: date, precision: int) -> None:
    birth = BirthDate(*(day.year, day.month, day.day)[:precision])
    assert BirthDate.from_json(birth.to_json()) == birth
    assert BirthDate.typed(birth.words(), today=TODAY) == birth
    assert BirthDate.parse(str(birth), today=TODAY) == birth


@given(st.dates(min_value=date(1927, 1, 1), max_value=TODAY))
def test_two_digits_of_a_year_are_enough_for_anyone_under_a_hundred(day: date) -> None:
    assert BirthDate.typed(f"{day:%d%m%y}", today=TODAY).first_day == day


@pytest.mark.parametrize("text", ["", "90", "1990-3-5", "1990-13", "1990-02-30", "05/03/1990"])
def test_a_script_writes_births_in_one_way_only(text: str) -> None:
    with pytest.raises(InvalidField):
        BirthDate.parse(text, today=TODAY)
    with pytest.raises(ValueError, match=r".*"):
        BirthDate.from_json(text)


def test_a_day_without_its_month_is_no_birth() -> None:
    with pytest.raises(ValueError, match="birth"):
        BirthDate(1990, None, 5)


# --- people from forms and scripts ------------------------------------------------------------


def test_everything_given_is_kept() -> None:
    person = read()
    assert person.to_json() == WHOLE
    assert person.birth == BirthDate(1990, 3, 5)
    assert person.sex is Sex.FEMALE
    assert codes(person) == []


def test_a_name_is_enough() -> None:
    person = read_person({"name": " Sang "}, field="applicant", today=TODAY)
    assert person == Person(name="Sang")
    assert codes(person) == ["NO-ID"]


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_an_empty_field_is_an_absent_one(nothing: object) -> None:
    person = read(**dict.fromkeys(("id_number", "birth", "phone", "address", "email"), nothing))
    assert person == Person(name="Nguyễn Thị Hường", sex=Sex.FEMALE)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name": ""}, "name", "REQ-FIELD"),
        ({"name": None}, "name", "REQ-FIELD"),
        ({"name": "a\x00b"}, "name", "CONTROL-CHARS"),
        ({"name": "a" * 201}, "name", "TOO-LONG"),
        ({"name": 5}, "name", "BAD-TYPE"),
        ({"id_number": 79190012345}, "id_number", "BAD-TYPE"),
        ({"id_number": "07919001234"}, "id_number", "ID-LEN"),
        ({"birth": 1990}, "birth", "BAD-TYPE"),
        ({"birth": "1990-02-30"}, "birth", "DATE-BAD"),
        ({"birth": "2026-11-25"}, "birth", "DATE-FUTURE"),
        ({"sex": "nữ"}, "sex", "BAD-CHOICE"),
        ({"sex": True}, "sex", "BAD-TYPE"),
        ({"phone": ["0912345678"]}, "phone", "BAD-TYPE"),
        ({"phone": "0" * 41}, "phone", "TOO-LONG"),
        ({"address": "a" * 501}, "address", "TOO-LONG"),
        ({"email": "a\u202eb@c.vn"}, "email", "CONTROL-CHARS"),
        ({"id_nubmer": "1"}, "id_nubmer", "UNKNOWN-KEY"),
    ],
)
def test_the_field_that_does_not_hold_is_named(
    changes: dict[str, object], field: str, code: str
) -> None:
    assert refused(**changes) == (f"applicant.{field}", code)


@pytest.mark.parametrize("data", [None, "Nguyễn", ["Nguyễn"], 5])
def test_a_person_is_an_object(data: object) -> None:
    with pytest.raises(InvalidField) as caught:
        read_person(data, field="on_behalf_of", today=TODAY)
    assert (caught.value.field, caught.value.code) == ("on_behalf_of", "BAD-TYPE")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("079190012345", NUMBER),
        (" 079 190 012 345 ", NUMBER),
        ("079.190.012.345", NUMBER),
        ("079-190–012\u00a0345", NUMBER),
        ("012345678", "012345678"),
        ("0123456789", "0123456789"),
        ("0123456789-001", "0123456789001"),
        ("b1234567", "B1234567"),
        ("P00000001", "P00000001"),
        ("AB123456", "AB123456"),
    ],
)
def test_numbers_are_kept_without_what_was_typed_between(typed: str, kept: str) -> None:
    assert clean_id_number("id_number", typed) == kept


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("1234", 4), ("00112345678", 11), ("00112345678a", 11), ("00119001234567", 14), ("x", 0)],
)
def test_a_number_of_another_length_is_refused_with_its_count(typed: str, digits: int) -> None:
    with pytest.raises(InvalidField) as caught:
        clean_id_number("id_number", typed)
    assert (caught.value.code, caught.value.details["n"]) == ("ID-LEN", digits)


def test_digits_of_other_scripts_are_not_a_number() -> None:
    with pytest.raises(InvalidField):
        clean_id_number("id_number", "٠٧٩١٩٠٠١٢٣٤٥")


@pytest.mark.parametrize(
    ("typed", "kept", "words"),
    [
        ("0912345678", "0912345678", "0912 345 678"),
        ("0912 345.678", "0912345678", "0912 345 678"),
        ("+84 912 345 678", "0912345678", "0912 345 678"),
        ("(028) 3822-1234", "02838221234", "02838221234"),
    ],
)
def test_phones_keep_their_digits(typed: str, kept: str, words: str) -> None:
    person = read(phone=typed)
    assert person.phone == kept
    assert phone_words(kept) == words
    assert codes(person) == []


@pytest.mark.parametrize("typed", ["113", "912345678", "0912345678/0987654321", "hỏi con gái"])
def test_an_odd_phone_is_kept_and_told(typed: str) -> None:
    person = read(phone=typed)
    assert person.phone is not None
    assert codes(person) == ["PHONE-ODD"]


def test_an_odd_address_of_mail_is_kept_and_told() -> None:
    assert codes(read(email="huong at example")) == ["EMAIL-ODD"]


def test_nothing_of_a_person_shows_in_a_log() -> None:
    shown = f"{read()!r} {BirthDate(1990, 3, 5)!r}"
    assert shown == "Person() BirthDate()"


def test_a_person_reads_back_from_an_event() -> None:
    for person in (read(), read(birth="1990"), Person(name="Sang")):
        assert Person.from_json(json.loads(json.dumps(person.to_json()))) == person


def test_a_person_of_a_later_version_keeps_what_is_known() -> None:
    assert Person.from_json(WHOLE | {"ethnicity": "Kinh"}) == read()


@pytest.mark.parametrize(
    "changes", [{"name": None}, {"name": 5}, {"phone": 5}, {"birth": "x"}, {"sex": "x"}]
)
def test_a_forged_person_in_an_event_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Person.from_json(WHOLE | changes)


# --- what the number says ---------------------------------------------------------------------


def test_the_old_provinces_are_the_published_ones(shared_data: Path) -> None:
    vectors = cccd(shared_data)
    assert set(vectors["province_codes_legacy_63"]) == OLD_PROVINCES
    assert set(vectors["province_codes_current_34"]) < OLD_PROVINCES
    assert len(OLD_PROVINCES) == 63


def cccd(folder: Path) -> Any:
    source = folder / "vectors" / "cccd" / "cccd_vectors.json"
    return json.loads(source.read_text(encoding="utf-8"))


def test_the_century_and_sex_digit_means_what_is_published(shared_data: Path) -> None:
    for digit, (sex, years) in cccd(shared_data)["gender_century_digit"].items():
        year = int(years[:4]) + 90
        fits = Person(
            name="A",
            id_number=f"079{digit}90012345",
            birth=BirthDate(year),
            sex=Sex.MALE if sex == "Nam" else Sex.FEMALE,
        )
        assert codes(fits) == []


def test_published_numbers_are_understood(shared_data: Path) -> None:
    for case in cccd(shared_data)["parse_cases"]:
        right = Person(
            name="A",
            id_number=case["in"],
            birth=BirthDate(case["birth_year"]),
            sex=Sex.MALE if case["gender"] == "Nam" else Sex.FEMALE,
        )
        known = case["province"] in OLD_PROVINCES
        assert codes(right) == ([] if known else ["ID-PROVINCE"])


def test_published_faults_are_no_citizen_numbers(shared_data: Path) -> None:
    for text in cccd(shared_data)["reject_cases"]:
        try:
            number = clean_id_number("id_number", text)
        except InvalidField:
            continue
        assert number is None or number == text.strip()


def test_a_number_that_contradicts_the_birth_is_told_with_both_years() -> None:
    (notice,) = person_warnings(read(birth="1991"))
    assert notice == Notice(code="ID-MISMATCH", details={"id_year": 1990, "birth_year": 1991})
    assert "1991" not in repr(notice)


def test_a_number_that_contradicts_the_sex_is_told() -> None:
    assert codes(read(sex="male")) == ["ID-SEX"]
    assert codes(read(sex=None)) == []


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("003190012345", ["ID-PROVINCE"]),
        ("000190012345", ["ID-PROVINCE"]),
        ("100190012345", []),
        ("275190012345", []),
        ("012345678", ["ID-OLD"]),
        ("0123456789", []),
        ("B1234567", []),
        ("AB12345678", []),
    ],
)
def test_only_what_is_odd_about_a_number_is_told(number: str, told: list[str]) -> None:
    assert codes(read(id_number=number)) == told


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_no_number_is_refused_for_what_it_says(number: str) -> None:
    person = read(id_number=number)
    assert set(codes(person)) <= {"ID-PROVINCE", "ID-MISMATCH", "ID-SEX"}


# --- the QR code of the card ------------------------------------------------------------------

CARD = "079190012345|012345678|Nguyễn Thị Hường|05031990|Nữ|Thôn 2, Bình Minh|15042021"


def card(payload: str) -> CardData:
    data = parse_card(payload)
    assert data is not None
    return data


def test_a_card_says_who_somebody_is() -> None:
    data = card(CARD)
    assert data == CardData(
        id_number=NUMBER,
        old_number="012345678",
        name="Nguyễn Thị Hường",
        birth=BirthDate(1990, 3, 5),
        sex=Sex.FEMALE,
        address="Thôn 2, Bình Minh",
    )
    assert repr(data) == "CardData(notices=())"


@pytest.mark.parametrize(
    "payload",
    [
        CARD + "\r\n",
        CARD + "||||",
        CARD + "|Nguyễn Văn A|Trần Thị B|x|y",
        CARD.replace("|012345678|", "||"),
        CARD.replace("|012345678|", "|"),
        CARD.removesuffix("|15042021"),
        CARD.replace("|012345678|", "|").replace("|15042021", "|"),
    ],
)
def test_cards_with_more_or_fewer_fields_name_the_same_person(payload: str) -> None:
    data = card(payload)
    assert (data.id_number, data.name, data.birth) == (
        NUMBER,
        "Nguyễn Thị Hường",
        BirthDate(1990, 3, 5),
    )
    assert (data.sex, data.address) == (Sex.FEMALE, "Thôn 2, Bình Minh")


def test_published_card_texts_are_read(shared_data: Path) -> None:
    for sample in cccd(shared_data)["qr_text_formats_seen"]:
        data = card(sample["text"])
        assert (data.name, data.sex) == ("Nguyễn Văn A", Sex.MALE)
        assert data.birth == BirthDate(1990, 1, 1)
        assert data.address.startswith("123 Đường Số 1")


@pytest.mark.parametrize(
    ("name", "read_as"),
    [
        ("NGUYEN THI HUONG", "NGUYEN THI HUONG"),
        ("Nguy?n Th? H??ng", "Nguy?n Th? H??ng"),
        ("Nguy\ufffdn Thị Hường", "Nguy\ufffdn Thị Hường"),
    ],
)
def test_a_name_that_lost_its_marks_is_told(name: str, read_as: str) -> None:
    data = card(CARD.replace("Nguyễn Thị Hường", name))
    assert data.name == read_as
    assert data.notices == (Notice(code="SCAN-NOMARKS"),)


def test_names_carried_as_hexadecimal_are_read() -> None:
    name, address = ("Nguyễn Thị Hường".encode().hex(), "Thôn 2, Bình Minh".encode().hex().upper())
    data = card(f"079190012345||{name}|05031990|Nữ|{address}|15042021")
    assert (data.name, data.address) == ("Nguyễn Thị Hường", "Thôn 2, Bình Minh")
    assert data.notices == ()


def test_a_name_that_only_looks_hexadecimal_stays() -> None:
    assert card(CARD.replace("Nguyễn Thị Hường", "ABBADEED")).name == "ABBADEED"


def test_a_birth_the_card_knows_in_part_is_read_in_part() -> None:
    assert card(CARD.replace("05031990", "00001950")).birth == BirthDate(1950)
    assert card(CARD.replace("05031990", "00031950")).birth == BirthDate(1950, 3)
    assert card(CARD.replace("05031990", "31021950")).birth is None


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "H19.12.34-261124-0007",
        "079190012345",
        CARD.replace("079190012345", "79190012345"),
        CARD.replace("079190012345", "٠٧٩١٩٠٠١٢٣٤٥"),
        CARD.replace("012345678", "1234"),
        CARD.replace("05031990", "5/3/1990"),
        CARD.replace("Nguyễn Thị Hường", ""),
        CARD.replace("Hường", "Hường\x1b"),
        CARD.replace("Hường", "Hường\n"),
        CARD.replace("Hường", "Hường\u202e"),
        CARD.replace("Nguyễn Thị Hường", b"A\nB\x00C".hex()),
        "|".join(CARD.split("|")[:5]),
        CARD + "|" * 5,
        CARD + "|" + "a" * 512,
        "079190012345|05031990|05031990|05031990|Nữ",
        "DN4790000000000|4e677579e1bb856e|05/03/1990|2|4269|79 - 001|01/01/2020|-|x|y",
    ],
)
def test_anything_else_is_no_card(payload: str) -> None:
    assert parse_card(payload) is None


@given(st.text(st.sampled_from("0123456789|aN\n\x00ữ "), max_size=80) | st.text(max_size=600))
def test_no_scan_breaks_the_reader(payload: str) -> None:
    parse_card(payload)
