"""Every dialog, looked at by the same eyes as the pages."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from tests.helpers import eyes, offices
from tests.ui.test_every_page import theme  # noqa: F401 a fixture

from ca_desktop.app.office_window import open_window
from ca_desktop.domain.errors import (
    AlreadyOpen,
    DatabaseDamaged,
    DatabaseMissing,
    MachineError,
    NotAllowedNow,
)
from ca_desktop.domain.identities import PublicKeys
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.periods import scored_period
from ca_desktop.domain.reports import official_month
from ca_desktop.services.desk import dossiers, intake, receipts, slips
from ca_desktop.services.desk.approving import ApproversOffered
from ca_desktop.services.desk.attachments import LookedAt
from ca_desktop.services.desk.calendar_moves import CalendarMoves, Move
from ca_desktop.services.desk.calendars import CalendarPreview
from ca_desktop.services.desk.step_choices import step_choices
from ca_desktop.services.desk.why import explain_dossier
from ca_desktop.services.exchange.choices import Rivalry
from ca_desktop.services.exchange.handovers import ExchangeNote
from ca_desktop.services.machines.successions import KnownMachine
from ca_desktop.services.office.accounts import accounts
from ca_desktop.services.office.closing import close_period, closing_of
from ca_desktop.services.office.look import Look
from ca_desktop.services.office.reports import Wanted
from ca_desktop.services.office.scores import EnterScore, enter_score, score_sheet
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, NodeRow
from ca_desktop.services.ports.scan_rows import AttachmentRow
from ca_desktop.services.ports.scans import Raster
from ca_desktop.ui.dialogs.acting import ActingDialog
from ca_desktop.ui.dialogs.adopt import AdoptQuestion
from ca_desktop.ui.dialogs.ask import AskDialog
from ca_desktop.ui.dialogs.assess import AssessDialog
from ca_desktop.ui.dialogs.batch import BatchDialog
from ca_desktop.ui.dialogs.calendar_moves import CalendarMovesDialog
from ca_desktop.ui.dialogs.close_period import ClosePeriod
from ca_desktop.ui.dialogs.collect import CollectDialog
from ca_desktop.ui.dialogs.columns import ColumnsDialog
from ca_desktop.ui.dialogs.dated_setting import DatedSettingDialog
from ca_desktop.ui.dialogs.edit_people import EditDialog
from ca_desktop.ui.dialogs.entry import Entry, Notice, OpenElsewhere, SignIn, Waiting
from ca_desktop.ui.dialogs.first_run import FirstRun, KeepCodes
from ca_desktop.ui.dialogs.keep_paper import KeepPaper
from ca_desktop.ui.dialogs.lock import LockDialog
from ca_desktop.ui.dialogs.machines import WhichGoesOn, WhichRun, WhoTakesOver, _Question
from ca_desktop.ui.dialogs.money_back import (
    BookDialog,
    GiveBackDialog,
    MoneyDialog,
    ReasonDialog,
    RefundDialog,
    _RefundingDialog,
)
from ca_desktop.ui.dialogs.override import OverrideDialog
from ca_desktop.ui.dialogs.process import ProcessDialog
from ca_desktop.ui.dialogs.rebuild import RebuildCentre
from ca_desktop.ui.dialogs.recent import RecentDialog
from ca_desktop.ui.dialogs.scan_viewer import ScanViewer
from ca_desktop.ui.dialogs.score import ScoreDialog
from ca_desktop.ui.dialogs.slip_preview import SlipPreview
from ca_desktop.ui.dialogs.step import StepDialog
from ca_desktop.ui.dialogs.step_taker import StepWanted
from ca_desktop.ui.dialogs.stopped import Stopped
from ca_desktop.ui.dialogs.target import TargetDialog
from ca_desktop.ui.dialogs.tariff import TariffDialog
from ca_desktop.ui.dialogs.training import TrainingSetup
from ca_desktop.ui.dialogs.unpaid import UnpaidDialog
from ca_desktop.ui.dialogs.waits import WaitsDialog
from ca_desktop.ui.dialogs.why import WhyDialog
from ca_desktop.ui.pages.attachments import AttachmentsDialog, ScannedDossier
from ca_desktop.ui.pages.exchange.note_desk import NotePreview
from ca_desktop.ui.theme import Theme
from ca_desktop.ui.told import Told
from ca_desktop.ui.widgets.guide import Paper
from ca_desktop.ui.widgets.rows_view import RowsView
from ca_desktop.ui.windows.main_window import LEAST_HEIGHT, LEAST_WIDTH, MainWindow
from ca_desktop.ui.windows.restore import RestoreDialog

SIZES = (11, 9, 14)
AT_FIRST = {"first_run", "codes"}
"""Before there is an office nobody has chosen a size of text."""

LARGE_TEXT = (1024, 540)
"""What a screen leaves at 125 %, which is enough where the text itself is larger."""

BASES = {ActingDialog, DatedSettingDialog, Entry, MoneyDialog, _Question, _RefundingDialog}
DESTROYS = ("anew", "drop", "remove", "reject", "refuse", "cancel", "delete")
Seen = dict[str, list[object]]


@pytest.fixture(scope="module")
def window(
    tmp_path_factory: pytest.TempPathFactory,
    theme: Theme,  # noqa: F811
    qapp: QApplication,
) -> Iterator[MainWindow]:
    folder = offices.found(tmp_path_factory.mktemp("office") / "o")
    with ExitStack() as stack:
        ports = stack.enter_context(offices.opened(folder))
        offices.take_in(ports)
        made = open_window(ports)
        made.show()
        yield made
        while made._context.tasks.writing:
            qapp.processEvents()
        made.close()
        made.deleteLater()


@dataclass(frozen=True)
class Desk:
    """What dialogs are made of."""

    window: MainWindow
    folder: Path

    @property
    def ports(self) -> Ports:
        return self.window._context.ports

    @property
    def code(self) -> str:
        return next(row.code or "" for row in dossiers.dossier_rows(self.ports, ALL, limit=1))

    @property
    def dossier_id(self) -> str:
        return dossiers.dossier_id_of(self.ports, self.code)

    @property
    def machines(self) -> list[KnownMachine]:
        keys = PublicKeys(sign=b"s" * 32, box=b"b" * 32)
        rows = [
            NodeRow(
                node_id=letter * 32,
                office_id="0" * 32,
                code="H19.12.34",
                name="Xã Bình Minh",
                kind="commune",
                keys=keys,
            )
            for letter in "ab"
        ]
        heard = "2026-03-02T09:00:00+07:00"
        return [KnownMachine(node=row, heard_at=heard, events=3, closed=False) for row in rows]


ALL = DossierFilter()


class Still:
    """A scan of one empty page, held open by nobody."""

    pages = 1

    def page(self, number: int, dots: int) -> Raster:
        return Raster(width=2 + number, height=2, dots=b"\xff" * (2 + number) * 2 * min(dots, 1))

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing is open."""


