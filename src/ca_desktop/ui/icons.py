"""The drawings: one set of SVG in the colours of the theme, rendered when first painted.

A drawing is painted in the palette of the moment, so a switch of colours reaches whatever is
shown. What was rendered stays in Qt's own cache, by name, colour and size.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget
from typing_extensions import override

from ca_desktop.ui.theme import tokens_of, worn

Ground = Literal["page", "accent", "menu"]
"""What a drawing stands on."""

LARGE, SMALL = 20, 16
ON_BUTTON = QSize(SMALL + 6, SMALL)
_HIGHLIGHTED: Final = frozenset({QIcon.Mode.Active, QIcon.Mode.Selected})

ACT_DRAWINGS: Final = {
    "return": "results",
    "train_anew": "reload",
    "end_training": "undo",
    **{
        name: name
        for name in (
            "intake", "find", "save", "keep", "pin", "next_parked", "step", "preview", "undo",
            "redo", "reload", "recent", "export", "fold_rail", "larger", "smaller",
            "scheme_system", "scheme_light", "scheme_dark", "transfer", "lock", "training", "quit",
            "help", "contents", "keys", "manual", "columns",
        )
    },
}  # fmt: skip
"""Drawings of the acts of the registry; what is done by key alone has none."""

STATUS_DRAWINGS: Final = {
    "printer_state": "prints",
    "scanner_state": "scanner",
    "waiting_state": "usb",
}

PRIMARY_DRAWINGS: Final = {
    "today": "dossiers",
    "attention": "step",
    "intake": "prints",
    "dossiers": "dossier",
    "results": "results",
    "drafts": "drafts",
    "prints": "prints",
    "transfer": "usb",
    "on_time": "export",
    "report": "export",
    "score": "save",
    "audit": "export",
    "fees": "fees",
    "catalogue": "save",
    "users": "save",
    "this_pc": "save",
    "safety": "safety",
    "pairing": "pairing",
    "calendar": "save",
    "monitor": "dossiers",
    "apologies": "prints",
    "dossier": "step",
    "letter": "prints",
    "keys": "keys",
    "help": "manual",
    "support": "support",
    "old_register": "old_register",
    "register": "save",
    "rulings": "dossiers",
    "forms": "save",
}
"""What stands on the blue button of a screen."""


class _Drawing(QIconEngine):
    """Paints one drawing in the colour that its ground and state ask for."""

    def __init__(self, name: str, ground: Ground) -> None:
        super().__init__()
        self._name, self._ground = name, ground

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        theme = worn()
        if theme is None or size.isEmpty():  # a button may be squeezed to nothing
            return QPixmap()
        return _rendered(theme.icons, self._name, self._colour(mode), size)

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        scale = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.pixmap(rect.size() * scale, mode, state))

    @override
    def clone(self) -> QIconEngine:
        return _Drawing(self._name, self._ground)

    def _colour(self, mode: QIcon.Mode) -> str:
        palette = QApplication.palette()
        if mode == QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name()
        tokens = tokens_of(palette)
        if self._ground == "accent" and tokens:
            return tokens["on-accent"]
        highlighted = mode == QIcon.Mode.Selected or (
            self._ground == "menu" and mode in _HIGHLIGHTED
        )
        role = QPalette.ColorRole.HighlightedText if highlighted else QPalette.ColorRole.WindowText
        return palette.color(role).name()


def _rendered(folder: Path, name: str, colour: str, size: QSize) -> QPixmap:
    key = f"ca-desktop:{name}:{colour}:{size.width()}x{size.height()}"
    made = QPixmap()
    if QPixmapCache.find(key, made):
        return made
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 loads with the first drawing

    drawn = (folder / f"{name}.svg").read_bytes().replace(b"currentColor", colour.encode())
    made = QPixmap(size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    side = min(size.width(), size.height())  # what is wider leaves air before the words
    QSvgRenderer(QByteArray(drawn)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    QPixmapCache.insert(key, made)
    return made


def drawing_of(act: str) -> str:
    """Return the name of the drawing of an act, or of the page that it leads to; empty for none."""
    page = act.removeprefix("page:")
    return page if page != act else ACT_DRAWINGS.get(act, "")


def drawing(name: str, ground: Ground = "page") -> QIcon:
    """Return a drawing by its name in ``resources/icons``."""
    return QIcon(_Drawing(name, ground))


def render(names: Iterable[str]) -> None:
    """Have large drawings ready before a window asks for them."""
    size = QSize(LARGE, LARGE) * QGuiApplication.primaryScreen().devicePixelRatio()
    for name in names:
        drawing(name).pixmap(size)


def blank() -> QIcon:
    """Return the room of a large drawing, with nothing in it."""
    empty = QPixmap(LARGE, LARGE)
    empty.fill(Qt.GlobalColor.transparent)
    return QIcon(empty)


class Mark(QWidget):
    """A small drawing beside words that say the same.

    Args:
        name: of the drawing.
        parent: where it stands.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = drawing(name)
        self.setFixedSize(SMALL, SMALL)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._icon.paint(painter, self.rect())
        painter.end()
