"""What becomes of this database itself: its lives, and histories that part.

All stay local but `LifeEnded`, which the centre reads.
"""

from dataclasses import dataclass

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeBegan(Event):
    """The database began a new life; all its streams start anew.

    Attributes:
        why: ``restored``, ``adopted``, ``copied`` (a node of its own from now on) or
            ``put_back`` (a peer proved it).
        before: the life that ended.
        series: what numbers on paper carry from now on.
    """

    why: str
    before: str
    series: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamParted(Event):
    """An own stream was continued twice; both tails are written anew.

    Attributes:
        common: last event that both have.
        anew: events written again in the running life.
    """

    stream: str
    common: int
    anew: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkFound(Event):
    """A node sent another history of its stream than the one held.

    Attributes:
        seq: the first event known to differ.
        held: its hash here.
        offered: its hash in the package that was refused.
    """

    node: str
    stream: str
    seq: int
    held: str
    offered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFound(Event):
    """Data and second journal hold different contents of one event: somebody edited the database.

    Attributes:
        seq: the first event that was edited.
        edited: number of such events.
    """

    stream: str
    seq: int
    edited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEnded(Event):
    """The centre has chosen another life of this node: this one takes nothing in any more (R9).

    Who acknowledges this event has read all that stood before it.
    """

    incarnation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalsFound(Event):
    """Two lives of one node speak, and none came from the other: two machines, one disk (R9).

    Attributes:
        before: incarnation of the life that was heard before.
        heard: incarnation of the one that was heard now.
    """

    node: str
    before: str
    heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinFound(Event):
    """Two different packages carry one number: two machines send under one life (R16)."""

    node: str
    incarnation: str
    package: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeJoined(Event):
    """This machine is a further one of an office that its centre knows.

    Attributes:
        before: id of the office as which it was set up.
        series: what numbers on paper carry from now on.
    """

    office_id: str
    before: str
    series: int
