"""Citizens: one full-name field, tolerant numbers and dates, the QR code of the card.

Structure of the citizen number: docs/sources.md#personal-numbers (Luật Căn cước 2023 art. 12);
it has no check digit, and what does not fit is a warning, because old data err.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.notices import Notice
from ca_desktop.domain.text import clean_line, fold

_OLD_PROVINCES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035"
    " 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072"
    " 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096"
)
OLD_PROVINCES = frozenset(_OLD_PROVINCES.split())
"""The 63 codes that stay in numbers for ever."""

FIRST_FOREIGN = 100
"""From here on the first three digits name a country of birth."""

CITIZEN_DIGITS = 12
LEGACY_DIGITS = 9
MAX_CARD = 512
_OLDEST = 1880

_SIGNS = re.compile(r"[\s.()\-\u2010-\u2015]")
_ID = re.compile(r"[0-9]{9,10}|[0-9]{12,13}|[A-Z]{1,2}[0-9]{6,8}")
_PHONE = re.compile(r"0[0-9]{9,10}")
_MOBILE_DIGITS = 10
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ISO_BIRTH = re.compile("(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_DATE_SIGNS = re.compile(r"\s*[/.\-\s]\s*")
_TYPED_BIRTHS = tuple(
    re.compile(pattern)
    for pattern in (
        "(?P<year>[0-9]{4})",
        "(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})",
        "(?P<month>[0-9]{2})(?P<year>(?:18|19|20)[0-9]{2})",
        "(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{2})",
        "(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})",
        "(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4}|[0-9]{2})",
        "(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?",
    )
)
"""Ways to type a birth, every sign between numbers written as a dash; the first that fits counts.
Six digits are month and year where that can be: 1990 is never the 19th month."""
_CARD_NUMBER = re.compile(r"[0-9]{12}")
_CARD_OLD_NUMBER = re.compile(r"(?:[0-9]{9}|[0-9]{12})?")
_CARD_BIRTH = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})")
_CARD_FIELDS = range(6, 12)
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){4,}")


class Sex(StrEnum):
    """As the card says."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A date of birth as precise as it is known.

    Attributes:
        month: None where only the year is known.
        day: None where only year and month are known.
    """

    year: int = field(repr=False)
    month: int | None = field(default=None, repr=False)
    day: int | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        too_old = self.first_day.year < _OLDEST
        if too_old or (self.month is None and self.day is not None):
            raise ValueError("not a date of birth")

    @classmethod
    def parse(cls, text: str, *, today: date | None = None) -> "BirthDate":
        """Read ``YYYY[-MM[-DD]]``.

        Raises:
            InvalidField: ``birth``: DATE-BAD (``text``) or DATE-FUTURE.
        """
        return _possible(text, _ISO_BIRTH.fullmatch(text.strip()), today)

    @classmethod
    def typed(cls, text: str, *, today: date) -> "BirthDate":
        """Read what hands type: 05031990, 5/3/1990, 5-3-90, 5.3.1990, 3/1990, 1990.

        A year of two digits is of this century where that is not in the future.

        Raises:
            InvalidField: ``birth``: DATE-BAD (``text``) or DATE-FUTURE.
        """
        plain = _DATE_SIGNS.sub("-", text.strip())
        fits = (form.fullmatch(plain) for form in _TYPED_BIRTHS)
        return _possible(text, next(filter(None, fits), None), today)

    @property
    def first_day(self) -> date:
        """The earliest day it may be."""
        month, day = (1 if part is None else part for part in (self.month, self.day))
        return date(self.year, month, day)

    def words(self) -> str:
        """Return the date as people read it: ``05/03/1990``, ``03/1990`` or ``1990``."""
        return "/".join(reversed(str(self).split("-")))

    def to_json(self) -> str:
        """Return ``YYYY[-MM[-DD]]``."""
        return str(self)

    @classmethod
    def from_json(cls, value: str) -> "BirthDate":
        """Read ``YYYY[-MM[-DD]]``.

        Raises:
            ValueError: not of that form, or not in the calendar.
        """
        match = _ISO_BIRTH.fullmatch(value)
        if match is None:
            raise ValueError("not a date of birth")
        return cls(**_numbers(match))

    @override
    def __str__(self) -> str:
        parts = (part for part in (self.month, self.day) if part is not None)
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in parts)])


def _numbers(match: re.Match[str]) -> dict[str, int]:
    return {name: int(part) for name, part in match.groupdict().items() if part}


def _possible(text: str, match: re.Match[str] | None, today: date | None) -> BirthDate:
    bad = InvalidField("birth", "DATE-BAD", text=text[:20])
    if match is None:
        raise bad
    parts = _numbers(match)
    if today is not None and len(match["year"]) == 2:  # noqa: PLR2004 two digits
        born = (2000 + parts["year"], parts["month"], parts["day"])
        parts["year"] += 1900 if born > (today.year, today.month, today.day) else 2000
    try:
        birth = BirthDate(**parts)
    except ValueError as error:
        raise bad from error
    if today is not None and birth.first_day > today:
        raise InvalidField("birth", "DATE-FUTURE")
    return birth


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A citizen or organisation named in a dossier."""

    name: str = field(repr=False)
    id_number: str | None = field(default=None, repr=False)
    birth: BirthDate | None = field(default=None, repr=False)
    sex: Sex | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)

    def to_json(self) -> dict[str, str | None]:
        """Return plain JSON, every key present."""
        return {
            "name": self.name,
            "id_number": self.id_number,
            "birth": str(self.birth) if self.birth else None,
            "sex": self.sex.value if self.sex else None,
            "phone": self.phone,
            "address": self.address,
            "email": self.email,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Person":
        """Read what `to_json` wrote.

        Raises:
            ValueError: a value is of another type; the file is not of this program.
        """
        texts = {key: value.get(key) for key in _PERSON_KEYS}
        if not isinstance(texts["name"], str) or not all(
            text is None or isinstance(text, str) for text in texts.values()
        ):
            raise ValueError("not a person")
        birth, sex = texts["birth"], texts["sex"]
        return cls(
            name=texts["name"],
            id_number=texts["id_number"],
            birth=BirthDate.from_json(birth) if birth else None,
            sex=Sex(sex) if sex else None,
            phone=texts["phone"],
            address=texts["address"],
            email=texts["email"],
        )


_PERSON_KEYS = frozenset({"name", "id_number", "birth", "sex", "phone", "address", "email"})


def read_person(data: object, *, field: str, today: date) -> Person:
    """Check what a form or script says of a person.

    Args:
        data: plain JSON.
        field: name of the attribute the person stands in, for messages.
        today: births may not be later.

    Raises:
        InvalidField: ``<field>.<key>`` does not hold.
    """
    if not isinstance(data, Mapping):
        raise InvalidField(field, "BAD-TYPE")
    for key in data:
        if key not in _PERSON_KEYS:
            raise InvalidField(f"{field}.{str(key)[:40]}", "UNKNOWN-KEY")
    texts = {key: _text_of(data, key, field) for key in _PERSON_KEYS}
    return Person(
        name=clean_line(f"{field}.name", texts["name"] or "", required=True),
        id_number=clean_id_number(f"{field}.id_number", texts["id_number"]),
        birth=_birth(f"{field}.birth", texts["birth"], today),
        sex=_sex(f"{field}.sex", texts["sex"]),
        phone=_phone(f"{field}.phone", texts["phone"]),
        address=clean_line(f"{field}.address", texts["address"] or "", limit=500) or None,
        email=clean_line(f"{field}.email", texts["email"] or "") or None,
    )


def _text_of(data: Mapping[str, Any], key: str, name: str) -> str | None:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise InvalidField(f"{name}.{key}", "BAD-TYPE")
    return value


def clean_id_number(name: str, text: str | None) -> str | None:
    """Return a number without spaces, dots and dashes; None for nothing.

    Accepted: 12 digits (citizen), 9 (old identity card), 10 or 13 (tax code), a passport.

    Raises:
        InvalidField: ID-LEN; ``n`` digits were given. Or as `clean_line`.
    """
    plain = _SIGNS.sub("", clean_line(name, text or "")).upper()
    if plain and _ID.fullmatch(plain) is None:
        raise InvalidField(name, "ID-LEN", n=sum(map(str.isdigit, plain)))
    return plain or None


def _birth(name: str, text: str | None, today: date) -> BirthDate | None:
    if text is None or not text.strip():
        return None
    try:
        return BirthDate.parse(text, today=today)
    except InvalidField as error:
        raise InvalidField(name, error.code, **_without_field(error)) from error


def _without_field(error: InvalidField) -> dict[str, object]:
    return {key: value for key, value in error.details.items() if key != "field"}


def _sex(name: str, text: str | None) -> Sex | None:
    if text is None or text == "":
        return None
    if text not in set(Sex):
        raise InvalidField(name, "BAD-CHOICE", choices=", ".join(Sex))
    return Sex(text)


def _phone(name: str, text: str | None) -> str | None:
    plain = _SIGNS.sub("", clean_line(name, text or "", limit=40))
    return ("0" + plain[3:] if plain.startswith("+84") else plain) or None


def phone_words(phone: str) -> str:
    """Return a number as people read it: ``0912 345 678``; others as they are."""
    if len(phone) != _MOBILE_DIGITS or not phone.isdigit():
        return phone
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}"


