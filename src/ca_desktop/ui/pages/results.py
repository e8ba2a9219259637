"""Trả kết quả: hand over and prove it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.numbering import is_dossier_code
from ca_desktop.domain.people import CardData
from ca_desktop.services.desk.results import (
    MOST_FOUND,
    ReturnedResult,
    ToHandOver,
    results_of_card,
    return_result,
    to_hand_over,
    waiting_results,
)
from ca_desktop.services.desk.scanned import ScannedSlip
from ca_desktop.services.desk.undo import undo
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.dossiers import dossier_columns
from ca_desktop.ui.models.rows import ROW_ROLE, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.batches_button import BatchesButton
from ca_desktop.ui.pages.fee_desk import ask_unpaid
from ca_desktop.ui.told import Level, Offer, Told
from ca_desktop.ui.undoing import Undoable
from ca_desktop.ui.widgets.collector import Collector
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.hand_over import HandOverCard, why_not
from ca_desktop.ui.widgets.rows_view import table

LOOK = "So họ tên, ngày sinh với giấy tờ của người nhận, rồi bấm F9."


class ResultsPage(Page):
    """Finds a dossier by its slip or a name and returns its result; Enter never confirms."""

    screen_name = "results"
    title = "Trả kết quả"

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._found: ToHandOver | None = None
        self.code = named(TextField(self), "dossier")
        self.code.setPlaceholderText("Quét mã trên giấy hẹn, hoặc gõ tên rồi Enter")
        self._code = Field("&Mã hồ sơ hoặc tên", self.code, self)
        self.collector = Collector(self)
        self._fields = {"dossier": self._code, **self.collector.fields}
        columns = dossier_columns(context.now)
        names = ("holder", "code", "procedure", "due")
        self.model = RowsModel[DossierRow]([columns[name] for name in names], self)
        self.list = table(
            self.model,
            "found_results",
            (220, 190, 320, 100),
            self,
            empty="Không có kết quả nào chờ trả khớp với chữ đã gõ.",
        )
        self.list.setAccessibleName("Kết quả chờ trả")
        self.card = HandOverCard(self)
        self._go = self.act_button("primary", "confirm")
        self._both = self.act_button("keep", "confirm_and_print")
        self.offers["keep"] = self.confirm_and_print
        self._build()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.addWidget(self._code, 0, 0)
        self.collector.lay_out(grid)
        self.box.addLayout(grid)
        self.box.addWidget(self.list, 1)
        self.list.hide()
        self.box.addWidget(self.card)
        self.box.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(BatchesButton(LetterKind.RESULTS, "Phiếu bàn giao…", self))
        row.addStretch(1)
        row.addWidget(self._both)
        row.addWidget(self._go)
        self.box.addLayout(row)
        self._both.clicked.connect(self.confirm_and_print)
        self._go.clicked.connect(self.primary)
        self.code.returnPressed.connect(self._on_code)
        self.code.textChanged.connect(self._on_typed)
        self.list.activated.connect(self._on_activated)

    def start(self, code: str = "") -> None:
        """Make ready, with a code when one is known."""
        if code:
            self.collector.choice.setCurrentIndex(0)
            self.code.fill(code)
            self._on_code()
        self.code.setFocus()

    @override
    def take_card(self, card: CardData) -> bool:
        """Somebody else collects: the card is theirs; else it finds the result, or proves whose."""
        if self.collector.take_card(card):
            return True
        if self._found is None:
            self._look_for(card)
        elif self._found.is_of(card):
            self.said.emit(f"Thẻ đúng là của {self._found.state.holder_name}. {LOOK}")
        else:
            self._ask_whose(self._found, card)
        return True

    def _ask_whose(self, found: ToHandOver, card: CardData) -> None:
        text = f"Thẻ vừa quét là của {card.name}, kết quả này của {found.state.holder_name}."
        offers = (
            Offer("Ghi là người nhận thay", "take_for", partial(self.collector.be, card)),
            Offer("Tìm kết quả theo thẻ", "look_for", partial(self._look_for, card)),
        )
        self.told.emit(Told(text=text, level=Level.WARNING, offers=offers))

    def _look_for(self, card: CardData) -> None:
        self.code.fill(card.name)
        work = partial(results_of_card, self.context.ports, card)
        done = partial(self._show_list, self.code.value().strip())
        self.context.tasks.query(work, owner=self, done=done)

    @override
    def take_slip(self, slip: ScannedSlip) -> bool:
        self.start(slip.code)
        return True

    # finding

    @Slot()
    def _on_typed(self) -> None:
        """What is typed is another dossier than the one that is shown."""
        if self._found is not None:
            self._forget()

    def _forget(self) -> None:
        self._found = None
        self.model.show_rows(())
        self.list.hide()
        self.card.show_nothing()

    @Slot()
    def _on_code(self) -> None:
        typed = self.code.value().strip()
        if not typed:
            return
        ports, tasks = self.context.ports, self.context.tasks
        if is_dossier_code(typed.upper()):
            work = partial(to_hand_over, ports, typed.upper())
            tasks.query(work, owner=self, done=self._show, failed=self._on_unknown)
        else:
            found = partial(waiting_results, ports, typed)
            tasks.query(found, owner=self, done=partial(self._show_list, typed))

    def _show(self, found: ToHandOver) -> None:
        if found.state.code != self.code.value().strip().upper():
            return  # something else was typed or scanned meanwhile
        self.list.hide()
        self._found = found
        self.card.show_dossier(found)
        if found.refusal is not None:
            self._tell_why(found)

    def _tell_why(self, found: ToHandOver) -> None:
        """Say why the result stays here, and lead to its dossier."""
        state = found.state
        look = Offer(
            "Mở hồ sơ", "open_refused", partial(self.dossier_chosen.emit, state.dossier_id)
        )
        text = f"{state.holder_name} · {state.code}: {why_not(found)}"
        self.told.emit(Told(text=text, level=Level.WARNING, offers=(look,)))

    def _show_list(self, typed: str, rows: Sequence[DossierRow]) -> None:
        if typed != self.code.value().strip():
            return
        self._forget()
        if len(rows) == 1:
            self._choose(rows[0])
        elif rows:
            self.model.show_rows(rows)
            self.list.show()
            self.list.selectRow(0)
            self.bring(self.list)
            self.card.show_nothing(_found_words(len(rows)))
        else:
            self.card.show_nothing(f"Không có kết quả chờ trả nào khớp “{typed}”.")

    def _choose(self, row: DossierRow) -> None:
        self.code.fill(row.code or "")
        self._on_code()
        self.bring(self.code)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, DossierRow):
            self._choose(row)

    @override
    def selected(self) -> DossierRow | None:
        row = self.list.currentIndex().data(ROW_ROLE) if self.list.isVisible() else None
        return row if isinstance(row, DossierRow) else None

    def _on_unknown(self, error: Exception) -> None:
        self._forget()
        self.tell(error)

    # handing over

    @override
    @Slot()
    def primary(self) -> None:
        self._confirm(self._on_done)

    @Slot()
    def confirm_and_print(self) -> None:
        """Confirm, and print what the collector signs (Ctrl+F9)."""
        self._confirm(self._on_done_and_print)

    def _confirm(self, done: Callable[[ReturnedResult], object]) -> None:
        for field in self._fields.values():
            field.show_problem("")
        typed = self.code.value().strip().upper()
        if not typed:
            self._on_failed(InvalidField("dossier", "REQ-FIELD"))
        elif self._found is None or self._found.state.code != typed:
            self.said.emit(LOOK)
            self._on_code()
        elif self.context.tasks.writes_for(self):
            return  # one press, one return
        elif self._found.refusal is not None:
            self._tell_why(self._found)
        elif self._found.open_vnd:
            ask_unpaid(self, self._found, partial(self._return, typed, done), self._on_code)
        else:
            self._return(typed, done)

    def _return(self, code: str, done: Callable[[ReturnedResult], object]) -> None:
        work = partial(return_result, self.context.ports, code, self.collector.command())
        self.context.tasks.change(work, owner=self, done=done, failed=self._on_failed)

    def _on_done(self, result: ReturnedResult) -> None:
        done = f"Đã trả kết quả {result.code} · {result.holder_name}."
        paper = Offer("In biên nhận", "print_receipt", partial(self._print, result))
        self.tell_moved(done, Status.RESULT_RETURNED, paper)
        self._done_with(result)

    def _on_done_and_print(self, result: ReturnedResult) -> None:
        done = f"Đã trả kết quả {result.code} · {result.holder_name}."
        said = self.tell_moved(done, Status.RESULT_RETURNED, about=result.undo.event_id)
        self._print(result, said)
        self._done_with(result)

    def _print(self, result: ReturnedResult, said: Told | None = None) -> None:
        """Print what whoever collected the result signs."""
        self.sheet_asked.emit(result.dossier_id, result.undo.event_id, said)

    def _done_with(self, result: ReturnedResult) -> None:
        work = partial(undo, self.context.ports, result.undo)
        self.undoable.emit(Undoable(f"trả kết quả {result.code}", work))
        self.code.begin()
        self.collector.begin()
        self._forget()
        self.bring(self.code)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, InvalidField) and error.field in self._fields:
            self._fields[error.field].refuse(error)
        else:
            self.tell(error)


def _found_words(count: int) -> str:
    """Say how many results were found, and that there are more where the list is cut."""
    if count < MOST_FOUND:
        return f"{count} kết quả chờ trả. Chọn một dòng, bấm Enter."
    return f"{count} kết quả đầu tiên. Chọn một dòng, hoặc gõ thêm chữ để tìm hẹp hơn."
