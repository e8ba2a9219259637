"""Due dates as an iCalendar file (RFC 5545): what calendars of telephones and PCs take in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MOST_OCTETS = 75
"""Of a line without its end (RFC 5545, 3.1)."""

PRODUCT = "-//CA Desktop//Ngay hen tra//VI"
_ESCAPED = re.compile(r"([\\;,])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A day on which something is due.

    Attributes:
        uid: the same in every file, so that a calendar replaces what it has.
        sequence: grows with every change.
        by_minute: due at a moment, not within a day.
    """

    uid: str
    sequence: int
    due: datetime
    by_minute: bool
    summary: str


def calendar_bytes(entries: Iterable[CalendarEntry], stamp: datetime) -> bytes:
    """Return the file: UTF-8, lines folded at 75 octets, ended by CR LF.

    Args:
        entries: in the order of the file.
        stamp: when it was made.
    """
    lines = (line for entry in _lines(entries, stamp) for line in _folded(entry))
    return b"".join(line + b"\r\n" for line in lines)


def _lines(entries: Iterable[CalendarEntry], stamp: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN")
    for entry in entries:
        yield from _event(entry, stamp)
    yield "END:VCALENDAR"


def _event(entry: CalendarEntry, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_utc(stamp)}"
    yield f"SEQUENCE:{entry.sequence}"
    if entry.by_minute:
        yield f"DTSTART:{_utc(entry.due)}"
    else:  # a period of days ends with its last day (Civil Code art. 148)
        day = entry.due.date()
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(entry.summary)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    r"""Escape a text: ``\``, ``;`` and ``,`` get a backslash, line ends become ``\n``."""
    plain = _CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPED.sub(r"\\\1", plain).replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """Yield the parts of a line, never cutting a letter; each after the first begins blank."""
    part, room = b"", MOST_OCTETS
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > room:
            yield part
            part = b" "
        part += octets
    yield part