def person_warnings(person: Person, field: str = "applicant") -> tuple[Notice, ...]:
    """Return what a clerk should look at once more; nothing of it stops an intake."""
    found = []
    if person.id_number is None:
        found.append(Notice(code="NO-ID", details={"field": field}))
    elif len(person.id_number) == CITIZEN_DIGITS and person.id_number.isdigit():
        found += _citizen_number(person)
    elif len(person.id_number) == LEGACY_DIGITS and person.id_number.isdigit():
        found.append(Notice(code="ID-OLD"))
    if person.phone is not None and _PHONE.fullmatch(person.phone) is None:
        found.append(Notice(code="PHONE-ODD"))
    if person.email is not None and _EMAIL.fullmatch(person.email) is None:
        found.append(Notice(code="EMAIL-ODD"))
    return tuple(found)


def _citizen_number(person: Person) -> list[Notice]:
    number = person.id_number or ""
    found = []
    if number[:3] not in OLD_PROVINCES and int(number[:3]) < FIRST_FOREIGN:
        found.append(Notice(code="ID-PROVINCE", details={"code": number[:3]}))
    century, odd = divmod(int(number[3]), 2)
    year = 1900 + 100 * century + int(number[4:6])
    if person.birth is not None and person.birth.year != year:
        details: dict[str, object] = {"id_year": year, "birth_year": person.birth.year}
        found.append(Notice(code="ID-MISMATCH", details=details))
    sex = Sex.FEMALE if odd else Sex.MALE
    if person.sex is not None and person.sex is not sex:
        found.append(Notice(code="ID-SEX"))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CardData:
    """What the QR code of a citizen card says.

    Attributes:
        notices: ``SCAN-NOMARKS`` where the name lost its marks on the way.
    """

    id_number: str = field(repr=False)
    old_number: str | None = field(repr=False)
    name: str = field(repr=False)
    birth: BirthDate | None = field(repr=False)
    sex: Sex | None = field(repr=False)
    address: str = field(repr=False)
    notices: tuple[Notice, ...] = ()


