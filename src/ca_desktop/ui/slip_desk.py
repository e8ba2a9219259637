"""Papers on their way to printers: asked for, drawn and spooled on a worker, watched, logged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.domain.errors import CaError
from ca_desktop.domain.printers import SpoolState
from ca_desktop.services import words
from ca_desktop.services.desk.printing import (
    KeptPrint,
    ask_letter,
    ask_receipt,
    ask_slip,
    note_lost,
    note_printed,
    note_sent,
    note_trouble,
    unprinted_count,
)
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.prints import PaperForm, PrintJob, PrintState
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.actions import with_key
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.paced import Paced
from ca_desktop.ui.pages.prints import PrintsPage
from ca_desktop.ui.printing.spooling import Spooled, Watched, Wish, form_words, spool, watch
from ca_desktop.ui.slip_views import SlipViews
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.told import Level, Offer, Told

KEPT = 5
"""Dossiers whose message may still be completed."""

LOOK_MS = 2_000
"""How often the queues are asked, while they hold something."""


@dataclass(slots=True)
class _Batch:
    """Papers that were asked for together are told of together.

    Attributes:
        before: what was said already, to be completed by the answer.
        slip: code of the dossier, where it is one slip.
        again: prints it once more, where it is one letter.
    """

    open: int
    before: Told | None = None
    slip: str = ""
    again: Callable[[], object] | None = None
    sent: int = 0
    failed: int = 0
    words: str = ""


class SlipDesk(QObject):
    """Prints, shows and saves papers in the background; a printer never holds up an intake.

    Signals:
        said(str): papers went to a printer or into a file.
        warned(str): they did not; they are still "chưa in".
        told(Told): the same of one slip, with what can be done about it.
        counted(int): how many papers were asked for and have not come out.
    """

    said = Signal(str)
    warned = Signal(str)
    told = Signal(object)
    counted = Signal(int)

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._views = SlipViews(context, window)
        self._views.said.connect(self.said)
        self._views.warned.connect(self.warned)
        self._views.print_asked.connect(self.print_on)
        self._watching = QTimer(self)
        self._watching.setInterval(LOOK_MS)
        self._watching.timeout.connect(self.look)
        self._news = Paced(self.count, self)
        context.tasks.touched.connect(self._on_touched)
        self._asking = False
        self._under_way: set[str] = set()
        self._said: dict[str, Told] = {}
        self.last = ""

    @Slot(object)
    def serve(self, page: PrintsPage) -> None:
        """Do what the page of papers asks for."""
        page.later_asked.connect(self.save_later)
        page.queues_asked.connect(self.look)

    # printing

    @Slot(str)
    @Slot(str, object)
    def print_slip(self, code: str, before: Told | None = None) -> None:
        """Print the slip of a dossier.

        Args:
            code: of the dossier.
            before: what was said of it just now; the answer of the printer completes it.
        """
        self.last = code
        if before is not None:
            self._said[code] = before
            for old in list(self._said)[:-KEPT]:
                del self._said[old]
        self._ask(Wish(code), _Batch(1, before, code))

    @Slot(str, str)
    def print_on(self, code: str, printer: str) -> None:
        """Print the slip of a dossier, for this once on another printer."""
        self._ask(Wish(code, printer=printer), _Batch(1, slip=code))

    @Slot(str)
    def print_receipt(self, task_id: str) -> None:
        """Print the receipt for papers that were brought."""
        self._ask(Wish("", task_id), _Batch(1))

    @Slot(str, str, object)
    def print_letter(self, dossier_id: str, sheet: str, before: Told | None = None) -> None:
        """Print a letter about a dossier.

        Args:
            dossier_id: whose.
            sheet: id of the event that it tells of.
            before: what was said of it just now; the answer of the printer completes it.
        """
        again = partial(self.print_letter, dossier_id, sheet, before)
        self._ask(Wish("", sheet, dossier_id=dossier_id), _Batch(1, before, again=again))

    @Slot(object)
    def print_all(self, wishes: Sequence[Wish]) -> None:
        """Print several papers and tell of them together."""
        batch = _Batch(len(wishes))
        for wish in wishes:
            self._ask(wish, batch)

    def _ask(self, wish: Wish, batch: _Batch) -> None:
        self._context.tasks.change(
            partial(_asked, self._context.ports, wish),
            owner=self,
            done=partial(self._on_asked, batch, wish),
            failed=partial(self._on_refused, batch, PaperForm.SLIP, wish.code),
        )

    def _on_asked(self, batch: _Batch, wish: Wish, asked: KeptPrint) -> None:
        """Spool a paper, unless an impatient key asked for one that is on its way."""
        if asked.job.job_id in self._under_way:
            self._settle(batch)
            return
        self._under_way.add(asked.job.job_id)
        self._context.tasks.query(
            partial(spool, self._context.ports, asked.job, wish.printer),
            owner=self,
            done=partial(self._on_spooled, batch, wish),
            failed=partial(self._on_failed, batch, asked.job),
            lane=Lane.PAPER,
            holds=True,
        )

    def _on_spooled(self, batch: _Batch, wish: Wish, spooled: Spooled) -> None:
        ports, job = self._context.ports, spooled.job
        if spooled.came_out:
            self._under_way.discard(job.job_id)
            self._note(partial(note_printed, ports, job), partial(self._again, wish, batch))
            return
        work = partial(note_sent, ports, job, spooled.printer, spooled.spool)
        self._note(work, partial(self._on_sent, batch, spooled))

    def _again(self, wish: Wish, batch: _Batch, _noted: KeptPrint) -> None:
        self._ask(wish, batch)

    def _on_sent(self, batch: _Batch, spooled: Spooled, noted: KeptPrint) -> None:
        self._under_way.discard(noted.job.job_id)
        batch.sent += 1
        other = f" Máy in để khổ {spooled.other_paper}." if spooled.other_paper else ""
        to = f"Đã gửi tới máy in {spooled.label}.{other}"
        form = form_words(noted.job.form)
        named = f"{form[0].upper()}{form[1:]} {noted.job.code}:"
        batch.words = f"{named} {to}" if batch.sent == 1 and not batch.before else to
        if noted.job.state is PrintState.SENT:
            self._watching.start()
        self._settle(batch)

    def _on_failed(self, batch: _Batch, job: PrintJob, error: Exception) -> None:
        self._under_way.discard(job.job_id)
        reason = words.describe(error).code
        details = error.details if isinstance(error, CaError) else {}
        printer = str(details.get("printer", ""))
        work = partial(note_trouble, self._context.ports, job, reason, printer)
        self._note(work, None)
        self._on_refused(batch, job.form, job.code, error)

    def _on_refused(self, batch: _Batch, form: PaperForm, code: str, error: Exception) -> None:
        batch.failed += 1
        batch.words = _why_not(form, code, words.describe(error), batch.before)
        self._settle(batch)

    def _settle(self, batch: _Batch) -> None:
        """Tell of a batch once all of it is settled."""
        batch.open -= 1
        if batch.open or not batch.words:
            return
        total = batch.sent + batch.failed
        if batch.failed and total == 1 and batch.slip:
            self._tell_unprinted(batch.slip, batch.before, batch.words)
        elif batch.failed and batch.again:
            self.told.emit(_unprinted(batch.before, batch.words, batch.again))
        elif batch.before:
            see = partial(self.preview, batch.slip) if batch.slip else None
            self.told.emit(_printed(batch.before, batch.words, see))
        elif batch.failed:
            part = f"Chưa in được {batch.failed} trong {total} phiếu. " if total > 1 else ""
            self.warned.emit(f"{part}{batch.words}".strip())
        else:
            self.said.emit(f"{total} phiếu: {batch.words}" if total > 1 else batch.words)

    def _tell_unprinted(self, code: str, before: Told | None, why: str) -> None:
        """Say why a slip did not come out, completing what was said of its dossier."""
        later = Offer("Lưu PDF", "save_later", partial(self.save_later, code))
        again = partial(self.print_slip, code, before)
        self.told.emit(_unprinted(before, why, again, later))

    def _note(
        self, work: Callable[[], KeptPrint], done: Callable[[KeptPrint], None] | None
    ) -> None:
        self._context.tasks.change(work, owner=self, done=done or _heard)

    # watching

    @Slot()
    def look(self) -> None:
        """Ask the queues what became of what they were given; a slow one is not asked twice."""
        if self._asking:
            return
        self._asking = True
        self._context.tasks.query(
            partial(watch, self._context.ports),
            owner=self,
            done=self._on_watched,
            failed=self._on_unheard,
            lane=Lane.PAPER,
        )

    def _on_unheard(self, _error: Exception) -> None:
        self._asking = False

    def _on_watched(self, found: Sequence[Watched]) -> None:
        self._asking = False
        if not found:
            self._watching.stop()
            return
        self._watching.start()
        for each in found:
            self._on_seen(each)

    def _on_seen(self, seen: Watched) -> None:
        ports, job = self._context.ports, seen.job
        if seen.state in {SpoolState.DONE, SpoolState.UNKNOWN}:  # Windows forgets what came out
            self._note(partial(note_printed, ports, job), None)
        elif seen.state is SpoolState.LOST:
            self._note(partial(note_lost, ports, job, "PRINT-LOST"), None)
            self._warn_of(job, "PRINT-LOST")
        elif (seen.trouble or "") != job.reason:
            self._note(partial(note_trouble, ports, job, seen.trouble or "", ""), None)
            if seen.trouble:
                self._warn_of(job, seen.trouble)

    def _warn_of(self, job: PrintJob, code: str) -> None:
        slip = job.form is PaperForm.SLIP
        before = self._said.get(job.code) if slip else None
        message = words.describe_code(code, printer=job.printer)
        why = _why_not(job.form, job.code, message, before)
        if slip:
            self._tell_unprinted(job.code, before, why)
        else:
            self.warned.emit(why)

    @Slot(object)
    def _on_touched(self, topics: frozenset[Topic]) -> None:
        if Topic.PRINTS in topics:
            self._news.ask()

    def count(self) -> None:
        """Say how many papers have not come out."""
        work = partial(unprinted_count, self._context.ports)
        self._context.tasks.query(work, owner=self, done=self.counted.emit, lane=Lane.COUNTS)

    # seeing and saving

    @Slot(str)
    def preview(self, code: str) -> None:
        """Show the slip of a dossier before it is printed again."""
        self.last = code
        self._views.preview(code)

    @Slot(str)
    def save_later(self, code: str) -> None:
        """Write the slip of a dossier into the folder of the day, to be printed elsewhere."""
        self._views.save_later(code)


def _printed(before: Told, said: str, see: Callable[[], object] | None) -> Told:
    """Complete what was said of a dossier: its slip or letter is on its way."""
    offers = before.offers
    if see is not None:
        offers = (Offer(with_key("In lại", "preview"), "print_again", see), *offers)
    return replace(before, text=f"{before.text} {said}", offers=offers)


def _unprinted(before: Told | None, why: str, again: Callable[[], object], *more: Offer) -> Told:
    """Complete what was said of a dossier: why its slip or letter did not come out."""
    offers = (Offer("In lại", "print_again", again), *more)
    if before is None:
        return Told(text=why, level=Level.WARNING, offers=offers)
    text = f"{before.text} {why}"
    return replace(before, text=text, level=Level.WARNING, offers=(*offers, *before.offers))


def _why_not(form: PaperForm, code: str, message: words.Message, before: Told | None) -> str:
    """Say why a paper did not come out; what completes a message needs no code and no advice."""
    why = f"Chưa in được {form_words(form)}: {message.happened}"
    return why if before else f"{code} {why} {message.do_now}".strip()


def _asked(ports: Ports, wish: Wish) -> KeptPrint:
    if wish.dossier_id:
        return ask_letter(ports, wish.dossier_id, wish.task_id)
    return ask_receipt(ports, wish.task_id) if wish.task_id else ask_slip(ports, wish.code)


def _heard(_kept: KeptPrint) -> None:
    """What is noted shows on the page of papers."""
