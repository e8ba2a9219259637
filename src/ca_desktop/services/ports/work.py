"""The unit of work: one transaction on everything the office knows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

from typing_extensions import override

from ca_desktop.domain.backlog import OpenFact
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.events.base import Event, Standing
from ca_desktop.domain.events.envelope import Envelope, StoredEvent
from ca_desktop.domain.numbering import CounterKey
from ca_desktop.domain.reports import DossierFacts, Period
from ca_desktop.services.ports.accounts import Pins, PinState
from ca_desktop.services.ports.drafts import Drafts, DraftState
from ca_desktop.services.ports.exchange import Exchange, ExchangeState
from ca_desktop.services.ports.fees import Fees
from ca_desktop.services.ports.journal import Journal
from ca_desktop.services.ports.keys import Keys, KeyState
from ca_desktop.services.ports.lives import Lives
from ca_desktop.services.ports.master import Master
from ca_desktop.services.ports.peer_rows import ContactRow
from ca_desktop.services.ports.people import People
from ca_desktop.services.ports.prints import PrintQueue, Prints
from ca_desktop.services.ports.promises import Promises
from ca_desktop.services.ports.registers import RegisterRow
from ca_desktop.services.ports.report_look import ReportLook
from ca_desktop.services.ports.rows import (
    DayCounts,
    DossierFilter,
    DossierRow,
    FinishedRow,
    HistoryRow,
    NodeRow,
    OfferRow,
    OfficeRow,
    OwnNode,
    UpkeepRow,
    UserRow,
)
from ca_desktop.services.ports.scan_rows import Scans, ScanState
from ca_desktop.services.ports.tasks import Tasks
from ca_desktop.services.ports.topics import Topic


class Dossiers(Protocol):
    """Dossiers as the tables hold them."""

    def state(self, dossier_id: str) -> DossierState | None:
        """Return what is known of a dossier."""

    def known(self, dossier_ids: Collection[str]) -> frozenset[str]:
        """Return which of these dossiers are here."""

    def id_of(self, code: str) -> str | None:
        """Return the dossier with this code (the newest, should two nodes have printed it)."""

    def each(self, wanted: DossierFilter, *, order: str = "due") -> Iterator[DossierRow]:
        """Yield every dossier of a list, however long it is."""

    def rows(
        self, wanted: DossierFilter, *, offset: int = 0, limit: int = 1000, order: str = "due"
    ) -> Sequence[DossierRow]:
        """Return a window of a list.

        Args:
            wanted: which.
            offset: rows to pass over.
            limit: rows at the most.
            order: ``due``, ``code``, ``name``, ``received``, ``status``, ``procedure``; with a
                leading ``-`` downwards.
        """

    def count(self, wanted: DossierFilter) -> int:
        """Return how many dossiers a list has."""

    def day_counts(self, now: datetime) -> DayCounts:
        """Return the counters of the first screen for this office's desk."""

    def facts(self, period: Period, office_id: str | None) -> Iterator[DossierFacts]:
        """Yield what a report of ``period`` counts, of one desk or of all."""

    def received(self, start: str, until: str, office_id: str | None) -> Iterator[tuple[str, str]]:
        """Yield the dossiers that came in from one moment to another, and their procedures."""

    def finished(self, start: str, until: str, office_id: str | None) -> Iterator[FinishedRow]:
        """Yield the dossiers that ended from one moment to another, of one desk or of all."""

    def open_facts(self, office_id: str | None) -> Iterator[tuple[OpenFact, str, str]]:
        """Yield every open dossier of one desk or of all, its custodian and that node's office.

        Its holder is who took the last step.
        """

    def register(self, office_id: str, period: Period) -> Iterator[RegisterRow]:
        """Yield what a desk took in within ``period``, cancelled ones too, oldest first."""

    def history(self, dossier_id: str) -> Sequence[HistoryRow]:
        """Return every event of a dossier by position."""

    def histories(self, dossier_ids: Collection[str]) -> Iterator[tuple[str, Sequence[HistoryRow]]]:
        """Yield every event of each of these dossiers by position, the dossiers in no order."""

    def open_of_person(self, id_number: str, procedure_code: str) -> Sequence[DossierRow]:
        """Return open dossiers of the same person and procedure."""

    def person_before(self, id_number: str) -> dict[str, str | None] | None:
        """Return the person's facts from the newest dossier with this number."""

    def reprints(self, dossier_id: str) -> int:
        """Return how often the slip was made: 0 for never."""

    def procedure_use(self, since: str) -> dict[str, int]:
        """Return how often each procedure was received since a moment."""


class Offices(Protocol):
    """This office, its people, and the roster."""

    def own(self) -> OfficeRow:
        """Return this office."""

    def node(self) -> OwnNode:
        """Return this database's node."""

    def all(self) -> Sequence[OfficeRow]:
        """Return every known office, by code."""

    def by_code(self, code: str) -> OfficeRow | None:
        """Return the office with this code."""

    def nodes(self) -> Sequence[NodeRow]:
        """Return the nodes of the roster, own node included."""

    def users(self) -> Sequence[UserRow]:
        """Return everybody who may sign in."""

    def names(self) -> Mapping[str, str]:
        """Return the name of everybody who ever had an account, by user id."""

    def upkeep(self) -> Mapping[str, UpkeepRow]:
        """Return when what was last done for safety.

        The keys are ``founded``, ``backup``, ``copy`` (elsewhere), ``trial``, ``program`` and
        ``life`` (the newest; its detail says why it began).
        """

    def confirmed_day(self, machine_day: date) -> date | None:
        """Return the day that a person said a day of the machine's clock is."""

    def setting(self, name: str) -> str:
        """Return a setting of this office, empty where nobody has chosen."""

    def centre(self) -> NodeRow | None:
        """Return the node of the pinned centre (communes)."""

    def contact(self, office_id: str) -> ContactRow:
        """Return what this office keeps of another; empty texts where there is nothing."""

    def offer(self, offer_id: str) -> OfferRow | None:
        """Return a pairing offer this centre made."""

    def pending_pairing(self) -> bytes | None:
        """Return the offer this commune answered last."""