def parse_card(payload: str) -> CardData | None:
    """Read a card's QR payload; None when it is not one.

    Fields: number | old number | name | birth ddMMyyyy | sex | address | issue ddMMyyyy, with
    further ones on later cards. The old number may be empty or left out.

    Source:
        docs/sources.md#personal-numbers
    """
    parts = payload.strip("\r\n\t ").split("|")
    if len(payload) > MAX_CARD or len(parts) not in _CARD_FIELDS:
        return None
    if _CARD_BIRTH.fullmatch(parts[2]):
        parts.insert(1, "")
    number, old, name, birth, sex, address = parts[:6]
    born = _CARD_BIRTH.fullmatch(birth)
    known = _CARD_NUMBER.fullmatch(number) and _CARD_OLD_NUMBER.fullmatch(old)
    if not known or born is None:
        return None
    try:
        name = clean_line("name", _unhex(name), required=True)
        address = clean_line("address", _unhex(address), limit=MAX_CARD)
        clean_line("card", "".join(parts), limit=MAX_CARD)
    except InvalidField:
        return None
    lost = name.isascii() or "\ufffd" in name or "?" in name
    return CardData(
        id_number=number,
        old_number=old or None,
        name=name,
        birth=_card_birth(born),
        sex={"nam": Sex.MALE, "nu": Sex.FEMALE}.get(fold(sex)),
        address=address,
        notices=(Notice(code="SCAN-NOMARKS"),) if lost else (),
    )


def _unhex(text: str) -> str:
    """Read what an older card carries as the hexadecimal of its UTF-8."""
    if _HEX.fullmatch(text) is None:
        return text
    try:
        return bytes.fromhex(text).decode("utf-8")
    except ValueError:
        return text


def _card_birth(born: re.Match[str]) -> BirthDate | None:
    """Return the date; 00 stands for a month or day nobody knows."""
    known = {name: number for name, number in _numbers(born).items() if number}
    try:
        return BirthDate(**{"year": 0} | known)
    except ValueError:
        return None
