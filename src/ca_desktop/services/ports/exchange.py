"""The exchange as the tables hold it: what was heard of peers, what came, what is on its way."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.lives import Life
from ca_desktop.domain.packages import GiveBack, SignedManifest
from ca_desktop.domain.streams import KnownAck
from ca_desktop.services.ports.handovers import HandoverRow
from ca_desktop.services.ports.peer_rows import LossRow, PeerState, PlacedRow, StickRow
from ca_desktop.services.ports.rows import InboxRow, OfferRow, OutboxRow, OwnNode


class Exchange(Protocol):
    """Working state of the exchange with other nodes."""

    def acks(self, peer: str) -> dict[str, KnownAck]:
        """Return what ``peer`` has acknowledged of own streams, by stream."""

    def peer_state(self, peer: str) -> PeerState | None:
        """Return what is known of a peer from its packages."""

    def applied_to(self, stream: str) -> tuple[int, int]:
        """Return (events applied, events with problems) of a foreign stream."""

    def inbox(self, digest: str) -> InboxRow | None:
        """Return an imported package by the SHA-256 of its file."""

    def digests(self, node: str, incarnation: str, package: int) -> Sequence[str]:
        """Return the digests of the packages of a life that carry a number."""

    def imported(self, limit: int = 100, *, node: str | None = None) -> Sequence[InboxRow]:
        """Return the newest imports, of every node or of one."""

    def written(self, limit: int = 100, *, number: int | None = None) -> Sequence[OutboxRow]:
        """Return the newest exports, or those with a package number."""

    def placed(self, stick: str | None) -> Sequence[PlacedRow]:
        """Return what was put on a stick, or into other folders, the newest first."""

    def placed_of(self, peer: str, incarnation: str, package: int) -> Sequence[PlacedRow]:
        """Return where the files of a package were put, the oldest first."""

    def handovers(self, number: int) -> Sequence[HandoverRow]:
        """Return the packages with a number that went or came, the newest first."""

    def stick(self, serial: str) -> StickRow | None:
        """Return what is known of a stick."""

    def losses(self) -> Sequence[LossRow]:
        """Return what is proven lost here and not back yet, oldest first."""

    def asked(self, peer: str) -> Mapping[str, Sequence[GiveBack]]:
        """Return what a peer asks back, by the life that asked."""

    def settled(self) -> frozenset[str]:
        """Return the ids of matters that a person has settled."""

    def on_branch(self, stream: str, seq: int, digest: str) -> bool:
        """Tell whether an event stands on a branch of an own stream that was kept aside."""

    def proof(self, stream: str) -> tuple[int, SignedManifest] | None:
        """Return what the sender of a stream signed of it last, and up to which event."""


class ExchangeState(Exchange, Protocol):
    """The same, to be changed."""

    def keep_acks(self, peer: str, known: Mapping[str, KnownAck]) -> None:
        """Remember what ``peer`` holds of own streams; what is not named is forgotten."""

    def keep_peer_state(self, state: PeerState) -> None:
        """Remember what a package said of its sender."""

    def keep_import(self, row: InboxRow) -> None:
        """Remember an imported package."""

    def begin_export(self, row: OutboxRow) -> int:
        """Take the next package number for a peer and remember the export; return the number."""

    def finish_export(
        self, peer: str, package: int, *, file_name: str, digest: str, size: int
    ) -> None:
        """Remember that the file stands at its place, read back."""

    def keep_placed(self, rows: Sequence[PlacedRow]) -> None:
        """Remember where files of packages were put."""

    def keep_handover(self, row: HandoverRow) -> None:
        """Remember what a package carried."""

    def keep_stick(self, row: StickRow) -> None:
        """Remember a stick."""

    def drop_export(self, peer: str, package: int) -> None:
        """Give up an export that a person stopped; its number is not used again."""

    def drop_unfinished_exports(self) -> None:
        """Give up exports that were cut off; their events go with the next, their numbers stay."""

    def keep_offer(self, row: OfferRow) -> None:
        """Add or replace a pairing offer."""

    def keep_pending_pairing(self, offer: bytes) -> None:
        """Remember the offer that was answered."""

    def begin_life(self, life: Life, *, series: int, install_id: str) -> None:
        """End the running life of this database and begin the next (R3, R7, R8)."""

    def become(self, copy: OwnNode) -> None:
        """Go on as a node of its own; what the former node wrote is another's from now on."""

    def number_above(self, series: int) -> None:
        """Let the numbers of the running life begin beyond a series."""

    def join_office(self, office_id: str, *, series: int) -> None:
        """Belong to an office that the centre knows, as a further machine of it."""

    def learn(self, life: Life, *, succeeded: bool) -> None:
        """Remember other lives of this node, and whether one that came from mine speaks."""

    def ask_back(self, peer: str, lost: Sequence[GiveBack], since: str) -> None:
        """Remember what a peer proved to be lost here; it is asked for until it is back."""

    def end_requests(self, got: Iterable[GiveBack]) -> None:
        """Forget requests of which the loss is made good, whoever proved it."""

    def keep_asked(self, peer: str, standing: Mapping[str, Sequence[GiveBack]]) -> None:
        """Remember what a peer asks back, by the life that asked."""

    def keep_branch(self, events: Iterable[StoredEvent]) -> None:
        """Keep events aside that stand where the own stream has others."""

    def close_stream(self, stream: str, seq: int) -> None:
        """Exchange an own stream no further than ``seq``: there it parts (R5)."""

    def keep_proof(self, stream: str, seq: int, signed: SignedManifest) -> None:
        """Keep what a sender signed of its stream: without it nothing can be given back."""
