"""How values look on screen: one place for dates, deadlines and statuses."""

from datetime import datetime

from ca_desktop.domain.moments import day_text, parse_moment, weekday_text
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.ui.badges import badge_of

COLLECTORS = {"holder": "Chính chủ", "proxy": "Người được ủy quyền", "post": "Bưu chính"}
"""Who takes a result away."""

SHORT_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def day(moment: str | None) -> str:
    """Return ``dd/MM/yyyy`` of a stored moment."""
    return day_text(parse_moment(moment).date()) if moment else "–"


def moment(text: str | None) -> str:
    """Return ``HH:mm dd/MM/yyyy`` of a stored moment."""
    if not text:
        return "–"
    found = parse_moment(text)
    return f"{found:%H:%M} {day_text(found.date())}"


def long_day(found: datetime) -> str:
    """Return ``Thứ Hai, 30/11/2026``."""
    return weekday_text(found.date())


def status(row: DossierRow, now: datetime) -> str:
    """Return shape and words: never colour alone."""
    return badge_of(row, now).text
