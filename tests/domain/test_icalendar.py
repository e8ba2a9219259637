"""The calendar file as RFC 5545 wants it: folded lines, escaped texts, moments in UTC."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.icalendar import MOST_OCTETS, CalendarEntry, calendar_bytes
from ca_desktop.domain.moments import VIETNAM

STAMP = datetime(2026, 3, 2, 7, 30, tzinfo=VIETNAM)
DUE = datetime(2026, 3, 31, 9, 0, tzinfo=VIETNAM)


def entry(summary: str, *, by_minute: bool = False) -> CalendarEntry:
    return CalendarEntry(
        uid="ab@ca-desktop", sequence=3, due=DUE, by_minute=by_minute, summary=summary
    )


def unfolded(data: bytes) -> list[str]:
    """Read it back as the standard says, apart from what wrote it."""
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_a_period_of_days_takes_the_whole_day_and_hours_their_minute_in_utc() -> None:
    lines = unfolded(calendar_bytes([entry("a"), entry("b", by_minute=True)], STAMP))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[1] == "VERSION:2.0"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20260331" in lines
    assert "DTEND;VALUE=DATE:20260401" in lines
    assert "DTSTART:20260331T020000Z" in lines
    assert "DTSTAMP:20260302T003000Z" in lines
    assert "SEQUENCE:3" in lines


def test_no_dossier_makes_an_empty_calendar() -> None:
    assert unfolded(calendar_bytes([], STAMP))[4:] == ["END:VCALENDAR", ""]


@given(words=st.text(max_size=200))
def test_any_text_comes_back_and_breaks_no_line(words: str) -> None:
    data = calendar_bytes([entry(words)], STAMP)
    for line in data.split(b"\r\n"):
        assert len(line) <= MOST_OCTETS
        assert not set(line) & {0x0A, 0x0D}
    (summary,) = (x for x in unfolded(data) if x.startswith("SUMMARY:"))
    said = summary.removeprefix("SUMMARY:")
    back, at = "", 0
    while at < len(said):
        pair = said[at : at + 2]
        escaped = pair[0] == "\\"
        back += {"\\n": "\n"}.get(pair, pair[1:]) if escaped else pair[0]
        at += 2 if escaped else 1
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    assert back == "".join(x for x in lines if x in "\n\t" or (x >= " " and x != "\x7f"))
