"""Pairing a commune with its centre: by files, 25 digits and a one-time code (exchange §3.3)."""

import json
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from ca_desktop.domain.errors import NotAllowedNow, NotFound, PackageRefused, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.codec import build
from ca_desktop.domain.events.envelope import ALL, LOCAL
from ca_desktop.domain.events.lives import OfficeJoined
from ca_desktop.domain.events.office import CentreBound
from ca_desktop.domain.events.roster import NodeEnrolled
from ca_desktop.domain.identities import PublicKeys
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.numbering import check_unit_code
from ca_desktop.domain.pairing import (
    CentreCard,
    Commune,
    Offer,
    Request,
    normalise_code,
    one_time_code,
)
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.exchange.carrying import Target
from ca_desktop.services.exchange.exports import Exported, export_to
from ca_desktop.services.exchange.imports import Imported, import_package
from ca_desktop.services.keys.key_help import ensure_help
from ca_desktop.services.keys.keys import own_card, rotated
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.machines.successions import KnownMachine, others_of, record_succession
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import NodeRow, OfferRow
from ca_desktop.services.ports.work import UnitOfWork, View

MAX_FILE = 64 * 1024
MAX_TRIES = 3
NO_PAPERS = LastPapers()
_CODE_BYTES = 5
_GROUP = 5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An offer for one commune.

    Attributes:
        code: one-time code, for the printed sheet.
        fingerprint: the 25 digits, for the printed sheet.
    """

    commune_code: str
    code: str
    fingerprint: str

    @property
    def secret(self) -> str:
        """Code and last group of the digits, as the command line wants them."""
        return f"{self.code}-{_digits(self.fingerprint)[-_GROUP:]}"


def make_offer(ports: Ports, commune_code: str, target: Path) -> Offered:
    """Write an offer for one commune code (centre)."""
    require(ports.actor.roles, Role.ADMIN)
    code = one_time_code(ports.random(_CODE_BYTES))
    with ports.writing() as uow:
        card = {part.name: getattr(own_card(uow), part.name) for part in fields(CentreCard)}
        offer = Offer(offer_id=ports.new_id(), commune_code=check_unit_code(commune_code), **card)
        uow.exchange.keep_offer(
            OfferRow(
                offer_id=offer.offer_id,
                commune_code=offer.commune_code,
                code=code,
                tries=0,
                used_at=None,
                made_at=moment_text(ports.clock.now()),
            )
        )
        ports.files.write(target, ports.pairing.offer_bytes(offer))
        uow.commit()
    return Offered(commune_code=offer.commune_code, code=code, fingerprint=offer.fingerprint)


def read_offer(ports: Ports, path: Path) -> Offer:
    """Read an offer so that its 25 digits can be compared (commune).

    Raises:
        PackageRefused: E-103 for another commune, E-128 training and real mixed, and more.
    """
    offer = ports.pairing.read_offer(ports.files.read(path, MAX_FILE))
    with ports.reading() as view:
        own, node = view.offices.own(), view.offices.node()
    if own.kind != "commune":
        raise NotAllowedNow("NOT-COMMUNE")
    if offer.training != node.training:
        raise PackageRefused("E-128")
    if offer.commune_code != own.code:
        raise PackageRefused("E-103")
    return offer


def answer_offer(
    ports: Ports, path: Path, secret: str, target: Path, last: LastPapers = NO_PAPERS
) -> Offer:
    """Answer an offer (commune); one of the centre that is bound already pairs again.

    Args:
        ports: the outside world.
        path: of the offer.
        secret: one-time code, ``-`` and the last five of the 25 digits of the printed sheet.
        target: where the answer goes.
        last: newest papers of the office's other machine, where there is one: the numbers of
            this one begin beyond their series.

    Raises:
        NotAllowedNow: this commune has another centre already.
        InvalidField: a number does not read as one.
        UserError: BAD-SECRET the digits are not those of the offer.
    """
    require(ports.actor.roles, Role.ADMIN)
    offer = read_offer(ports, path)
    code, _dash, digits = secret.strip().rpartition("-")
    if not code or _digits(digits) != _digits(offer.fingerprint)[-_GROUP:]:
        raise UserError("BAD-SECRET")
    try:
        normalise_code(code)
    except ValueError as error:
        raise UserError("BAD-SECRET") from error
    with ports.writing() as uow:
        _require_same_centre(uow, offer)
        own, node = uow.offices.own(), uow.offices.node()
        if last.series >= node.series:
            uow.exchange.number_above(last.series)
        commune = Commune(
            code=own.code,
            name=own.name,
            office=own.office_id,
            node=node.node_id,
            incarnation=node.incarnation,
            training=node.training,
            number=node.key_number,
        )
        uow.exchange.keep_pending_pairing(ports.pairing.offer_bytes(offer))
        data = ports.pairing.request_bytes(offer, code, commune, node.secrets)
        ports.files.write(target, data)
        uow.commit()
    return offer


def other_machines(ports: Ports, path: Path) -> Sequence[KnownMachine]:
    """Return the machines of the same office of which a person must say whether they run.

    Raises:
        PackageRefused: E-101 not an answer, E-113 its signature does not hold.
    """
    commune = ports.pairing.read_request(ports.files.read(path, MAX_FILE)).commune
    with ports.reading() as view:
        return others_of(view, commune.code, commune.node)


def accept_request(
    ports: Ports, path: Path, target: Path, replaces: Collection[str] | None = None
) -> Exported:
    """Enrol a commune that answered, and write its first package (centre).

    Args:
        ports: the outside world.
        path: of the answer.
        target: where the package goes.
        replaces: ids of the office's other machines that do not run any more; None where
            nobody has been asked.

    Raises:
        PackageRefused: E-113, E-128 and more.
        UserError: BAD-SECRET, CODE-USED, CODE-VOID; WHICH-RUN the office has other machines,
            and nobody has said which of them run.
        NotFound: NO-SUCH-NODE one of ``replaces`` is none of them.
    """
    require(ports.actor.roles, Role.ADMIN)
    request = ports.pairing.read_request(ports.files.read(path, MAX_FILE))
    with ports.writing() as uow:
        others = [x.node for x in others_of(uow, request.commune.code, request.commune.node)]
        gone = _gone(others, replaces)
        refused = _judge(ports, uow, request)
        if refused is None:
            _enrol(uow, request, others)
            for old in gone:
                record_succession(uow, old, request.commune.node)
        uow.commit()
    if refused is not None:
        raise UserError(refused)
    _log.info("node enrolled: %s", request.commune.node)
    with ports.reading() as view:
        peer = next(x for x in view.offices.nodes() if x.node_id == request.commune.node)
    return export_to(ports, peer, Target(target.parent, target.name))[0]


def finish_pairing(ports: Ports, path: Path) -> Imported:
    """Take the centre's first package in and pin the centre (commune).

    Raises:
        NotAllowedNow: no offer was answered, or another centre is pinned already.
        PackageRefused: the package is not the offer's centre's, or does not enrol this node.
    """
    require(ports.actor.roles, Role.ADMIN)
    with ports.reading() as view:
        pending, node = view.offices.pending_pairing(), view.offices.node()
    if pending is None:
        raise NotAllowedNow("NOT-PAIRED")
    offer = ports.pairing.read_offer(pending)
    with ports.reading() as view:
        _require_same_centre(view, offer)
    copy = ports.files.take_in(path)
    try:
        opened = ports.packages.open(copy, secrets=[node.secrets], signer=_signer(offer))
    finally:
        ports.files.drop(copy)
    own_keys = ports.packages.public_of(node.secrets)
    entries = [
        build(NodeEnrolled, json.loads(stored.payload or b"null"))
        for stored in opened.events()
        if stored.head.kind == "NodeEnrolled"
    ]
    named = (node.node_id, own_keys.sign.hex(), own_keys.box.hex())
    mine = [x for x in entries if (x.node_id, x.sign_key, x.box_key) == named]
    if not mine:
        raise PackageRefused("E-122")
    with ports.writing() as uow:
        if uow.offices.centre() is None:
            uow.record(_bound(offer), Standing(audience=LOCAL, subject=offer.office))
        _join(uow, mine[-1])
        uow.commit()
    ensure_help(ports)
    return import_package(ports, path)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _judge(ports: Ports, uow: UnitOfWork, request: Request) -> str | None:
    own, node = uow.offices.own(), uow.offices.node()
    if own.kind != "centre":
        raise NotAllowedNow("NOT-CENTRE")
    if request.commune.training != node.training:
        raise PackageRefused("E-128")
    if any(x.node_id == request.commune.node and x.revoked for x in uow.offices.nodes()):
        raise PackageRefused("E-123")
    offer = uow.offices.offer(request.offer_id)
    if offer is None or offer.commune_code != request.commune.code:
        raise PackageRefused("E-103")
    if offer.used_at is not None:
        return "CODE-USED"
    if offer.tries >= MAX_TRIES:
        return "CODE-VOID"
    if not ports.pairing.code_holds(request, offer.code):
        uow.exchange.keep_offer(replace(offer, tries=offer.tries + 1))
        return "BAD-SECRET"
    uow.exchange.keep_offer(replace(offer, used_at=moment_text(ports.clock.now())))
    return None


def _require_same_centre(view: View, offer: Offer) -> None:
    """Demand that no other centre is bound than that of the offer."""
    pinned = view.keys.pinned()
    if pinned is not None and (pinned.office, pinned.root_key) != (offer.office, offer.root_key):
        raise NotAllowedNow("ALREADY-PAIRED")


def _gone(others: Sequence[NodeRow], replaces: Collection[str] | None) -> Collection[str]:
    """Return the machines that do not run any more, once somebody has been asked."""
    names = {x.node_id for x in others}
    if names and replaces is None:
        raise UserError("WHICH-RUN", nodes=", ".join(sorted(names)))
    gone = frozenset(replaces or ())
    if not gone <= names:
        raise NotFound("NO-SUCH-NODE")
    return sorted(gone)


def _join(uow: UnitOfWork, entry: NodeEnrolled) -> None:
    """Belong to the office, and number beyond its other machines, as the centre says."""
    own, node = uow.offices.own(), uow.offices.node()
    series = max(node.series, entry.series)
    if own.office_id == entry.office_id and series == node.series:
        return
    uow.exchange.join_office(entry.office_id, series=series)
    uow.record(
        OfficeJoined(office_id=entry.office_id, before=own.office_id, series=series),
        Standing(audience=LOCAL),
    )


def _enrol(uow: UnitOfWork, request: Request, others: Sequence[NodeRow]) -> None:
    """Put a machine on the roster; a further one of an office belongs to that office."""
    commune = request.commune
    known = [x for x in uow.offices.nodes() if x.code == commune.code]
    same = [x for x in known if x.node_id == commune.node]
    office = (same or known)[0].office_id if known else commune.office
    series = uow.lives.series_known(office) + 1 if others and not same else 1
    uow.record(
        NodeEnrolled(
            office_id=office,
            series=series,
            kind="commune",
            code=commune.code,
            name=commune.name,
            node_id=commune.node,
            sign_key=request.sign.hex(),
            box_key=request.box.hex(),
            number=commune.number,
        ),
        Standing(audience=ALL, subject=commune.node),
    )


def _signer(offer: Offer) -> Callable[[bytes], PublicKeys | None]:
    return {keys.sign_id: keys for keys in offer.every_key}.get


def _bound(offer: Offer) -> CentreBound:
    return CentreBound(
        office_id=offer.office,
        code=offer.code,
        name=offer.name,
        node_id=offer.node,
        sign_key=offer.sign.hex(),
        box_key=offer.box.hex(),
        root_key=offer.root_key.hex(),
        escrow_key=offer.escrow_key.hex(),
        serial=offer.serial,
        certificate=offer.certificate.hex(),
        number=offer.number,
        rotations=tuple(rotated(offer.node, rotation) for rotation in offer.rotations),
    )
