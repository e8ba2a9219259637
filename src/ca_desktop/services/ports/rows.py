"""Rows that queries return: just the columns a screen or a file needs."""

from dataclasses import dataclass, field
from typing import Any

from ca_desktop.domain.events.envelope import ALL, CENTRE, LOCAL
from ca_desktop.domain.identities import NodeSecrets, PublicKeys
from ca_desktop.domain.lives import Life


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """An office: this one, or one of the roster."""

    office_id: str
    kind: str
    code: str
    name: str
    own: bool

    @property
    def accounts_to(self) -> str:
        """Who reads what it accounts for beside its dossiers: a commune's centre."""
        return CENTRE if self.kind == "commune" else LOCAL

    @property
    def speaks_to(self) -> str:
        """Who reads what it lets hold for dossiers to come: a centre speaks for every office."""
        return ALL if self.kind == "centre" else LOCAL


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """A node of the roster.

    Attributes:
        keys: in force.
        number: of the keys in force.
        former: keys it has spoken with before, oldest first; what they signed may come late.
        revoked: it is heard no more.
    """

    node_id: str
    office_id: str
    code: str
    name: str
    kind: str
    keys: PublicKeys
    number: int = 0
    former: tuple[PublicKeys, ...] = ()
    revoked: bool = False

    def number_of(self, sign_key: str) -> int | None:
        """Return the number of the keys with this fingerprint; None for keys of another."""
        pairs = (*self.former, self.keys)
        first = self.number - len(self.former)
        return next(
            (first + at for at, x in enumerate(pairs) if x.sign_fingerprint == sign_key), None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerKeys:
    """Keys that this node has spoken with before.

    Attributes:
        secrets: None once they are destroyed, or where the node was built anew.
        told_stream: where the node said that others follow; None where the root did.
        unneeded_since: moment from which on every peer knew the next keys.
    """

    place: int
    number: int
    keys: PublicKeys
    secrets: NodeSecrets | None = field(repr=False)
    told_stream: str | None
    told_seq: int
    unneeded_since: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayEvent:
    """An event of a revoked node behind the point up to which it is believed.

    Attributes:
        dossier: code of the dossier it is about; empty where there is none.
        applied: it changed the tables before the node was revoked.
    """

    position: int
    stream: str
    seq: int
    kind: str
    dossier: str
    recorded_at: str
    applied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNode:
    """This database.

    Attributes:
        former: nodes that this database was before it became one of its own (R7).
        incarnation: the running life.
        earlier: lives of this database before it, oldest first.
        learned: other lives of this node that peers spoke of.
        succeeded: a life that came from this one speaks elsewhere; a person must say which of
            the two machines goes on (R9).
        series: 1 for the first life (plain legal numbers).
        key_number: of the keys in force; those it was enrolled with are number 0.
        certificate: of a centre's node: the root's signature, hex.
        sheet_marks: of a centre: by what each group of the root's sheets is known again, hex.
    """

    node_id: str
    former: tuple[str, ...] = ()
    office_id: str
    incarnation: str
    earlier: tuple[str, ...]
    learned: tuple[str, ...] = ()
    succeeded: bool = False
    series: int
    training: bool
    install_id: str
    secrets: NodeSecrets = field(repr=False)
    key_number: int = 0
    root_key: str | None
    escrow_key: str | None
    certificate: str | None
    serial: int
    sheet_marks: tuple[str, ...] = ()

    @property
    def life(self) -> Life:
        """The running life, as the rules of the exchange see it."""
        return Life(
            node=self.node_id,
            incarnation=self.incarnation,
            earlier=self.earlier,
            learned=self.learned,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """A person who may sign in."""

    user_id: str
    name: str = field(repr=False)
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRow:
    """A line of a dossier list. Moments are ISO texts with +07:00.

    Attributes:
        held_by: name of the office that holds the dossier.
        office_code: of the desk that took it in.
        strays: its events that do not count: they crossed others on the road.
        station: where inside the office it is; None at no station.
        due_counted: the moment after which it is late for lists and reports, see `counted_due`;
            not of the date in force where the clock was stopped once its date was over.
        stands: its clock stands, for lists and reports too.
    """

    dossier_id: str
    code: str | None
    status: str
    holder_name: str = field(repr=False)
    procedure_code: str
    procedure_name: str
    office_code: str
    office_name: str
    held_by: str
    received_at: str
    due_at: str | None
    due_counted: str | None
    by_minute: bool
    finished_at: str | None
    returned_at: str | None
    channel: str
    strays: int
    printed: bool
    station: str | None = None
    stands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFilter:
    """Which dossiers a list shows; every criterion given must hold.

    Attributes:
        find: words without marks, in any order, the last one a prefix; a code, a number.
        due_before: ISO date or moment; to be done earlier than it, and not finished.
        due_from: ISO date or moment; to be done then or later, and not finished.
        open_only: no result and no end yet.
        asked_before: ISO day; papers were asked for earlier than it.
        clock_runs: not stopped by papers that are to come.
        at_station: in the hands of an officer or with another agency.
        unsent: with a change that no file carries yet.
        ids: only these.
        crossed: some of its events do not count: they crossed others on the road.
        in_hands_of: id of a person who took it over, to whom it is offered, or who took the last
            step while nobody took it over.
    """

    find: str = ""
    statuses: tuple[str, ...] = ()
    due_before: str | None = None
    due_from: str | None = None
    due_on: str | None = None
    office_id: str | None = None
    forwarded_to: str | None = None
    held_by: str | None = None
    unprinted: bool = False
    crossed: bool = False
    open_only: bool = False
    asked_before: str | None = None
    clock_runs: bool = False
    at_station: bool = False
    unsent: bool = False
    ids: tuple[str, ...] | None = None
    in_hands_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One event of a dossier, decoded.

    Attributes:
        builds_on: the state event that this one follows.
        counted: False when the event stands beside the chain.
        fields: the payload; None where it was erased or is not understood.
        actor: id of the person who did it; empty for the program.
    """

    position: int
    event_id: str
    kind: str
    at: str
    office_name: str
    builds_on: str | None
    counted: bool
    fields: dict[str, Any] | None = field(repr=False)
    actor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedRow:
    """How long a dossier took: when it came and when it ended, as ISO moments.

    Attributes:
        by_minute: its time limit is in hours.
    """

    dossier_id: str
    procedure_name: str
    received_at: str
    finished_at: str
    by_minute: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """A package that was taken in."""

    digest: str
    node: str
    incarnation: str
    package: int
    file_name: str
    imported_at: str
    claimed_at: str
    events: int
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """A package that was written.

    Attributes:
        status: ``building`` until it was read back at its place, then ``written``; ``dropped``
            when a later start found it cut off.
    """

    peer: str
    incarnation: str
    package: int
    file_name: str
    digest: str
    size: int
    events: int
    status: str
    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRow:
    """A stream as it is held: contiguous from 1 to ``seq``.

    Attributes:
        closed_at: of an own stream that parted: the last event that is exchanged.
    """

    name: str
    node: str
    incarnation: str
    audience: str
    own: bool
    seq: int
    hash: str
    sent_to: int
    closed_at: int | None

    @property
    def exchanged_to(self) -> int:
        """The last event that is exchanged; what parted is written anew elsewhere (R5)."""
        return self.seq if self.closed_at is None else self.closed_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """An event that is stored but did not change the tables."""

    position: int
    stream: str
    seq: int
    kind: str
    version: int
    subject: str | None
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepRow:
    """When something was last done for the safety of the data.

    Attributes:
        at: ISO moment.
        later: events since then.
        detail: what came of it.
    """

    at: str
    later: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """A pairing offer the centre made."""

    offer_id: str
    commune_code: str
    code: str = field(repr=False)
    tries: int
    used_at: str | None
    made_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounts:
    """The counters of the first screen.

    Attributes:
        due_next: due on the next working day.
        waiting_long: papers asked for so long ago that they should have come.
    """

    due_today: int
    overdue: int
    ready: int
    waiting: int
    unprinted: int
    forwarded: int
    unsent: int
    due_next: int = 0
    waiting_long: int = 0
    next_due: str | None
    next_due_count: int
