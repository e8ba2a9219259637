"""Trả kết quả: hand over and prove it."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.people import CardData
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import DossierDetail, dossier_detail, dossier_id_of
from ca_desktop.services.desk.results import ReturnedResult, ReturnResult, return_result
from ca_desktop.services.desk.undo import undo
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.undoing import Undoable
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.labels import PlainLabel


class ResultsPage(Page):
    """Finds a dossier by the code of its slip and returns its result; Enter never confirms."""

    screen_name = "results"
    title = "Trả kết quả"

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._fields: dict[str, Field] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        self.code = self._text("dossier", "&Mã hồ sơ (quét mã trên giấy hẹn)")
        self.collector = named(ChoiceField(self), "collected_by")
        for key, name in shown.COLLECTORS.items():
            self.collector.addItem(name, key)
        self.name = self._text("name", "&Họ và tên người nhận thay")
        self.id_number = self._text("id_number", "&Số định danh người nhận thay")
        self.authorisation = self._text("authorisation", "Giấy ủy &quyền")
        self.post_code = self._text("post_code", "Mã bưu &gửi")
        grid.addWidget(self._fields["dossier"], 0, 0)
        grid.addWidget(Field("&Người nhận", self.collector, self), 0, 1)
        for place, name in enumerate(("name", "id_number", "authorisation", "post_code")):
            grid.addWidget(self._fields[name], 1 + place // 2, place % 2)
        self.box.addLayout(grid)
        self._head = PlainLabel("Quét mã trên giấy hẹn, hoặc gõ mã hồ sơ.", self, role="due")
        self.box.addWidget(self._head)
        self.box.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self._go = self.act_button("primary", "confirm")
        row.addWidget(self._go)
        self.box.addLayout(row)
        self._go.clicked.connect(self.primary)
        self.code.returnPressed.connect(self._on_code)
        self.collector.currentIndexChanged.connect(self._on_collector)
        self._on_collector()

    def _text(self, name: str, title: str) -> TextField:
        editor = named(TextField(self), name)
        self._fields[name] = Field(title, editor, self)
        return editor

    def start(self, code: str = "") -> None:
        """Make ready, with a code when one is known."""
        if code:
            self.code.fill(code)
            self._on_code()
        self.code.setFocus()

    @override
    def take_card(self, card: CardData) -> bool:
        """Somebody else collects: the card is theirs."""
        if self.collector.currentData() != "proxy":
            return False
        self.name.fill(card.name)
        self.id_number.fill(card.id_number)
        return True

    @Slot()
    def _on_code(self) -> None:
        code = self.code.value().strip()
        if code:
            work = partial(_detail, self.context, code)
            self.context.tasks.query(work, owner=self, done=self._show, failed=self._on_failed)

    def _show(self, detail: DossierDetail) -> None:
        state = detail.state
        lines = (
            state.holder_name,
            state.procedure_name,
            f"{words.status_name(state.status)} · hẹn {shown.day(state.due_at)}",
        )
        self._head.setText("\n".join(lines))

    @Slot()
    def _on_collector(self) -> None:
        by = self.collector.currentData()
        for name in ("name", "id_number", "authorisation"):
            self._fields[name].setVisible(by == "proxy")
        self._fields["post_code"].setVisible(by == "post")

    @override
    @Slot()
    def primary(self) -> None:
        for field in self._fields.values():
            field.show_problem("")
        by = str(self.collector.currentData())
        command = ReturnResult(
            collected_by=by,
            name=self.name.value() or None if by == "proxy" else None,
            id_number=self.id_number.value() or None if by == "proxy" else None,
            authorisation=self.authorisation.value() or None if by == "proxy" else None,
            post_code=self.post_code.value() or None if by == "post" else None,
        )
        work = partial(return_result, self.context.ports, self.code.value().strip(), command)
        self.context.tasks.change(work, owner=self, done=self._on_done, failed=self._on_failed)

    def _on_done(self, result: ReturnedResult) -> None:
        done = f"Đã trả kết quả {result.code} · {result.holder_name}."
        self.tell_moved(done, Status.RESULT_RETURNED)
        work = partial(undo, self.context.ports, result.undo)
        self.undoable.emit(Undoable(f"trả kết quả {result.code}", work))
        for field in self._fields.values():
            if isinstance(field.editor, TextField):
                field.editor.begin()
        self.collector.setCurrentIndex(0)
        self._head.setText("Quét mã trên giấy hẹn, hoặc gõ mã hồ sơ.")
        self.start()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, InvalidField) and error.field in self._fields:
            message = words.describe(error)
            self._fields[error.field].show_problem(f"{message.happened} {message.do_now}")
            self._fields[error.field].editor.setFocus()
        else:
            self.tell(error)


def _detail(context: UiContext, code: str) -> DossierDetail:
    return dossier_detail(context.ports, dossier_id_of(context.ports, code))
