"""Is this dossier here already? Looked for by number, else by name and birth."""

from ca_desktop.domain.notices import Notice
from ca_desktop.domain.people import Person
from ca_desktop.services.ports.people import NamesakeRow
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.services.ports.work import View


def open_twin(view: View, person: Person, procedure_code: str) -> tuple[Notice, ...]:
    """Return ``DUP-OPEN`` where the same number has an open dossier of the same procedure."""
    if not person.id_number:
        return ()
    rows = view.dossiers.open_of_person(person.id_number, procedure_code)
    return tuple(_notice(row, person) for row in rows[:1])


def open_namesake(view: View, person: Person, procedure_code: str) -> tuple[Notice, ...]:
    """Return ``DUP-OPEN`` where the same name and birth have one."""
    if person.birth is None:
        return ()
    rows = view.people.open_namesakes(person.name, procedure_code)
    same = [row for row in rows if row.birth == str(person.birth)]
    return tuple(_notice(row, person) for row in same[:1])


def _notice(row: DossierRow | NamesakeRow, person: Person) -> Notice:
    return Notice(
        code="DUP-OPEN",
        details={
            "name": person.name,
            "procedure": row.procedure_name,
            "code": row.code,
            "date": row.received_at[:10],
            "dossier_id": row.dossier_id,
        },
    )
