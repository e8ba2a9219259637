"""One paper on its way through a queue, on the worker for paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ca_desktop.domain.printers import PrinterTrouble, SpoolState
from ca_desktop.services.desk.printing import draw, sent_prints
from ca_desktop.services.office.printers import choose_printer, printer_choice
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.prints import PaperForm, PrintJob
from ca_desktop.ui.printing.queues import system_spooler
from ca_desktop.ui.printing.spoolers import Spooler


@dataclass(frozen=True, slots=True)
class Wish:
    """A paper that is to be printed: the slip of a dossier, or the receipt of a request.

    Attributes:
        printer: for this once instead of the one that is chosen; empty for that one.
        dossier_id: of a letter, which tells of the event ``task_id``; empty for the others.
    """

    code: str
    task_id: str = ""
    printer: str = ""
    dossier_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooled:
    """What became of a wish.

    Attributes:
        came_out: the earlier attempt had come out meanwhile, nothing was sent now.
        label: of the printer, as people call it.
        other_paper: what the printer has instead of the paper that was meant.
    """

    job: PrintJob
    came_out: bool = False
    printer: str = ""
    label: str = ""
    spool: str = ""
    other_paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the queue says of a paper that it was given."""

    job: PrintJob
    state: SpoolState
    trouble: PrinterTrouble | None


def spool(ports: Ports, job: PrintJob, printer: str = "") -> Spooled:
    """Draw a paper and hand it to its printer; what an earlier attempt left there is taken back.

    Args:
        ports: the outside world.
        job: the paper.
        printer: for this once instead of the one that is chosen for its form.

    Raises:
        NotFound: its dossier is not here.
        MachineError: see `press.print_pdf`.
    """
    from ca_desktop.ui.printing import press  # noqa: PLC0415 start-up time

    if job.spool and _came_out(system_spooler(), job):
        return Spooled(job=job, came_out=True)
    choice = printer_choice(ports, job.form)
    if printer:
        choice = replace(choice, printer=printer, tray="")
    drawn = draw(ports, job, choice.layout)
    printed = press.print_pdf(drawn.pdf, title=job.code, choice=choice)
    if not choice.printer:
        choose_printer(ports, job.form, replace(choice, printer=printed.printer))
    return Spooled(
        job=replace(drawn.job, spool=""),
        printer=printed.printer,
        label=printed.label,
        spool=printed.spool,
        other_paper=printed.other_paper,
    )


def watch(ports: Ports) -> Sequence[Watched]:
    """Ask the queues what became of the papers that they were given."""
    jobs = sent_prints(ports)
    if not jobs:
        return ()
    spooler = system_spooler()
    return [
        Watched(
            job=job,
            state=spooler.state(job.printer, job.spool),
            trouble=spooler.trouble(job.printer),
        )
        for job in jobs
    ]


def form_words(form: PaperForm) -> str:
    """Return what people call a form, inside a sentence."""
    return {
        PaperForm.SLIP: "giấy hẹn",
        PaperForm.RECEIPT: "giấy biên nhận giấy tờ",
        PaperForm.SHEET: "phiếu khổ A4",
    }[form]


def _came_out(spooler: Spooler, job: PrintJob) -> bool:
    if spooler.withdraw(job.printer, job.spool):
        return False
    return spooler.state(job.printer, job.spool) is not SpoolState.LOST
