"""The pages of a window; each is made at its first use, what nobody opens costs no start-up."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.attention import AttentionPage
from ca_desktop.ui.pages.audit import AuditPage
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.catalogue import CataloguePage
from ca_desktop.ui.pages.dossier import DossierPage
from ca_desktop.ui.pages.dossiers import DossiersPage
from ca_desktop.ui.pages.drafts import DraftsPage
from ca_desktop.ui.pages.help import HelpScreen
from ca_desktop.ui.pages.intake import IntakePage
from ca_desktop.ui.pages.keys import KeysPage
from ca_desktop.ui.pages.letter import LetterPage
from ca_desktop.ui.pages.list_export import offer_export
from ca_desktop.ui.pages.pairing import CentrePairingPage, CommunePairingPage
from ca_desktop.ui.pages.prints import PrintsPage
from ca_desktop.ui.pages.report import ReportPage
from ca_desktop.ui.pages.reports import OnTimePage
from ca_desktop.ui.pages.results import ResultsPage
from ca_desktop.ui.pages.safety import SafetyPage
from ca_desktop.ui.pages.support import SupportPage
from ca_desktop.ui.pages.this_pc import ThisPcPage
from ca_desktop.ui.pages.today import TodayPage
from ca_desktop.ui.pages.transfer import TransferPage
from ca_desktop.ui.pages.users import UsersPage
from ca_desktop.ui.reading_order import put_in_order
from ca_desktop.ui.widgets.scrolled import ScrolledWhole

P = TypeVar("P", bound=Page)
PAST = 20
"""Pages that Esc finds its way back to."""


class PageStack(QStackedWidget):
    """Pages by name, as the rail knows them.

    Signals:
        made(Page): a page was made; the window listens to it from now on.
        papers_made(PrintsPage): the page of papers was made; the desk of papers serves it.
    """

    made = Signal(object)
    papers_made = Signal(object)

    def __init__(self, context: UiContext, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_centre = kind == "centre"
        self._past: list[Page] = []
        self._sheets: dict[Page, QWidget] = {}

    @property
    def current(self) -> Page:
        """The page that is shown."""
        page = self._shown()
        if page is None:
            raise TypeError("no page is shown")
        return page

    @property
    def begun(self) -> Sequence[Page]:
        """The pages that somebody has opened."""
        return tuple(self._sheets)

    @Slot()
    def refresh(self) -> None:
        """Load what the page that is shown shows again."""
        self.current.refresh()

    def show_page(self, page: Page) -> bool:
        """Put a page in front and remember the one that was; tell whether it is another."""
        before = self._shown()
        if before is page:
            return False
        if before is not None:
            self._past = [*self._past[1 - PAST :], before]
        self.setCurrentWidget(self._sheets[page])
        return True

    def before(self) -> Page | None:
        """Return the page that stood here before, and forget the way to it."""
        here = self._shown()
        while self._past:
            page = self._past.pop()
            if page is not here:
                self.setCurrentWidget(self._sheets[page])
                return page
        return None

    def named(self, name: str) -> Page:
        """Return a page by the rail's name for it."""
        page = getattr(self, name)
        if not isinstance(page, Page):
            raise TypeError(name)
        return page

    @cached_property
    def today(self) -> TodayPage:
        """Hôm nay."""
        return self._take_in(TodayPage)

    @cached_property
    def intake(self) -> IntakePage:
        """Tiếp nhận."""
        return self._take_in(IntakePage)

    @cached_property
    def dossiers(self) -> DossiersPage:
        """Hồ sơ."""
        return self._take_in(DossiersPage)

    @cached_property
    def dossier(self) -> DossierPage:
        """Chi tiết hồ sơ."""
        return self._take_in(DossierPage)

    @cached_property
    def letter(self) -> LetterPage:
        """Lập phiếu."""
        return self._take_in(LetterPage)

    @cached_property
    def results(self) -> ResultsPage:
        """Trả kết quả."""
        return self._take_in(ResultsPage)

    @cached_property
    def drafts(self) -> DraftsPage:
        """Nháp."""
        return self._take_in(DraftsPage)

    @cached_property
    def prints(self) -> PrintsPage:
        """In ấn."""
        page = self._take_in(PrintsPage)
        self.papers_made.emit(page)
        return page

    @cached_property
    def transfer(self) -> TransferPage:
        """Chuyển dữ liệu, or Nhập tệp at a centre."""
        return self._take_in(TransferPage, is_centre=self._is_centre)

    @cached_property
    def report(self) -> ReportPage:
        """Báo cáo."""
        return self._take_in(ReportPage)

    @cached_property
    def score(self) -> Page:
        """Chấm điểm."""
        from ca_desktop.ui.pages.score import ScorePage  # noqa: PLC0415 start-up time

        return self._take_in(ScorePage)

    @cached_property
    def on_time(self) -> OnTimePage:
        """Tỷ lệ đúng hạn."""
        return self._take_in(OnTimePage)

    @cached_property
    def catalogue(self) -> CataloguePage:
        """Danh mục thủ tục."""
        return self._take_in(CataloguePage, publishes=self._is_centre)

    @cached_property
    def monitor(self) -> Page:
        """Theo dõi."""
        from ca_desktop.ui.pages.monitor import MonitorPage  # noqa: PLC0415 start-up time

        return self._take_in(MonitorPage)

    @cached_property
    def rulings(self) -> Page:
        """Ý kiến lãnh đạo."""
        from ca_desktop.ui.pages.rulings import RulingsPage  # noqa: PLC0415 start-up time

        return self._take_in(RulingsPage)

    @cached_property
    def apologies(self) -> Page:
        """Cần xin lỗi."""
        from ca_desktop.ui.pages.apologies import ApologiesPage  # noqa: PLC0415 start-up time

        return self._take_in(ApologiesPage)

    @cached_property
    def fees(self) -> Page:
        """Phí, lệ phí."""
        from ca_desktop.ui.pages.fees import FeesPage  # noqa: PLC0415 start-up time

        return self._take_in(FeesPage)

    @cached_property
    def calendar(self) -> Page:
        """Lịch làm việc."""
        from ca_desktop.ui.pages.calendar import CalendarPage  # noqa: PLC0415 start-up time

        return self._take_in(CalendarPage)

    @cached_property
    def old_register(self) -> Page:
        """Nhập sổ cũ."""
        from ca_desktop.ui.pages.old_register import OldRegisterPage  # noqa: PLC0415 start-up time

        return self._take_in(OldRegisterPage)

    @cached_property
    def register(self) -> Page:
        """Sổ theo dõi hồ sơ."""
        from ca_desktop.ui.pages.register import RegisterPage  # noqa: PLC0415 start-up time

        return self._take_in(RegisterPage)

    @cached_property
    def forms(self) -> Page:
        """Biểu mẫu."""
        from ca_desktop.ui.pages.forms import FormsPage  # noqa: PLC0415 start-up time

        return self._take_in(FormsPage, publishes=self._is_centre)

    @cached_property
    def pairing(self) -> CentrePairingPage | CommunePairingPage:
        """Kết nối."""
        if self._is_centre:
            return self._take_in(CentrePairingPage)
        return self._take_in(CommunePairingPage)

    @cached_property
    def keys(self) -> KeysPage:
        """Khóa và kết nối."""
        return self._take_in(KeysPage, is_centre=self._is_centre)

    @cached_property
    def attention(self) -> AttentionPage:
        """Cần xử lý."""
        return self._take_in(AttentionPage)

    @cached_property
    def this_pc(self) -> ThisPcPage:
        """Máy này."""
        return self._take_in(ThisPcPage)

    @cached_property
    def safety(self) -> SafetyPage:
        """Sao lưu."""
        return self._take_in(SafetyPage)

    @cached_property
    def users(self) -> UsersPage:
        """Người dùng."""
        return self._take_in(UsersPage)

    @cached_property
    def audit(self) -> AuditPage:
        """Nhật ký."""
        return self._take_in(AuditPage)

    @cached_property
    def help(self) -> HelpScreen:
        """Trợ giúp."""
        return self._take_in(HelpScreen)

    @cached_property
    def support(self) -> SupportPage:
        """Giới thiệu và hỗ trợ."""
        return self._take_in(SupportPage)

    def _take_in(self, kind: Callable[..., P], **options: bool) -> P:
        sheet = ScrolledWhole(self)
        page = kind(self._context, parent=sheet.viewport(), **options)
        offer_export(page)
        put_in_order(page)
        sheet.hold(page)
        self._sheets[page] = sheet
        self.addWidget(sheet)
        self.made.emit(page)
        return page

    def _shown(self) -> Page | None:
        sheet = self.currentWidget()
        page = sheet.widget() if isinstance(sheet, ScrolledWhole) else None
        return page if isinstance(page, Page) else None
