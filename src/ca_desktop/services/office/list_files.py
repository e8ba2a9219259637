"""A list that is looked at leaves as a workbook, and the journal says so."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import ListExported
from ca_desktop.services.office.offices import sheet_head
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list with everything that may stand in it.

    Attributes:
        what: its name in the journal.
        title: at the head of the workbook.
        columns: titles of all columns.
        lines: the cells of each row, below ``columns``.
    """

    what: str
    title: str
    columns: Sequence[str]
    lines: Sequence[Sequence[str]] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedListing:
    """A list that left the program as a file."""

    path: Path
    rows: int
    touched: frozenset[Topic] = frozenset()


def save_listing(
    ports: Ports, listing: Listing, path: Path, columns: Sequence[str] | None = None
) -> SavedListing:
    """Write a list as a workbook; that is written into the journal as well.

    Args:
        ports: the outside world.
        listing: the list.
        path: the workbook.
        columns: titles, from the left, as a person chose them; None: all of them.

    Raises:
        DiskFull, NotWritable, MachineError: nothing is left behind.
    """
    shown = listing.columns if columns is None else columns
    places = [listing.columns.index(title) for title in shown]
    lines = [tuple(line[place] for place in places) for line in listing.lines]
    with ports.reading() as view:
        head = sheet_head(view)
    ports.files.write(path, ports.sheets.listing(listing.title, shown, lines, head))
    with ports.writing() as uow:
        uow.record(ListExported(what=listing.what, rows=len(lines)), Standing(audience=LOCAL))
        uow.commit()
    return SavedListing(path=path, rows=len(lines), touched=uow.touched)
