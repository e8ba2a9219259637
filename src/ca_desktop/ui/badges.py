"""How a dossier stands: words, a shape and a strength of fill, never a colour alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import Qt

from ca_desktop.domain.deadlines import whole_minute
from ca_desktop.domain.dossiers import OPEN, WAITING
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.rates import Share, below
from ca_desktop.domain.report_tables import NO_RATE, rate_text
from ca_desktop.services import words
from ca_desktop.services.ports.rows import DossierRow

BADGE_ROLE = Qt.ItemDataRole.UserRole + 2
"""What a cell has that is painted."""

SOON_DAYS = 3
"""Days before its day on which a dossier is said to be due soon; a weekend lies within."""


class Standing(StrEnum):
    """Names of the tokens of the theme; what is done has none of its own."""

    IN_TIME = "in-time"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    READY = "ready"
    DONE = "done"


_SHAPES = {
    Standing.IN_TIME: "●",
    Standing.SOON: "◆",
    Standing.LATE: "▲",
    Standing.PAUSED: "‖",
    Standing.READY: "▣",
    Standing.DONE: "✓",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """What a cell of a list says of a dossier.

    Attributes:
        phrase: what a screen reader says; all of it.
        strong: it is of today.
    """

    standing: Standing
    phrase: str
    strong: bool = False

    @property
    def text(self) -> str:
        """Shape and words."""
        return f"{_SHAPES[self.standing]} {self.phrase}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A share that is painted in its cell, beside its figure.

    Attributes:
        share: of what is on time, 0 to 1; None: there is nothing to share out.
        late: it is less than it ought to be; None: it is not held against anything.
    """

    share: float | None
    text: str
    phrase: str
    late: bool | None = None

    @property
    def badge(self) -> Badge | None:
        """The figure as it is set apart, where it is."""
        return Badge(Standing.LATE, self.text, strong=True) if self.late else None


def rate_bar(heading: str, share: Share, least: int = 0) -> Bar:
    """Return how a rate is painted.

    Args:
        heading: what it is the rate of, as a screen reader says it.
        share: the rate.
        least: per cent that it ought to reach; 0 where it is not held against anything.
    """
    if share.exact is None:
        return Bar(None, NO_RATE, f"{heading}: {NO_RATE}")
    text = f"{rate_text(share)}%"
    late = below(share, least) if least else None
    said = f", dưới mục tiêu {least}%" if late else ""
    phrase = f"{heading} {text}, {share.part} trên {share.whole} hồ sơ{said}"
    return Bar(float(share.exact), text, phrase, late)


def badge_of(row: DossierRow, now: datetime) -> Badge:
    """Return how a dossier stands at a moment."""
    station = row.station if row.status == "in_process" else None
    name = words.status_name(station or row.status)
    if row.status == "result_ready":
        return Badge(Standing.READY, name)
    return _open(row, now, name) if row.status in OPEN else Badge(Standing.DONE, name)


def _open(row: DossierRow, now: datetime, name: str) -> Badge:
    due = None if row.stands or row.due_counted is None else parse_moment(row.due_counted)
    late = (now.date() - due.date()).days if due else None
    if due is not None and due < whole_minute(now):
        since = f"{late} ngày" if late else f"từ {due:%H:%M}"
        return Badge(Standing.LATE, f"Quá hạn {since}", strong=True)
    if row.stands or row.status in WAITING:
        return Badge(Standing.PAUSED, name)
    if late is None:
        return Badge(Standing.IN_TIME, name)
    if late == 0:
        return Badge(Standing.SOON, "Đến hạn hôm nay", strong=True)
    if late >= -SOON_DAYS:
        return Badge(Standing.SOON, "Sắp đến hạn")
    return Badge(Standing.IN_TIME, name)
