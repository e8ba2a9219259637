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
    ReturnedResult,
    ReturnResult,
    ToHandOver,
    return_result,
    to_hand_over,
    waiting_results,
)
from ca_desktop.services.desk.undo import undo
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.dossiers import dossier_columns
from ca_desktop.ui.models.rows import ROW_ROLE, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.batches_button import BatchesButton
from ca_desktop.ui.pages.fee_desk import ask_unpaid
from ca_desktop.ui.told import Offer, Told
from ca_desktop.ui.undoing import Undoable
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.hand_over import HandOverCard, why_not
from ca_desktop.ui.widgets.rows_view import table
from ca_desktop.ui.widgets.typed_fields import IdField, NameField

LOOK = "So họ tên, ngày sinh với giấy tờ của người nhận, rồi bấm F9."
LOST = "lost"
"""The holder without a slip: the number of the identity paper that was seen is noted."""
_PROXY = ("name", "id_number", "authorisation")
_KINDS: dict[str, type[TextField]] = {"name": NameField, "id_number": IdField}


class ResultsPage(Page):
    """Finds a dossier by its slip or a name and returns its result; Enter never confirms."""

    screen_name = "results"
    title = "Trả kết quả"

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._fields: dict[str, Field] = {}
        self._found: ToHandOver | None = None
        self.code = self._text("dossier", "&Mã hồ sơ hoặc tên")
        self.code.setPlaceholderText("Quét mã trên giấy hẹn, hoặc gõ tên rồi Enter")
        self.collector = named(ChoiceField(self), "collected_by")
        for key, name in shown.COLLECTORS.items():
            self.collector.addItem(name, key)
        self.collector.addItem("Chính chủ, mất giấy hẹn", LOST)
        self.name = self._text("name", "&Họ và tên người nhận thay")
        self.id_number = self._text("id_number", "&Số định danh người nhận")
        self.authorisation = self._text("authorisation", "Giấy ủy &quyền")
        self.post_code = self._text("post_code", "Mã bưu &gửi")
        columns = dossier_columns(context.today)
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
        self._on_collector()

    def _text(self, name: str, title: str) -> TextField:
        editor = named(_KINDS.get(name, TextField)(self), name)
        self._fields[name] = Field(title, editor, self)
        return editor

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.addWidget(self._fields["dossier"], 0, 0)
        grid.addWidget(Field("&Người nhận", self.collector, self), 0, 1)
        for place, name in enumerate((*_PROXY, "post_code")):
            grid.addWidget(self._fields[name], 1 + place // 2, place % 2)
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
        self.collector.currentIndexChanged.connect(self._on_collector)

    def start(self, code: str = "") -> None:
        """Make ready, with a code when one is known."""
        if code:
            self.collector.setCurrentIndex(0)
            self.code.fill(code)
            self._on_code()
        self.code.setFocus()

    @override
    def take_card(self, card: CardData) -> bool:
        """Somebody else collects: the card is theirs."""
        by = self.collector.currentData()
        if by not in {"proxy", LOST}:
            return False
        if by == "proxy":
            self.name.fill(card.name)
        self.id_number.fill(card.id_number)
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
        self.list.hide()
        self._found = found
        self.card.show_dossier(found)

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
            self.card.show_nothing(f"{len(rows)} kết quả chờ trả. Chọn một dòng, bấm Enter.")
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

    @Slot()
    def _on_collector(self) -> None:
        by = self.collector.currentData()
        for name in _PROXY:
            self._fields[name].setVisible(by == "proxy")
        self._fields["id_number"].setVisible(by in {"proxy", LOST})
        self._fields["post_code"].setVisible(by == "post")

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
        elif self._found.refusal is not None:
            self.warned.emit(why_not(self._found))
        elif self._found.open_vnd:
            ask_unpaid(self, self._found, partial(self._return, typed, done), self._on_code)
        else:
            self._return(typed, done)

    def _return(self, code: str, done: Callable[[ReturnedResult], object]) -> None:
        work = partial(return_result, self.context.ports, code, self._command())
        self.context.tasks.change(work, owner=self, done=done, failed=self._on_failed)

    def _command(self) -> ReturnResult:
        by = str(self.collector.currentData())
        typed = {
            name: field.editor.value() or None
            for name, field in self._fields.items()
            if isinstance(field.editor, TextField)
        }
        proxy = {name: typed[name] for name in _PROXY} if by == "proxy" else {}
        post = {"post_code": typed["post_code"]} if by == "post" else {}
        if by == LOST:
            return ReturnResult(id_number=typed["id_number"], slip_lost=True)
        return ReturnResult(collected_by=by, **proxy, **post)

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
        for field in self._fields.values():
            if isinstance(field.editor, TextField):
                field.editor.begin()
        self.collector.setCurrentIndex(0)
        self._forget()
        self.bring(self.code)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, InvalidField) and error.field in self._fields:
            self._fields[error.field].refuse(error)
        else:
            self.tell(error)