class View(ReportLook, Protocol):
    """A consistent look at the data; nothing can be written through it."""

    @property
    def dossiers(self) -> Dossiers:
        """Dossiers, in this look."""

    @property
    def tasks(self) -> Tasks:
        """Tasks, in this look."""

    @property
    def master(self) -> Master:
        """Procedures and calendars, in this look."""

    @property
    def offices(self) -> Offices:
        """Offices and people, in this look."""

    @property
    def journal(self) -> Journal:
        """The events, in this look."""

    @property
    def lives(self) -> Lives:
        """Lives and heirs, in this look."""

    @property
    def keys(self) -> Keys:
        """Keys of nodes, in this look."""

    @property
    def exchange(self) -> Exchange:
        """The exchange, in this look."""

    @property
    def scans(self) -> Scans:
        """Scans of dossiers, in this look."""

    @property
    def drafts(self) -> Drafts:
        """Drafts of intakes, in this look."""

    @property
    def people(self) -> People:
        """People as dossiers name them, in this look."""

    @property
    def pins(self) -> Pins:
        """PINs, in this look."""

    @property
    def prints(self) -> Prints:
        """Papers on their way to a printer, in this look."""

    @property
    def promises(self) -> Promises:
        """What was done about promises that are not kept, in this look."""

    @property
    def fees(self) -> Fees:
        """Fees and receipts, in this look."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None: ...


class UnitOfWork(View, Protocol):
    """One transaction; leaving the block without `commit` rolls back."""

    @property
    @override
    def keys(self) -> KeyState:
        """Own keys, to be changed."""

    @property
    @override
    def exchange(self) -> ExchangeState:
        """The exchange, to be changed."""

    @property
    @override
    def scans(self) -> ScanState:
        """Scans of dossiers; where their bytes lie, to be changed."""

    @property
    @override
    def drafts(self) -> DraftState:
        """Drafts of intakes, to be changed."""

    @property
    @override
    def pins(self) -> PinState:
        """PINs, to be changed."""

    @property
    @override
    def prints(self) -> PrintQueue:
        """Papers on their way to a printer, to be changed."""

    def record(self, event: Event, standing: Standing) -> str:
        """Write an event to the journal and apply it; return its event id."""

    def record_foreign(self, events: Sequence[StoredEvent]) -> Sequence[str | None]:
        """Keep events of other nodes and apply each as far as it can be.

        Args:
            events: each after those before it in its stream; those held are passed over.

        Returns:
            For each that was not held: the code of the problem when it is stored but not
            applied, None when all is well.

        Raises:
            PackageRefused: E-125 the place is taken by another event; E-114 no next link.
        """

    def take_back(self, stored: StoredEvent) -> None:
        """Keep an event of an earlier life of this node that a peer gives back, and apply it.

        Raises:
            PackageRefused: E-125 another event stands there; E-114 it does not chain.
        """

    def write_anew(self, stored: StoredEvent) -> Envelope:
        """Write an event of a parted stream again, under its id, in the running life."""

    def attempt(self) -> AbstractContextManager[None]:
        """Undo what the block did when it fails, and only that."""

    def next_numbers(self, *keys: CounterKey) -> tuple[int, ...]:
        """Return the next number of each counter; it counts once its event does."""

    def mark_sent(self, stream: str, seq: int) -> None:
        """Remember that own events up to ``seq`` are on their way in a package."""

    def found(self, node: OwnNode) -> None:
        """Write the own node; once in the life of a database."""

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Drop the projections and replay the journal; return the number of events."""

    def differing(self) -> Sequence[str]:
        """Return the tables that come out otherwise when made anew; never commit after it.

        Raises:
            DatabaseDamaged: an event is not what its chain says.
        """

    def complete(self, events: Iterable[StoredEvent]) -> list[StoredEvent]:
        """Put back, as it was, what a second journal holds beyond this database (R18).

        Args:
            events: oldest first; one may come twice.

        Returns:
            Those that cannot be put where they stood: another event stands there or before
            it, or those between are nowhere.
        """

    @property
    def touched(self) -> frozenset[Topic]:
        """What was changed so far."""

    def commit(self) -> None:
        """Make the block's writes durable, once, as its last act."""


class Clock(Protocol):
    """The time, and whether it can be trusted."""

    def now(self) -> datetime:
        """Return the moment with +07:00, on the day that a person confirmed; never fails."""

    def machine_now(self) -> datetime:
        """Return what the machine says."""

    def confirm(self, day: date) -> None:
        """Let today be ``day``, until the machine's day ends."""

    @property
    def confirmed(self) -> bool:
        """Whether a person vouched for today's date."""

    def doubtful(self, newest: Callable[[], datetime | None]) -> bool:
        """Tell whether the clock may be wrong; a date that a person typed is not.

        Args:
            newest: gives the newest moment of the journal.
        """
