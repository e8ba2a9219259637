"""Pins: what stays in the form for the next dossier, until it is unpinned or the person leaves."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from ca_desktop.ui.icons import drawing
from ca_desktop.ui.widgets.fields import Field, named

PINNABLE = {
    "procedure": "Thủ tục",
    "receive_result": "Nhận kết quả",
    "applicant.hamlet": "Thôn, tổ",
}
"""Names of fields that often stay the same from one citizen to the next."""


class Pins(QObject):
    """A button beside each field that can be pinned; the keyboard has an act for it.

    Args:
        fields: of the form, by name.
        page: whose form it is.
    """

    def __init__(self, fields: Mapping[str, Field], page: QWidget) -> None:
        super().__init__(page)
        self._fields = {name: fields[name] for name in PINNABLE if name in fields}
        self.buttons = {name: _pin(name, field) for name, field in self._fields.items()}

    @property
    def names(self) -> frozenset[str]:
        """The fields that are pinned now."""
        return frozenset(name for name, pin in self.buttons.items() if pin.isChecked())

    def toggle(self) -> None:
        """Pin the field that has the focus, or the procedure where it cannot be pinned."""
        focused = QApplication.focusWidget()
        inside = [n for n, x in self._fields.items() if focused and x.isAncestorOf(focused)]
        self.buttons[inside[0] if inside else "procedure"].toggle()


def _pin(name: str, field: Field) -> QToolButton:
    made = named(QToolButton(field), f"pin_{name}")
    made.setText("Ghim")
    made.setIcon(drawing("pin"))
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setCheckable(True)
    made.setMaximumHeight(made.fontMetrics().height())  # as high as the label beside it
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Enter and Tab go from field to field
    made.setAccessibleName(f"Ghim {PINNABLE[name]}")
    made.setToolTip("Giữ lại cho hồ sơ sau")
    field.add_beside(made)
    return made