def _adopt(desk: Desk) -> QDialog:
    return AdoptQuestion(desk.window)


def _ask(desk: Desk) -> QDialog:
    detail = dossiers.dossier_detail(desk.ports, desk.dossier_id)
    return AskDialog(desk.window._context, detail, desk.window)


def _edit(desk: Desk) -> QDialog:
    detail = dossiers.dossier_detail(desk.ports, desk.dossier_id)
    people = detail.people
    assert people is not None
    return EditDialog(desk.window._context, detail, people, desk.window)


def _asks(desk: Desk, step: str) -> StepDialog:
    wanted = StepWanted(desk.code, step)
    offered = step_choices(desk.ports, desk.dossier_id, step)
    return StepDialog(desk.window._context, wanted, "Bước xử lý", offered, desk.window)


def _visit(desk: Desk) -> QDialog:
    return _asks(desk, "verified")


def _papers(desk: Desk) -> QDialog:
    return _asks(desk, "correct_papers")


def _result(desk: Desk) -> QDialog:
    return _asks(desk, "result_ready")


def _override(desk: Desk) -> QDialog:
    guard = NotAllowedNow("SUPPLEMENT-TWICE", code=desk.code)
    offered = ApproversOffered(names=("Hoàng Thị Ơ", "Lê Văn Đồng"), own="Hoàng Thị Ơ")
    return OverrideDialog(desk.window._context, guard, offered, desk.window)


