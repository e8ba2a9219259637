"""What two offices tell each other before the first package: offer and request, as values.

The exchange adapter turns them into files and back; services decide about them.
Format: docs/FORMAT.md.
"""

from dataclasses import dataclass, field

from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.identities import PublicKeys, office_fingerprint
from ca_desktop.domain.keys import Rotation

CODE_LENGTH = 8
"""Characters of a one-time code: 40 bits in Crockford's base 32."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
_CODE_BYTES = 5
_BITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreCard:
    """Who a centre is: its keys, and why they may be believed (``*.hscert``).

    Attributes:
        office: office id of the centre, 32 hex digits.
        root_key: Ed25519 public key of the organisation.
        escrow_key: X25519 public key derived from the same seed.
        node: node id of the centre, 32 hex digits.
        number: of the certified keys; a later certificate of the same root never has a lower one.
        sign: the node's certified Ed25519 public key.
        box: the node's certified X25519 public key.
        serial: number of the certificate; a higher one replaces a lower.
        certificate: signature of the root over `certificate_body`.
        rotations: from the certified keys to those in force.
        endorsement: signature of the node's keys under the root before, over
            `endorsement_body`; empty where the root is the old one.
    """

    office: str
    code: str
    name: str
    training: bool
    root_key: bytes
    escrow_key: bytes
    node: str
    number: int = 0
    sign: bytes
    box: bytes
    serial: int
    certificate: bytes
    rotations: tuple[Rotation, ...] = ()
    endorsement: bytes = b""

    @property
    def certified(self) -> PublicKeys:
        """The keys the root has certified."""
        return PublicKeys(sign=self.sign, box=self.box)

    @property
    def keys(self) -> PublicKeys:
        """The keys in force."""
        return self.rotations[-1].keys if self.rotations else self.certified

    @property
    def every_key(self) -> tuple[PublicKeys, ...]:
        """The certified keys and all that followed them."""
        return (self.certified, *(rotation.keys for rotation in self.rotations))

    @property
    def fingerprint(self) -> str:
        """The 25 digits to compare with the printed sheet."""
        return office_fingerprint(self.root_key, self.office)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(CentreCard):
    """What a centre hands to one commune (``*.hspair``).

    Attributes:
        offer_id: random, 32 hex digits; also the salt of the one-time code.
        commune_code: the only commune code the one-time code is good for.
    """

    offer_id: str
    commune_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """What a commune says of itself in its request.

    Attributes:
        office: office id, 32 hex digits.
        node: node id, 32 hex digits.
        incarnation: of the running life, 16 hex digits.
        number: of the keys in force; above 0 once the node has changed them.
    """

    code: str
    name: str
    office: str
    node: str
    incarnation: str
    training: bool
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A commune's answer to an offer (``*.hsreq``).

    Attributes:
        signature: of the commune's node over `request_body`: it holds the private key.
        mac: over the same bytes under the stretched one-time code.
    """

    offer_id: str
    commune: Commune
    sign: bytes
    box: bytes
    signature: bytes
    mac: bytes = field(repr=False)

    @property
    def keys(self) -> PublicKeys:
        """The keys of the commune's node."""
        return PublicKeys(sign=self.sign, box=self.box)


def certificate_body(card: CentreCard) -> bytes:
    r"""Return what the root signs, behind the label ``ca-desktop/certificate/1\0``.

    Names and codes of the centre may change without a new certificate, so they are not in it.
    """
    return canonical_json(
        {
            "box": card.box.hex(),
            "escrow_key": card.escrow_key.hex(),
            "node": card.node,
            "number": card.number,
            "office": card.office,
            "serial": card.serial,
            "sign": card.sign.hex(),
            "training": card.training,
        }
    )


def endorsement_body(card: CentreCard) -> bytes:
    r"""Return what a centre's node signs for a new root, behind ``ca-desktop/new-root/1\0``."""
    return canonical_json(
        {
            "certificate": card.certificate.hex(),
            "escrow_key": card.escrow_key.hex(),
            "office": card.office,
            "root_key": card.root_key.hex(),
            "serial": card.serial,
        }
    )


def request_body(offer_id: str, commune: Commune, keys: PublicKeys) -> bytes:
    r"""Return what a commune's node signs, behind the label ``ca-desktop/request/1\0``."""
    changed = {"number": commune.number} if commune.number else {}
    return canonical_json(
        {
            "box": keys.box.hex(),
            "code": commune.code,
            "incarnation": commune.incarnation,
            "name": commune.name,
            "node": commune.node,
            "offer_id": offer_id,
            "office": commune.office,
            "sign": keys.sign.hex(),
            "training": commune.training,
            **changed,
        }
    )


def one_time_code(random: bytes) -> str:
    """Write five random bytes as a code that can be read out and typed.

    Raises:
        ValueError: not five bytes.
    """
    if len(random) != _CODE_BYTES:
        raise ValueError("a one-time code is made of 5 bytes")
    number = int.from_bytes(random, "big")
    places = range(_BITS * (CODE_LENGTH - 1), -1, -_BITS)
    return "".join(_ALPHABET[number >> place & 31] for place in places)


def normalise_code(text: str) -> str:
    """Undo what people do to a code: lower case, spaces, dashes, O for 0, I and L for 1.

    Returns:
        The code as it was printed, or text that matches no code.
    """
    return text.upper().translate(_LOOK_ALIKES)
