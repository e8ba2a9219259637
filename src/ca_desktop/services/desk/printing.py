"""Papers on their way to a printer: the dossier is safe before, the journal knows after.

What was asked for stays "chưa in" until it came out, through a power cut too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from ca_desktop.domain.errors import NotFound
from ca_desktop.domain.moments import moment_text
from ca_desktop.services.desk.batches import draw_batch, is_batch, log_batch
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.fee_papers import draw_fee_receipt, is_receipt, log_fee_receipt
from ca_desktop.services.desk.letter_papers import draw_letter, log_sheet
from ca_desktop.services.desk.letters import sheet_row
from ca_desktop.services.desk.paper_receipts import draw_receipt
from ca_desktop.services.desk.slips import draw_slip, log_made
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import SlipLayout
from ca_desktop.services.ports.prints import (
    PaperForm,
    PrintJob,
    PrintState,
)
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork

KEPT_DAYS: Final = 30
MOST_SHOWN: Final = 200
LATER: Final = "Phiếu in sau"
"""Folder among the person's documents; one more below it for each day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPrint:
    """What is known of a paper from now on."""

    job: PrintJob
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPrint:
    """A paper ready for its printer; the job says which reprint it is."""

    job: PrintJob
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintLine:
    """A paper and the dossier it belongs to.

    Attributes:
        job: None for a slip that nobody asked for yet.
    """

    dossier: DossierRow = field(repr=False)
    job: PrintJob | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintDesk:
    """What the page of papers shows.

    Attributes:
        waiting: asked for and not come out, the oldest first; then slips that nobody asked for,
            at most `MOST_SHOWN` of them.
        done: came out or were saved today, the newest first.
    """

    waiting: Sequence[PrintLine]
    done: Sequence[PrintLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPrint:
    """A paper in a file."""

    path: Path
    touched: frozenset[Topic]


def ask_slip(ports: Ports, code: str) -> KeptPrint:
    """Keep that the slip of a dossier is to be printed; asked twice it is one wish.

    The job still names the queue that may hold the earlier attempt.

    Raises:
        NotFound: no such dossier.
    """
    with ports.writing() as uow:
        state = find_dossier(uow, code)
        job = _wish(ports, uow, state.dossier_id, state.code or code)
        return _kept(uow, job)


def ask_receipt(ports: Ports, task_id: str) -> KeptPrint:
    """Keep that the receipt for papers of a request is to be printed.

    Raises:
        NotFound: NO-SUCH-TASK there is none.
    """
    with ports.writing() as uow:
        task = uow.tasks.find(task_id)
        state = uow.dossiers.state(task.dossier_id) if task else None
        if task is None or state is None:
            raise NotFound("NO-SUCH-TASK")
        job = _wish(ports, uow, task.dossier_id, state.code or "", task_id)
        return _kept(uow, job)


def ask_letter(ports: Ports, dossier_id: str, sheet: str) -> KeptPrint:
    """Keep that a letter about a dossier is to be printed.

    Raises:
        NotFound: NO-SUCH-SHEET there is none.
    """
    with ports.writing() as uow:
        state = uow.dossiers.state(dossier_id)
        if state is None:
            raise NotFound("NO-SUCH-SHEET")
        if not is_receipt(uow, sheet) and not is_batch(uow, sheet):
            sheet_row(uow.dossiers.history(dossier_id), sheet)
        job = _wish(ports, uow, dossier_id, state.code or "", sheet)
        return _kept(uow, replace(job, form=PaperForm.SHEET))


def draw(ports: Ports, job: PrintJob, layout: SlipLayout) -> DrawnPrint:
    """Draw a paper as it is to be printed now, marked as a reprint where it is one.

    Raises:
        NotFound: its dossier or request is not here.
    """
    if job.form is PaperForm.RECEIPT:
        return DrawnPrint(job=job, pdf=draw_receipt(ports, job.task_id).pdf)
    if job.form is PaperForm.SHEET and _lists(ports, job):
        drawn = draw_batch(ports, job.task_id)
        return DrawnPrint(job=replace(job, reprint=drawn.reprint), pdf=drawn.pdf)
    if job.form is PaperForm.SHEET:
        return _draw_sheet(ports, job)
    slip = draw_slip(ports, job.code, layout)
    return DrawnPrint(job=replace(job, layout=layout, reprint=slip.reprint), pdf=slip.pdf)


def _draw_sheet(ports: Ports, job: PrintJob) -> DrawnPrint:
    with ports.reading() as view:
        of_money = is_receipt(view, job.task_id)
    if of_money:
        receipt = draw_fee_receipt(ports, job.task_id)
        return DrawnPrint(job=replace(job, reprint=receipt.reprint), pdf=receipt.pdf)
    letter = draw_letter(ports, job.dossier_id, job.task_id)
    return DrawnPrint(job=replace(job, reprint=letter.reprint), pdf=letter.pdf)


def note_sent(ports: Ports, job: PrintJob, printer: str, spool: str) -> KeptPrint:
    """Keep that a queue of the system holds a paper; one without numbers has printed it."""
    sent = replace(job, printer=printer, spool=spool, reason="", state=PrintState.SENT)
    with ports.writing() as uow:
        return _kept(uow, _stamped(ports, sent)) if spool else _came_out(ports, uow, sent)


def note_trouble(ports: Ports, job: PrintJob, reason: str, printer: str) -> KeptPrint:
    """Keep why a paper did not come out; one that a queue still holds may yet come."""
    if job.state is PrintState.SENT:
        return _note(ports, job, replace(job, reason=reason))
    printer = printer or job.printer
    failed = replace(job, state=PrintState.FAILED, reason=reason, printer=printer, spool="")
    return _note(ports, job, failed)


def note_lost(ports: Ports, job: PrintJob, reason: str) -> KeptPrint:
    """Keep that the queue gave a paper up."""
    return _note(ports, job, replace(job, state=PrintState.FAILED, reason=reason, spool=""))


def note_printed(ports: Ports, job: PrintJob) -> KeptPrint:
    """Keep that a paper came out; the next one of its dossier says that it is a reprint."""
    with ports.writing() as uow:
        if not _is_as_before(uow, job):
            return KeptPrint(job=job, touched=frozenset())
        return _came_out(ports, uow, job)


def drop_wish(ports: Ports, line: PrintLine) -> KeptPrint:
    """Take a paper off the list: nobody wants it, until it is asked for again.

    A slip is remembered as dropped, also one that nobody asked for; of other papers nothing stays.
    """
    with ports.writing() as uow:
        dossier = line.dossier
        job = line.job or _wish(ports, uow, dossier.dossier_id, dossier.code or "")
        if job.form is PaperForm.SLIP:
            dropped = replace(job, state=PrintState.DROPPED, reason="", spool="")
            return _kept(uow, _stamped(ports, dropped))
        uow.prints.forget(job.job_id)
        uow.commit()
        return KeptPrint(job=job, touched=uow.touched)


def put_back_wish(ports: Ports, line: PrintLine, dropped: PrintJob) -> KeptPrint:
    """Let a paper stand on the list as before it was dropped, unless it was asked for since."""
    with ports.writing() as uow:
        known = uow.prints.find(dropped.job_id)
        if known is not None and known.state is not PrintState.DROPPED:
            return KeptPrint(job=known, touched=frozenset())
        if line.job is not None:
            return _kept(uow, line.job)
        uow.prints.forget(dropped.job_id)
        uow.commit()
        return KeptPrint(job=dropped, touched=uow.touched)


def save_for_later(ports: Ports, code: str, layout: SlipLayout) -> SavedPrint:
    """Write the slip of a dossier into the folder of the day, to be printed elsewhere.

    Raises:
        NotFound: no such dossier.
        MachineError: the disk refused; nothing was kept.
    """
    job = ask_slip(ports, code).job
    drawn = draw(ports, job, layout)
    folder = later_folder(ports, ports.clock.now().date())
    ports.pc.make_folder(folder)
    suffix = f"-in-lai-{drawn.job.reprint}" if drawn.job.reprint else ""
    path = folder / f"{drawn.job.code}{suffix}.pdf"
    ports.files.write(path, drawn.pdf)
    with ports.writing() as uow:
        done = _stamped(ports, replace(drawn.job, state=PrintState.SAVED, reason=""))
        _log(uow, done)
        return SavedPrint(path=path, touched=_kept(uow, done).touched)


def later_folder(ports: Ports, day: date) -> Path:
    """Return the folder for what is printed later, of one day."""
    return ports.pc.documents / LATER / day.isoformat()


def print_desk(ports: Ports) -> PrintDesk:
    """Return what the page of papers shows."""
    with ports.reading() as view:
        own = view.offices.own().office_id
        jobs = view.prints.waiting()
        done = view.prints.of_day(ports.clock.now().date())
        ids = tuple({job.dossier_id for job in (*jobs, *done)})
        known = {row.dossier_id: row for row in view.dossiers.rows(DossierFilter(ids=ids))}
        asked = {job.dossier_id for job in jobs if job.form is PaperForm.SLIP}
        unprinted = DossierFilter(unprinted=True, office_id=own)
        never = view.dossiers.rows(unprinted, limit=MOST_SHOWN + len(asked), order="received")
    fresh = [PrintLine(dossier=row) for row in never if row.dossier_id not in asked]
    return PrintDesk(waiting=[*_lines(jobs, known), *fresh[:MOST_SHOWN]], done=_lines(done, known))


def sent_prints(ports: Ports) -> Sequence[PrintJob]:
    """Return what the system's queues hold."""
    with ports.reading() as view:
        return [job for job in view.prints.waiting() if job.state is PrintState.SENT]


def unprinted_count(ports: Ports) -> int:
    """Return how many papers were asked for and have not come out."""
    with ports.reading() as view:
        return view.prints.waiting_count()


def _lines(jobs: Sequence[PrintJob], known: Mapping[str, DossierRow]) -> list[PrintLine]:
    return [
        PrintLine(dossier=known[job.dossier_id], job=job) for job in jobs if job.dossier_id in known
    ]


def _wish(ports: Ports, uow: UnitOfWork, dossier_id: str, code: str, task_id: str = "") -> PrintJob:
    now = _now(ports)
    known = uow.prints.open_of(dossier_id, task_id)
    if known is not None:
        return replace(known, state=PrintState.ASKED, reason="", changed_at=now)
    return PrintJob(
        job_id=ports.new_id(),
        form=PaperForm.RECEIPT if task_id else PaperForm.SLIP,
        dossier_id=dossier_id,
        task_id=task_id,
        code=code,
        asked_at=now,
        changed_at=now,
    )


def _note(ports: Ports, job: PrintJob, changed: PrintJob) -> KeptPrint:
    with ports.writing() as uow:
        if not _is_as_before(uow, job):
            return KeptPrint(job=job, touched=frozenset())
        return _kept(uow, _stamped(ports, changed))


def _is_as_before(uow: UnitOfWork, job: PrintJob) -> bool:
    """Tell whether a paper is still where it was when its queue was asked."""
    known = uow.prints.find(job.job_id)
    return known is not None and (known.state, known.spool) == (job.state, job.spool)


def _came_out(ports: Ports, uow: UnitOfWork, job: PrintJob) -> KeptPrint:
    done = _stamped(ports, replace(job, state=PrintState.PRINTED, reason=""))
    _log(uow, done)
    uow.prints.forget_before(moment_text(ports.clock.now() - timedelta(days=KEPT_DAYS)))
    return _kept(uow, done)


def _stamped(ports: Ports, job: PrintJob) -> PrintJob:
    return replace(job, changed_at=_now(ports))


def _log(uow: UnitOfWork, job: PrintJob) -> None:
    if job.form is PaperForm.SLIP:
        log_made(uow, job.dossier_id, job.reprint, job.layout)
    elif job.form is PaperForm.SHEET and is_receipt(uow, job.task_id):
        log_fee_receipt(uow, job.dossier_id, job.task_id, job.reprint)
    elif job.form is PaperForm.SHEET and is_batch(uow, job.task_id):
        log_batch(uow, job.task_id, job.reprint)
    elif job.form is PaperForm.SHEET:
        log_sheet(uow, job.dossier_id, job.task_id, job.reprint)


def _lists(ports: Ports, job: PrintJob) -> bool:
    with ports.reading() as view:
        return is_batch(view, job.task_id)


def _kept(uow: UnitOfWork, job: PrintJob) -> KeptPrint:
    uow.prints.keep(job)
    uow.commit()
    return KeptPrint(job=job, touched=uow.touched)


def _now(ports: Ports) -> str:
    return moment_text(ports.clock.now())
