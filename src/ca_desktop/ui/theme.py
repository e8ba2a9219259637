"""The one theme: colours, sizes of text, heights; light, dark, or as a high contrast system is.

Widgets read colours from their own palette (`tokens_of`), so a switch reaches whatever is shown.
Heights follow the metrics of the font; in high contrast every colour is the system's.
"""

import sys
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from ca_desktop.services.office.look import USUAL_POINTS, Look
from ca_desktop.ui.style_sheets import COLOURS, CONTRAST, SIZES

Tokens = Mapping[str, str]

LIGHT: Final[Tokens] = {
    "bg": "#FFFFFF",
    "alt": "#F5F7FA",
    "selection": "#D6E8FA",
    "text": "#1B1F24",
    "muted": "#525C69",
    "border": "#6B7683",
    "accent": "#0B5CAD",
    "on-accent": "#FFFFFF",
    "error": "#A31621",
    "error-bg": "#FDECEE",
    "warning": "#4A2E00",
    "filled": "#FFF6DC",
    "training": "#6A1B9A",
    "on-training": "#FFFFFF",
    "in-time": "#0F5C5C",
    "in-time-fill": "#FFFFFF",
    "in-time-edge": "#0F5C5C",
    "soon": "#4A2E00",
    "soon-fill": "#FFE08A",
    "soon-edge": "#8A5A00",
    "late": "#FFFFFF",
    "late-fill": "#A31621",
    "late-edge": "#A31621",
    "paused": "#5B3F8C",
    "paused-fill": "#EFE9F9",
    "paused-edge": "#5B3F8C",
    "ready": "#0B5CAD",
    "ready-fill": "#E4EFFB",
    "ready-edge": "#0B5CAD",
    "bar-on-time": "#2A7F9E",
    "bar-soon": "#B98000",
    "bar-late": "#8C1127",
}
DARK: Final[Tokens] = {
    "bg": "#1B1F24",
    "alt": "#232931",
    "selection": "#163A5C",
    "text": "#E8ECF1",
    "muted": "#A8B3C0",
    "border": "#7C8896",
    "accent": "#74B6F5",
    "on-accent": "#0E2236",
    "error": "#FF9AA2",
    "error-bg": "#43191F",
    "warning": "#FFE9B0",
    "filled": "#3A3320",
    "training": "#6A1B9A",
    "on-training": "#FFFFFF",
    "in-time": "#6FD3C8",
    "in-time-fill": "#1B1F24",
    "in-time-edge": "#6FD3C8",
    "soon": "#FFE9B0",
    "soon-fill": "#6B5000",
    "soon-edge": "#FFE9B0",
    "late": "#3A0A0E",
    "late-fill": "#FF9AA2",
    "late-edge": "#FF9AA2",
    "paused": "#C9B3F2",
    "paused-fill": "#2E2347",
    "paused-edge": "#C9B3F2",
    "ready": "#8CC4FF",
    "ready-fill": "#12304F",
    "ready-edge": "#8CC4FF",
    "bar-on-time": "#4FB3C8",
    "bar-soon": "#F0B429",
    "bar-late": "#F0707F",
}
_ROLES: Final = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.Base: "bg",
    QPalette.ColorRole.AlternateBase: "alt",
    QPalette.ColorRole.Button: "alt",
    QPalette.ColorRole.ToolTipBase: "alt",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.PlaceholderText: "border",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.BrightText: "error",
}
_DISABLED: Final = (
    QPalette.ColorRole.Text,
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.ButtonText,
)


class Height(StrEnum):
    """What has a height; each is the height of a line of text and some air."""

    FIELD = "field"
    PRIMARY = "primary"
    ROW = "row"
    HEADER = "header"
    RAIL = "rail"
    STATUS = "status"


_AIR: Final = {
    Height.FIELD: 14,
    Height.PRIMARY: 18,
    Height.ROW: 14,
    Height.HEADER: 12,
    Height.RAIL: 20,
    Height.STATUS: 6,
}

HALF = 127
"""Lightness, of 255, above which marks are black in the colours of a high contrast system."""

LEAST_ROW, CLOSER = 30, 4
"""Pixels: the lowest row that a hand still hits, and what “Gọn” takes off each."""


def tokens_of(palette: QPalette) -> Tokens | None:
    """Return the colours that go with a palette; None: it is the system's, use no other."""
    return _told_by(tuple(palette.color(role).rgba() for role, _name in _TELLING))


def accent_of(palette: QPalette) -> QColor:
    """Return what marks a thing that is chosen: the accent, or what the system chooses with."""
    ours = tokens_of(palette) is not None
    return palette.color(QPalette.ColorRole.Link if ours else QPalette.ColorRole.Highlight)


@cache
def _told_by(colours: tuple[int, ...]) -> Tokens | None:
    for tokens in (LIGHT, DARK):
        if colours == tuple(QColor(tokens[name]).rgba() for _role, name in _TELLING):
            return tokens
    return None


