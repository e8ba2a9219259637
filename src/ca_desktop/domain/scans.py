"""What a code scanner sends: told from typing by speed and pattern, never by a magic key.

A scanner that plays a keyboard cannot know the layout or the input method of the machine; digits
that the Vietnamese layout of Windows turned into letters are turned back.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.notices import Notice
from ca_desktop.domain.numbering import is_dossier_code
from ca_desktop.domain.people import BirthDate, CardData, Sex, parse_card
from ca_desktop.domain.text import clean_line

LARGEST_GAP = 35
"""Milliseconds between two keys of a scanner at the most; hands need 60 and more."""

SLOWEST_GAP = 55
"""The largest gap that a machine can be set to."""

FEWEST_KEYS = 6
TOO_SOON = 60
"""An Enter or Tab so many milliseconds after a key was pressed by no hand."""

AGAIN_WITHIN = 1500
"""Milliseconds within which the same code is the same scan."""

LONGEST = 600
"""Characters that are looked at; the string of a card has 512 at the most."""

_DIGIT_ROW = str.maketrans(
    {
        "ă": "1", "â": "2", "ê": "3", "ô": "4", "\u0300": "5", "\u0309": "6", "\u0303": "7",
        "\u0301": "8", "\u0323": "9", "đ": "0",
        "Ă": "1", "Â": "2", "Ê": "3", "Ô": "4", "Đ": "0",
    }
)  # fmt: skip
"""The digit row of Windows' Vietnamese layout; capitals come while Caps Lock is on."""

_TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")
_INSURANCE = re.compile(r"[A-Z]{2}[0-9]{13}|[0-9]{10}")
_INSURANCE_BIRTH = re.compile(r"(?:(?:([0-9]{2})/)?([0-9]{2})/)?([0-9]{4})")
_INSURANCE_FIELDS = range(6, 20)
_INSURANCE_SEX = {"1": Sex.MALE, "2": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class SlipScan:
    """The code of a slip, as it is printed."""

    code: str


@dataclass(frozen=True, slots=True)
class CardScan:
    """The card of a citizen."""

    card: CardData


@dataclass(frozen=True, slots=True)
class UnknownScan:
    """A code of no kind that is known here."""

    text: str = field(repr=False)


Scan = SlipScan | CardScan | UnknownScan


def read_scan(text: str) -> Scan:
    """Return what a scanned text says."""
    plain = text.strip("\r\n\t \x00")
    if len(plain) <= LONGEST:
        for candidate in (plain, straightened(plain)):
            found = _known(candidate)
            if found is not None:
                return found
    return UnknownScan(plain)


def straightened(text: str) -> str:
    """Turn the letters that the Vietnamese layout has on the digit row back into digits."""
    parts = []
    for char in text:
        apart = unicodedata.normalize("NFD", char)
        tones = "".join(mark for mark in apart if mark in _TONES)
        letter = unicodedata.normalize("NFC", "".join(x for x in apart if x not in _TONES))
        parts.append((letter + tones).translate(_DIGIT_ROW))
    return "".join(parts)


def _known(text: str) -> Scan | None:
    if is_dossier_code(text.upper()):
        return SlipScan(text.upper())
    card = parse_card(text) or parse_insurance_card(text)
    return CardScan(card) if card else None


def parse_insurance_card(payload: str) -> CardData | None:
    """Read the QR payload of a health-insurance card of before 2025; None when it is not one.

    Fields: card number | name (hexadecimal UTF-8) | birth dd/MM/yyyy | 1 man 2 woman | address
    (hexadecimal) | place of treatment | … It carries no personal number.
    """
    parts = payload.strip("\r\n\t $").split("|")
    if len(payload) > LONGEST or len(parts) not in _INSURANCE_FIELDS:
        return None
    number, name, birth, sex, address = parts[:5]
    born = _INSURANCE_BIRTH.fullmatch(birth)
    if _INSURANCE.fullmatch(number) is None or born is None or sex not in _INSURANCE_SEX:
        return None
    try:
        name = clean_line("name", bytes.fromhex(name).decode("utf-8"), required=True)
        address = clean_line("address", _from_hex(address), limit=LONGEST)
        day, month, year = (int(part) if part else None for part in born.groups())
        known = BirthDate(year or 0, month, day)
    except (ValueError, InvalidField):
        return None
    return CardData(
        id_number="",
        old_number=None,
        name=name,
        birth=known,
        sex=_INSURANCE_SEX[sex],
        address=address,
        notices=(Notice(code="SCAN-NO-ID"),),
    )


def _from_hex(text: str) -> str:
    return "" if text in {"", "-"} else bytes.fromhex(text).decode("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a scanner sent while it was tried.

    Attributes:
        largest_gap: milliseconds between two of its keys at the most.
        millis: from the first key to the last.
        end: the closing key, Enter as a carriage return, or Tab; empty where none came.
    """

    text: str = field(repr=False)
    largest_gap: int
    millis: int
    end: str

    @property
    def findings(self) -> tuple[Notice, ...]:
        """What there is to say, the most useful first."""
        if len(self.text) < FEWEST_KEYS:
            return (Notice(code="TRIAL-SHORT"),)
        scan = read_scan(self.text)
        found = []
        if not self.end:
            found.append(Notice(code="TRIAL-NO-END"))
        if self.largest_gap > SLOWEST_GAP:
            found.append(Notice(code="TRIAL-BY-HAND", details={"gap": self.largest_gap}))
        elif self.largest_gap > LARGEST_GAP:
            found.append(Notice(code="TRIAL-SLOW", details={"gap": self.largest_gap}))
        if not isinstance(scan, UnknownScan) and _known(self.text.strip()) is None:
            found.append(Notice(code="TRIAL-LAYOUT"))
        if isinstance(scan, CardScan) and any(x.code == "SCAN-NOMARKS" for x in scan.card.notices):
            found.append(Notice(code="TRIAL-NO-MARKS"))
        return tuple(found) or (Notice(code="TRIAL-WELL"),)


@dataclass(frozen=True, slots=True)
class Ended:
    """What an Enter or Tab ended.

    Attributes:
        scan: what a scanner sent; None where hands typed.
        before: characters of the burst that hands typed before the scanner began.
        commands: whether the key may do what it does, else it belongs to a scanner.
    """

    scan: Scan | None
    before: str = field(default="", repr=False)
    commands: bool = True


class Burst:
    """Follows keys and tells at their end whether a scanner sent them.

    A gap is None where nobody knows when the key was pressed; no scanner sends such keys.

    Args:
        largest_gap: of this machine's scanner, in milliseconds.
    """

    def __init__(self, largest_gap: int = LARGEST_GAP) -> None:
        self._largest_gap = largest_gap
        self._text = ""
        self._keys = 0

    def key(self, text: str, gap: int | None) -> bool:
        """Take a key in; tell whether a new burst begins with it."""
        begins = not self._goes_on(gap) or len(self._text) > LONGEST
        if begins:
            self._text, self._keys = "", 0
        self._text += text
        self._keys += 1
        return begins

    def erase(self, gap: int | None) -> None:
        """Take a Backspace in: an input method replaces what it has already let through."""
        if self._goes_on(gap):
            self._text = self._text[:-1]
        else:
            self.stop()

    def stop(self) -> None:
        """Forget the keys so far: no scanner sends what came now."""
        self._text, self._keys = "", 0

    def end(self, gap: int | None) -> Ended:
        """Take the closing Enter or Tab in."""
        text, keys, goes_on = self._text, self._keys, self._goes_on(gap)
        self.stop()
        commands = gap is None or not keys or gap >= TOO_SOON
        if not goes_on or keys < FEWEST_KEYS:
            return Ended(None, commands=commands)
        for start in range(len(text) - FEWEST_KEYS + 1):
            scan = read_scan(text[start:])
            if not isinstance(scan, UnknownScan):
                return Ended(scan, text[:start], commands=False)
        return Ended(UnknownScan(text), commands=False)

    def _goes_on(self, gap: int | None) -> bool:
        return bool(self._keys) and gap is not None and 0 <= gap <= self._largest_gap


class Repeats:
    """Tells a code that is scanned twice at once, whichever way it came."""

    def __init__(self) -> None:
        self._last: Scan | None = None
        self._at = 0

    def again(self, scan: Scan, at: int) -> bool:
        """Tell whether the same code came just before.

        Args:
            scan: what was scanned.
            at: milliseconds on any clock that goes on.
        """
        same = scan == self._last and at - self._at < AGAIN_WITHIN
        if not same:
            self._last, self._at = scan, at
        return same
