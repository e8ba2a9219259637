"""The box that finds dossiers from every page: a few, the best first, while it is typed in."""

from collections.abc import Sequence
from typing import Final

from ca_desktop.domain.matches import has_marks, marks_agree
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, DossierRow

LEAST_TYPED: Final = 2
"""Letters before anything is looked for."""

MOST_FOUND: Final = 8
_LOOKED_AT: Final = 60
"""Newest matches among which those with the very marks come first."""


def find_dossiers(ports: Ports, typed: str) -> Sequence[DossierRow]:
    """Return the dossiers that match best, the newest first; the very marks before all others.

    Args:
        ports: the outside world.
        typed: part of a code, words of a name or a procedure, a number; marks may be left out.
    """
    if len(typed.strip()) < LEAST_TYPED:
        return []
    marked = has_marks(typed)
    wanted, limit = DossierFilter(find=typed), _LOOKED_AT if marked else MOST_FOUND
    with ports.reading() as view:
        rows = view.dossiers.rows(wanted, limit=limit)
    if marked:
        rows = sorted(rows, key=lambda row: not marks_agree(_text(row), typed))
    return rows[:MOST_FOUND]


def _text(row: DossierRow) -> str:
    return f"{row.holder_name} {row.procedure_name}"
