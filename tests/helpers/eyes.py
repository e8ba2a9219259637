"""Eyes that look at whatever is shown, a page or a dialog, and say what a clerk would miss."""

import re
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTableView,
    QWidget,
)

from ca_desktop.ui.models.rows import RowsModel
from ca_desktop.ui.widgets.elided import ElidedButton
from ca_desktop.ui.widgets.empty_words import EmptyWords
from ca_desktop.ui.widgets.labels import ElidedLabel

BANNED = re.compile(
    r"Bạn có chắc|\bOK\b|\bFile\b|\bError\b|\brecord\b|khách hàng|sớm hạn|khôi phục|"
    r"(?<!chậm )\btrễ\b|thư xin lỗi|văn bản xin lỗi|"
    r"\bdashboard\b|\bbackup\b|đầu đọc|cấu hình|!(?!“)",
    re.IGNORECASE,
)

UNDOES = re.compile(r"(Bỏ(?! qua)|Hủy|Xóa|Gỡ|Từ chối|Thu hồi|Đóng tài khoản|Làm lại từ đầu)\b")
"""What throws something away, or ends it."""

VAGUE = {"Có", "Không", "Đồng ý", "Yes", "No"}
"""What no button says: it names what it does."""

SAID_BESIDE = {"today", "matters", "drafts", "dossiers"}
"""Lists whose page says above them why they are empty; so do the sides of a dossier."""


def name_of(part: QWidget) -> str:
    return part.objectName() or type(part).__name__


