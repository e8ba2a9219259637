"""Khóa và kết nối: for administrators; each case says what will happen before it does it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QWidget,
)
from typing_extensions import override

from ca_desktop.services.keys.key_overview import KeyOverview, key_overview
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.keep_paper import KeepPaper
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.key_guides import CENTRE, COMMUNE
from ca_desktop.ui.pages.long_work import BUSY
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import named
from ca_desktop.ui.widgets.guide import GuidePanel, StepDone
from ca_desktop.ui.widgets.labels import PlainLabel

LIST_WIDTH, CASE_HEIGHT = 300, 34


class KeysPage(Page):
    """The cases on the left, the chosen one on the right."""

    screen_name = "keys"
    title = "Khóa và kết nối"
    topics = frozenset({Topic.OFFICE, Topic.EXCHANGE})

    def __init__(
        self, context: UiContext, *, is_centre: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self.state = named(PlainLabel("", self, role="hint"), "keys_state")
        self.cases = named(QListWidget(self), "cases")
        self.cases.setAccessibleName("Các trường hợp")
        self.cases.setFixedWidth(LIST_WIDTH)
        self.cases.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stack = QStackedWidget(self)
        self.panels: dict[str, GuidePanel] = {}
        self.paper: KeepPaper | None = None
        for guide in CENTRE if is_centre else COMMUNE:
            panel = GuidePanel(guide)
            panel.wanted.connect(self.primary)
            panel.looked.connect(self._on_looked)
            self.panels[guide.name] = panel
            item = QListWidgetItem(guide.title, self.cases)
            item.setSizeHint(QSize(LIST_WIDTH, CASE_HEIGHT))
            self.stack.addWidget(_scrolled(panel))
        self.box.addWidget(self.state)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.cases)
        row.addWidget(self.stack, 1)
        self.box.addLayout(row, 1)
        self.cases.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.cases.setCurrentRow(0)

    @property
    def panel(self) -> GuidePanel:
        """The case that is shown."""
        return list(self.panels.values())[self.stack.currentIndex()]

    def show_case(self, name: str) -> None:
        """Show a case by its name."""
        self.cases.setCurrentRow(list(self.panels).index(name))

    @override
    def refresh(self) -> None:
        work = partial(key_overview, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show, failed=self.tell)

    def _show(self, found: KeyOverview) -> None:
        self.state.setText("\n".join(_lines(found)))
        choices = [
            (f"{x.name} ({x.code}) · máy {x.node_id[:8]}", x.node_id)
            for x in found.nodes
            if not x.revoked
        ]
        for panel in self.panels.values():
            panel.offer(choices)

    @override
    @Slot()
    def primary(self) -> None:
        panel = self.panel
        guide, missing = panel.guide, panel.missing()
        if guide.page:
            self.page_asked.emit(guide.page)
        elif missing:
            self.warned.emit(f"Còn thiếu: {missing.replace('&', '').rstrip(' *')}.")
        elif guide.work is not None and panel.go.isEnabled():
            panel.go.setEnabled(False)
            self.context.tasks.change(
                partial(guide.work, self.context.ports, panel.values()),
                owner=self,
                done=partial(self._on_done, panel),
                failed=partial(self._on_failed, panel),
                lane=Lane.WRITER,
            )
        else:
            self.warned.emit(BUSY if guide.work else "Phần này để đọc, không có việc phải làm.")

    def _on_done(self, panel: GuidePanel, done: StepDone) -> None:
        panel.go.setEnabled(True)
        panel.clear()
        self.said.emit(done.said)
        if done.paper is not None:
            self.paper = KeepPaper(self.context, done.paper, self)
            self.paper.open()

    def _on_failed(self, panel: GuidePanel, error: Exception) -> None:
        panel.go.setEnabled(True)
        self.tell(error)

    @Slot(object)
    def _on_looked(self, path: Path) -> None:
        panel = self.panel
        if panel.guide.looks is not None:
            work = partial(panel.guide.looks, self.context.ports, path)
            self.context.tasks.query(
                work, owner=self, done=panel.show_found, failed=self.tell, lane=Lane.FILES
            )


def _scrolled(panel: GuidePanel) -> QScrollArea:
    area = named(QScrollArea(), "guide")
    area.setAccessibleName("Các bước")
    area.setAccessibleName("Các bước phải làm")
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(panel)
    return area


def _lines(found: KeyOverview) -> list[str]:
    lines = [f"Khóa số {found.node.key_number}, dùng từ {shown.day(found.rotated_at)}."]
    if found.card is None:
        return [*lines, "Chưa kết nối với trung tâm."]
    where = "Trung tâm này" if found.is_centre else found.card.name
    lines.append(
        f"{where}: chứng nhận lần {found.card.serial}, số đối chiếu {found.card.fingerprint}."
    )
    if found.is_centre:
        gone = sum(node.revoked for node in found.nodes)
        checked = shown.day(found.checked_at) if found.checked_at else "chưa lần nào"
        lines.append(
            f"Máy đã kết nối: {len(found.nodes) - gone}, đã thu hồi: {gone}."
            f" Kiểm tra phiếu gốc gần nhất: {checked}."
        )
    return lines
