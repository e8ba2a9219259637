"""Found dossiers below the search box: what matched is bold, painted and never markup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ca_desktop.domain.matches import spans
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.ui import shown
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.widgets.labels import PlainLabel

WIDTH, EDGE, GAP = 600, 8, 16
KEYS = "↑ ↓ chọn · Enter mở · F7 trả kết quả · F8 bước tiếp · Esc đóng"


@dataclass(frozen=True, slots=True)
class Hit:
    """One line.

    Attributes:
        row: the dossier; None leads to the whole list.
        typed: what it answers to.
        said: how it reads aloud.
    """

    row: DossierRow | None = field(repr=False)
    typed: str = field(repr=False)
    said: str = field(repr=False)


class HitPainter(QStyledItemDelegate):
    """Paints code, name and due date above procedure and status."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget) -> None:
        super().__init__(parent)
        self._now = now

    @override
    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(WIDTH, 2 * QFontMetrics(option.font).height() + EDGE)

    @override
    def paint(
        self,
        painter: QPainter,
        option: Any,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        hit = index.data(ROW_ROLE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.Base
        painter.fillRect(option.rect, option.palette.brush(ground))
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        line = QFontMetrics(option.font).height()
        area = option.rect.adjusted(EDGE, EDGE // 2, -EDGE, -EDGE // 2)
        upper = QRect(area.topLeft(), QSize(area.width(), line))
        lower = upper.translated(0, line)
        if not isinstance(hit, Hit) or hit.row is None:
            _draw(painter, option.font, area, index.data(), [])
            return
        row, code = hit.row, hit.row.code or "–"
        right = _draw_right(painter, option.font, upper, f"hẹn {shown.day(row.due_at)}")
        left = _draw(painter, option.font, upper, code, spans(code, hit.typed))
        name = upper.adjusted(left + GAP, 0, -right - GAP, 0)
        _draw(painter, option.font, name, row.holder_name, spans(row.holder_name, hit.typed))
        right = _draw_right(painter, option.font, lower, shown.status(row, self._now()))
        below = lower.adjusted(0, 0, -right - GAP, 0)
        text, matched = why_found(hit)
        _draw(painter, option.font, below, text, matched)


def why_found(hit: Hit) -> tuple[str, list[tuple[int, int]]]:
    """Return the second line of a hit, and what is bold in it.

    Where neither code nor name nor procedure has what was typed, it was a number or another name.
    """
    row = hit.row
    if row is None:
        return "", []
    matched = spans(row.procedure_name, hit.typed)
    if matched or spans(row.code or "", hit.typed) or spans(row.holder_name, hit.typed):
        return row.procedure_name, matched
    return f"Khớp số giấy tờ, điện thoại hoặc người nộp · {row.procedure_name}", []


def _draw(
    painter: QPainter, font: QFont, area: QRect, text: str, bold: Sequence[tuple[int, int]]
) -> int:
    """Draw one line, cut at its end where it is too long; return how wide it became."""
    strong = QFont(font)
    strong.setWeight(QFont.Weight.Bold)
    cut = QFontMetrics(strong if bold else font)
    shortened = cut.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    place, at = QPoint(area.left(), area.top() + QFontMetrics(font).ascent()), 0
    for start, end in (*bold, (len(text), len(text))):
        for part, used in ((shortened[at:start], font), (shortened[start:end], strong)):
            painter.setFont(used)
            painter.drawText(place, part)
            place.setX(place.x() + QFontMetrics(used).horizontalAdvance(part))
        at = end
    return place.x() - area.left()


def _draw_right(painter: QPainter, font: QFont, area: QRect, text: str) -> int:
    painter.setFont(font)
    painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    return QFontMetrics(font).horizontalAdvance(text)


class FoundRows(QFrame):
    """The list below the box; the box keeps the keys.

    Signals:
        taken(): the highlighted line was clicked.
    """

    taken = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("found")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._now = now
        self.model = RowsModel[Hit]((Column("", _said),), self)
        self.list = QListView(self)
        self.list.setObjectName("found_list")
        self.list.setAccessibleName("Kết quả tìm")
        self.list.setModel(self.model)
        self.list.setItemDelegate(HitPainter(now, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._on_clicked)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 4)
        box.addWidget(self.list)
        keys = PlainLabel(KEYS, self, role="hint")
        keys.setWordWrap(False)
        keys.setContentsMargins(EDGE, 0, EDGE, 0)
        box.addWidget(keys)
        self.hide()

    def show_rows(self, rows: Sequence[DossierRow], typed: str) -> None:
        """Show what was found, the first line highlighted."""
        none = f"Không tìm thấy “{typed}”. Thử bỏ bớt từ, hoặc gõ số giấy tờ."
        last = "Xem tất cả trong Hồ sơ" if rows else none
        hits = [Hit(row, typed, self._phrase(row)) for row in rows]
        self.model.show_rows([*hits, Hit(None, typed, last)])
        self.list.setCurrentIndex(self.model.index(0, 0))
        line = self.list.sizeHintForRow(0)
        self.list.setFixedHeight(line * self.model.rowCount() + 4)
        self.resize(WIDTH, self.sizeHint().height())
        self.show()
        self.raise_()

    def _phrase(self, row: DossierRow) -> str:
        said = (row.code or "", row.holder_name, row.procedure_name)
        return ", ".join((*said, shown.status(row, self._now()), f"hẹn {shown.day(row.due_at)}"))

    def highlight(self, by: int) -> None:
        """Highlight the line so many lines further, not beyond the ends."""
        place = min(max(self.list.currentIndex().row() + by, 0), self.model.rowCount() - 1)
        self.list.setCurrentIndex(self.model.index(place, 0))

    def current(self) -> Hit | None:
        """Return the highlighted line while the list is open."""
        hit = self.list.currentIndex().data(ROW_ROLE)
        return hit if self.isVisible() and isinstance(hit, Hit) else None

    @Slot(QModelIndex)
    def _on_clicked(self, _index: QModelIndex) -> None:
        self.taken.emit()


def _said(hit: Hit) -> str:
    return hit.said