def shown(root: QWidget, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    """The parts that can be seen, those of Qt's own making left out."""
    for part in root.findChildren(kind):
        if part.isVisibleTo(root) and not part.objectName().startswith("qt_"):
            yield part


def takes_focus(part: QWidget) -> bool:
    by_tab = part.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(by_tab) and not isinstance(part, QHeaderView) and part.isEnabled()


def nameless(root: QWidget) -> list[str]:
    """Who takes the focus and has no name for a screen reader."""
    return [
        name_of(part)
        for part in shown(root)
        if takes_focus(part)
        and part.accessibleName() in {"", part.objectName()}
        and not (isinstance(part, QAbstractButton) and part.text())
    ]


def marked_up(root: QWidget) -> list[str]:
    """Labels that would read their text as markup."""
    labels = root.findChildren(QLabel)
    plain = Qt.TextFormat.PlainText
    return [name_of(x) for x in labels if x.text() and x.textFormat() != plain]


def presses_by_itself(root: QWidget) -> list[str]:
    """Buttons that Enter would press from a field."""
    return [name_of(x) for x in root.findChildren(QPushButton) if x.autoDefault() or x.isDefault()]


def undoes_first(root: QWidget) -> list[str]:
    """The first button that Tab comes to, where it throws something away."""
    buttons = [part for part in in_tab_order(root) if isinstance(part, QPushButton)]
    return [x.text() for x in buttons[:1] if UNDOES.match(x.text().replace("&", ""))]


def texts(root: QWidget) -> Iterator[str]:
    yield from (part.text() for part in root.findChildren(QLabel))
    yield from (part.text() for part in root.findChildren(QAbstractButton))
    yield from (part.placeholderText() for part in root.findChildren(QLineEdit))
    yield from (part.toolTip() for part in root.findChildren(QWidget))


def banned(root: QWidget) -> list[str]:
    """Words that the glossary avoids, and answers that do not say what they do."""
    answers = (part.text().replace("&", "") for part in root.findChildren(QAbstractButton))
    vague = [text for text in answers if text in VAGUE]
    return [text for text in texts(root) if BANNED.search(text)] + vague


def is_low(view: QTableView) -> bool:
    """Whether marks above and below would be cut in its rows."""
    least = QFontMetrics(view.font()).height() + 4
    return view.verticalHeader().defaultSectionSize() < least


def has_hole(view: QTableView) -> bool:
    """Whether its columns take more room than those that are shown."""
    header = view.horizontalHeader()
    return header.length() != sum(header.sectionSize(x) for x in range(header.count()))


def clipped(root: QWidget) -> list[str]:
    """Parts that scroll up and down only, and are narrower than what is in them."""
    off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    areas = (x for x in shown(root, QScrollArea) if isinstance(x, QScrollArea))
    return [
        name_of(area.widget())
        for area in areas
        if area.horizontalScrollBarPolicy() == off
        and area.widget().width() > area.viewport().width()
    ]


def cut(root: QWidget) -> list[str]:
    """What is narrower or lower than its words, or than what is in it."""
    found = clipped(root)
    for part in shown(root):
        metrics = QFontMetrics(part.font())
        if isinstance(part, ElidedButton):
            continue
        if isinstance(part, QPushButton | QCheckBox | QRadioButton):
            if part.width() < metrics.horizontalAdvance(part.text().replace("&", "")):
                found.append(part.text())
        elif isinstance(part, QLabel) and part.text() and not isinstance(part, ElidedLabel):
            words = part.text().split() if part.wordWrap() else part.text().split("\n")
            wide = max((metrics.horizontalAdvance(x.replace("&", "")) for x in words), default=0)
            if (
                not part.wordWrap() and part.width() < wide - 2
            ) or part.height() < metrics.height() - 2:
                found.append(part.text())
        elif isinstance(part, QTableView) and (is_low(part) or has_hole(part)):
            found.append(name_of(part))
    return found


def sideways(root: QWidget) -> list[str]:
    """Lists that do not show their columns whole, side by side."""
    views = [x for x in shown(root, QTableView) if isinstance(x, QTableView)]
    return [
        name_of(view)
        for view in views
        if view.horizontalHeader().length() > view.viewport().width()
    ]


def _place(part: QWidget, root: QWidget) -> QRect:
    """Where it stands; what is scrolled out of sight stands at the edge that it left by."""
    place = QRect(part.mapTo(root, QPoint(0, 0)), part.size())
    area = part.parentWidget()
    while area is not None and area is not root:
        if isinstance(area, QScrollArea):
            frame = QRect(area.mapTo(root, QPoint(0, 0)), area.size())
            place.moveTop(min(max(place.top(), frame.top()), frame.bottom() - 1))
            place.setBottom(min(place.bottom(), frame.bottom()))
        area = area.parentWidget()
    return place


def in_tab_order(root: QWidget) -> Iterator[QWidget]:
    """What can be seen and takes the focus, as Tab comes to it."""
    part = root.nextInFocusChain()
    while part is not root and part is not None:
        if root.isAncestorOf(part) and takes_focus(part) and part.isVisibleTo(root):
            yield part
        part = part.nextInFocusChain()


def out_of_order(root: QWidget) -> list[tuple[str, str]]:
    """Steps of the Tab key that go up without going right, or left within a row."""
    found = []
    for one, other in pairwise(in_tab_order(root)):
        a, b = _place(one, root), _place(other, root)
        up = b.bottom() <= a.top() and b.left() <= a.right()
        together = min(a.bottom(), b.bottom()) - max(a.top(), b.top())
        same_row = together > min(a.height(), b.height()) / 2
        if up or (same_row and b.right() <= a.left()):
            found.append((name_of(one), name_of(other)))
    return found


def traps(root: QWidget) -> list[str]:
    """What keeps the Tab key for itself."""
    views = [x for x in root.findChildren(QAbstractItemView) if x.tabKeyNavigation()]
    writing = [
        x
        for x in root.findChildren(QPlainTextEdit)
        if not x.tabChangesFocus() and x.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    return [name_of(x) for x in (*views, *writing)]


def speechless(root: QWidget) -> list[str]:
    """Lists that would say nothing while they are empty."""
    return [
        name_of(view)
        for view in root.findChildren(QTableView)
        if view.findChild(EmptyWords) is None
        and view.objectName() not in SAID_BESIDE
        and not view.objectName().startswith(("side_", "month_grid", "year_grid"))
    ]


def unspoken(root: QWidget) -> list[tuple[str, int]]:
    """Columns of which a screen reader would hear nothing, or a shape instead of words."""
    found = []
    for view in root.findChildren(QTableView):
        model = view.model()
        if not model.rowCount():
            continue
        for column in range(model.columnCount()):
            index = model.index(0, column)
            heard = index.data(Qt.ItemDataRole.AccessibleTextRole)
            said = index.data(Qt.ItemDataRole.DisplayRole)
            if isinstance(model, RowsModel) and said and not str(heard or "").strip("●◆▲‖▣✓ "):
                found.append((name_of(view), column))
    return found


def access_keys(root: QWidget) -> list[str]:
    """The letters after ``&``, of fields and buttons that are seen."""
    keyed: list[QLabel | QAbstractButton] = [
        *(x for x in root.findChildren(QLabel) if x.buddy() is not None),
        *root.findChildren(QAbstractButton),
    ]
    seen = (x.text().replace("&&", "") for x in keyed if x.isVisibleTo(root))
    return [letter.lower() for text in seen for letter in re.findall(r"&(.)", text)]


def double_keys(root: QWidget) -> list[str]:
    """Access keys that two share, or that no plain keyboard types."""
    letters = access_keys(root)
    return [x for x in letters if letters.count(x) > 1 or not re.fullmatch("[a-z]", x)]


def whole(part: QWidget) -> bool:
    """Tell whether all of a visible part is in sight."""
    return part.visibleRegion().boundingRect() == part.rect()


def dead(root: QWidget) -> list[str]:
    """Main buttons that are greyed."""
    buttons = (x for x in root.findChildren(QPushButton) if x.property("primary"))
    return [name_of(x) for x in buttons if x.isVisibleTo(root) and not x.isEnabled()]
