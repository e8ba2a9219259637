"""What a database is born with: a new node, or the node of a centre that is built anew."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from pathlib import Path

from ca_desktop.domain.errors import PackageRefused, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import ALL, LOCAL, StoredEvent, StreamName
from ca_desktop.domain.keys import certified_number
from ca_desktop.domain.pairing import CentreCard, certificate_body
from ca_desktop.domain.secret_codes import root_code, root_groups, root_seed, sheet_mark
from ca_desktop.exchange.keys import generate_node_secrets, public_of, root_from_seed, sign
from ca_desktop.exchange.package import own_manifests
from ca_desktop.exchange.past_files import read_past
from ca_desktop.services.exchange.certificates import certified, enrolled
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.ports.files import CentrePast
from ca_desktop.services.ports.rows import FormerKeys, OwnNode
from ca_desktop.services.ports.work import UnitOfWork

MAX_PAST = 256 * 1024**2
"""Longest file of a centre's past, in bytes."""


def _nothing_more(_uow: UnitOfWork) -> None:
    """A new office has no past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """The node of a new database.

    Attributes:
        card: of a centre: who it is.
        root_code: of a new organisation: to be printed and never stored.
        go_on: writes what is known already, behind the first events.
    """

    node: OwnNode
    root_code: str | None = field(default=None, repr=False)
    card: CentreCard | None = None
    go_on: Callable[[UnitOfWork], None] = _nothing_more


Bear = Callable[[Founding, str], Birth]
"""``bear(founding, install_id)``"""


def new_birth(founding: Founding, install_id: str) -> Birth:
    """Return a new node; of a centre also a new root."""
    node = OwnNode(
        node_id=secrets.token_hex(16),
        office_id=secrets.token_hex(16),
        incarnation=secrets.token_hex(8),
        earlier=(),
        series=1,
        training=founding.training,
        install_id=install_id,
        secrets=generate_node_secrets(),
        root_key=None,
        escrow_key=None,
        certificate=None,
        serial=0,
    )
    if founding.kind != "centre":
        return Birth(node=node)
    code = root_code(secrets.token_bytes(32))
    keys = public_of(node.secrets)
    card = CentreCard(
        office=node.office_id,
        code=founding.code,
        name=founding.name,
        training=founding.training,
        root_key=b"",
        escrow_key=b"",
        node=node.node_id,
        sign=keys.sign,
        box=keys.box,
        serial=1,
        certificate=b"",
    )
    card = _signed(card, code)
    return Birth(node=_under(node, card, code), root_code=code, card=card)


def centre_of(path: Path) -> CentrePast:
    """Read what a commune has written of its centre.

    Raises:
        UserError: NO-SUCH-FILE.
        PackageRefused: E-101 no such file, E-107, E-113, E-114.
    """
    if not path.is_file():
        raise UserError("NO-SUCH-FILE", path=str(path))
    if path.stat().st_size > MAX_PAST:
        raise PackageRefused("E-101")
    try:
        return read_past(path.read_bytes())
    except OSError as error:
        raise PackageRefused("E-107") from error


def reborn(past: CentrePast, code: str, last: LastPapers) -> Bear:
    """Return how the centre of a past is born again: under its root, with new keys.

    Args:
        past: as a commune holds it.
        code: both groups of the root's sheet.
        last: the newest numbers on paper.

    Raises:
        WrongPassphrase: the code is mistyped.
        UserError: WRONG-ROOT the sheet is another root's.
        PackageRefused: E-113 the centre never signed it, E-114 it does not chain.
    """
    before = past.card
    if root_from_seed(root_seed(code))[1] != before.root_key:
        raise UserError("WRONG-ROOT")
    events, series = _proven(past), last.series + 1

    def bear(_founding: Founding, install_id: str) -> Birth:
        fresh = generate_node_secrets()
        keys = public_of(fresh)
        final = replace(
            before,
            sign=keys.sign,
            box=keys.box,
            number=certified_number(before.number + len(before.rotations)),
            serial=before.serial + 1,
            rotations=(),
        )
        card = _signed(final, code)
        node = OwnNode(
            node_id=card.node,
            office_id=card.office,
            incarnation=secrets.token_hex(8),
            earlier=_lives(past, events),
            series=max(series, 2),
            training=card.training,
            install_id=install_id,
            secrets=fresh,
            key_number=card.number,
            root_key=None,
            escrow_key=None,
            certificate=None,
            serial=0,
        )
        born = _under(node, card, code)
        return Birth(node=born, card=card, go_on=_Past(before, card, born, events))

    return bear


@dataclass(frozen=True, slots=True)
class _Past:
    """Writes the past of a centre into its new database."""

    before: CentreCard
    card: CentreCard
    node: OwnNode
    events: list[StoredEvent]

    def __call__(self, uow: UnitOfWork) -> None:
        """Keep the former keys by their public half, and put the stream for all back."""
        for number, keys in enumerate(self.before.every_key, start=self.before.number):
            former = FormerKeys(
                place=0,
                number=number,
                keys=keys,
                secrets=None,
                told_stream=None,
                told_seq=0,
                unneeded_since=None,
            )
            uow.keys.renew(self.node, former)
        for stored in self.events:
            uow.take_back(stored)
        uow.record(certified(self.card), Standing(audience=LOCAL, subject=self.card.office))
        uow.record(enrolled(self.card), Standing(audience=ALL, subject=self.card.node))


def _signed(card: CentreCard, code: str) -> CentreCard:
    root, root_key, escrow = root_from_seed(root_seed(code))
    named = replace(card, root_key=root_key, escrow_key=escrow)
    return replace(named, certificate=sign(root, "certificate", certificate_body(named)))


def _under(node: OwnNode, card: CentreCard, code: str) -> OwnNode:
    return replace(
        node,
        root_key=card.root_key.hex(),
        escrow_key=card.escrow_key.hex(),
        certificate=card.certificate.hex(),
        serial=card.serial,
        sheet_marks=tuple(sheet_mark(group) for group in root_groups(code)),
    )


def _proven(past: CentrePast) -> list[StoredEvent]:
    """Return the events, each stream whole and signed by the keys that the root certified."""
    signed = own_manifests(past.given.proofs, past.card.every_key)
    ends = {(part.stream, part.to_seq, part.head_hash) for item in signed for part in item.ranges}
    found: list[StoredEvent] = []
    for stream, group in groupby(past.given.events, key=lambda stored: stored.head.stream):
        events, name = list(group), StreamName.parse(stream)
        if (name.node, name.audience) != (past.card.node, ALL) or not _chained(events):
            raise PackageRefused("E-114")
        if (stream, events[-1].head.seq, events[-1].hash) not in ends:
            raise PackageRefused("E-113")
        found += events
    return found


def _chained(events: list[StoredEvent]) -> bool:
    return events[0].head.seq == 1 and all(
        later.head.seq == earlier.head.seq + 1 and later.head.prev_hash == earlier.hash
        for earlier, later in pairwise(events)
    )


def _lives(past: CentrePast, events: list[StoredEvent]) -> tuple[str, ...]:
    """Return the lives of the centre, oldest first."""
    written = (StreamName.parse(stored.head.stream).incarnation for stored in events)
    return tuple(dict.fromkeys((*written, *reversed(past.lives))))