def _moves(desk: Desk) -> QDialog:
    move = Move(
        dossier_id=desk.dossier_id,
        code=desk.code,
        holder_name="Lò Thị Én",
        procedure_name="Xác nhận tình trạng hôn nhân",
        held_by="Xã Bình Minh",
        old="2026-03-05T17:00:00+07:00",
        new="2026-03-06T17:00:00+07:00",
        here=True,
    )
    preview = CalendarPreview(moves=CalendarMoves(moves=(move,)), lacking=("Giỗ Tổ Hùng Vương",))
    return CalendarMovesDialog(2026, preview, desk.window)


def _sign_in(_desk: Desk) -> QDialog:
    return SignIn()


def _notice(_desk: Desk) -> QDialog:
    return Notice(MachineError("NOT-WRITABLE", path="D:/"))


def _open_elsewhere(_desk: Desk) -> QDialog:
    return OpenElsewhere(AlreadyOpen(path="D:/"))


def _waiting(_desk: Desk) -> QDialog:
    return Waiting()


def _first_run(_desk: Desk) -> QDialog:
    return FirstRun()


def _codes(_desk: Desk) -> QDialog:
    return KeepCodes("BCFG-HJKL-MNPQ-RSTV", "BCFG-HJKL-MNPQ-RSTV-XZBC-FGHJ")


def _paper(desk: Desk) -> QDialog:
    paper = Paper(title="Phiếu gốc", text="BCFG-HJKL", pdf=bytes)
    return KeepPaper(desk.window._context, paper, desk.window)


def _lock(desk: Desk) -> QDialog:
    made = LockDialog(desk.window._context.tries, desk.window, "Mật khẩu tập huấn: tap huan 2026")
    made.show_people(accounts(desk.ports))
    return made


def _which_run(desk: Desk) -> QDialog:
    return WhichRun(desk.machines, desk.window)


def _which_goes_on(desk: Desk) -> QDialog:
    lives = ("1" * 16, "2" * 16)
    return WhichGoesOn(Rivalry(node="a" * 32, office="Xã", lives=lives, since=""), desk.window)


def _who_takes_over(desk: Desk) -> QDialog:
    return WhoTakesOver(desk.machines, desk.window)


def _rebuild(_desk: Desk) -> QDialog:
    return RebuildCentre()


def _batch(desk: Desk) -> QDialog:
    return BatchDialog(desk.window._context, LetterKind.BATCH, desk.window)


def _recent(desk: Desk) -> QDialog:
    told = Told(text="Đã lưu hồ sơ.")
    return RecentDialog([(datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM), told)], desk.window)


def _viewer(desk: Desk) -> QDialog:
    row = AttachmentRow(
        attachment="a" * 32,
        dossier_id=desk.dossier_id,
        office_id="0" * 32,
        paper="Tờ khai",
        digest="d" * 64,
        size=2048,
        media_type="application/pdf",
        pages=1,
        name="to-khai.pdf",
        at="2026-03-02T09:00:00+07:00",
        officer_name="Cán bộ Làm Mẫu",
        here=True,
    )
    return ScanViewer(desk.window._context, LookedAt(scan=Still(), row=row), desk.window)


def _preview(desk: Desk) -> QDialog:
    return SlipPreview(slips.draw_slip(desk.ports, desk.code), desk.window._context, desk.window)


def _missing(_desk: Desk) -> QDialog:
    return Stopped(DatabaseMissing("DATA-GONE", path="C:/ProgramData/CA Desktop"), damaged=False)


def _damaged(_desk: Desk) -> QDialog:
    return Stopped(DatabaseDamaged(), damaged=True)


