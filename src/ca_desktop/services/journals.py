"""Proving the journal and making the tables anew."""

from dataclasses import dataclass

from ca_desktop.services.ports.files import Progress
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic


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
    """Check every chain, hash and payload.

    Raises:
        DatabaseDamaged: an event is not what its chain says.
    """
    with ports.reading() as view:
        events = view.journal.verify(progress)
        streams = sum(1 for stream in view.journal.streams() if stream.seq)
        return Verified(events=events, streams=streams, problems=len(view.journal.problems()))


def rebuild_tables(ports: Ports, progress: Progress | None = None) -> Rebuilt:
    """Drop what follows from the journal and make it again, in one transaction."""
    with ports.writing() as uow:
        events = uow.rebuild(progress)
        problems = len(uow.journal.problems())
        uow.commit()
    return Rebuilt(events=events, problems=problems)
