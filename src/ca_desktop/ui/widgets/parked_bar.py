"""The intakes that wait beside the open one, as chips above the form."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.labels import PlainLabel

LONGEST = 28


class ParkedBar(QWidget):
    """“Đang mở: 2”, and a chip for each; hidden while there is none.

    Signals:
        chosen(int): the intake at this place is wanted on the screen.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parked")
        self.chips: list[QPushButton] = []
        self._head = PlainLabel("", self, role="hint")
        self._head.setWordWrap(False)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._head)
        self._row.addStretch(1)
        self.hide()

    @Slot(object)
    def show_parked(self, titles: Sequence[str]) -> None:
        """Show a chip for each of these."""
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.deleteLater()
        self.chips = [self._chip(place, title) for place, title in enumerate(titles)]
        self._head.setText(f"Đang mở: {len(titles)}  (Ctrl+Tab)")
        self.setVisible(bool(titles))

    def _chip(self, place: int, title: str) -> QPushButton:
        short = title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…"
        chip = button(short.replace("&", "&&"), f"parked_{place}")
        chip.setAccessibleName(f"Hồ sơ đang mở: {title}")
        chip.clicked.connect(self._on_clicked)
        self._row.insertWidget(1 + place, chip)
        return chip

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton) and sender in self.chips:
            self.chosen.emit(self.chips.index(sender))
