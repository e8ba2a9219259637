"""Help in the shape the ports ask for."""

from collections.abc import Sequence
from pathlib import Path

from ca_desktop.documents.help_files import read_pages
from ca_desktop.domain.help_pages import HelpPage


class Help:
    """The pages of help; loads the PDF library with the first paper."""

    def __init__(self, resources: Path) -> None:
        self._resources = resources

    def pages(self) -> Sequence[HelpPage]:
        """Return every page."""
        return read_pages(self._resources)

    def manual(self, pages: Sequence[HelpPage], title: str) -> bytes:
        """Return pages as a PDF."""
        from ca_desktop.documents.manual import ManualPress  # noqa: PLC0415 start-up time

        return ManualPress(self._resources).manual(pages, title)
