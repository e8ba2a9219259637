"""Which printer takes which form, on what paper: chosen once, kept on this computer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, get_args

from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import SlipLayout
from ca_desktop.services.ports.pc import PcPort
from ca_desktop.services.ports.prints import PaperForm

NAME: Final = "printers"
MOST_COPIES: Final = 9
LAYOUTS: Final[tuple[SlipLayout, ...]] = get_args(SlipLayout)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterChoice:
    """How one form is printed here.

    Attributes:
        printer: as the system names it; empty: whichever the system takes by itself.
        layout: of the slip; other forms have one of their own.
        tray: as the printer names it; empty: whichever it takes by itself.
        copies: 1 to `MOST_COPIES`.
    """

    printer: str = ""
    layout: SlipLayout = "a4x2"
    tray: str = ""
    copies: int = 1


def printer_choice(ports: Ports, form: PaperForm) -> PrinterChoice:
    """Return how a form is printed on this computer."""
    kept = ports.pc.read(NAME).get(form)
    return _choice(kept) if isinstance(kept, dict) else PrinterChoice()


def choose_printer(ports: Ports, form: PaperForm, choice: PrinterChoice) -> None:
    """Keep how a form is printed on this computer.

    Raises:
        MachineError: the disk refused.
    """
    keep_choice(ports.pc, form, choice)


def keep_choice(pc: PcPort, form: PaperForm, choice: PrinterChoice) -> None:
    """Keep it on a computer that may have no office yet.

    Raises:
        MachineError: the disk refused.
    """
    pc.keep(NAME, {**pc.read(NAME), form: asdict(choice)})


def _choice(kept: Mapping[str, object]) -> PrinterChoice:
    """Read what somebody may have edited by hand: what does not hold is as if never chosen."""
    layout = next((one for one in LAYOUTS if one == kept.get("layout")), LAYOUTS[0])
    copies = kept.get("copies")
    whole = isinstance(copies, int) and not isinstance(copies, bool)
    return PrinterChoice(
        printer=_text(kept, "printer"),
        layout=layout,
        tray=_text(kept, "tray"),
        copies=min(max(copies, 1), MOST_COPIES) if whole and isinstance(copies, int) else 1,
    )


def _text(kept: Mapping[str, object], name: str) -> str:
    value = kept.get(name)
    return value if isinstance(value, str) else ""
