"""The sheet of the day: offered once a day at opening, printed by key whenever it is wanted."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ca_desktop.services import words
from ca_desktop.services.desk.day_sheet import draw_day_sheet
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.today import DeskDay
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.printing.sheets import print_sheet
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import button, named
from ca_desktop.ui.widgets.labels import PlainLabel

SETTING = "day_sheet"
TITLE = "Phiếu việc trong ngày"


class DayOffer(QWidget):
    """A line above the page, until the sheet was printed or put off for today.

    Signals:
        said(str): the sheet is on its way.
        warned(str): it is not.
    """

    said = Signal(str)
    warned = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._text = named(PlainLabel("", self), "day_offer")
        self.print = button("In phiếu &việc", "print_day")
        self.later = button("Để &sau", "put_off_day")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self.later)
        row.addWidget(self.print)
        self.print.clicked.connect(self.start)
        self.later.clicked.connect(self._on_later)
        self.hide()

    def show_day(self, day: DeskDay) -> None:
        """Offer the sheet where the day brings something and nobody answered yet."""
        kept = self._context.ports.pc.read(SETTING)
        asked = kept.get("day") != day.today.isoformat()
        self._text.setText(f"Hôm nay: {day.words}. In phiếu việc trong ngày?")
        self.setVisible(asked and bool(day.pressing or day.counts.due_next or day.counts.ready))

    @Slot()
    def start(self) -> None:
        """Print it."""
        self._answered()
        self._context.tasks.query(
            partial(_printed, self._context.ports),
            owner=self,
            done=self._on_printed,
            failed=self._on_failed,
            lane=Lane.PAPER,
            holds=True,
        )

    @Slot()
    def _on_later(self) -> None:
        self._answered()

    def _answered(self) -> None:
        self.hide()
        today = self._context.today().isoformat()
        keep = partial(self._context.ports.pc.keep, SETTING, {"day": today})
        self._context.tasks.query(keep, owner=self, done=_kept)

    def _on_printed(self, printer: str) -> None:
        self.said.emit(f"Phiếu việc trong ngày: đã gửi tới máy in {printer}.")

    def _on_failed(self, error: Exception) -> None:
        self.warned.emit(f"Chưa in được phiếu việc trong ngày: {words.describe(error).sentence}")


def _printed(ports: Ports) -> str:
    return print_sheet(draw_day_sheet(ports), title=TITLE, ports=ports)


def _kept(_nothing: None) -> None:
    """The answer was kept; nobody waits for it."""
