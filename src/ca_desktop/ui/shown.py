"""How values look on screen: one place for dates, deadlines and statuses."""

from datetime import date, datetime

from ca_desktop.domain.dossiers import OPEN
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.services import words
from ca_desktop.services.ports.rows import DossierRow

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


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
    return f"{WEEKDAYS[found.weekday()]}, {day_text(found.date())}"


def status(row: DossierRow, today: date) -> str:
    """Return shape and words: never colour alone."""
    name = words.status_name(row.status)
    if row.status == "supplement_required":
        return f"‖ {name}"
    if row.status not in OPEN:
        return f"{'▣' if row.status == 'result_ready' else '✓'} {name}"
    if row.due_at is None:
        return f"● {name}"
    late = (today - parse_moment(row.due_at).date()).days
    if late > 0:
        return f"▲ Quá hạn {late} ngày"
    return f"◆ Đến hạn hôm nay · {name}" if late == 0 else f"● {name}"
