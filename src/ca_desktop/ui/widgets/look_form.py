"""How the program looks, on the page of this computer: text, colours, how close the rows stand."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ca_desktop.services.office.look import DENSITIES, SCHEMES, Look
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.look_desk import DENSITY_WORDS, SCHEME_WORDS, wear
from ca_desktop.ui.theme import Theme
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, named

SIZES = (9, 10, 11, 12, 13, 14, 16)
"""Points in the list; Ctrl++ and Ctrl+- also stop between them."""


class LookForm(QWidget):
    """Three choices that hold at once and are kept.

    Args:
        context: the outside world.
        theme: what the program wears.
        parent: the page.

    Signals:
        said(str): it is kept.
        failed(Exception): it holds until the program ends.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, context: UiContext, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._theme = context, theme
        self.points = named(ChoiceField(self), "look_points")
        self.scheme = named(ChoiceField(self), "look_scheme")
        self.density = named(ChoiceField(self), "look_density")
        for scheme in SCHEMES:
            self.scheme.addItem(SCHEME_WORDS[scheme], scheme)
        for density in DENSITIES:
            self.density.addItem(DENSITY_WORDS[density], density)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for title, editor in (
            ("&Cỡ chữ", self.points),
            ("Màu &nền", self.scheme),
            ("Khoảng cách &hàng", self.density),
        ):
            row.addWidget(Field(title, editor, self), 1)
        self._show()
        theme.worn.connect(self._show)
        for editor in (self.points, self.scheme, self.density):
            editor.currentIndexChanged.connect(self._on_chosen)

    @Slot()
    def _show(self) -> None:
        look = self._theme.look
        blocked = [QSignalBlocker(x) for x in (self.points, self.scheme, self.density)]
        sizes = sorted({*SIZES, look.points})
        self.points.clear()
        for points in sizes:
            self.points.addItem(f"{points} điểm", points)
        self.points.setCurrentIndex(sizes.index(look.points))
        self.scheme.setCurrentIndex(SCHEMES.index(look.scheme))
        self.density.setCurrentIndex(DENSITIES.index(look.density))
        del blocked

    @Slot()
    def _on_chosen(self) -> None:
        chosen = replace(
            self._theme.look,
            points=int(self.points.currentData()),
            scheme=SCHEMES[self.scheme.currentIndex()],
            density=DENSITIES[self.density.currentIndex()],
        )
        wear(self._context, self._theme, chosen, self, self._on_kept, self.failed.emit)

    def _on_kept(self, _look: Look) -> None:
        self.said.emit("Đã đổi và giữ cho máy này.")
