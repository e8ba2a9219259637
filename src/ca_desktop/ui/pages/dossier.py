"""Chi tiết hồ sơ: everything on one dossier, and its next step."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.deadlines import Deadline
from ca_desktop.domain.money import format_vnd
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import DossierDetail, Stepped
from ca_desktop.services.desk.overview import DossierOverview, dossier_overview
from ca_desktop.services.desk.step_choices import StepChoices, step_choices
from ca_desktop.services.desk.why import Explained, explain_dossier
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.actions import with_key
from ca_desktop.ui.badges import badge_of
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.ask import AskDialog
from ca_desktop.ui.dialogs.assess import AssessDialog
from ca_desktop.ui.dialogs.edit_people import EditDialog
from ca_desktop.ui.dialogs.step import StepDialog
from ca_desktop.ui.dialogs.step_taker import StepTaker, StepWanted
from ca_desktop.ui.dossier_words import clock_words, holding_words, letter_wish, stepped_words
from ca_desktop.ui.half_typed import HalfTyped
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.dossier_tabs import DossierTabs
from ca_desktop.ui.pages.fee_desk import may_collect, open_give_back
from ca_desktop.ui.pages.scans_button import ScansButton
from ca_desktop.ui.step_list import ASKED, not_mine, step_of
from ca_desktop.ui.told import Offer
from ca_desktop.ui.widgets.badge_label import BadgeLabel
from ca_desktop.ui.widgets.dossier_tasks import DossierTasks
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.flow import FlowRow
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.promise import Promise
from ca_desktop.ui.widgets.steps import StepField

NOTHING = "Chọn một hồ sơ: quét giấy hẹn, hoặc tìm (F3)."
RESEND = "Hồ sơ đã chuyển đi rồi có thay đổi. Sẽ gửi bản cập nhật trong lần chuyển tới."


class DossierPage(Page):
    """Shows one dossier and takes its steps."""

    screen_name = "dossier"
    title = "Chi tiết hồ sơ"
    topics = frozenset({Topic.DOSSIERS, Topic.TASKS, Topic.PRINTS, Topic.EXCHANGE})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted = ""
        self.shown: DossierOverview | None = None
        self._sent: DossierDetail | None = None
        self._head = named(PlainLabel(NOTHING, self, role="title"), "dossier_head")
        self.badge = BadgeLabel(self)
        self.badge.show_badge(None)
        self._about = named(PlainLabel("", self), "dossier_about")
        self.due = Promise(self)
        self.due.setWordWrap(False)
        self._clock = named(PlainLabel("", self), "dossier_clock")
        self._resend = named(PlainLabel(RESEND, self, role="hint"), "resend")
        self._resend.hide()
        self.tabs = DossierTabs(self)
        self.steps = StepField(self)
        self.step = self.steps.choice
        self.note = named(TextField(self), "note")
        self.half = HalfTyped(self.note)
        self._go = self.act_button("primary", "take_step")
        self._return = button(with_key("Trả kết quả", "return"), "go_return")
        self._slip = button(with_key("In lại", "preview"), "reprint")
        self._ask = button("Đề ng&hị…", "ask")
        self._letter = button("&Lập phiếu…", "write_letter")
        self._again = button("In phiếu đang chọn", "print_sheet")
        self._again.hide()
        self.scans = ScansButton(self.context, self)
        self.tasks = DossierTasks(self.context, self.note, self)
        self._taker = StepTaker(self.context, self)
        self._build()
        self._connect()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._head, 1)
        top.addWidget(self.badge)
        self.box.addLayout(top)
        self.box.addWidget(self._about)
        due = FlowRow(left=True)
        due.add(self.due)
        due.add(self.due.why)
        due.add(self._clock, 1)
        self.box.addLayout(due)
        self.box.addWidget(self._resend)
        self.box.addWidget(self.tabs, 1)
        self.box.addWidget(self.tasks)
        more, foot = FlowRow(), FlowRow(foot=True)
        for each in (self._again, self._letter, self._ask, self.scans):
            more.add(each)
        foot.add(self.steps, 1, letters=20)
        foot.add(Field("Ghi chú hoặc lý &do", self.note, self), 1, letters=20)
        for each in (self._slip, self._return, self._go):
            foot.add(each)
        self.box.addLayout(more)
        self.box.addLayout(foot)
        self.box.addWidget(self.steps.told)

    def _connect(self) -> None:
        self._taker.stepped.connect(self._on_stepped)
        self._taker.failed.connect(self._on_failed)
        self._taker.left.connect(self._on_left)
        self.due.why_asked.connect(self.show_why)
        self.tasks.said.connect(self.said)
        self.tasks.answered.connect(self._drop_note)
        self.tasks.failed.connect(self.tell)
        self.tasks.receipt_asked.connect(self.receipt_asked)
        self._go.clicked.connect(self.primary)
        self.steps.mine.connect(self._go.setEnabled)
        self._return.clicked.connect(self._on_return)
        self._slip.clicked.connect(self._on_reprint)
        self._ask.clicked.connect(self._on_ask)
        self._letter.clicked.connect(self._on_letter)
        self._again.clicked.connect(self._on_again)
        self.tabs.sheet_chosen.connect(self._again.setVisible)
        self._forget()

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self.tabs, self.step)

    @Slot(str)
    def _drop_note(self, dossier_id: str) -> None:
        """What was typed about a dossier went into what was done with it."""
        self.half.end(dossier_id, self.note.begin)

    @property
    def detail(self) -> DossierDetail | None:
        """The dossier that is shown; None before one is."""
        return self.shown.detail if self.shown else None

    # showing

    def choose(self, dossier_id: str) -> None:
        """Say which dossier is to be shown from the next `refresh` on."""
        if dossier_id != self._wanted:
            self._forget()
            self.turn_to(dossier_id, "hồ sơ vừa mở", self.note.begin)
        self._wanted = dossier_id

    def _forget(self) -> None:
        """Until a dossier has come no key means another one."""
        self.shown = None
        self.steps.show_steps(None)
        self.due.why.hide()
        for each in (self._return, self._slip, self._ask, self._letter):
            each.setEnabled(False)

    @override
    def refresh(self) -> None:
        if self._wanted:
            work = partial(dossier_overview, self.context.ports, self._wanted)
            done = partial(self._show, self._wanted)
            self.context.tasks.query(work, owner=self, done=done, failed=self.tell)

    def _show(self, dossier_id: str, found: DossierOverview) -> None:
        if dossier_id != self._wanted:
            return  # another one was asked for meanwhile
        self.shown = found
        self.half.name = f"hồ sơ {found.state.code or found.state.holder_name}"
        detail, state = found.detail, found.state
        self._head.setText(f"{state.holder_name} · {state.code or 'Không có mã'}")
        self.badge.show_badge(badge_of(found.row, self.context.now()))
        self._about.setText(f"{state.procedure_name} · {holding_words(detail)}")
        self._show_due(found)
        self._resend.setVisible(found.resend)
        self._show_steps(detail)
        self.tabs.show_overview(found)
        self.tasks.show_detail(detail)
        self.scans.show_dossier(detail)

    def _show_due(self, found: DossierOverview) -> None:
        if found.deadline is not None:
            self.due.show_deadline(found.deadline)
        else:
            self.due.show_day(found.state.due_at)
        self.due.setVisible(bool(self.due.text()))
        self.due.why.setVisible(found.deadline is not None)
        self._clock.setText(clock_words(found))

    def _show_steps(self, detail: DossierDetail) -> None:
        state = detail.state
        self.steps.show_steps(detail)
        self._return.setEnabled("return" in detail.steps)
        self._return.setToolTip(not_mine(detail, "return"))
        for each in (self._slip, self._ask, self._letter):
            each.setEnabled(state.code is not None)
        here = "Sửa, g&hi chú…" if detail.may_correct else "G&hi chú…"
        self._ask.setText(here if detail.is_held_here else "Đề ng&hị…")

    @override
    def selected(self) -> DossierRow | None:
        return self.shown.row if self.shown else None

    @override
    def why(self, deadline: Deadline) -> Callable[[], Explained]:
        return partial(explain_dossier, self.context.ports, self._wanted)

    # steps

    @override
    @Slot()
    def primary(self) -> None:
        detail = self.detail
        if detail is None:
            self.warned.emit(words.describe_code("CHOOSE-DOSSIER").sentence)
        if detail is None or detail is self._sent:
            return  # one press, one step
        state, step = detail.state, self.step.currentData()
        if step is None:
            name = words.status_name(state.status)
            self.warned.emit(f"{state.code or ''} đang là “{name}”, hết bước ở đây. Xem Quá trình.")
            return
        if whose := self.steps.whose():
            self.warned.emit(whose)
            return
        code, note = state.code or "", self.note.value()
        wanted = StepWanted(code, step_of(str(step)), note)
        if step == "correct_fee":
            kept = partial(self._drop_note, state.dossier_id)
            _assess(self, code, note).accepted.connect(kept)
            return
        self._sent = detail
        if step not in ASKED:
            self._taker.take(wanted)
            return
        work = partial(step_choices, self.context.ports, state.dossier_id, wanted.step)
        title = self.step.currentText().partition(". ")[2].rstrip("…")
        done = partial(self._ask_step, wanted, title)
        self.context.tasks.query(work, owner=self, done=done, failed=self._on_failed)

    def _ask_step(self, wanted: StepWanted, title: str, offered: StepChoices) -> None:
        dialog = StepDialog(self.context, wanted, title, offered, self)
        dialog.stepped.connect(self._on_stepped)
        dialog.rejected.connect(self._on_left)
        dialog.open()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._sent = None
        self.tell(error)

    @Slot()
    def _on_left(self) -> None:
        self._sent = None

    @Slot(object)
    def _on_stepped(self, result: Stepped) -> None:
        self._drop_note(result.dossier_id)
        if result.requested:
            self.said.emit(f"Đã đề nghị rút lại {result.code}; chờ tệp trả lời.")
            self.undoable.emit(None)
        else:
            sentence, offers = stepped_words(result, self.detail), tuple[Offer, ...]()
            if result.back_vnd:
                sentence, offers = _money_back(self, sentence, result)
            self.tell_stepped(sentence, result, *offers)

    @Slot()
    def _on_ask(self) -> None:
        if self.detail is not None:
            _ask(self, self.detail)

    @Slot()
    def _on_letter(self) -> None:
        """Write a letter: papers are asked for while that may be, else the control sheet."""
        if self.shown is not None:
            self.letter_asked.emit(letter_wish(self.shown))

    @Slot()
    def _on_again(self) -> None:
        sheet = self.tabs.sheet()
        if self.shown is not None and sheet:
            self.sheet_asked.emit(self.shown.state.dossier_id, sheet, None)

    @Slot()
    def _on_return(self) -> None:
        if self.detail is not None and self.detail.state.code:
            self.return_asked.emit(self.detail.state.code)

    @Slot()
    def _on_reprint(self) -> None:
        if self.detail is not None and self.detail.state.code:
            self.preview_asked.emit(self.detail.state.code)


def _ask(page: Page, detail: DossierDetail) -> None:
    """Put facts right, or ask whoever holds the dossier to."""
    people = detail.people if detail.may_correct else None
    if people is not None:
        edit = EditDialog(page.context, detail, people, page)
        edit.said.connect(page.said)
        edit.open()
        return
    dialog = AskDialog(page.context, detail, page)
    dialog.said.connect(page.said)
    dialog.papers_taken.connect(page.receipt_asked)
    dialog.open()


def _assess(page: Page, code: str, note: str) -> AssessDialog:
    """Put right what the dossier costs, as the page of fees does."""
    dialog = AssessDialog(page.context, code, page, note)
    dialog.said.connect(page.said)
    dialog.open()
    return dialog


def _money_back(page: Page, sentence: str, done: Stepped) -> tuple[str, tuple[Offer, ...]]:
    """Say what was paid for a dossier that ended early, and offer to give it back."""
    said = f"{sentence} Đã thu {format_vnd(done.back_vnd)}: hoàn lại, hoặc ghi lý do không hoàn."
    if not may_collect(page.context):
        return said, ()
    ask = partial(open_give_back, page.context, page, done.code, done.back_vnd)
    return said, (Offer("Hoàn tiền…", "give_back_stepped", ask),)
