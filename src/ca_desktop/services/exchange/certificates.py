"""The organisation's root on paper: certifying a centre's keys, and taking a certificate in.

A commune believes the root it has pinned. New keys of the centre come with a certificate of a
higher serial under that root; a new root comes signed by the centre's keys and is believed only
after its 25 digits were compared with the sheet.
"""

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path

from ca_desktop.domain.errors import NotAllowedNow, PackageRefused, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import ALL, LOCAL
from ca_desktop.domain.events.keys import CentreCertified, SheetsChecked
from ca_desktop.domain.events.roster import NodeEnrolled
from ca_desktop.domain.identities import NodeSecrets
from ca_desktop.domain.keys import certified_number
from ca_desktop.domain.packages import GiveBack
from ca_desktop.domain.pairing import CentreCard, certificate_body, endorsement_body
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.secret_codes import root_code, root_groups, root_seed, sheet_mark
from ca_desktop.services.exchange.exports import peers_of
from ca_desktop.services.keys.key_help import ensure_help
from ca_desktop.services.keys.keys import former_of, own_card, own_keys, rotated, spoken_keys
from ca_desktop.services.office.approvals import CERTIFY, NEW_ROOT, note_agreed, second_person
from ca_desktop.services.ports.files import CentrePast, GivenBack
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import OwnNode
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

