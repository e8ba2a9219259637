"""Proving the journal and making the tables anew."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from ca_desktop.domain.errors import DatabaseDamaged, MachineError
from ca_desktop.domain.packages import Head
from ca_desktop.services.ports.files import Progress
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a check of the journal found: all of it holds.

    Attributes:
        problems: events that are stored but not applied.
    """

    events: int
    streams: int
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """The tables were made anew from the journal."""

    events: int
    problems: int
    touched: frozenset[Topic] = frozenset(Topic)


def verify_journal(ports: Ports, progress: Progress | None = None) -> Verified:
    """Check every chain, hash and payload, and that nothing the second journal holds is gone.

    Raises:
        DatabaseDamaged: an event is not what its chain says, or the end of a stream is missing.
    """
    with ports.reading() as view:
        events = view.journal.verify(progress)
        for head in _witnessed(ports):
            if view.journal.hash_at(head.stream, head.seq) != head.hash:
                raise DatabaseDamaged(check="second journal", stream=head.stream, seq=head.seq)
        streams = sum(1 for stream in view.journal.streams() if stream.seq)
        return Verified(events=events, streams=streams, problems=len(view.journal.problems()))


def _witnessed(ports: Ports) -> Sequence[Head]:
    """Return the heads that the second journal knows; it is no witness of data put back."""
    if not ports.mark_fits:
        return ()
    try:
        return ports.second_journal.heads()
    except MachineError as error:
        _log.warning("the second journal is no witness: %s", error.code)
        return ()


def rebuild_tables(ports: Ports, progress: Progress | None = None) -> Rebuilt:
    """Drop what follows from the journal and make it again, in one transaction."""
    with ports.writing() as uow:
        events = uow.rebuild(progress)
        problems = len(uow.journal.problems())
        uow.commit()
    return Rebuilt(events=events, problems=problems)
