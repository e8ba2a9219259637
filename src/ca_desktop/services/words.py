"""The Vietnamese sentence behind every message code, for window, command line and paper alike.

`app` hands in the contents of `resources/texts/messages.toml` once, at start. Nothing here fails:
a message about trouble must not make more of it, so a missing value shows as an ellipsis and a
missing message as its code.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Final

from ca_desktop.domain.errors import CaError
from ca_desktop.domain.moments import VIETNAM, day_text

ELLIPSIS: Final = "…"
COLUMNS: Final = ("happened", "lost", "do_now")
TABLES: Final = (
    "fields",
    "status",
    "why",
    "roles",
    "units",
    "result_ways",
    "channels",
    "telling",
    "telling_text",
    "closing_text",
    "holds",
    "day_heaps",
    "events",
    "stages",
    "remedies",
    "guards",
    "rulings",
    "causes",
    "supplement_stages",
    "mail",
    "pay_methods",
    "fee_units",
    "batches",
)
PLACE: Final = re.compile(r"\{([a-z_]+)(:,)?\}")

_LONGEST_VALUE = 120
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d)?)?")
_NUMBERS_IN_PATH = re.compile(r"\.\d+|\[\d+\]")


@dataclass(frozen=True, slots=True)
class Message:
    """What a person reads.

    Attributes:
        code: for the helpdesk; never part of the sentence.
        happened: what is the case, and why.
        lost: whether anything was lost; may be empty.
        do_now: the next step; may be empty.
    """

    code: str
    happened: str
    lost: str
    do_now: str

    @property
    def sentence(self) -> str:
        """The three parts as one text."""
        return " ".join(part for part in (self.happened, self.lost, self.do_now) if part)


@dataclass(frozen=True, slots=True)
class Words:
    """The contents of `messages.toml`.

    Attributes:
        messages: code to columns, each with its places still open.
        tables: the short word lists, by table and key.
    """

    messages: Mapping[str, Mapping[str, str]]
    tables: Mapping[str, Mapping[str, str]]


_NO_WORDS: Final = Words({}, {table: {} for table in TABLES})
_source: list[str] = []
"""Read when the first word is needed: a start without trouble needs none before it stands."""


@lru_cache(maxsize=1)
def load(text: str) -> Words:
    """Read the contents of `messages.toml`.

    Raises:
        ValueError: not TOML, or a message that lacks a column or has one too many.
    """
    data = tomllib.loads(text)
    messages = data.pop("messages", {})
    if set(data) != set(TABLES):
        raise ValueError(f"tables other than {TABLES}")
    for code, row in messages.items():
        if tuple(row) != COLUMNS:
            raise ValueError(f"{code}: columns other than {COLUMNS}")
    return Words(messages, data)


def use(text: str) -> None:
    """Make the contents of `messages.toml` the words of this program."""
    _source[:] = [text]


def _in_use() -> Words:
    return load(_source[0]) if _source else _NO_WORDS


def describe(error: BaseException) -> Message:
    """Return the words for ``error``: those of its code, else of the nearest base class."""
    code, details = "BUG", {}
    if isinstance(error, CaError):
        details = error.details
        known = (code for code in _codes_of(error) if code in _messages())
        code = next(known, "BUG")
    return describe_code(code, **details)


def describe_code(code: str, /, **details: object) -> Message:
    """Return the words for ``code`` with its places filled from ``details``."""
    row = _messages().get(code)
    if row is None:
        return Message(code, code, "", "")
    return Message(code, *(_fill(row[column], details) for column in COLUMNS))


def status_name(status: str) -> str:
    """Return the words for a dossier's status, given its internal lower-case name."""
    return _word("status", status)


def field_label(name: str) -> str:
    """Return what the window calls a command's attribute, e.g. ``applicant.name``.

    Positions in lists are left out; an attribute without words of its own takes those of its last
    part.
    """
    path = _NUMBERS_IN_PATH.sub("", name)
    labels = _table("fields")
    return labels.get(path) or labels.get(path.rpartition(".")[2]) or name


def label(table: str, key: str) -> str:
    """Return a word of one of the short lists, the key itself where it has none."""
    return _word(table, key)


def phrase(table: str, key: str, **details: object) -> str:
    """Return a sentence of one of the lists with its places filled from ``details``."""
    return _fill(_word(table, key), details)


def why_word(why: str) -> str:
    """Return why a day of a due date's trace counts, or does not."""
    return _word("why", why)


def role_name(role: str) -> str:
    """Return the words for a role."""
    return _word("roles", role)


def role_names(roles: Iterable[str]) -> str:
    """Return roles as a sentence names those that may: one of them is enough."""
    names = [name[:1].lower() + name[1:] for name in map(role_name, roles)]
    return " hoặc ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def unit_name(unit: str) -> str:
    """Return the words for a unit of time limits, e.g. ``wd``."""
    return _word("units", unit)


def _messages() -> Mapping[str, Mapping[str, str]]:
    return _in_use().messages


def _table(name: str) -> Mapping[str, str]:
    return _in_use().tables[name]


def _word(table: str, key: str) -> str:
    return _table(table).get(key, key)


def _codes_of(error: CaError) -> list[str]:
    bases = [base for base in type(error).__mro__ if issubclass(base, CaError)]
    return [error.code, *(base.default_code for base in bases)]


_WORDED: Final[Mapping[str, Callable[[str], str]]] = {
    "field": field_label,
    "status": status_name,
    "role": role_name,
    "action": partial(_word, "events"),
    "why": why_word,
    "unit": unit_name,
}
"""Places whose values are internal names."""


def _fill(template: str, details: Mapping[str, object]) -> str:
    """Put the details into their places."""

    def value(place: re.Match[str]) -> str:
        name, grouped = place.groups()
        given = details.get(name)
        if name == "roles" and isinstance(given, tuple):
            given = role_names(given)
        text = _text(given, grouped=bool(grouped))
        if name in _WORDED and text != ELLIPSIS:
            text = _WORDED[name](text)
            return text if place.start() == 0 else text[:1].lower() + text[1:]
        return text

    return PLACE.sub(value, template)


def _text(value: object, *, grouped: bool) -> str:
    """Write a value as people read it, on one line and not without end.

    Days and moments arrive as such or, from rows and events, as ISO text.
    """
    if isinstance(value, str) and _ISO.fullmatch(value):
        with suppress(ValueError):
            moment = datetime.fromisoformat(value)
            value = moment if "T" in value else moment.date()
    if isinstance(value, datetime):
        local = value.astimezone(VIETNAM) if value.tzinfo else value
        return f"{local:%H:%M} {day_text(local.date())}"
    if isinstance(value, date):
        return day_text(value)
    if grouped and isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    text = _UNPRINTABLE.sub(" ", "" if value is None else str(value)).strip()
    if len(text) > _LONGEST_VALUE:
        text = text[: _LONGEST_VALUE - 1].rstrip() + ELLIPSIS
    return text or ELLIPSIS
