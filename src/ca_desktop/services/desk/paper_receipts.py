"""What a citizen is given for papers brought to an office that does not hold the dossier."""

from dataclasses import dataclass, field
from pathlib import Path

from ca_desktop.domain.errors import NotFound
from ca_desktop.domain.events.codec import build
from ca_desktop.domain.events.dossiers import PaperSupplied
from ca_desktop.domain.moments import parse_moment
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import PaperReceipt, SlipDocument

_KIND = PaperSupplied.__name__


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnReceipt:
    """A receipt ready for the printer."""

    code: str
    pdf: bytes = field(repr=False)


def draw_receipt(ports: Ports, task_id: str) -> DrawnReceipt:
    """Draw the receipt for the papers of a request.

    Raises:
        NotFound: NO-SUCH-TASK there is none, or it is about something else.
    """
    with ports.reading() as view:
        task = view.tasks.find(task_id)
        state = view.dossiers.state(task.dossier_id) if task else None
        if task is None or state is None or task.fields is None or task.kind != _KIND:
            raise NotFound("NO-SUCH-TASK")
        supplied = build(PaperSupplied, task.fields)
        training = view.offices.node().training
    receipt = PaperReceipt(
        office_name=task.office_name,
        dossier_code=state.code or "",
        procedure_name=state.procedure_name,
        submitter_name=state.submitter_name,
        papers=tuple(
            SlipDocument(name=item.name, originals=item.originals, copies=item.copies)
            for item in supplied.papers
        ),
        at=parse_moment(supplied.at),
        officer_name=supplied.officer_name,
        training=training,
    )
    return DrawnReceipt(code=state.code or "", pdf=ports.paper.paper_receipt(receipt))


def save_receipt(ports: Ports, task_id: str, folder: Path) -> Path:
    """Write the receipt for the papers of a request into ``folder``; return the file."""
    drawn = draw_receipt(ports, task_id)
    path = folder / f"{drawn.code}-bien-nhan-{task_id[:8]}.pdf"
    ports.files.write(path, drawn.pdf)
    return path
