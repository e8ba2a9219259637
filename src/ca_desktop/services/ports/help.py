"""Help, as it comes with the program."""

from collections.abc import Sequence
from typing import Protocol

from ca_desktop.domain.help_pages import HelpPage


class HelpPort(Protocol):
    """The pages of help, and paper made of them."""

    def pages(self) -> Sequence[HelpPage]:
        """Return every page, by name.

        Raises:
            MachineError: NO-HELP the pages are missing or damaged.
        """

    def manual(self, pages: Sequence[HelpPage], title: str) -> bytes:
        """Return pages as a PDF on A4, with a list of their titles, numbered.

        Raises:
            MachineError: a font is missing.
        """
