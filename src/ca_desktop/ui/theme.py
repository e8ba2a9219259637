"""Colours, fonts and sizes: tokens in one place."""

from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

BODY_POINTS = 11
LIGHT = {
    "bg": "#FFFFFF",
    "alt": "#F5F7FA",
    "selection": "#D6E8FA",
    "text": "#1B1F24",
    "muted": "#525C69",
    "border": "#6B7683",
    "accent": "#0B5CAD",
    "error": "#A31621",
    "warning": "#4A2E00",
    "filled": "#FFF6DC",
    "training": "#6A1B9A",
}
_ROLES = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.Base: "bg",
    QPalette.ColorRole.AlternateBase: "alt",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.Button: "alt",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.PlaceholderText: "border",
    QPalette.ColorRole.Link: "accent",
}
SHEET = """
QPushButton[primary="true"] {{ background: {accent}; color: #FFFFFF; font-weight: 600;
  border: 1px solid {accent}; border-radius: 4px; padding: 6px 16px; }}
QPushButton[primary="true"]:disabled {{ background: {border}; }}
QPushButton[primary="true"]:focus, QLineEdit:focus, QComboBox:focus, QTableView:focus,
QListView:focus {{ border: 2px solid {accent}; }}
*[role="title"] {{ font-size: 16pt; font-weight: 600; }}
*[role="figure"] {{ font-size: 24pt; font-weight: 600; }}
*[role="hint"] {{ color: {muted}; font-size: 10pt; }}
*[role="problem"] {{ color: {error}; }}
*[role="warning"] {{ color: {warning}; }}
*[bad="true"] {{ border: 2px solid {error}; }}
*[filled="true"] {{ background: {filled}; }}
*[role="message"] {{ background: {selection}; padding: 8px; border-left: 4px solid {accent}; }}
*[role="error"] {{ background: #FDECEE; padding: 8px; border-left: 4px solid {error}; }}
*[role="training"] {{ background: {training}; color: #FFFFFF; padding: 4px 12px;
  font-weight: 600; }}
*[role="due"] {{ font-size: 12pt; font-weight: 600; }}
QListWidget#rail {{ background: {alt}; border: none; outline: none; }}
QListWidget#rail::item {{ padding-left: 12px; border-left: 4px solid {alt}; }}
QListWidget#rail::item:selected {{ background: {selection}; color: {text};
  border-left: 4px solid {accent}; font-weight: 600; }}
QHeaderView::section {{ background: {alt}; padding: 6px; border: none;
  border-bottom: 1px solid {border}; font-weight: 600; }}
"""


def dress(application: QApplication, fonts: Path) -> None:
    """Give the program its looks.

    Args:
        application: the one there is.
        fonts: folder with the bundled screen fonts.
    """
    application.setStyle("Fusion")
    families = []
    for path in sorted(fonts.glob("NotoSans-*.ttf")):
        number = QFontDatabase.addApplicationFontFromData(path.read_bytes())
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    system = "Segoe UI" in QFontDatabase.families()
    family = "Segoe UI" if system else (families[0] if families else application.font().family())
    application.setFont(QFont(family, BODY_POINTS))
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, QColor(LIGHT[token]))
    application.setPalette(palette)
    application.setStyleSheet(SHEET.format(**LIGHT))
