"""What was done with keys and paper, kept in the office: all of it stays local."""

from dataclasses import dataclass

from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.roster import KeyRotated


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreCertified(Event):
    """The centre's node has new keys, certified by the organisation's root.

    Attributes:
        sign_key: Ed25519 public key, hex.
        box_key: X25519 public key, hex.
        root_key: Ed25519 public key of the root that certified them, hex.
        escrow_key: X25519 public key of the same seed, hex.
        serial: higher than that of the certificate before.
        certificate: signature of the root, hex.
        number: of the certified keys; what was said of lower ones has no meaning any more.
        rotations: from the certified keys to those in force.
    """

    office_id: str
    node_id: str
    sign_key: str
    box_key: str
    root_key: str
    escrow_key: str
    serial: int
    certificate: str
    number: int
    rotations: tuple[KeyRotated, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysDestroyed(Event):
    """Former private keys of this node exist no more: nobody writes to them any longer.

    Attributes:
        number: of the keys.
    """

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsChecked(Event):
    """Somebody found the sheets of the root and typed one of their groups.

    Attributes:
        group: 1 or 2.
    """

    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondAgreed(Event):
    """A second person agreed to what one alone may not do.

    Attributes:
        user_id: who; empty where the recovery code was typed.
        to: ``revoke``, ``certify`` or ``new_root``.
    """

    user_id: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpGiven(Event):
    """The root's sheets opened the key file of an office that had no other way in.

    Attributes:
        digest: SHA-256 of the key file before, hex.
    """

    digest: str
