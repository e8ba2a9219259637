"""The quick lists as a row of chips: arrows go along it, Space turns one on and off."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from ca_desktop.ui.widgets.fields import named

ON = "✓ "
"""Before the words of a chip that is on: its fill is not the only sign."""


class QuickRow(QWidget):
    """Chips to narrow a list; those that cannot hold together put each other out.

    Args:
        words: of each chip by name, in reading order.
        beside: the chip that goes with any other.

    Signals:
        changed(): another set of chips is on, by a person's hand.
    """

    changed = Signal()

    def __init__(self, words: Mapping[str, str], beside: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("quick_lists")
        self._beside = beside
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.chips = {name: _Chip(name, text, self) for name, text in words.items()}
        for chip in self.chips.values():
            row.addWidget(chip)
            chip.clicked.connect(self._on_clicked)
        row.addStretch(1)

    @property
    def names(self) -> frozenset[str]:
        """The chips that are on."""
        return frozenset(name for name, chip in self.chips.items() if chip.isChecked())

    @property
    def said(self) -> str:
        """What is on, as a sentence says it."""
        return ", ".join(x.words.lower() for x in self.chips.values() if x.isChecked())

    def put_out(self) -> None:
        """Turn every chip off; nobody is told."""
        for chip in self.chips.values():
            chip.setChecked(False)

    def go(self, chip: "_Chip", by: int) -> None:
        """Bring the cursor to the chip so many further, round the ends."""
        row = list(self.chips.values())
        row[(row.index(chip) + by) % len(row)].setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _on_clicked(self) -> None:
        pressed = self.sender()
        if pressed is not self.chips[self._beside]:
            for name, chip in self.chips.items():
                chip.setChecked(chip.isChecked() and (chip is pressed or name == self._beside))
        self.changed.emit()


class _Chip(QPushButton):
    def __init__(self, name: str, words: str, row: QuickRow) -> None:
        super().__init__(words, row)
        named(self, f"quick_{name}")
        self.words = words
        self._row = row
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setAccessibleName(f"Lọc: {words}")
        self.toggled.connect(self._on_toggled)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self._row.go(self, by)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 Qt's signal
        self.setText(f"{ON}{self.words}" if on else self.words)
