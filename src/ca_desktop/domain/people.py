"""Citizens: one full-name field, tolerant numbers and dates, the QR code of the card.

Structure of the citizen number: docs/sources.md#citizen-number (Luật Căn cước 2023 art. 12);
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
from ca_desktop.domain.text import clean_line

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
MAX_CARD = 512
_ID = re.compile(r"\d{9}|\d{10}|\d{12}|\d{13}|[A-Z]{1,2}\d{6,8}")
_ISO_BIRTH = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MOBILE = re.compile(r"0\d{9,10}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_OLDEST = 1880


class Sex(StrEnum):
    """As the card says."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A date of birth as precise as it is known."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str, *, today: date | None = None) -> "BirthDate":
        """Read ``YYYY[-MM[-DD]]``.

        Raises:
            InvalidField: ``birth``: not in the calendar, or after today.
        """
        match = _ISO_BIRTH.fullmatch(text.strip())
        if match is None:
            raise InvalidField("birth", "DATE-BAD", text=text[:20])
        year, month, day = (int(part) if part else None for part in match.groups())
        return cls._checked(text, year or 0, month, day, today)

    @classmethod
    def _checked(
        cls, text: str, year: int, month: int | None, day: int | None, today: date | None
    ) -> "BirthDate":
        try:
            first = date(year, month or 1, day or 1)
        except ValueError as error:
            raise InvalidField("birth", "DATE-BAD", text=text[:20]) from error
        if year < _OLDEST:
            raise InvalidField("birth", "DATE-BAD", text=text[:20])
        if today is not None and first > today:
            raise InvalidField("birth", "DATE-FUTURE")
        return cls(year, month, day)

    @classmethod
    def typed(cls, text: str, *, today: date) -> "BirthDate":
        """Read what hands type: 05031990, 5/3/1990, 5-3-90, 5.3.1990, 3/1990, 1990.

        Raises:
            InvalidField: ``birth``: not in the calendar, or after today.
        """
        plain = text.strip()
        if _ISO_BIRTH.fullmatch(plain) and (len(plain) == 4 or "-" in plain):  # noqa: PLR2004
            return cls.parse(plain, today=today)
        parts = [part for part in re.split(r"[/.\-\s]+", plain) if part]
        if len(parts) == 1 and re.fullmatch(r"\d{6}|\d{8}", parts[0]):
            parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
        if not 1 <= len(parts) <= 3 or not all(re.fullmatch(r"\d{1,4}", part) for part in parts):  # noqa: PLR2004
            raise InvalidField("birth", "DATE-BAD", text=text[:20])
        numbers = [int(part) for part in parts]
        year = _full_year(parts[-1], today)
        month = numbers[-2] if len(numbers) > 1 else None
        day = numbers[-3] if len(numbers) > 2 else None  # noqa: PLR2004
        return cls._checked(text, year, month, day, today)

    def words(self) -> str:
        """Return the date as people read it: ``05/03/1990``, ``03/1990`` or ``1990``."""
        return "/".join(reversed(str(self).split("-")))

    def to_json(self) -> str:
        """Return ``YYYY[-MM[-DD]]``."""
        return str(self)

    @classmethod
    def from_json(cls, value: str) -> "BirthDate":
        """Read ``YYYY[-MM[-DD]]``."""
        return cls.parse(value)

    @override
    def __str__(self) -> str:
        parts = (part for part in (self.month, self.day) if part is not None)
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in parts)])


def _full_year(text: str, today: date) -> int:
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004
        return year
    return 2000 + year if 2000 + year <= today.year else 1900 + year


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
        """Read plain JSON that was checked when it was written."""
        birth, sex = value.get("birth"), value.get("sex")
        return cls(
            name=value["name"],
            id_number=value.get("id_number"),
            birth=BirthDate.parse(birth) if birth else None,
            sex=Sex(sex) if sex else None,
            phone=value.get("phone"),
            address=value.get("address"),
            email=value.get("email"),
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
        InvalidField: none of these.
    """
    plain = re.sub(r"[\s.\-]", "", text or "").upper()
    if not plain:
        return None
    if _ID.fullmatch(plain) is None:
        raise InvalidField(name, "ID-LEN", n=len(plain))
    return plain


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
    plain = re.sub(r"[\s.\-()]", "", clean_line(name, text or "", limit=40))
    return plain.replace("+84", "0", 1) or None


def person_warnings(person: Person) -> tuple[Notice, ...]:
    """Return what a clerk should look at once more; nothing of it stops an intake."""
    found = []
    if person.id_number is None:
        found.append(Notice(code="NO-ID"))
    elif len(person.id_number) == CITIZEN_DIGITS and person.id_number.isdigit():
        found += _citizen_number(person)
    if person.phone is not None and _MOBILE.fullmatch(person.phone) is None:
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
        details: dict[str, object] = {"year": year, "year2": person.birth.year}
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
    further ones on later cards.
    """
    text = payload.strip("\r\n\t ")
    parts = text.split("|")
    if len(text) > MAX_CARD or not 6 <= len(parts) <= 11 or not text.isprintable():  # noqa: PLR2004
        return None
    number, old, name, birth, sex, address = (part.strip() for part in parts[:6])
    if not re.fullmatch(r"\d{12}", number) or not re.fullmatch(r"(\d{9}|\d{12})?", old) or not name:
        return None
    name = _unhex(name)
    lost = name.isascii() or "\ufffd" in name or "?" in name
    return CardData(
        id_number=number,
        old_number=old or None,
        name=name,
        birth=_card_birth(birth),
        sex={"nam": Sex.MALE, "nữ": Sex.FEMALE, "nu": Sex.FEMALE}.get(sex.lower()),
        address=_unhex(address),
        notices=(Notice(code="SCAN-NOMARKS"),) if lost else (),
    )


def _unhex(text: str) -> str:
    if re.fullmatch(r"(?:[0-9A-Fa-f]{2}){4,}", text):
        try:
            return bytes.fromhex(text).decode("utf-8")
        except ValueError:
            return text
    return text


def _card_birth(text: str) -> BirthDate | None:
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return BirthDate.parse(f"{text[4:]}-{text[2:4]}-{text[:2]}")
    except InvalidField:
        return None
