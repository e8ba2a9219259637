"""Events of registers from before this program. Moments are ISO texts with +07:00."""

from dataclasses import dataclass, field
from typing import ClassVar

from ca_desktop.domain.events.base import Event
from ca_desktop.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class AsWritten:
    """A cell of an old register whose letters were turned into Unicode.

    Attributes:
        column: what it says of the dossier.
        font: its name.
    """

    column: str
    font: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldDossierRecorded(Event):
    """A row of a register from before this program was kept as closed history.

    It counts in no report: what a register does not say stays unknown.

    Attributes:
        digest: SHA-256 of the workbook, hex.
        line: of the row, from 1.
        code: the old number; empty where there is none.
        received_at: ISO moment at the beginning of the day; so are the others, None where unknown.
        as_written: the cells that were written otherwise.
    """

    state: ClassVar[bool] = True

    office_id: str
    office_name: str
    digest: str
    line: int
    code: str
    procedure_name: str
    field_name: str
    received_at: str
    due_at: str | None
    finished_at: str | None
    returned_at: str | None
    submitter: Person = field(repr=False)
    note: str = field(repr=False)
    as_written: tuple[AsWritten, ...] = field(repr=False)
