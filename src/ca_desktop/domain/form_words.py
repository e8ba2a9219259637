"""Words of forms that an office may change: which there are, and what may stand in them.

A form file is data; over it lie what the centre published and then this office's own words, each
from a day on (design: architecture, master data by layer). A paper takes those of its own day.
"""

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.regimes import Regime
from ca_desktop.domain.text import clean_text

OFFICE = "office"
"""The form that is none: what every head and signature of this office takes."""

LOGO = "logo"
LARGEST_LOGO = 60_000
"""Bytes of the mark of an office: an event is one line of a package."""

_OF_DESK = frozenset(
    {
        LetterKind.HANDOVER,
        LetterKind.TRANSFER,
        LetterKind.APPOINTMENT,
        LetterKind.EXTENSION,
        LetterKind.URGING,
        LetterKind.RATING,
        LetterKind.RESULTS,
        LetterKind.BATCH,
        LetterKind.SAMPLE,
    }
)
_PLACE = re.compile(r"\{([^{}]*)\}")
_SYMBOL = re.compile(r"[0-9A-ZĐ]+(?:[-/.][0-9A-ZĐ]+)*")
_PAPERS = (["a4"], ["a5"])
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormText:
    """A text of a form.

    Attributes:
        key: where it stands in the form file, e.g. ``"signatures.0.role"``.
        title: what people call it.
        text: as the release has it; several lines where ``lines`` says so.
        lines: how many lines it may have.
        longest: letters that a line may have, so that it fits.
    """

    key: str
    title: str
    text: str
    lines: int = 1
    longest: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """A form whose words may be changed.

    Attributes:
        form: its id: a regime or ``desk``, a dot, a kind of letter; or `OFFICE`.
        title: what people call it.
        group: its number and whose it is.
        texts: in the order of the paper.
        places: what may stand in braces, with what it is.
    """

    form: str
    title: str
    group: str
    texts: tuple[FormText, ...]
    places: Mapping[str, str] = field(default_factory=dict)

    def text(self, key: str) -> FormText | None:
        """Return a text by its key."""
        return next((text for text in self.texts if text.key == key), None)


def form_id(regime: Regime, kind: LetterKind) -> str:
    """Return the id of the form of a letter: that of its regime, or the desk's own."""
    return f"desk.{kind.value}" if kind in _OF_DESK else f"{regime.value}.{kind.value}"


def slip_form(regime: Regime) -> str:
    """Return the id of Mẫu 01."""
    return f"{regime.value}.slip"


def checked_texts(sheet: FormSheet, given: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that were given, tidied.

    Args:
        sheet: the form.
        given: texts by key.

    Raises:
        InvalidField: FORM-KEY no such text; FORM-PLACE a name in braces that is none, or a brace
            alone; FORM-LINES, FORM-LONG it does not fit; FORM-SYMBOL, FORM-PAPER, FORM-LOGO.
    """
    found = {}
    for key, raw in given.items():
        known = sheet.text(key)
        if known is None:
            raise InvalidField(key, "FORM-KEY", key=key[:60])
        text = _logo(raw) if key == LOGO else _text(known, raw, sheet.places)
        found[key] = text
    return found


def _text(known: FormText, raw: str, places: Collection[str]) -> str:
    lines = [clean_text(known.key, line, limit=5000) for line in raw.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) > known.lines:
        raise InvalidField(known.key, "FORM-LINES", title=known.title, most=known.lines)
    for line in lines:
        if len(line) > known.longest:
            raise InvalidField(known.key, "FORM-LONG", title=known.title, most=known.longest)
        _check_places(known, line, places)
    if known.key == "paper" and lines not in _PAPERS:
        raise InvalidField(known.key, "FORM-PAPER")
    if known.key == "symbol" and lines and not _SYMBOL.fullmatch(lines[0]):
        raise InvalidField(known.key, "FORM-SYMBOL")
    return "\n".join(lines)


def _check_places(known: FormText, line: str, places: Collection[str]) -> None:
    for name in _PLACE.findall(line):
        if name not in places:
            raise InvalidField(known.key, "FORM-PLACE", place=f"{{{name[:40]}}}")
    if re.search(r"[{}]", _PLACE.sub("", line)):
        raise InvalidField(known.key, "FORM-PLACE", place="{ }")


def _logo(raw: str) -> str:
    try:
        picture = base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidField(LOGO, "FORM-LOGO") from error
    if picture and (len(picture) > LARGEST_LOGO or not picture.startswith(_PICTURES)):
        raise InvalidField(LOGO, "FORM-LOGO")
    return raw
