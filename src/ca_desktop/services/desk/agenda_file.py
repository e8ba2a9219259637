"""The due dates of this desk as a calendar file: a code and a procedure a day, nobody's name."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.icalendar import CalendarEntry, calendar_bytes
from ca_desktop.domain.moments import parse_moment
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.work import View


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAgenda:
    """A calendar file.

    Attributes:
        days: dossiers in it.
    """

    file: Path
    days: int


def save_agenda(ports: Ports, path: Path) -> SavedAgenda:
    """Write when the open dossiers that this office holds are due.

    Raises:
        MachineError: the disk refused; nothing is left behind.
    """
    with ports.reading() as view:
        entries = list(_entries(view))
    ports.files.write(path, calendar_bytes(entries, ports.clock.now()))
    return SavedAgenda(file=path, days=len(entries))


def _entries(view: View) -> Iterator[CalendarEntry]:
    own = view.offices.own().office_id
    for row in view.dossiers.each(DossierFilter(open_only=True, clock_runs=True, held_by=own)):
        state = view.dossiers.state(row.dossier_id) if row.due_at else None
        if state is None or state.due_at is None:
            continue
        yield CalendarEntry(
            uid=f"{state.dossier_id}@ca-desktop",
            sequence=state.steps,
            due=parse_moment(state.due_at),
            by_minute=state.by_minute,
            summary=f"Hẹn trả {state.code}: {state.procedure_name}",
        )
