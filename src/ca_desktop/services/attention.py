"""Cần xử lý: whatever the program could not settle by itself waits here for a person.

A new kind of matter is a function in the module of its feature (`matters.Source`), a line in
`SOURCES`, and words for its code.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ca_desktop.domain.errors import NotAllowedNow, NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import MatterSettled
from ca_desktop.domain.roles import FILE_CARRIERS, require
from ca_desktop.services.desk import apologies, history, tasks, waits
from ca_desktop.services.desk.calendar_news import news_of_centre
from ca_desktop.services.desk.giving_back import money_to_give_back
from ca_desktop.services.exchange import imports, troubles
from ca_desktop.services.exchange.choices import (
    doubled_machines,
    doubled_papers,
    own_end,
    two_heirs,
)
from ca_desktop.services.exchange.imports import Imported
from ca_desktop.services.keys.key_overview import key_matters
from ca_desktop.services.machines.lives import is_sole
from ca_desktop.services.matters import Matter, Remedy, Source
from ca_desktop.services.office import closing
from ca_desktop.services.office.backups import unsafe
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

_log = logging.getLogger(__name__)
MOST = 500
"""Matters of each source that one look brings."""

_REMEDIES = {
    "E-106": Remedy.IMPORT_AGAIN,
    "E-121": Remedy.UPDATE,
    "E-122": Remedy.PAIR,
    "MACHINE-CLOSED": Remedy.IMPORT_AGAIN,
}
"""Of files kept aside; the others need no more than to be read about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A matter that was read and needs no more."""

    touched: frozenset[Topic]


def matters(ports: Ports) -> Sequence[Matter]:
    """Return everything that waits, what stops the exchange first."""
    with ports.reading() as view:
        settled = view.exchange.settled()
        found = [matter for source in SOURCES for matter in islice(source(ports, view), MOST)]
    return [x for x in found if x.kept or not x.settles or x.matter_id not in settled]


def matter_of(ports: Ports, matter_id: str) -> Matter:
    """Return a matter by its id.

    Raises:
        NotFound: NO-SUCH-MATTER it does not wait, or no longer.
    """
    for matter in matters(ports):
        if matter.matter_id == matter_id:
            return matter
    raise NotFound("NO-SUCH-MATTER")


def settle(ports: Ports, matter: Matter) -> Settled:
    """Take a matter from the list; a file that was kept stays where it is.

    Raises:
        NotAllowedNow: MATTER-STANDS having read about it is not enough.
    """
    require(ports.actor.roles, *FILE_CARRIERS)
    if not matter.settles:
        raise NotAllowedNow("MATTER-STANDS")
    if matter.kept:
        ports.kept.settle(matter.key)
    with ports.writing() as uow:
        uow.record(MatterSettled(matter=matter.matter_id), Standing(audience=LOCAL))
        uow.commit()
        touched = uow.touched
    _log.info("settled: %s", matter.matter_id)
    return Settled(touched=touched | {Topic.EXCHANGE})


def import_again(ports: Ports, matter: Matter) -> Imported:
    """Take the file that was kept in once more; it leaves the list when it fits now.

    Raises:
        NotFound: NO-SUCH-MATTER there is no such file.
    """
    kept = {item.name: item for item in ports.kept.files()}
    if not matter.kept or matter.key not in kept:
        raise NotFound("NO-SUCH-MATTER")
    return imports.import_again(ports, kept[matter.key])


def _rival_lives(ports: Ports, view: View) -> Iterator[Matter]:
    if not is_sole(ports, view):
        own = view.offices.own()
        yield Matter(code="E-126", key="own", about=own.name, remedy=Remedy.ADOPT)


def _not_understood(_ports: Ports, view: View) -> Iterator[Matter]:
    """Events of a later version: they come to life by themselves after the update."""
    count: dict[str, int] = {}
    for row in view.journal.problems():
        if row.code == "UNKNOWN-KIND":
            node = row.stream.partition(".")[0]
            count[node] = count.get(node, 0) + 1
    names = {row.node_id: row.name for row in view.offices.nodes()}
    for node, n in count.items():
        yield Matter(
            code="NOT-UNDERSTOOD",
            key=node,
            about=names.get(node, ""),
            remedy=Remedy.UPDATE,
            details={"n": n},
        )


def _not_applied(_ports: Ports, view: View) -> Iterator[Matter]:
    """The first event of each dossier that could not be applied; later ones wait behind it."""
    told: set[str] = set()
    for row in view.journal.problems():
        key = row.subject or f"{row.stream}:{row.seq}"
        if row.code in {"UNKNOWN-KIND", "REVOKED"} or key in told:
            continue
        told.add(key)
        state = view.dossiers.state(row.subject) if row.subject else None
        yield Matter(
            code=row.code,
            key=key,
            about=(state.code if state else None) or f"{row.kind} {row.seq}",
            remedy=Remedy.UPDATE,
            dossier_id=state.dossier_id if state else None,
        )


def _kept_files(ports: Ports, _view: View) -> Iterator[Matter]:
    for item in ports.kept.files():
        yield Matter(
            code=item.code,
            key=item.name,
            about=item.name[11:],
            details=dict(item.details),
            remedy=_REMEDIES.get(item.code, Remedy.SETTLE),
            since=item.day,
            settles=True,
            kept=True,
        )


def _incomplete(ports: Ports, _view: View) -> Iterator[Matter]:
    for item in ports.kept.incomplete():
        parts = ", ".join(map(str, item.missing))
        yield Matter(
            code="PARTS-MISSING",
            key=f"{item.package}:{parts}",
            about=item.package,
            remedy=Remedy.IMPORT,
            details={"parts": parts},
            settles=True,
        )


SOURCES: tuple[Source, ...] = (
    _rival_lives,
    troubles.lost,
    troubles.asked_back,
    troubles.put_back,
    troubles.edited,
    unsafe,
    own_end,
    doubled_machines,
    two_heirs,
    doubled_papers,
    _not_understood,
    _not_applied,
    history.crossed,
    tasks.waiting,
    tasks.declined,
    apologies.reminders,
    closing.unfitting,
    news_of_centre,
    key_matters,
    _kept_files,
    _incomplete,
    troubles.at_peers,
    troubles.unsent_long,
    waits.papers_overdue,
    waits.agencies_late,
    waits.uncollected,
    money_to_give_back,
)
"""Every kind of matter, what stops the exchange first."""
