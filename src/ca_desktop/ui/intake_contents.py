"""What stands in the form of an intake, as one raw value that a draft keeps and gives back."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from ca_desktop.ui.models.papers import PapersModel
from ca_desktop.ui.widgets.fee_form import GroundBoxes
from ca_desktop.ui.widgets.fields import TextField
from ca_desktop.ui.widgets.filing import FilingForm
from ca_desktop.ui.widgets.procedure import ProcedurePicker

PROCEDURE, HOLDER_CARD = "procedure", "holder_card"


class IntakeContents(QObject):
    """Reads and writes every editor of an intake.

    Attributes:
        writing: what changes now is nothing typed.

    Args:
        picker: of the procedure.
        editors: by the name of the command's attribute; the procedure's own is left out.
        papers: of the dossier.
        filing: knows what a card said of the holder, beside its editors.

    Signals:
        changed(): a person, or a scan, changed something.
        begun(): the next intake stands there with what was kept, and may still be completed.
    """

    changed = Signal()
    begun = Signal()

    def __init__(
        self,
        picker: ProcedurePicker,
        editors: Mapping[str, QWidget],
        papers: PapersModel,
        filing: FilingForm,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._picker = picker
        self._papers = papers
        self._filing = filing
        self._editors = {name: each for name, each in editors.items() if name != PROCEDURE}
        self._awaited: Mapping[str, Any] | None = None
        self.writing = False
        for editor in (picker.procedure, picker.case, *self._editors.values()):
            if isinstance(editor, GroundBoxes):
                editor.changed.connect(self._on_changed)
            elif isinstance(editor, TextField):
                editor.textChanged.connect(self._on_changed)
                editor.seen.connect(self._on_changed)
            elif isinstance(editor, QComboBox):
                editor.currentIndexChanged.connect(self._on_changed)
        for signal in (papers.itemChanged, papers.rowsInserted, papers.rowsRemoved):
            signal.connect(self._on_changed)
        picker.chosen.connect(self._on_changed)
        filing.holder_carded.connect(self._on_changed)
        self._blank = self._pristine = self.read()

    @property
    def blank(self) -> bool:
        """Whether the form is as it was when it was made: nothing typed, nothing chosen."""
        return self._awaited is None and self.read() in (self._blank, self._pristine)

    def read(self) -> dict[str, Any]:
        """Return what a person sees in the form, or will see; nothing of it is checked."""
        if self._awaited is not None:
            return dict(self._awaited)
        current = self._picker.current
        return {
            PROCEDURE: current.code if current else None,
            "typed": self._picker.procedure.seen_text(),
            "case": self._picker.case.currentData() if current else None,
            "papers": self._papers.rows(),
            "fields": {name: _read(editor) for name, editor in self._editors.items()},
            HOLDER_CARD: self._filing.by_card(),
        }

    def write(self, body: Mapping[str, Any]) -> None:
        """Put back what `read` gave; the procedure comes once the catalogue is here."""
        if body.get(PROCEDURE) and not self._picker.ready:
            self._awaited = body
            return
        self._awaited = None
        with self.quiet():
            self._put(body)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Let nothing of what changes now be something typed."""
        before, self.writing = self.writing, True
        try:
            yield
        finally:
            self.writing = before

    def kept(self, names: Iterable[str]) -> dict[str, Any]:
        """Return what stands in the editors with these names, for `go_on` after the emptying."""
        body, wanted = self.read(), frozenset(names)
        fields = {name: value for name, value in body["fields"].items() if name in wanted}
        return {"fields": fields} | ({PROCEDURE: body[PROCEDURE]} if PROCEDURE in wanted else {})

    def go_on(self, kept: Mapping[str, Any]) -> None:
        """Begin the next intake with what was kept; that alone is not yet something typed."""
        self.write(kept)
        self.begun.emit()
        for editor in (self._picker.procedure, *self._editors.values()):
            if isinstance(editor, TextField):
                _settle(editor)
        self._blank = self.read()

    @Slot()
    def catalogue_came(self) -> None:
        """Write what waited for the catalogue."""
        if self._awaited is not None:
            self.write(self._awaited)

    def _put(self, body: Mapping[str, Any]) -> None:
        if body.get(PROCEDURE):
            self._picker.choose(str(body[PROCEDURE]))
        if self._picker.current is None:
            self._picker.procedure.fill(str(body.get("typed") or ""))
        place = self._picker.case.findData(body.get("case"))
        if place >= 0:
            self._picker.case.setCurrentIndex(place)
        if body.get("papers"):
            self._papers.put_rows(body["papers"])
        for name, value in body.get("fields", {}).items():
            if name in self._editors:
                _write(self._editors[name], value)
        self._filing.put_by_card(body.get(HOLDER_CARD))

    @Slot()
    def _on_changed(self) -> None:
        if not self.writing:
            self.changed.emit()


def _settle(editor: TextField) -> None:
    """Let typing begin with what stands here: Ctrl+Z does not take it away."""
    place = editor.cursorPosition()
    editor.begin(editor.text())
    editor.setCursorPosition(place)


def _read(editor: QWidget) -> object:
    if isinstance(editor, TextField):
        return editor.seen_text()
    if isinstance(editor, GroundBoxes):
        return sorted(editor.codes())
    return editor.currentData() if isinstance(editor, QComboBox) else None


def _write(editor: QWidget, value: object) -> None:
    if isinstance(editor, TextField):
        editor.fill(str(value or ""))
    elif isinstance(editor, GroundBoxes):
        editor.tick(value if isinstance(value, list) else ())
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(0, editor.findData(value)))
