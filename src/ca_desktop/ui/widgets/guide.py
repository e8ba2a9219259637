"""A guided step: what will happen in plain words, the fields it needs, one button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.actions import with_key
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.places import PlaceField
from ca_desktop.ui.widgets.secret_field import SecretField

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What must go on paper now, because it is shown once.

    Attributes:
        text: on screen.
        pdf: makes the sheet; runs on a worker.
    """

    title: str
    text: str = field(repr=False)
    pdf: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone:
    """What a guided step did."""

    said: str
    paper: Paper | None = None
    touched: frozenset[Topic] = frozenset({Topic.OFFICE, Topic.EXCHANGE})


class Kind(Enum):
    """How a value is given."""

    TEXT = "text"
    HIDDEN = "hidden"
    PLACE = "place"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A value that a step needs.

    Attributes:
        pattern: of files, for places; empty for a folder.
        needed: the step does not start without it.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    pattern: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A case: what it is for, what will happen, what it needs, what is done.

    Attributes:
        happens: paragraphs; what will happen, what stays, who must be there.
        action: words of the button; empty where there is only something to read.
        page: name of another page where the case goes on; empty for none.
        work: takes what was typed; runs on a worker and touches no Qt.
        looks: shown when the first place was chosen; runs on a worker.
    """

    name: str
    title: str
    happens: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    action: str = ""
    page: str = ""
    work: Callable[[Ports, Values], StepDone] | None = None
    looks: Callable[[Ports, Path], str] | None = None


class GuidePanel(QWidget):
    """Shows one guide.

    Signals:
        wanted(): the button was pressed.
        looked(Path): the first place was chosen.
    """

    wanted = Signal()
    looked = Signal(object)

    def __init__(self, guide: Guide, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.guide = guide
        self.go = button(with_key(guide.action, "primary"), f"go_{guide.name}", primary=True)
        self.found = named(PlainLabel("", self, role="due"), f"found_{guide.name}")
        self._editors: dict[str, QWidget] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(PlainLabel(guide.title, self, role="due"))
        for line in guide.happens:
            box.addWidget(PlainLabel(line, self))
        for ask in guide.asks:
            box.addWidget(self._editor(ask))
        box.addWidget(self.found)
        self.found.hide()
        if guide.action:
            box.addWidget(self.go, 0, Qt.AlignmentFlag.AlignRight)
        self.go.setVisible(bool(guide.action))
        box.addStretch(1)
        self.go.clicked.connect(self.wanted)

    def _editor(self, ask: Ask) -> QWidget:
        name = f"{self.guide.name}_{ask.name}"
        if ask.kind is Kind.PLACE:
            place = PlaceField(ask.title, name, ask.pattern, self)
            place.chosen.connect(self.looked)
            self._editors[ask.name] = place
            return place
        if ask.kind is Kind.CHOICE:
            choice = named(ChoiceField(self), name)
            self._editors[ask.name] = choice
            return Field(ask.title, choice, self)
        text = named(SecretField(self) if ask.kind is Kind.HIDDEN else TextField(self), name)
        self._editors[ask.name] = text
        return Field(ask.title, text, self)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Fill the choice, if the guide has one: words and value of each."""
        for editor in self._editors.values():
            if isinstance(editor, QComboBox):
                kept = editor.currentData()
                editor.clear()
                for words, value in choices:
                    editor.addItem(words, value)
                editor.setCurrentIndex(max(0, editor.findData(kept)))

    def values(self) -> Values:
        """Return what was typed and chosen, by name."""
        return {name: _value(editor) for name, editor in self._editors.items()}

    def missing(self) -> str:
        """Return the title of the first needed value that is not there; empty for none."""
        given = self.values()
        return next((x.title for x in self.guide.asks if x.needed and not given[x.name]), "")

    def show_found(self, text: str) -> None:
        """Say what was found in a file, before anything is done with it."""
        self.found.setText(text)
        self.found.setVisible(bool(text))

    @Slot()
    def clear(self) -> None:
        """Forget what was typed: secrets do not stay on screen."""
        for editor in self._editors.values():
            if isinstance(editor, TextField | PlaceField):
                editor.clear()
        self.show_found("")


def _value(editor: QWidget) -> str:
    if isinstance(editor, PlaceField):
        place = editor.value()
        return str(place) if place else ""
    if isinstance(editor, QComboBox):
        return str(editor.currentData() or "")
    return editor.value().strip() if isinstance(editor, TextField) else ""