def _training(_desk: Desk) -> QDialog:
    return TrainingSetup(anew=False)


def _train_anew(_desk: Desk) -> QDialog:
    return TrainingSetup(anew=True)


def _why(desk: Desk) -> QDialog:
    deadline = intake.promise(desk.ports, "1.004873", None)
    made = WhyDialog(desk.window._context, deadline, desk.window)
    made._show(explain_dossier(desk.ports, desk.dossier_id))
    return made


def _restore(desk: Desk) -> QDialog:
    return RestoreDialog(desk.folder, replaces=True)


def _scans(desk: Desk) -> QDialog:
    scanned = ScannedDossier(
        dossier_id=desk.dossier_id, title=desk.code, office="0" * 32, papers=("Tờ khai",)
    )
    return AttachmentsDialog(desk.window._context, scanned, desk.window)


def _close(desk: Desk) -> QDialog:
    period = official_month(2026, 1)
    close_period(desk.ports, period)
    return ClosePeriod(closing_of(desk.ports, period), desk.window)


def _columns(desk: Desk) -> QDialog:
    desk.window.show_page(desk.window.pages.prints)
    views = desk.window.pages.prints.findChildren(RowsView)
    return ColumnsDialog(views, views[0], desk.window)


def _score(desk: Desk) -> QDialog:
    quarter = scored_period("2025-Q4")
    wish = EnterScore(period=quarter, indicator=7, points=15, evidence="42 phiếu đánh giá")
    enter_score(desk.ports, wish)
    sheet = score_sheet(desk.ports, Wanted(period=quarter))
    return ScoreDialog(desk.window._context, sheet, 7, quarter, desk.window)


def _note(desk: Desk) -> QDialog:
    pdf = slips.draw_slip(desk.ports, desk.code).pdf
    return NotePreview(ExchangeNote(name="bien-ban", package=1, pdf=pdf), desk.window)


def _collect(desk: Desk) -> QDialog:
    return CollectDialog(desk.window._context, desk.code, desk.window)


def _assess(desk: Desk) -> QDialog:
    return AssessDialog(desk.window._context, desk.code, desk.window)


def _tariff(desk: Desk) -> QDialog:
    return TariffDialog(desk.window._context, "1.001193", desk.window)


def _process(desk: Desk) -> QDialog:
    return ProcessDialog(desk.window._context, "1.013978", desk.window)


def _waits(desk: Desk) -> QDialog:
    return WaitsDialog(desk.window._context, desk.window)


def _target(desk: Desk) -> QDialog:
    return TargetDialog(desk.window._context, desk.window)


def _book(desk: Desk) -> QDialog:
    return BookDialog(desk.window._context, desk.window)


def _reason(desk: Desk) -> QDialog:
    titles = ("Hủy biên lai", "Hủy biên lai AB-26P 0000501", "Hủy biên lai")
    return ReasonDialog(desk.window._context, titles, desk.window, act=str, done="")


def _unpaid(desk: Desk) -> QDialog:
    return UnpaidDialog(desk.window._context, desk.code, 8000, desk.window, collects=True)


def _refund(desk: Desk) -> QDialog:
    code = offices.take_in(desk.ports, procedure="2.000635", fee={})
    done = receipts.collect_fee(desk.ports, code, receipts.CollectFee())
    return RefundDialog(desk.window._context, done.receipt, desk.window)


def _give_back(desk: Desk) -> QDialog:
    return GiveBackDialog(desk.window._context, desk.code, 8000, desk.window)


MADE: Mapping[str, Callable[[Desk], QDialog]] = {
    name.removeprefix("_"): make
    for name, make in list(globals().items())
    if name.startswith("_") and getattr(make, "__annotations__", {}).get("return") is QDialog
}


@pytest.fixture(scope="module")
def dialogs(
    window: MainWindow, tmp_path_factory: pytest.TempPathFactory, qapp: QApplication
) -> Iterator[Mapping[str, QDialog]]:
    desk = Desk(window, tmp_path_factory.mktemp("backups"))
    made = {name: make(desk) for name, make in MADE.items()}
    for dialog in made.values():
        dialog.show()
    qapp.processEvents()
    yield made
    for dialog in made.values():
        dialog.hide()
        dialog.deleteLater()


