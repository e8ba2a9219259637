"""The pages of help as files."""

from collections.abc import Sequence
from pathlib import Path

from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.help_pages import HelpPage, read_page

FOLDER, PICTURES = "help", "pictures"


def read_pages(resources: Path) -> Sequence[HelpPage]:
    """Read every page, by name.

    Raises:
        MachineError: NO-HELP there is none, or one is damaged.
    """
    paths = sorted((resources / FOLDER).glob("*.md"))
    if not paths:
        raise MachineError("NO-HELP", file=FOLDER)
    return [_read(path) for path in paths]


def picture_of(resources: Path, page: HelpPage) -> Path | None:
    """Return the picture of the screen that a page is about; None where it has none."""
    path = resources / FOLDER / PICTURES / f"{page.name}.png"
    return path if path.is_file() else None


def _read(path: Path) -> HelpPage:
    try:
        return read_page(path.stem, path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MachineError("NO-HELP", file=path.name) from error
