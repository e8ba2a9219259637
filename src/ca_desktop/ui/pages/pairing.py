"""Kết nối: a commune and its centre come to know each other, by three files and a sheet."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.pairing import Offer
from ca_desktop.services.exchange.choices import ChosenLife, Rivalry, choose_life, open_rivalries
from ca_desktop.services.exchange.exports import (
    ExchangeStatus,
    Exported,
    PeerStatus,
    exchange_status,
)
from ca_desktop.services.exchange.imports import Imported
from ca_desktop.services.exchange.pairing import (
    Offered,
    accept_request,
    answer_offer,
    finish_pairing,
    make_offer,
    other_machines,
    read_offer,
)
from ca_desktop.services.keys.key_sheets import draw_pairing_sheet
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.machines.successions import (
    KnownMachine,
    Succeeded,
    machines_side_by_side,
    replace_machine,
)
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.actions import with_key
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.machines import WhichGoesOn, WhichRun, WhoTakesOver
from ca_desktop.ui.models.rows import Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.printing.sheets import print_sheet
from ca_desktop.ui.tasks import Done, Lane, touching
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import NoteLabel, PlainLabel
from ca_desktop.ui.widgets.last_papers import LastPapersFields
from ca_desktop.ui.widgets.places import PlaceField
from ca_desktop.ui.widgets.rows_view import table

OFFERS = "Tệp mời của trung tâm (*.hspair);;Mọi tệp (*)"
REQUESTS = "Tệp trả lời của xã (*.hsreq);;Mọi tệp (*)"
PACKAGES = "Tệp chuyển (*.hsg *.bin);;Mọi tệp (*)"


class CommunePairingPage(Page):
    """Answers a centre's offer after comparing the digits, then takes its first file in."""

    screen_name = "pairing"
    title = "Kết nối với trung tâm"
    topics = frozenset({Topic.OFFICE})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._state = PlainLabel("", self, role="due")
        self.offer = PlaceField("Tệp mời nhận từ trung tâm", "offer", OFFERS, self)
        self._centre = named(NoteLabel("", self), "centre")
        self.code = named(TextField(self), "code")
        self.digits = named(TextField(self), "digits")
        self.last = LastPapersFields(self)
        self.folder = PlaceField("Thư mục hoặc USB để ghi tệp trả lời", "folder", "", self)
        self._answer = button(with_key("Ghi tệp trả lời", "primary"), "answer", primary=True)
        self.package = PlaceField("Tệp kết nối trung tâm gửi lại", "package", PACKAGES, self)
        self._finish = button("Nhận tệp kết nối", "finish")
        self._build()
        self.offer.chosen.connect(self._on_offer)
        self._answer.clicked.connect(self.primary)
        self._finish.clicked.connect(self._on_finish)

    def _build(self) -> None:
        whole = QWidget(self)
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._state)
        box.addWidget(PlainLabel("1. Mở tệp mời và so 25 chữ số với phiếu giấy.", self))
        box.addWidget(self.offer)
        box.addWidget(self._centre)
        box.addWidget(PlainLabel("2. Gõ mã trên phiếu rồi ghi tệp trả lời.", self))
        row = QHBoxLayout()
        row.addWidget(Field("&Mã một lần *", self.code, self))
        row.addWidget(Field("&Nhóm số cuối trên phiếu *", self.digits, self))
        box.addLayout(row)
        other = "Xã đã có máy khác thì chép số trên giấy gần nhất của máy đó:"
        box.addWidget(PlainLabel(other, self))
        box.addWidget(self.last)
        box.addWidget(self.folder)
        box.addWidget(self._answer, 0, Qt.AlignmentFlag.AlignRight)
        box.addWidget(PlainLabel("3. Khi trung tâm gửi lại tệp kết nối.", self))
        box.addWidget(self.package)
        box.addWidget(self._finish, 0, Qt.AlignmentFlag.AlignRight)
        box.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(whole)
        self.box.addWidget(scroll, 1)

    @override
    def refresh(self) -> None:
        work = partial(exchange_status, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show)

    def _show(self, status: ExchangeStatus) -> None:
        names = ", ".join(item.peer.name for item in status.peers)
        self._state.setText(f"Đã kết nối với {names}." if names else "Chưa kết nối với trung tâm.")

    @Slot(object)
    def _on_offer(self, path: Path) -> None:
        work = partial(read_offer, self.context.ports, path)
        self.context.tasks.query(work, owner=self, done=self._show_offer, failed=self.tell)

    def _show_offer(self, offer: Offer) -> None:
        self._centre.setText(f"{offer.name} ({offer.code})\n{offer.fingerprint}")
        self.code.setFocus()

    @override
    @Slot()
    def primary(self) -> None:
        offer, folder = self.offer.value(), self.folder.value()
        if offer is None or folder is None:
            self.ask_for_place("tệp mời và nơi ghi tệp trả lời")
            return
        secret = f"{self.code.value().strip()}-{self.digits.value().strip()}"
        work = partial(_answer, self.context, offer, secret, folder, self.last.value())
        self.context.tasks.change(work, owner=self, done=self._on_answered, failed=self.tell)

    def _on_answered(self, done: Done[Path]) -> None:
        self.said.emit(f"Đã ghi tệp trả lời {done.value.name}. Đem tệp này đến trung tâm.")

    @Slot()
    def _on_finish(self) -> None:
        path = self.package.value()
        if path is None:
            self.ask_for_place("tệp kết nối trung tâm gửi lại")
            return
        work = touching(partial(finish_pairing, self.context.ports, path), *Topic)
        self.context.tasks.change(work, owner=self, done=self._on_finished, failed=self.tell)

    def _on_finished(self, _done: Done[Imported]) -> None:
        self.said.emit("Đã kết nối với trung tâm. Từ nay chuyển dữ liệu bằng Ctrl+U.")


