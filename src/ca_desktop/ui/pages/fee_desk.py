"""What is done with money on the page of fees: taken, cancelled, given back, books kept."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QPushButton

from ca_desktop.domain.moments import day_text
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.roles import Role
from ca_desktop.domain.tariffs import ReceiptKind, ReceiptRule
from ca_desktop.services.desk.giving_back import keep_money
from ca_desktop.services.desk.money_back import cancel_receipt
from ca_desktop.services.desk.receipt_books import close_book, spoil_leaf
from ca_desktop.services.desk.receipts import CollectedFee
from ca_desktop.services.desk.refund_rules import Proposal
from ca_desktop.services.desk.results import ToHandOver
from ca_desktop.services.office.cash_sheets import CashEntry
from ca_desktop.services.ports.fees import BookRow, OpenFeeRow, ReceiptRow
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.assess import AssessDialog
from ca_desktop.ui.dialogs.collect import CollectDialog
from ca_desktop.ui.dialogs.money_back import (
    BookDialog,
    GiveBackDialog,
    MoneyDialog,
    ReasonDialog,
    RefundDialog,
)
from ca_desktop.ui.dialogs.unpaid import UnpaidDialog
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.told import Offer, Told
from ca_desktop.ui.widgets.fields import button

T = TypeVar("T")
TILL, OPEN, BACK, BOOKS = "till", "open", "back", "books"
"""Lists of the page that something can be done with."""


class FeeDesk(QObject):
    """The buttons of the lists, and what they open.

    Args:
        context: the outside world.
        page: has the list.
        current: gives the line that is chosen; None for none.

    Attributes:
        buttons: in the order they stand.
    """

    def __init__(self, context: UiContext, page: Page, current: Callable[[], Any]) -> None:
        super().__init__(page)
        self._current = current
        self._context = context
        self._page = page
        acts = (
            ("assess_fee", "Sửa mức thu, miễn &giảm…", OPEN, self._on_assess),
            ("print_fee", "&In", TILL, self._on_print),
            ("cancel_receipt", "&Hủy biên lai…", TILL, self._on_cancel),
            ("refund", "Hoàn &tiền…", TILL, self._on_refund),
            ("keep_money", "&Không hoàn…", BACK, self._on_keep),
            ("give_back", "Hoàn &tiền…", BACK, self.give_back),
            ("new_book", "Ghi &quyển mới…", BOOKS, self._on_book),
            ("spoil_leaf", "Hủy một &tờ…", BOOKS, self._on_spoil),
            ("close_book", "&Kết thúc quyển…", BOOKS, self._on_close),
        )
        self._of: dict[str, list[QPushButton]] = {TILL: [], OPEN: [], BACK: [], BOOKS: []}
        self.buttons: list[QPushButton] = []
        for name, title, view, slot in acts:
            made = button(title, name)
            made.clicked.connect(slot)
            self._of[view].append(made)
            self.buttons.append(made)

    def show_view(self, view: str) -> None:
        """Show the buttons of a list."""
        for name, several in self._of.items():
            for each in several:
                each.setVisible(name == view)

    # taking

    def collect(self, code: str) -> None:
        """Ask how a dossier is paid."""
        open_collect(self._context, self._page, code)

    @Slot()
    def _on_assess(self) -> None:
        if row := self._chosen(OpenFeeRow, "hồ sơ"):
            self._open(AssessDialog(self._context, row.code, self._page))

    # what goes back

    @Slot()
    def give_back(self) -> None:
        """Ask how the money of the dossier that is chosen goes back."""
        if found := self._chosen(Proposal, "hồ sơ"):
            open_give_back(self._context, self._page, found.row.code, found.amount_vnd)

    @Slot()
    def _on_keep(self) -> None:
        if found := self._chosen(Proposal, "hồ sơ"):
            said = f"{format_vnd(found.amount_vnd)} của hồ sơ {found.row.code}"
            titles = ("Không hoàn", f"Không hoàn {said}", "Không hoàn")
            act = partial(keep_money, self._context.ports, found.row.code)
            self._ask(titles, act, f"Đã ghi: không hoàn {said}.")

    # a receipt

    def _receipt(self) -> ReceiptRow | None:
        row = self._current()
        receipt = row.receipt if isinstance(row, CashEntry) else None
        return self._wanted(receipt, ReceiptRow, "biên lai")

    @Slot()
    def _on_print(self) -> None:
        if receipt := self._receipt():
            self._page.sheet_asked.emit(receipt.dossier_id, receipt.receipt_id, None)

    @Slot()
    def _on_cancel(self) -> None:
        if receipt := self._receipt():
            said = label(receipt)
            titles = ("Hủy biên lai", f"Hủy {said}. Số này được giữ lại.", "Hủy biên lai")
            act = partial(cancel_receipt, self._context.ports, receipt.receipt_id)
            self._ask(titles, act, f"Đã hủy {said}. Khoản này lại chưa thu.")

    @Slot()
    def _on_refund(self) -> None:
        if receipt := self._receipt():
            self._open(RefundDialog(self._context, receipt, self._page))

    # a book

    @Slot()
    def _on_book(self) -> None:
        self._open(BookDialog(self._context, self._page))

    @Slot()
    def _on_spoil(self) -> None:
        book = self._chosen(BookRow, "quyển biên lai")
        if book is not None and book.next is not None:
            number = book.printed(book.next)
            titles = ("Hủy một tờ", f"Hủy tờ {book.symbol} {number}, chưa dùng.", "Hủy tờ")
            act = partial(spoil_leaf, self._context.ports, book.book_id)
            self._ask(titles, act, f"Đã hủy tờ {book.symbol} {number}.")

    @Slot()
    def _on_close(self) -> None:
        if book := self._chosen(BookRow, "quyển biên lai"):
            titles = (
                "Kết thúc quyển",
                f"Kết thúc quyển {book.symbol}. Các tờ còn lại không dùng nữa.",
                "Kết thúc quyển",
            )
            act = partial(close_book, self._context.ports, book.book_id)
            self._ask(titles, act, f"Đã kết thúc quyển {book.symbol}.")

    def _ask(self, titles: tuple[str, str, str], act: Callable[[str], Any], done: str) -> None:
        self._open(ReasonDialog(self._context, titles, self._page, act=act, done=done))

    def _open(self, dialog: MoneyDialog | AssessDialog) -> None:
        dialog.said.connect(self._page.said)
        dialog.open()

    def _chosen(self, kind: type[T], what: str) -> T | None:
        return self._wanted(self._current(), kind, what)

    def _wanted(self, found: object, kind: type[T], what: str) -> T | None:
        """Return what was found, or say that something of this kind is to be chosen."""
        if isinstance(found, kind):
            return found
        self._page.ask_to_choose(what)
        return None


def open_give_back(context: UiContext, page: Page, code: str, amount: int) -> None:
    """Ask how what is proposed of a dossier goes back."""
    dialog = GiveBackDialog(context, code, amount, page)
    dialog.said.connect(page.said)
    dialog.open()


def may_collect(context: UiContext) -> bool:
    """Tell whether whoever is signed in may take money."""
    return Role.CASHIER in context.ports.actor.roles


def label(receipt: ReceiptRow) -> str:
    """Name a receipt."""
    kind = "phiếu thu" if receipt.kind == ReceiptKind.INTERNAL.value else "biên lai"
    return f"{kind} {receipt.symbol} {receipt.number}"


def open_collect(
    context: UiContext,
    page: Page,
    code: str,
    then: Callable[[CollectedFee], object] | None = None,
) -> CollectDialog:
    """Ask how a dossier is paid; say afterwards what was taken, and offer the paper.

    Args:
        context: the outside world.
        page: says it.
        code: of the dossier.
        then: goes on afterwards.
    """
    dialog = CollectDialog(context, code, page)
    dialog.collected.connect(partial(_tell, page))
    if then is not None:
        dialog.collected.connect(then)
    dialog.open()
    return dialog


def ask_unpaid(
    page: Page, found: ToHandOver, go: Callable[[], object], again: Callable[[], object]
) -> None:
    """A fee is open: the money first, or the reason why the result goes out without it.

    Args:
        page: of the return.
        found: the dossier.
        go: hands the result over, once the reason is kept.
        again: looks at the dossier again, once money was taken.
    """
    code, may = found.state.code or "", may_collect(page.context)
    dialog = UnpaidDialog(page.context, code, found.open_vnd, page, collects=may)
    dialog.may_go.connect(go)
    dialog.collect_asked.connect(partial(_collect_first, page, code, again))
    dialog.open()


def _collect_first(page: Page, code: str, again: Callable[[], object]) -> None:
    open_collect(page.context, page, code, partial(_look_again, again))


def _look_again(again: Callable[[], object], _done: CollectedFee) -> None:
    again()


def _tell(page: Page, done: CollectedFee) -> None:
    receipt = done.receipt
    left = f" Còn phải thu {format_vnd(done.left_vnd)}." if done.left_vnd else ""
    text = f"Đã thu {format_vnd(receipt.amount_vnd)}, {label(receipt)}.{left}"
    offers: tuple[Offer, ...] = ()
    if receipt.kind != ReceiptKind.ELECTRONIC.value:
        ask = partial(page.sheet_asked.emit, receipt.dossier_id, receipt.receipt_id, None)
        offers = (Offer("In", "print_receipt", ask),)
    page.told.emit(Told(text=text, about=receipt.receipt_id, offers=offers))


def over_words(ended: Sequence[ReceiptRule]) -> str:
    """Say which kinds of receipts are over, since when and by which law."""
    return " ".join(
        f"{rule.name} chỉ dùng đến hết ngày {day_text(rule.valid_to)} ({rule.legal_basis});"
        " từ nay ghi số biên lai điện tử hoặc lập phiếu thu nội bộ."
        for rule in ended
        if rule.valid_to is not None
    )
