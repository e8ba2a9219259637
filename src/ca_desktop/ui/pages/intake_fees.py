"""The fee of an intake at the window: the tariff behind the form, what follows after saving."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from ca_desktop.domain.money import format_vnd
from ca_desktop.services.desk.fee_reckoning import Tariff
from ca_desktop.services.desk.fees import intake_tariff
from ca_desktop.services.desk.intake import ReceivedDossier
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.pages.fee_desk import label, may_collect, open_collect
from ca_desktop.ui.told import Offer
from ca_desktop.ui.widgets.filing import FilingForm
from ca_desktop.ui.widgets.procedure import ProcedurePicker


class IntakeFees(QObject):
    """Asks for the tariff of what is chosen, and tells of the money afterwards.

    Args:
        page: the intake.
        picker: of the procedure and its case.
        filing: has the form of the fee.
    """

    def __init__(self, page: Page, picker: ProcedurePicker, filing: FilingForm) -> None:
        super().__init__(page)
        self._page = page
        self._picker = picker
        self._filing = filing
        picker.chosen.connect(self._ask)
        picker.case.currentIndexChanged.connect(self._ask)
        filing.channel.currentIndexChanged.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        if self._picker.current is None:
            return
        code, case = self._picker.current.code, self._picker.case.currentData()
        channel = str(self._filing.channel.currentData())
        work = partial(intake_tariff, self._page.context.ports, code, case, channel)
        done = partial(self._show, code)
        self._page.context.tasks.query(work, owner=self._page, done=done, failed=self._page.tell)

    def _show(self, code: str, tariff: Tariff) -> None:
        if self._picker.current is not None and self._picker.current.code == code:
            self._filing.money.show_tariff(tariff)

    def offers(self, result: ReceivedDossier) -> tuple[Offer, ...]:
        """Return what can be done about the money of a dossier that was just taken in."""
        if result.open_vnd and may_collect(self._page.context):
            ask = partial(open_collect, self._page.context, self._page, result.code)
            return (Offer("Thu phí…", "collect_saved", ask),)
        return ()


def money_sentence(result: ReceivedDossier) -> str:
    """Say what was paid, or is still to be paid; empty where nothing is owed."""
    if result.receipt is not None:
        return f"Đã thu {format_vnd(result.receipt.amount_vnd)}, {label(result.receipt)}."
    return f"Còn phải thu {format_vnd(result.open_vnd)}." if result.open_vnd else ""