class CentrePairingPage(Page):
    """Writes offers for communes and enrols those that answer."""

    screen_name = "pairing"
    title = "Kết nối xã"
    topics = frozenset({Topic.OFFICE, Topic.EXCHANGE})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.code = named(TextField(self), "commune")
        self.code.setPlaceholderText("H19.12.34")
        self.folder = PlaceField("Thư mục hoặc USB để ghi tệp", "folder", "", self)
        self._offer = button(with_key("Ghi tệp mời", "primary"), "offer", primary=True)
        self._sheet = named(NoteLabel("", self, role="due"), "sheet")
        self.print = button("In phiếu giao tận tay", "print_sheet")
        self.print.hide()
        self._offered: Offered | None = None
        self.request = PlaceField("Tệp trả lời của xã", "request", REQUESTS, self)
        self._accept = button("Nhận xã vào danh sách", "accept")
        self.choose = button("Hai máy trùng nhau: chọn máy làm tiếp…", "choose")
        self.choose.hide()
        self._rivals: Sequence[Rivalry] = ()
        self.replace = button("Máy hỏng, máy khác thay chỗ…", "replace")
        self.replace.hide()
        self._machines: Sequence[KnownMachine] = ()
        self.communes = RowsModel[PeerStatus](_COMMUNES, self)
        self._build()
        self._offer.clicked.connect(self.primary)
        self._accept.clicked.connect(self._on_accept)
        self.print.clicked.connect(self._on_print)
        self.choose.clicked.connect(self._on_choose)
        self.replace.clicked.connect(self._on_replace)

    def _build(self) -> None:
        grid = QGridLayout()
        place = PlainLabel("Nơi ghi mọi tệp của trang này", self)
        place.setWordWrap(False)
        grid.addWidget(place, 0, 0)
        grid.addWidget(self.folder, 0, 1, 1, 2)
        grid.addWidget(PlainLabel("1. Mời một xã", self), 1, 0)
        grid.addWidget(Field("Mã định &danh của xã *", self.code, self), 1, 1)
        grid.addWidget(self._offer, 1, 2, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self._sheet, 2, 1)
        grid.addWidget(self.print, 2, 2)
        grid.addWidget(PlainLabel("2. Khi xã trả lời", self), 3, 0)
        grid.addWidget(self.request, 3, 1)
        grid.addWidget(self._accept, 3, 2)
        grid.setColumnStretch(1, 1)
        self.box.addLayout(grid)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.replace)
        row.addStretch(1)
        self.box.addLayout(row)
        self.box.addWidget(PlainLabel("Các xã đã kết nối", self))
        view = table(
            self.communes,
            "communes",
            (140, 400),
            self,
            empty="Chưa có xã nào. Ghi tệp mời kết nối cho từng xã ở trên.",
        )
        view.setAccessibleName("Các xã đã kết nối")
        self.box.addWidget(view, 1)

    @override
    def refresh(self) -> None:
        work = partial(exchange_status, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show)
        machines = partial(machines_side_by_side, self.context.ports)
        self.context.tasks.query(machines, owner=self, done=self._show_machines)
        rivals = partial(open_rivalries, self.context.ports)
        self.context.tasks.query(rivals, owner=self, done=self._show_rivals)

    def _show(self, status: ExchangeStatus) -> None:
        self.communes.show_rows(status.peers)

    @override
    @Slot()
    def primary(self) -> None:
        folder, code = self.folder.value(), self.code.value().strip()
        if folder is None or not code:
            self.warned.emit("Gõ mã định danh của xã và chọn nơi ghi tệp mời.")
            return
        target = folder / f"moi-{code}.hspair"
        work = touching(partial(make_offer, self.context.ports, code, target), Topic.OFFICE)
        self.context.tasks.change(work, owner=self, done=self._on_offered, failed=self.tell)

    def _on_offered(self, done: Done[Offered]) -> None:
        offered = done.value
        self._sheet.setText(
            f"Phiếu giao tận tay xã {offered.commune_code} (ghi ra giấy, không gửi cùng tệp):\n"
            f"{offered.fingerprint}\nMã một lần: {offered.code}"
        )
        self._offered = offered
        self.print.show()
        self.said.emit(f"Đã ghi tệp mời moi-{offered.commune_code}.hspair.")

    @Slot()
    def _on_print(self) -> None:
        if self._offered is not None:
            self.context.tasks.query(
                partial(_print, self.context, self._offered),
                owner=self,
                done=self._on_printed,
                failed=self.tell,
                lane=Lane.PAPER,
            )

    def _on_printed(self, printer: str) -> None:
        self.said.emit(f"Đã gửi phiếu kết nối tới máy in {printer}.")

    @Slot()
    def _on_accept(self) -> None:
        folder, request = self.folder.value(), self.request.value()
        if folder is None or request is None:
            self.ask_for_place("tệp trả lời của xã và nơi ghi tệp kết nối")
            return
        work = partial(other_machines, self.context.ports, request)
        self.context.tasks.query(work, owner=self, done=self._on_others, failed=self.tell)

    def _on_others(self, others: Sequence[KnownMachine]) -> None:
        """Ask of each other machine of the commune whether it still runs."""
        if not others:
            self._enrol([])
            return
        question = WhichRun(others, self)
        question.given.connect(self._enrol)
        question.open()

    @Slot(list)
    def _enrol(self, replaces: list[str]) -> None:
        folder, request = self.folder.value(), self.request.value()
        if folder is None or request is None:
            return
        target = folder / f"ket-noi-{request.stem}.hsg"
        accept = partial(accept_request, self.context.ports, request, target, replaces)
        work = touching(accept, *Topic)
        self.context.tasks.change(work, owner=self, done=self._on_accepted, failed=self.tell)

    def _show_rivals(self, found: Sequence[Rivalry]) -> None:
        self._rivals = found
        self.choose.setVisible(bool(found))

    def _show_machines(self, found: Sequence[KnownMachine]) -> None:
        self._machines = found
        self.replace.setVisible(bool(found))

    @Slot()
    def _on_replace(self) -> None:
        question = WhoTakesOver(self._machines, self)
        question.given.connect(self._replaced)
        question.open()

    @Slot(str, str)
    def _replaced(self, gone: str, heir: str) -> None:
        work = partial(replace_machine, self.context.ports, gone, heir)
        self.context.tasks.change(work, owner=self, done=self._on_replaced, failed=self.tell)

    def _on_replaced(self, _done: Succeeded) -> None:
        self.said.emit("Đã ghi máy thay chỗ; ghi tệp cho xã để các máy biết.")

    @Slot()
    def _on_choose(self) -> None:
        question = WhichGoesOn(self._rivals[0], self)
        question.given.connect(self._chosen)
        question.open()

    @Slot(str, str)
    def _chosen(self, node: str, life: str) -> None:
        work = touching(partial(choose_life, self.context.ports, node, life), *Topic)
        self.context.tasks.change(work, owner=self, done=self._on_chosen, failed=self.tell)

    def _on_chosen(self, _done: Done[ChosenLife]) -> None:
        self.said.emit("Đã ghi máy làm tiếp; ghi tệp cho xã để máy kia biết.")

    def _on_accepted(self, done: Done[Exported]) -> None:
        exported = done.value
        self.request.clear()
        self.said.emit(f"Đã nhận {exported.peer.name}. Giao tệp {exported.file.name} cho xã.")


def _print(context: UiContext, offered: Offered) -> str:
    pdf = draw_pairing_sheet(context.ports, offered.commune_code, offered.code)
    title = f"Phiếu kết nối {offered.commune_code}"
    return print_sheet(pdf, title=title, ports=context.ports)


def _answer(
    context: UiContext, offer: Path, secret: str, folder: Path, last: LastPapers
) -> Done[Path]:
    target = folder / f"{offer.stem}.hsreq"
    answer_offer(context.ports, offer, secret, target, last)
    return Done(target, frozenset({Topic.OFFICE}))


def _commune_code(row: PeerStatus) -> str:
    return row.peer.code


def _commune_name(row: PeerStatus) -> str:
    return row.peer.name


_COMMUNES = (Column("Mã định danh", _commune_code), Column("Tên xã", _commune_name))
