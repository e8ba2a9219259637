"""What every page has: a title, the context, and one primary action on F9."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.people import CardData
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import Stepped
from ca_desktop.services.desk.scanned import ScannedSlip
from ca_desktop.services.desk.why import Explained, explain_promise
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import opening
from ca_desktop.ui.actions import caption
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.half_typed import HalfTyped
from ca_desktop.ui.icons import ON_BUTTON, PRIMARY_DRAWINGS, drawing
from ca_desktop.ui.lists import moved
from ca_desktop.ui.paced import Paced
from ca_desktop.ui.told import Level, Offer, Told
from ca_desktop.ui.undoing import step_undone
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.file_dialogs import AsksFiles

AGAIN = "bấm lại"
OPEN_ELSEWHERE = frozenset({"XLS-LOCK", "FILE-HELD"})


class Page(QWidget, AsksFiles):
    """Base of the pages.

    Attributes:
        screen_name: its name in `ca_desktop.ui.screens`.
        offers: the acts of the registry that this page does, by name.
        half: the fields in which one row after another is changed, where there are such.

    Signals:
        said(str): something happened; shown in the message bar.
        warned(str): something went wrong; shown in the message bar.
        told(Told): the same, with what can be done about it.
        act_asked(str): do this act of the registry.
        list_asked(int): show one of the lists in `ca_desktop.ui.lists`.
        dossier_chosen(str): open the dossier with this id.
        dossiers_asked(tuple[str, ...]): show the dossiers with these ids.
        return_asked(str): hand back the result of the dossier with this code.
        print_asked(str, Told): print the slip of the dossier with this code; the answer completes
            what was told of it.
        sheet_asked(str, str, Told): print the letter of the dossier with this id that tells of this
            event; the answer completes what was told of it.
        papers_asked(Sequence[Wish]): print these papers and tell of them together.
        letter_asked(LetterWish): write a letter.
        receipt_asked(str): print the receipt for the papers of the task with this id.
        preview_asked(str): show the slip of the dossier with this code.
        page_asked(str): show the page with this name of the rail.
        restore_asked(): leave this office and put one back from a backup.
        undoable(Undoable): something was done that can be undone.
    """

    screen_name = ""
    title = ""
    topics: frozenset[Topic] = frozenset({Topic.DOSSIERS})

    said = Signal(str)
    warned = Signal(str)
    told = Signal(object)
    act_asked = Signal(str)
    list_asked = Signal(int)
    dossier_chosen = Signal(str)
    dossiers_asked = Signal(object)
    return_asked = Signal(str)
    print_asked = Signal(str, object)
    sheet_asked = Signal(str, str, object)
    papers_asked = Signal(object)
    letter_asked = Signal(object)
    receipt_asked = Signal(str)
    preview_asked = Signal(str)
    page_asked = Signal(str)
    restore_asked = Signal()
    undoable = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.offers: dict[str, Callable[[], object]] = {"primary": self.primary}
        self.half = HalfTyped()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(16, 12, 16, 12)
        self.box.setSpacing(8)
        self._news = Paced(self._on_news, self)
        context.tasks.touched.connect(self._on_touched)

    def refresh(self) -> None:
        """Load what the page shows again, in the background."""

    def primary(self) -> None:
        """Run the screen's main action (F9)."""

    def selected(self) -> DossierRow | None:
        """Return the dossier that the keys act on, None for none."""
        return None

    def open_selected(self) -> None:
        """Open the dossier that the keys act on, or say that none is chosen."""
        row = self.selected()
        if row is None:
            self.ask_to_choose("hồ sơ", "mở")
        else:
            self.dossier_chosen.emit(row.dossier_id)

    def ask_to_choose(self, what: str, then: str = AGAIN, *, place: str = "") -> None:
        """Say that a line is to be chosen before the page can act on it.

        Args:
            what: stands on the line.
            then: what is done with it.
            place: name of its list, where the page has several.
        """
        code = "CHOOSE-IN-LIST" if place else "CHOOSE-ROW"
        self.warned.emit(words.describe_code(code, what=what, then=then, place=place).sentence)

    def turn_to(self, row: str, name: str, show: Callable[[], object]) -> None:
        """Show a row in the fields, and say where something half typed was left."""
        if left := self.half.turn_to(row, name, show):
            self.said.emit(words.describe_code("HALF-LEFT", what=left).sentence)

    def unkept(self) -> Mapping[str, object]:
        """Return what was typed here and is not kept, by what people call it."""
        return self.half.unkept()

    def ask_for_place(self, what: str, then: str = AGAIN) -> None:
        """Say which file or folder is to be chosen first."""
        self.warned.emit(words.describe_code("CHOOSE-FILE", what=what, then=then).sentence)

    def highlight(self, by: int) -> None:
        """Mark the row so many rows further in the page's list, not beyond its ends."""
        view = self.findChild(QTableView)
        if view is not None and view.model() is not None and view.model().rowCount():
            last = view.model().rowCount() - 1
            view.selectRow(min(max(view.currentIndex().row() + by, 0), last))

    def tell_moved(self, sentence: str, status: str, *more: Offer, about: str = "") -> Told:
        """Say what was done with a dossier, and lead to the list where it is now.

        Args:
            sentence: what was done.
            status: of the dossier now.
            more: what else can be done about it.
            about: see `Told`.

        Returns:
            What was said, for whoever completes it.
        """
        plain = moved(sentence, status, self.list_asked.emit)
        said = replace(plain, about=about, offers=(*more, *plain.offers))
        self.told.emit(said)
        return said

    def tell_written(self, sentence: str, path: Path) -> None:
        """Say that a file was written, and offer to open it, or the folder where it is."""
        offers = (
            Offer("Mở tệp", "open_file", partial(self._open_written, path)),
            Offer("Mở thư mục", "open_folder", partial(self._open_written, path.parent)),
        )
        self.told.emit(Told(text=sentence, offers=offers))

    def _open_written(self, path: Path) -> None:
        if not opening.open_in_system(path):
            self.warned.emit(words.describe_code("NOT-OPENED", path=str(path)).sentence)

    @override
    def usual_folder(self) -> Path:
        return self.context.ports.pc.documents

    def panes(self) -> Sequence[QWidget]:
        """Return the parts that F6 walks through, in reading order."""
        return (self,)

    def act_button(self, act: str, name: str) -> QPushButton:
        """Make the button of an act that this page offers, in the words of the registry."""
        made = button(caption(self.screen_name, act), name, primary=act == "primary")
        if act == "primary":
            made.setIcon(drawing(PRIMARY_DRAWINGS[self.screen_name], "accent"))
            made.setIconSize(ON_BUTTON)
        return made

    def bring(self, field: QWidget) -> None:
        """Bring the cursor to a field, unless the person has gone on to type elsewhere."""
        focused = QApplication.focusWidget()
        types = isinstance(focused, QLineEdit) and not self.isAncestorOf(focused)
        if self.isVisible() and not types:
            field.setFocus()

    def take_card(self, card: CardData) -> bool:  # noqa: ARG002 for the pages that do
        """Use the card of a citizen that was scanned; tell whether this page has use for it."""
        return False

    def take_slip(self, slip: ScannedSlip) -> bool:  # noqa: ARG002 for the pages that do
        """Use the slip of a dossier that was scanned; tell whether this page has use for it."""
        return False

    @Slot(object)
    def show_why(self, deadline: Deadline) -> None:
        """Show on a calendar how a promise was counted."""
        from ca_desktop.ui.dialogs.why import WhyDialog  # noqa: PLC0415 start-up time

        dialog = WhyDialog(self.context, deadline, self.window())
        dialog.explain(self.why(deadline))
        dialog.open()

    def why(self, deadline: Deadline) -> Callable[[], Explained]:
        """Return the work that explains a promise of this page."""
        return partial(explain_promise, self.context.ports, deadline)

    def tell_stepped(self, sentence: str, done: Stepped, *more: Offer) -> None:
        """Say what step was taken, lead to the list where the dossier is now, and offer undo."""
        self.tell_moved(sentence, done.status, *more)
        self.undoable.emit(step_undone(self.context, done))

    @Slot(object)
    def tell(self, error: Exception) -> None:
        """Say what went wrong; a file that is open elsewhere is written again at a press."""
        message = words.describe(error)
        text = f"{message.sentence} ({message.code})"
        if self.wish is None or message.code not in OPEN_ELSEWHERE:
            self.warned.emit(text)
            return
        offers = (
            Offer("Ghi lại", "write_again", self.wish.again),
            Offer("Lưu tên khác…", "write_elsewhere", self.wish.elsewhere),
        )
        self.told.emit(Told(text=text, level=Level.WARNING, offers=offers))

    @Slot(object)
    def _on_touched(self, topics: frozenset[Topic]) -> None:
        if self.isVisible() and topics & self.topics:
            self._news.ask()

    def _on_news(self) -> None:
        if self.isVisible():
            self.refresh()