MAX_FILE = 64 * 1024
ROOT_BYTES = 32
_GROUP = 5
_TOUCHED = frozenset({Topic.OFFICE, Topic.EXCHANGE})
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A centre's keys under a new certificate.

    Attributes:
        card: what the communes get.
        root_code: of a new root: to be printed and never stored.
    """

    file: Path
    card: CentreCard
    root_code: str = field(default="", repr=False)
    touched: frozenset[Topic] = _TOUCHED


def certify_keys(ports: Ports, code: str, second: str, target: Path) -> Certified:
    """Give a centre's node new keys, certified by the root on paper (centre).

    The former keys are not spoken with any more: somebody else may have them.

    Args:
        ports: the outside world.
        code: both groups of the root's sheet.
        second: of a second administrator or leader, or the recovery code.
        target: where the card for the communes goes.

    Raises:
        WrongPassphrase: the code is mistyped, or nobody agrees.
        UserError: WRONG-ROOT the sheet is another root's.
        NotAllowedNow: NOT-CENTRE, SECOND-SAME.
    """
    require(ports.actor.roles, Role.ADMIN)
    root, root_key, _escrow = ports.key_file.root(root_seed(code))
    with ports.writing() as uow:
        before = own_card(uow)
        if root_key != before.root_key:
            raise UserError("WRONG-ROOT")
        note_agreed(uow, second_person(ports, uow, second), CERTIFY)
        secrets = ports.packages.new_secrets()
        keys = ports.packages.public_of(secrets)
        last = uow.offices.node().key_number
        card = replace(
            before,
            sign=keys.sign,
            box=keys.box,
            number=certified_number(last),
            serial=before.serial + 1,
            rotations=(),
        )
        card = _signed(ports, root, card)
        _take_over(ports, uow, card, secrets)
        ports.files.write(target, ports.pairing.card_bytes(card))
        uow.commit()
    _log.info("the centre's keys are certified anew, serial %s", card.serial)
    return Certified(file=target, card=card)


def make_new_root(ports: Ports, second: str, target: Path) -> Certified:
    """Put a new root in the place of one whose sheets are lost (centre).

    The centre's keys stay; they sign for the new root, and each commune compares its 25 digits.

    Raises:
        NotAllowedNow: NOT-CENTRE, SECOND-SAME.
        WrongPassphrase, Forbidden: nobody who may agrees.
    """
    require(ports.actor.roles, Role.ADMIN)
    code = root_code(ports.random(ROOT_BYTES))
    root, root_key, escrow = ports.key_file.root(root_seed(code))
    with ports.writing() as uow:
        before, node = own_card(uow), uow.offices.node()
        note_agreed(uow, second_person(ports, uow, second), NEW_ROOT)
        card = replace(
            before,
            root_key=root_key,
            escrow_key=escrow,
            serial=before.serial + 1,
        )
        card = _endorsed(ports, uow, _signed(ports, root, card))
        marks = tuple(sheet_mark(group) for group in root_groups(code))
        _take_over(ports, uow, card, node.secrets, marks)
        ports.files.write(target, ports.pairing.card_bytes(card))
        uow.commit()
    ensure_help(ports)
    _log.info("a new root certifies the centre's keys, serial %s", card.serial)
    return Certified(file=target, card=card, root_code=code)


def write_card(ports: Ports, target: Path) -> CentreCard:
    """Write the card of this centre once more.

    Raises:
        NotAllowedNow: NOT-CENTRE.
    """
    require(ports.actor.roles, Role.ADMIN)
    with ports.reading() as view:
        card = own_card(view)
    ports.files.write(target, ports.pairing.card_bytes(card))
    return card


def check_sheets(ports: Ports, group: str) -> int:
    """Find out whether the root's sheets are still there: somebody types one of the two groups.

    Returns:
        Which group it was, 1 or 2.

    Raises:
        NotAllowedNow: NOT-CENTRE.
        WrongPassphrase: mistyped.
        UserError: WRONG-ROOT a group of another root's sheet.
    """
    require(ports.actor.roles, Role.ADMIN)
    mark = sheet_mark(group)
    with ports.writing() as uow:
        own_card(uow)
        marks = uow.offices.node().sheet_marks
        if mark not in marks:
            raise UserError("WRONG-ROOT")
        number = marks.index(mark) + 1
        uow.record(SheetsChecked(group=number), Standing(audience=LOCAL))
        uow.commit()
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFound:
    """A card of the pinned centre, before it is believed (commune).

    Attributes:
        new_root: the 25 digits must be compared with the sheet.
    """

    card: CentreCard
    new_root: bool


def read_card(ports: Ports, path: Path) -> CardFound:
    """Read a card of the pinned centre, so that its digits can be compared.

    Raises:
        NotAllowedNow: NOT-PAIRED, or CARD-OLD its serial is not above the one held.
        PackageRefused: E-101, E-113, E-122 of another centre, E-128.
    """
    card = ports.pairing.read_card(ports.files.read(path, MAX_FILE))
    with ports.reading() as view:
        return _judged(ports, view, card)


def accept_card(ports: Ports, path: Path, digits: str = "") -> CentreCard:
    """Believe new keys, or a new root, of the pinned centre (commune).

    The next package holds everything, and gives back what the centre has written: it may have
    been built anew.

    Args:
        ports: the outside world.
        path: of the card.
        digits: last group of the 25 digits on the sheet; needed for a new root only.

    Raises:
        NotAllowedNow: NOT-PAIRED, CARD-OLD.
        PackageRefused: E-101, E-113, E-122, E-128.
        UserError: BAD-DIGITS.
    """
    require(ports.actor.roles, Role.ADMIN)
    card = ports.pairing.read_card(ports.files.read(path, MAX_FILE))
    with ports.writing() as uow:
        found = _judged(ports, uow, card)
        typed = "".join(char for char in digits if char.isdigit())
        if found.new_root and typed != card.fingerprint[-_GROUP:]:
            raise UserError("BAD-DIGITS")
        uow.record(certified(card), Standing(audience=LOCAL, subject=card.office))
        _begin_anew(uow, card.node)
        uow.commit()
    ensure_help(ports)
    _log.info("a certificate of the centre was taken in, serial %s", card.serial)
    return card


def write_past(ports: Ports, target: Path) -> CentrePast:
    """Write what is held of the centre, so that it can be built anew (commune).

    Raises:
        NotAllowedNow: NOT-PAIRED, or NO-PAST nothing of the centre was taken in yet.
        PackageRefused: E-141 more than one file may hold.
    """
    require(ports.actor.roles, Role.ADMIN)
    with ports.reading() as view:
        card = view.keys.pinned()
        if card is None:
            raise NotAllowedNow("NOT-PAIRED")
        state = view.exchange.peer_state(card.node)
        streams = [
            (row.name, proof)
            for row in view.journal.streams()
            if (row.node, row.audience) == (card.node, ALL)
            and (proof := view.exchange.proof(row.name)) is not None
        ]
        if not streams or state is None:
            raise NotAllowedNow("NO-PAST")
        past = CentrePast(
            card=card,
            lives=(state.incarnation, *reversed(state.earlier)),
            given=GivenBack(
                proofs=tuple(dict.fromkeys(signed for _name, (_end, signed) in streams)),
                events=[
                    stored
                    for name, (end, _signed_by) in streams
                    for stored in view.journal.events(name, 1, end)
                ],
            ),
        )
    ports.files.write(target, ports.pairing.past_bytes(past))
    return past


def _signed(ports: Ports, root: bytes, card: CentreCard) -> CentreCard:
    signature = ports.key_file.sign(root, "certificate", certificate_body(card))
    return replace(card, certificate=signature)


def _endorsed(ports: Ports, view: View, card: CentreCard) -> CentreCard:
    """Sign for a new root with the oldest keys that a commune may know this centre by."""
    spoken = [spoken_keys(ports, view, peer) for peer in peers_of(view)]
    oldest = min((*spoken, own_keys(ports, view)[0]), key=lambda keys: keys.number)
    signature = ports.key_file.sign(oldest.secrets.sign, "new-root", endorsement_body(card))
    return replace(card, endorsement=signature)


def _take_over(
    ports: Ports,
    uow: UnitOfWork,
    card: CentreCard,
    secrets: NodeSecrets,
    marks: tuple[str, ...] | None = None,
) -> None:
    """Let the own node stand under a certificate, and say so in the roster."""
    node = uow.offices.node()
    renewed: OwnNode = replace(
        node,
        secrets=secrets,
        key_number=card.number + len(card.rotations),
        root_key=card.root_key.hex(),
        escrow_key=card.escrow_key.hex(),
        certificate=card.certificate.hex(),
        serial=card.serial,
        sheet_marks=node.sheet_marks if marks is None else marks,
    )
    former = former_of(ports, uow, told_stream=None, told_seq=0)
    uow.keys.renew(renewed, former if secrets != node.secrets else None)
    uow.record(certified(card), Standing(audience=LOCAL, subject=card.office))
    uow.record(enrolled(card), Standing(audience=ALL, subject=card.node))


def enrolled(card: CentreCard) -> NodeEnrolled:
    """Return the line of the roster that names a centre's certified keys."""
    return NodeEnrolled(
        office_id=card.office,
        kind="centre",
        code=card.code,
        name=card.name,
        node_id=card.node,
        sign_key=card.sign.hex(),
        box_key=card.box.hex(),
        number=card.number,
    )


