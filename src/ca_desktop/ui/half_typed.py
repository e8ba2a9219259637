"""What is typed and not kept yet: it stays with its own row, and comes back with it."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QCheckBox

from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import TextArea, TextField
from ca_desktop.ui.widgets.secret_field import SecretField

Editor = TextField | TextArea | QCheckBox | ChoiceField
Values = Mapping[int, object]
"""What stands in fields, by their places."""

Left = Mapping[str, tuple[str, Values]]
"""Names of rows and what is typed of them and not kept, by row."""


class HalfTyped:
    """The fields of a page in which one row after another is shown and changed.

    Args:
        editors: the fields.

    Attributes:
        name: of the row that is shown, for people.
    """

    def __init__(self, *editors: Editor) -> None:
        self._editors = editors
        self._row = self.name = ""
        self._begun = self.read()
        self._left: dict[str, tuple[str, Values]] = {}

    def read(self) -> Values:
        """Return what a person sees in the fields."""
        return {place: _read(editor) for place, editor in enumerate(self._editors)}

    @property
    def typed(self) -> bool:
        """Whether the fields hold what is not kept yet."""
        return bool(self._typed())

    def turn_to(self, row: str, name: str, show: Callable[[], object]) -> str:
        """Show a row, or the same one anew; what was typed of it before stands there again.

        Args:
            row: to be known by.
            name: of the row, for people.
            show: puts into the fields what is kept of the row.

        Returns:
            The name of the row before, where it is another and something typed was left there.
        """
        self._lay_by()
        left = self.name if row != self._row and self._row in self._left else ""
        self._row, self.name = row, name
        show()
        self._begun = self.read()
        _name, typed = self._left.pop(row, ("", {}))
        for place, value in typed.items():
            _write(self._editors[place], value)
        return left

    def settle(self, editor: Editor) -> None:
        """Take what stands in a field as put in by the program."""
        self._begun = {**self._begun, self._editors.index(editor): _read(editor)}

    def kept(self, row: str, values: Values) -> None:
        """These values of a row are kept; what was typed of it since then is not."""
        if row == self._row:
            self._begun = values
        elif row in self._left:
            name, typed = self._left.pop(row)
            more = {x: value for x, value in typed.items() if value != values[x]}
            self._left |= {row: (name, more)} if more else {}

    def end(self, row: str, show: Callable[[], object]) -> None:
        """Be done with what was typed of a row; one that stands in the fields is shown anew."""
        self._left.pop(row, None)
        if row == self._row:
            show()
            self._begun = self.read()

    def unkept(self) -> Mapping[str, Values]:
        """Return what is typed and not kept, by the names of the rows."""
        here = {self.name: self._typed()} if self.typed else {}
        return {**here, **dict(self._left.values())}

    def _typed(self) -> Values:
        return {x: value for x, value in self.read().items() if value != self._begun[x]}

    def hand_over(self) -> Left:
        """Return what is typed and not kept, but no secrets, for the fields of another window."""
        self._lay_by()
        told = {x for x, editor in enumerate(self._editors) if not isinstance(editor, SecretField)}
        left = {
            row: (name, {x: value for x, value in typed.items() if x in told})
            for row, (name, typed) in self._left.items()
        }
        return {row: (name, typed) for row, (name, typed) in left.items() if typed}

    def take_over(self, left: Left) -> None:
        """Let what was typed in another window come back with its rows."""
        self._left.update(left)

    def _lay_by(self) -> None:
        for editor in self._editors:
            if isinstance(editor, TextField | TextArea):
                editor.finish()
        typed = self._typed()
        self._left |= {self._row: (self.name, typed)} if typed else {}


def _read(editor: Editor) -> object:
    if isinstance(editor, TextField):
        return editor.seen_text()
    if isinstance(editor, TextArea):
        return editor.toPlainText()
    return editor.isChecked() if isinstance(editor, QCheckBox) else editor.currentData()


def _write(editor: Editor, value: object) -> None:
    if isinstance(editor, TextField | TextArea):
        editor.fill(str(value))
    elif isinstance(editor, QCheckBox):
        editor.setChecked(value is True)
    else:
        editor.setCurrentIndex(editor.findData(value))