_TELLING: Final = (
    (QPalette.ColorRole.Base, "bg"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.Highlight, "selection"),
)


def height_of(font: QFont, part: Height) -> int:
    """Return how high a part is in this font, in logical pixels: stacked marks stay whole."""
    return QFontMetrics(font).height() + _AIR[part]


def row_height(font: QFont) -> int:
    """Return how high a row of a list is in this font, as the program looks now."""
    theme = worn()
    close = theme is not None and theme.look.density == "compact"
    return max(LEAST_ROW, height_of(font, Height.ROW) - (CLOSER if close else 0))


def points_of(body: int) -> Mapping[str, int]:
    """Return the sizes of text that go with a body of so many points; none is below 9."""
    return {
        "hint": max(9, body - 1),
        "body": body,
        "section": body + 1,
        "title": body + 5,
        "figure": body + 13,
    }


def palette_of(tokens: Tokens) -> QPalette:
    """Return the palette of these colours."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, QColor(tokens[token]))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens["muted"]))
    return palette


class Theme(QObject):
    """What the program wears; a child of the application.

    Args:
        application: the one there is.
        icons: folder of the drawings that stand in widgets.

    Signals:
        worn(): the program looks different now.
    """

    worn = Signal()

    def __init__(self, application: QApplication, icons: Path) -> None:
        super().__init__(application)
        self.setObjectName("theme")
        self._application = application
        self.icons = icons
        self._system: QPalette | None = None
        self.look = Look()
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._on_system)

    def wear(self, look: Look) -> None:
        """Put a look on, at once."""
        self.look = look
        hints = self._application.styleHints()
        with QSignalBlocker(hints):
            if look.scheme == "system":
                hints.unsetColorScheme()
            else:
                dark = look.scheme == "dark"
                hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._dress()

    def wear_system(self, palette: QPalette | None) -> None:
        """Use only the colours of a system in high contrast; None: it is so no more."""
        self._system = palette
        self._dress()

    @property
    def tokens(self) -> Tokens | None:
        """The colours in use; None: only those of the system."""
        if self._system is not None or _is_high_contrast():
            return None
        return DARK if self._is_dark() else LIGHT

    def _is_dark(self) -> bool:
        if self.look.scheme != "system":
            return self.look.scheme == "dark"
        return self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _dress(self) -> None:
        tokens = self.tokens
        font = QFont(self._application.font())
        font.setPointSize(self.look.points)
        self._application.setFont(font)
        self._application.setPalette(
            palette_of(tokens) if tokens else self._system or QPalette(),
        )
        sizes = points_of(self.look.points)
        heights = {part.value: height_of(font, part) for part in Height}
        sheet = SIZES.format(**sizes, **heights)
        icons = self.icons.as_posix()
        ink = "black" if self._application.palette().base().color().lightness() > HALF else "white"
        sheet += (
            COLOURS.format(**tokens, icons=icons)
            if tokens
            else CONTRAST.format(icons=icons, ink=ink)
        )
        self._application.setStyleSheet("")  # else Qt styles each widget once for each around it
        self._application.setStyleSheet(sheet)
        self.worn.emit()

    @Slot(Qt.ColorScheme)
    def _on_system(self, _scheme: Qt.ColorScheme) -> None:
        self._dress()


def _is_high_contrast() -> bool:
    """Tell whether the system is in high contrast: Windows then has no scheme, GTK a theme."""
    if sys.platform == "win32":
        return QApplication.styleHints().colorScheme() == Qt.ColorScheme.Unknown
    return "highcontrast" in QIcon.themeName().casefold()


def dress(application: QApplication, resources: Path, look: Look | None = None) -> Theme:
    """Give the program its looks, instead of those it may have.

    Args:
        application: the one there is.
        resources: folder with the bundled screen fonts and icons.
        look: what this computer keeps; None: as released.
    """
    families = []
    for path in sorted((resources / "fonts").glob("NotoSans-*.ttf")):
        number = QFontDatabase.addApplicationFontFromData(path.read_bytes())
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    system = "Segoe UI" in QFontDatabase.families()
    family = "Segoe UI" if system else (families[0] if families else application.font().family())
    application.setFont(QFont(family, USUAL_POINTS))
    before = theme_of(application)
    if before is not None:
        before.setParent(None)
    theme = Theme(application, resources / "icons")
    theme.wear(look or Look())
    return theme


def worn() -> Theme | None:
    """Return what the running program wears, None for one that is not dressed."""
    application = QApplication.instance()
    return theme_of(application) if isinstance(application, QApplication) else None


def theme_of(application: QApplication) -> Theme | None:
    """Return the theme of an application, None for one that is not dressed."""
    found = application.findChild(QObject, "theme")
    return found if isinstance(found, Theme) else None
