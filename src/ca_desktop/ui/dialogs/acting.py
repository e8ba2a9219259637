"""A dialog of fields that does one thing: what is refused is said at its field or by the foot."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.services import words
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.labels import PlainLabel


class ActingDialog(QDialog):
    """Asks once, keeps what was typed when it is refused, and closes when it was done.

    Args:
        context: the outside world.
        go: words and name of the button that does it.
        parent: the page.

    Attributes:
        fields: by the names of the command's attributes; made by the dialog itself.
    """

    fields: dict[str, Field]

    def __init__(self, context: UiContext, go: tuple[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._problem = named(PlainLabel("", self, role="problem"), "problem")
        self._go = button(f"{go[0]}  F9", go[1], primary=True)

    def work(self) -> Callable[[], Any]:
        """Return the act.

        Raises:
            InvalidField: a field cannot be read.
        """
        raise NotImplementedError

    def tell(self, done: Any) -> None:  # noqa: ANN401 whatever the act returns
        """Tell whoever opened the dialog what was done."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Tell whether it may be tried."""
        return True

    @Slot()
    def send(self) -> None:
        """Do it."""
        for field in self.fields.values():
            field.show_problem("")
        self._problem.setText("")
        if not self._go.isEnabled():
            return
        try:
            work = self.work()
        except InvalidField as error:
            self._on_failed(error)
            return
        self._go.setEnabled(False)
        self._context.tasks.change(work, owner=self, done=self._on_done, failed=self._on_failed)

    def _on_done(self, done: Any) -> None:  # noqa: ANN401 whatever the act returns
        self.tell(done)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._go.setEnabled(self.ready())
        if isinstance(error, InvalidField) and error.field in self.fields:
            self.fields[error.field].refuse(error)
        else:
            self._problem.setText(words.describe(error).sentence)
