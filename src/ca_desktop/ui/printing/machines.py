"""The printers of this computer, for pages: nothing that looks for them is loaded before."""

from collections.abc import Sequence
from dataclasses import dataclass

from ca_desktop.services.office.printers import PrinterChoice
from ca_desktop.ui.printing.spoolers import Machine

TRIAL_TITLE = "Phieu thu"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPrinted:
    """A test slip that a queue took."""

    label: str
    other_paper: str


def find_machines() -> Sequence[Machine]:
    """Return the printers of this computer.

    Raises:
        MachineError: PRINTERS-SILENT the system did not answer in time.
    """
    from ca_desktop.ui.printing import press  # noqa: PLC0415 start-up time

    return press.machines()


def print_trial(pdf: bytes, choice: PrinterChoice) -> TrialPrinted:
    """Print a test slip.

    Raises:
        MachineError: see `press.print_pdf`.
    """
    from ca_desktop.ui.printing import press  # noqa: PLC0415 start-up time

    printed = press.print_pdf(pdf, title=TRIAL_TITLE, choice=choice)
    return TrialPrinted(label=printed.label, other_paper=printed.other_paper)
