"""Cần xử lý: whatever the exchange could not settle by itself waits here for a person."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ca_desktop.domain.roles import Role, require
from ca_desktop.services.lives import is_sole
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

_log = logging.getLogger(__name__)
MOST = 500
"""Rows of each kind that one look brings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that waits for a person.

    Attributes:
        code: key of its words.
        what: code of a dossier, name of a stream or folder of a file.
        dossier_id: of the dossier it is about, None for none.
        day: ISO date, empty where none is known.
        settles: True for a refused file: reading about it is all there is to do.
    """

    code: str
    what: str
    dossier_id: str | None = None
    day: str = ""
    settles: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A matter that was read and needs no more."""

    touched: frozenset[Topic]


def settle(ports: Ports, matter: Matter) -> Settled:
    """Take a refused file from the list; the file itself is kept."""
    require(ports.actor.roles, Role.INTAKE, Role.KSTT, Role.ADMIN)
    ports.files.settle(matter.what)
    _log.info("refused file settled: %s", matter.what)
    return Settled(touched=frozenset({Topic.EXCHANGE}))


def matters(ports: Ports) -> Sequence[Matter]:
    """Return everything that waits, what stops the exchange first."""
    with ports.reading() as view:
        own = [] if is_sole(ports, view) else [Matter(code="E-126", what=view.offices.own().name)]
        return [*own, *_unapplied(view), *_crossed(view), *_refused(ports)]


def _unapplied(view: View) -> Iterator[Matter]:
    for row in view.journal.problems()[:MOST]:
        state = view.dossiers.state(row.subject) if row.subject else None
        yield Matter(
            code=row.code,
            what=(state.code if state else None) or f"{row.kind} {row.seq}",
            dossier_id=state.dossier_id if state else None,
        )


def _crossed(view: View) -> Iterator[Matter]:
    for row in view.dossiers.rows(DossierFilter(crossed=True), limit=MOST):
        yield Matter(
            code="CROSSED",
            what=row.code or row.procedure_name,
            dossier_id=row.dossier_id,
            day=row.received_at[:10],
        )


def _refused(ports: Ports) -> Iterator[Matter]:
    for item in ports.files.quarantined()[:MOST]:
        yield Matter(code=item.code, what=item.folder.name, day=item.day, settles=True)
