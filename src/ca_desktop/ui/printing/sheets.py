"""Documents that nobody queues: sheets of keys, notes. Printed at once, or told why not."""

from ca_desktop.services.office.printers import PrinterChoice, printer_choice
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.prints import PaperForm


def print_sheet(pdf: bytes, *, title: str, ports: Ports | None) -> str:
    """Print a document on the printer for sheets and return that printer's name.

    Args:
        pdf: the document.
        title: what the queue calls it; names no person.
        ports: of the open office; None where none is: the system's own printer then.

    Raises:
        MachineError: see `press.print_pdf`.
    """
    from ca_desktop.ui.printing import press  # noqa: PLC0415 start-up time

    choice = printer_choice(ports, PaperForm.SHEET) if ports else PrinterChoice()
    return press.print_pdf(pdf, title=title, choice=choice).label