def least_size(dialog: QDialog) -> QSize:
    """The smallest size at which everything in a dialog is whole, sentences in lines included."""
    least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
    layout = dialog.layout()
    if layout is not None and layout.hasHeightForWidth():
        lines = layout.minimumHeightForWidth(max(least.width(), dialog.width()))
        least.setHeight(max(least.height(), lines))
    return least


@pytest.fixture(scope="module")
def seen(dialogs: Mapping[str, QDialog], theme: Theme, qapp: QApplication) -> Seen:  # noqa: F811
    """What the eyes found on one look at each size of text."""
    found: Seen = defaultdict(list)
    for points in SIZES:
        if theme.look.points != points:
            theme.wear(Look(points=points))
            qapp.processEvents()
        for name, dialog in dialogs.items():
            least = least_size(dialog)
            dialog.resize(least.expandedTo(dialog.size()))
            found["cut"] += [(name, points, x) for x in eyes.cut(dialog)]
            if name in AT_FIRST and points != SIZES[0]:
                continue
            room = LARGE_TEXT if points > SIZES[0] else (LEAST_WIDTH, LEAST_HEIGHT)
            if least.width() > room[0] or least.height() > room[1]:
                found["size"].append((name, points, least.width(), least.height()))
    for name, dialog in dialogs.items():
        for look in (
            eyes.nameless,
            eyes.out_of_order,
            eyes.traps,
            eyes.speechless,
            eyes.unspoken,
            eyes.marked_up,
            eyes.presses_by_itself,
            eyes.undoes_first,
            eyes.banned,
            eyes.double_keys,
        ):
            found[look.__name__] += [(name, x) for x in look(dialog)]
    return found


def every_kind(kind: type[QWidget]) -> Iterator[type[QWidget]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("ca_desktop."):
            yield each
        yield from every_kind(each)


def test_every_dialog_is_looked_at(dialogs: Mapping[str, QDialog]) -> None:
    assert set(every_kind(QDialog)) - BASES == {type(dialog) for dialog in dialogs.values()}


def test_every_dialog_has_a_title(dialogs: Mapping[str, QDialog]) -> None:
    assert not [name for name, dialog in dialogs.items() if not dialog.windowTitle()]


def test_whoever_takes_the_focus_has_a_name(seen: Seen) -> None:
    assert not seen["nameless"]


def test_the_tab_key_goes_as_one_reads_and_is_kept_by_nobody(seen: Seen) -> None:
    assert not seen["out_of_order"]
    assert not seen["traps"]


def test_lists_say_why_they_are_empty_and_are_read_out(seen: Seen) -> None:
    assert not seen["speechless"]
    assert not seen["unspoken"]


def test_no_label_reads_its_text_as_markup(seen: Seen) -> None:
    assert not seen["marked_up"]


def test_enter_presses_no_button_by_itself(seen: Seen) -> None:
    assert not seen["presses_by_itself"]


def test_no_dialog_begins_with_a_button_that_throws_something_away(seen: Seen) -> None:
    assert not seen["undoes_first"]


def test_access_keys_are_plain_letters_and_each_is_one_things(seen: Seen) -> None:
    assert not seen["double_keys"]


def test_no_word_that_the_glossary_avoids_is_shown(seen: Seen) -> None:
    assert not seen["banned"]


def test_no_word_is_cut_and_every_dialog_fits_a_small_screen(seen: Seen) -> None:
    assert not seen["cut"]
    assert not seen["size"]


def test_what_destroys_is_never_the_main_button(dialogs: Mapping[str, QDialog]) -> None:
    assert not [
        (name, each.objectName())
        for name, dialog in dialogs.items()
        for each in dialog.findChildren(QPushButton)
        if each.property("primary") and each.objectName().startswith(DESTROYS)
    ]
