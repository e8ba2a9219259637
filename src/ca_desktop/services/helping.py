"""Help in its order, and paper made of it."""

from collections.abc import Sequence
from pathlib import Path

from ca_desktop.domain.help_pages import HelpPage
from ca_desktop.services.ports.office import Ports


def manual_pages(ports: Ports, order: Sequence[str]) -> Sequence[HelpPage]:
    """Return the pages of help, those of ``order`` first and in it.

    Raises:
        MachineError: NO-HELP.
    """
    places = {name: place for place, name in enumerate(order)}
    pages = ports.help.pages()
    return sorted(pages, key=lambda page: (places.get(page.name, len(places)), page.title))


def print_ready(ports: Ports, page: HelpPage) -> bytes:
    """Return one page as a PDF."""
    return ports.help.manual([page], page.title)


def write_manual(ports: Ports, pages: Sequence[HelpPage], title: str, target: Path) -> Path:
    """Write the manual into a file and return it.

    Raises:
        MachineError: the disk refused.
    """
    ports.files.write(target, ports.help.manual(pages, title))
    return target