def certified(card: CentreCard) -> CentreCertified:
    """Return the event that says under which certificate a centre stands."""
    return CentreCertified(
        office_id=card.office,
        node_id=card.node,
        sign_key=card.sign.hex(),
        box_key=card.box.hex(),
        root_key=card.root_key.hex(),
        escrow_key=card.escrow_key.hex(),
        serial=card.serial,
        certificate=card.certificate.hex(),
        number=card.number,
        rotations=tuple(rotated(card.node, rotation) for rotation in card.rotations),
    )


def _judged(ports: Ports, view: View, card: CentreCard) -> CardFound:
    pinned, node = view.keys.pinned(), view.offices.node()
    if pinned is None:
        raise NotAllowedNow("NOT-PAIRED")
    if card.training != node.training:
        raise PackageRefused("E-128")
    if (card.office, card.node) != (pinned.office, pinned.node):
        raise PackageRefused("E-122")
    if card.serial <= pinned.serial:
        raise NotAllowedNow("CARD-OLD")
    new_root = card.root_key != pinned.root_key
    body = endorsement_body(card)
    if new_root and not any(
        ports.key_file.holds(keys.sign, "new-root", body, card.endorsement)
        for keys in pinned.every_key
    ):
        raise PackageRefused("E-113")
    return CardFound(card=card, new_root=new_root)


def _begin_anew(uow: UnitOfWork, centre: str) -> None:
    """Take nothing for granted that the centre has acknowledged, and give back what it wrote."""
    uow.exchange.keep_acks(centre, {})
    state = uow.exchange.peer_state(centre)
    if state is not None:
        everything = [
            GiveBack(stream=row.name, seq=row.seq, hash=row.hash, after=0, after_hash="0" * 64)
            for row in uow.journal.streams()
            if row.node == centre and row.seq
        ]
        uow.exchange.keep_asked(centre, {state.incarnation: everything})
