"""Keys as the tables and the key file hold them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.events.roster import Cut
from ca_desktop.domain.keys import HeardKey, Rotation
from ca_desktop.domain.pairing import CentreCard
from ca_desktop.services.ports.rows import FormerKeys, OwnNode, StrayEvent


class Keys(Protocol):
    """Keys of this node and of the roster."""

    def rotations(self, node_id: str) -> Sequence[Rotation]:
        """Return the keys a node was enrolled with, unsigned, and what followed them."""

    def former(self) -> Sequence[FormerKeys]:
        """Return the keys this node has spoken with before, the newest first."""

    def heard(self, node_id: str) -> HeardKey | None:
        """Return the newest keys of a node that have signed a package read here."""

    def cuts(self) -> Sequence[Cut]:
        """Return the last believed event of each stream of the revoked nodes."""

    def is_cut_off(self, stored: StoredEvent) -> bool:
        """Tell whether an event stands behind the point up to which its node is believed."""

    def beyond_cuts(self) -> Sequence[StrayEvent]:
        """Return the events held of revoked nodes that stand behind their cuts."""

    def held_before(self, node_id: str, day: str) -> Sequence[Cut]:
        """Return how far the streams of a node were held before a day of the own clock.

        Args:
            node_id: of another node.
            day: ISO date; empty for now.
        """

    def last_said(self, kind: str) -> str:
        """Return the moment of the newest own event of a kind; empty for none."""

    def pinned(self) -> CentreCard | None:
        """Return the pinned centre with its certificate (communes)."""


class KeyState(Keys, Protocol):
    """The same, to be changed."""

    def renew(self, node: OwnNode, former: FormerKeys | None) -> None:
        """Go on with other keys, or under another root, and keep the keys before."""

    def keep_former(self, former: FormerKeys) -> None:
        """Change what is kept of former keys."""

    def hear(self, node_id: str, heard: HeardKey) -> None:
        """Remember the newest keys that a node has spoken with."""


class KeyFilePort(Protocol):
    """The key file, and the mathematics of keys on paper."""

    def holds(self, public: bytes, what: str, message: bytes, signature: bytes, /) -> bool:
        """Tell whether a key signed a message as a ``what``."""

    def sign(self, seed: bytes, what: str, message: bytes) -> bytes:
        """Sign a message as a ``what``."""

    def root(self, seed: bytes) -> tuple[bytes, bytes, bytes]:
        """Return the root's secret, its public key and the escrow public key of a seed."""

    def whose(self, passphrase: str) -> str | None:
        """Return the user id whose passphrase this is; empty for the recovery code."""

    def opens(self, user_id: str, passphrase: str) -> bool:
        """Tell whether this is the passphrase of a person."""

    def owners(self) -> frozenset[str]:
        """Return the user ids that have a passphrase on this machine."""

    def check_passphrase(self, passphrase: str, words: Iterable[str]) -> None:
        """Refuse a passphrase that is guessed first; training offices take any.

        Raises:
            InvalidField: PASSPHRASE-WEAK.
        """

    def give_slot(self, user_id: str, passphrase: str) -> None:
        """Let a passphrase open the office for a person, in the place of an earlier one."""

    def drop_slot(self, user_id: str) -> None:
        """Let nothing open the office for a person any more."""

    def stretch_pin(self, pin: str, salt: bytes) -> bytes:
        """Return what is kept of a PIN: slow to guess, quick enough to switch between people."""

    def let_help(self, escrow: bytes) -> None:
        """Give the organisation a slot in the key file, replacing that of another root."""

    def helped_by(self) -> str:
        """Return the fingerprint of the escrow key that has a slot; empty for none."""

    def open_with_root(self, path: Path, seed: bytes) -> str:
        """Open a key file with the organisation's seed and give it a new recovery code.

        Args:
            path: of the key file; it is written anew.
            seed: as the root's sheets hold it.

        Returns:
            The new recovery code, for paper; the former one opens nothing any more.

        Raises:
            UserError: NO-HELP-SLOT the file has no slot of this root.
        """
