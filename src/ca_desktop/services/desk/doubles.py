"""What to know of an intake: is it here already, by number, else by name and birth; what is odd."""

from collections.abc import Collection, Iterable

from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.notices import Level, Notice
from ca_desktop.domain.people import Person, person_warnings
from ca_desktop.domain.procedures import Procedure
from ca_desktop.services import words
from ca_desktop.services.desk.intake_values import read_text
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


def explained(notices: Iterable[Notice], note: str, reason: object, *, asked: bool) -> str:
    """Return the remark of an intake: below it stands why it was taken in over a warning.

    Args:
        notices: what there is to know of it.
        note: the remark, clean.
        reason: as it was typed; where nothing is warned of it is left out.
        asked: somebody was asked for it; else it is needed.

    Raises:
        NotAllowedNow: INTAKE-REASON something is warned of and nobody says why.
    """
    warning = next((notice for notice in notices if notice.level is Level.WARNING), None)
    given = read_text("reason", reason) if warning else ""
    if warning and not given and not asked:
        said = words.describe_code(warning.code, **warning.details).happened
        raise NotAllowedNow("INTAKE-REASON", what=said)
    return "\n".join(part for part in (note, given) if part)


def intake_warnings(
    view: View,
    procedure: Procedure,
    submitter: Person,
    holder: Person | None,
    papers: Collection[str],
) -> tuple[Notice, ...]:
    """Return what a clerk must know of an intake: odd facts, a double, papers that are missing.

    Args:
        view: of the office.
        procedure: what is asked for.
        submitter: who brings it.
        holder: whose it is, when that is somebody else.
        papers: names of what was handed in.
    """
    found = list(person_warnings(submitter))
    if holder is not None:
        found += person_warnings(holder, "on_behalf_of")
    found += open_twin(view, holder or submitter, procedure.code)
    found += [
        Notice(code="PAPER-MISSING", details={"name": item.name})
        for item in procedure.documents
        if item.mandatory and item.name not in papers
    ]
    return tuple(found)
