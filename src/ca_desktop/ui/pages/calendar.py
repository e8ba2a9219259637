"""Lịch làm việc: a year day by day, whose word each unusual day is, and what a change moves."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.calendar_layers import mark_of
from ca_desktop.domain.calendars import YearCalendar
from ca_desktop.domain.errors import CaError, InvalidField
from ca_desktop.domain.moments import weekday_text
from ca_desktop.services import words
from ca_desktop.services.desk.calendar_moves import Move
from ca_desktop.services.desk.calendars import (
    CalendarPreview,
    CalendarSaved,
    CalendarYear,
    WantedYear,
    calendar_year,
    preview_calendar,
    save_calendar,
)
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.watch import Watch
from ca_desktop.ui.calendar_days import LEGEND, DayRow, days_shown, rows_of
from ca_desktop.ui.calendar_drafts import YearDrafts
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.calendar_moves import CalendarMovesDialog
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.long_work import LongWork
from ca_desktop.ui.pages.setting_buttons import WaitsButton
from ca_desktop.ui.told import Level, Offer, Told
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.days_shown import DaysShown
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.month_bar import MonthBar
from ca_desktop.ui.widgets.progress import ProgressStrip
from ca_desktop.ui.widgets.rows_view import RowsView, table

COMMON = {
    "": "Như thường lệ",
    "holiday": "Nghỉ lễ",
    "swap_off": "Nghỉ hoán đổi",
    "make_up": "Làm bù",
    "morning": "Chỉ làm buổi sáng",
    "afternoon": "Chỉ làm buổi chiều",
}
OWN = {
    "": "Như lịch chung",
    "holiday": "Nghỉ",
    "morning": "Chỉ làm buổi sáng",
    "afternoon": "Chỉ làm buổi chiều",
}
SOURCES = {
    "centre": "Lịch trung tâm ban hành",
    "import": "Lịch đơn vị tự ghi",
    "starter": "Lịch theo gợi ý của chương trình, cần đối chiếu văn bản",
    "": "",
}
NO_DAYS = "Năm này chưa có ngày nghỉ lễ hay làm bù. Chọn một ngày trên lịch để đặt."


class CalendarPage(Page):
    """A month as a grid, the unusual days of its year as a list, and the chosen day to change."""

    screen_name = "calendar"
    title = "Lịch làm việc"
    topics = frozenset({Topic.MASTER})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.year = YearDrafts()
        self._day = context.today()
        self.bar = MonthBar(context.today, self)
        self.days = DaysShown(LEGEND, self)
        self.model = RowsModel[DayRow](_COLUMNS, self)
        self.list = _unusual_days(self.model, self)
        self._chosen = named(PlainLabel("", self, role="due"), "chosen_day")
        self._chosen.setWordWrap(False)
        self.source = named(PlainLabel("", self, role="hint"), "calendar_source")
        self.common = _choice("common_kind", COMMON, self)
        self.own = _choice("own_kind", OWN, self)
        self.fields = {
            "common": Field("&Lịch chung", self.common, self),
            "own": Field("Riê&ng đơn vị này", self.own, self),
        }
        self._hint = named(PlainLabel("", self, role="warning"), "calendar_hint")
        self._suggest = button("Nạp gợi ý", "suggest_calendar")
        self._drop = button("Bỏ thay đổi", "drop_changes")
        self._go = self.act_button("primary", "save_calendar_year")
        self._strip = ProgressStrip(self)
        self._long = LongWork(self, self._strip)
        self._build()
        self._connect()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.bar, 1)
        top.addWidget(self._suggest)
        top.addWidget(self._drop)
        self.box.addLayout(top)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.days, 5)
        row.addWidget(self.list, 3)
        self.box.addLayout(row, 1)
        self.box.addWidget(self._hint)
        told = QHBoxLayout()
        told.addWidget(self._chosen)
        told.addWidget(self.source, 1)
        told.addWidget(WaitsButton(self))
        self.box.addLayout(told)
        foot = QHBoxLayout()
        foot.addWidget(self.fields["common"], 2)
        foot.addWidget(self.fields["own"], 2)
        foot.addStretch(1)
        foot.addWidget(self._go, 0, Qt.AlignmentFlag.AlignBottom)
        self.box.addLayout(foot)
        self.box.addWidget(self._strip)

    def _connect(self) -> None:
        self.days.day_chosen.connect(self._on_day)
        self.days.month_asked.connect(self._on_month)
        self.days.day_entered.connect(self._on_entered)
        self.bar.whole.toggled.connect(self._on_whole)
        self.bar.month_asked.connect(self._on_month)
        self.bar.day_asked.connect(self._go_to)
        self.bar.refused.connect(self.tell)
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        self.common.activated.connect(self._on_common)
        self.own.activated.connect(self._on_own)
        self._suggest.clicked.connect(self._on_suggest)
        self._drop.clicked.connect(self._on_drop)
        self._go.clicked.connect(self.primary)

    @override
    def panes(self) -> Sequence[QWidget]:
        choice = self.common if self.common.isEnabled() else self.own
        return (self.days.current, self.list, choice)

    @Slot(bool)
    def _on_whole(self, checked: bool) -> None:  # noqa: FBT001 Qt's signal
        self.days.show_whole(wanted=checked)
        self.list.setVisible(not checked)
        self._draw()
        self.days.current.setFocus()

    # the year that is shown

    @override
    def refresh(self) -> None:
        work = partial(calendar_year, self.context.ports, self._day.year)
        self.context.tasks.query(work, owner=self, done=self._show, failed=self.tell)

    def _show(self, found: CalendarYear) -> None:
        if found.year == self._day.year:
            self.year.found = found
            self._draw()

    def _draw(self) -> None:
        found, base, own = self.year.found, self.year.base, self.year.own
        if found is None:
            return
        day, edited = self._day, self.year.edited
        self.bar.month.setText(f"Tháng {day.month}/{day.year}")
        self.source.setText(f"{SOURCES[found.layers.layer]}{' · chưa lưu' if edited else ''}")
        self.days.show_days(day, days_shown(day.year, base, own))
        _show_rows(self.list, self.model, rows_of(base, own), day)
        self._hint.setText(_hint_of(found, base))
        self._hint.setVisible(bool(self._hint.text()))
        self._suggest.setVisible(base is None and found.edits_all and found.may_edit)
        self._drop.setVisible(edited)
        self._show_day()

    def _show_day(self) -> None:
        base, found = self.year.base, self.year.found
        self._chosen.setText(weekday_text(self._day))
        may = found is not None and found.may_edit and base is not None
        self.common.setEnabled(may and found is not None and found.edits_all)
        self.own.setEnabled(may)
        for field in self.fields.values():
            field.show_problem("")
        _choose(self.common, mark_of(base, self._day) if base else "")
        _choose(self.own, mark_of(self.year.own, self._day))

    @override
    def unkept(self) -> Mapping[str, object]:
        return self.year.unkept()

    # moving about

    @Slot(object)
    def _on_day(self, day: date) -> None:
        self._day = day
        self._show_day()

    @Slot(int)
    def _on_month(self, steps: int) -> None:
        month = self._day.year * 12 + self._day.month - 1 + steps
        year, number = divmod(month, 12)
        last = monthrange(year, number + 1)[1]
        self._go_to(date(year, number + 1, min(self._day.day, last)))

    @Slot(object)
    def _go_to(self, day: date) -> None:
        same = day.year == self._day.year
        self._day = day
        if same:
            self._draw()
        else:
            self.year.found = None  # no day of this year is drawn or marked on the other
            self._show_day()
            self.refresh()

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = current.data(ROW_ROLE)
        if isinstance(row, DayRow) and row.day != self._day:
            self._go_to(row.day)

    @Slot()
    def _on_entered(self) -> None:
        (self.common if self.common.isEnabled() else self.own).setFocus()

    # changing

    @Slot()
    def _on_common(self) -> None:
        self._mark("common", self.common)

    @Slot()
    def _on_own(self) -> None:
        self._mark("own", self.own)

    def _mark(self, which: str, choice: ChoiceField) -> None:
        field = self.fields[which]
        field.show_problem("")
        try:
            self.year.mark(which, self._day, str(choice.currentData()))
        except InvalidField as error:
            field.show_problem(words.describe(error).happened)
            return
        self._draw()

    @Slot()
    def _on_suggest(self) -> None:
        self.year.suggest()
        self._draw()

    @Slot()
    def _on_drop(self) -> None:
        self.year.drop()
        self._draw()

    # keeping

    @override
    @Slot()
    def primary(self) -> None:
        found = self.year.found
        if found is None:
            self.warned.emit(f"Lịch năm {self._day.year} đang được đọc. Lịch hiện ra thì bấm F9.")
            self.refresh()
            return
        if not found.may_edit:
            self.warned.emit("Lịch do người kiểm soát thủ tục hoặc quản trị sửa. Nhờ người đó.")
            return
        wanted = self.year.wanted
        work = partial(preview_calendar, self.context.ports, wanted)
        done = partial(self._ask, wanted)
        self.context.tasks.query(work, owner=self, done=done, failed=self.tell)

    def _ask(self, wanted: WantedYear, preview: CalendarPreview) -> None:
        news = self.year.found is not None and self.year.found.news
        if not (self.year.edited or news or preview.moves.moves):
            self.said.emit("Lịch chưa có thay đổi nào để lưu; mọi ngày hẹn khớp lịch.")
            return
        dialog = CalendarMovesDialog(wanted.year, preview, self)
        dialog.agreed.connect(partial(self._save, wanted))
        dialog.open()

    def _save(self, wanted: WantedYear, seen: tuple[Move, ...], reason: str) -> None:
        if not self._long.is_free():
            return
        work = partial(_saved, self.context.ports, wanted, seen, reason)
        done = partial(self._on_saved, wanted, seen)
        topics = (Topic.MASTER, Topic.DOSSIERS)
        self._long.run(work, *topics, done=done, failed=self._on_refused)

    def _on_saved(self, wanted: WantedYear, seen: tuple[Move, ...], saved: CalendarSaved) -> None:
        self.year.settle(wanted)
        publishes = self.year.found is not None and self.year.found.publishes
        sends = " Các xã nhận trong lần chuyển dữ liệu tới." if publishes else ""
        text = f"Đã lưu lịch năm {saved.year}.{sends}"
        offers: tuple[Offer, ...] = ()
        if saved.moved:
            text += f" {saved.moved} hồ sơ đổi ngày hẹn: báo cho người nộp."
            here = tuple(move.dossier_id for move in seen if move.here)
            offers = (_see_moved(self, here),)
        level = Level.INFO if saved.moved else Level.SUCCESS
        self.told.emit(Told(text=text, level=level, offers=offers))
        self.refresh()

    def _on_refused(self, error: Exception) -> None:
        self.tell(error)
        if isinstance(error, CaError) and error.code == "MOVES-CHANGED":
            self.primary()


def _saved(
    ports: Ports, wanted: WantedYear, seen: tuple[Move, ...], reason: str, watch: Watch
) -> CalendarSaved:
    return save_calendar(ports, wanted, seen, reason, watch)


def _show_rows(view: RowsView, model: RowsModel[DayRow], rows: Sequence[DayRow], day: date) -> None:
    """Show the unusual days, the chosen one marked if it is among them."""
    view.selectionModel().blockSignals(True)
    model.show_rows(rows)
    places = [place for place, row in enumerate(rows) if row.day == day]
    if places:
        view.selectRow(places[0])
        view.scrollTo(model.index(places[0], 0))
    view.selectionModel().blockSignals(False)


def _see_moved(page: Page, ids: tuple[str, ...]) -> Offer:
    return Offer("Xem các hồ sơ này", "show_moved", partial(page.dossiers_asked.emit, ids))


def _hint_of(found: CalendarYear, base: YearCalendar | None) -> str:
    if base is None:
        more = (
            "Bấm Nạp gợi ý để bắt đầu từ các ngày lễ cố định, cần đối chiếu văn bản."
            if found.edits_all
            else "Trung tâm ban hành lịch này; nhập tệp của trung tâm khi có."
        )
        return f"Chưa có lịch năm {found.year}. {more}"
    if found.news:
        said = words.describe_code("CALENDAR-NEW", year=found.year)
        return f"▲ {said.happened} Bấm F9 để xem hồ sơ nào đổi ngày hẹn."
    if found.layers.base is None:
        return "Gợi ý mới có các ngày lễ cố định, cần đối chiếu văn bản rồi thêm Tết, Giỗ Tổ."
    return f"▲ Lịch chưa có: {'; '.join(found.lacking)}." if found.lacking else ""


def _unusual_days(model: QAbstractItemModel, parent: QWidget) -> RowsView:
    made = table(model, "unusual_days", (110, 190), parent, empty=NO_DAYS)
    made.columns.make_room((84, 100))
    made.setAccessibleName("Các ngày khác thường trong năm")
    return made


def _choice(name: str, kinds: dict[str, str], page: QWidget) -> ChoiceField:
    made = named(ChoiceField(page), name)
    for kind, said in kinds.items():
        made.addItem(said, kind)
    return made


def _choose(field: ChoiceField, kind: str) -> None:
    field.setCurrentIndex(max(field.findData(kind), 0))


def _date(row: DayRow) -> str:
    return row.date_words


def _words(row: DayRow) -> str:
    return row.words


_COLUMNS = (Column("Ngày", _date), Column("Là", _words))
