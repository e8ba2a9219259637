"""A package that came in, opened and judged; importing and previewing look at the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import CENTRE, StreamName
from ca_desktop.domain.heirs import sends
from ca_desktop.domain.identities import PublicKeys, node_tag
from ca_desktop.domain.keys import HeardKey, is_outdated
from ca_desktop.domain.packages import Manifest, Range
from ca_desktop.domain.streams import Verdict, judge
from ca_desktop.services.exchange.exports import peers_of
from ca_desktop.services.keys.keys import own_keys
from ca_desktop.services.machines.sides import closed_nodes, own_side, side_of
from ca_desktop.services.ports.files import OpenedPackage
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import NodeRow
from ca_desktop.services.ports.scan_rows import BlobRow
from ca_desktop.services.ports.scans import ScanTaker
from ca_desktop.services.ports.work import UnitOfWork, View
from ca_desktop.services.watch import NOBODY, Stage, Watch

_CODES = {
    Verdict.WAITS: "E-106",
    Verdict.ROLLED_BACK: "E-126",
    Verdict.UNSOUND: "E-114",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A package that was opened and judged.

    Attributes:
        key_number: of the sender's keys that signed it.
        blobs: its scans, as far as they were written to the store.
    """

    opened: OpenedPackage
    sender: NodeRow
    key_number: int
    blobs: tuple[BlobRow, ...] = ()

    @property
    def manifest(self) -> Manifest:
        """What the sender signed."""
        return self.opened.manifest


def open_incoming(
    ports: Ports,
    view: View,
    path: Path,
    watch: Watch = NOBODY,
    *,
    scans: ScanTaker | None = None,
    closed: bool = False,
) -> Incoming:
    """Open a package and demand that it is for this office, by one of its peers.

    Args:
        ports: the outside world.
        view: a look at the data.
        path: of the package.
        watch: told how far reading is.
        scans: takes its scans in on the way.
        closed: a person lets it in although another machine took its sender's place.

    Raises:
        PackageRefused: with the code of what is wrong.
        Cancelled: the person has asked to stop.
    """
    outer, node = ports.packages.outer(path), view.offices.node()
    own = own_keys(ports, view)
    if outer.training != node.training:
        raise PackageRefused("E-128")
    if outer.sender_tag == node_tag(node.node_id):
        raise PackageRefused("E-104")
    if outer.recipient_tag not in {keys.public.box_tag for keys in own}:
        raise PackageRefused("E-103")
    over = closed_nodes(view)
    known = [
        *peers_of(view),
        *(x for x in view.offices.nodes() if x.revoked or x.node_id in over),
    ]
    keys: dict[bytes, PublicKeys] = {
        pair.sign_id: pair for peer in known for pair in (peer.keys, *peer.former)
    }
    opened = ports.packages.open(
        path,
        secrets=[item.secrets for item in own],
        signer=keys.get,
        scans=scans,
        progress=watch.meter(Stage.READ),
        stop=watch.stop,
    )
    manifest = opened.manifest
    sender, number = _sender(view, known, manifest)
    if (
        manifest.addressee.node,
        manifest.addressee.sign_key,
        manifest.addressee.box_key,
    ) not in {
        (node.node_id, item.public.sign_fingerprint, item.public.box_fingerprint) for item in own
    }:
        raise PackageRefused("E-103")
    if sender.node_id in over and not closed:
        raise PackageRefused("MACHINE-CLOSED")
    _check_streams(view, sender, manifest)
    return Incoming(opened=opened, sender=sender, key_number=number)


def _sender(view: View, known: Sequence[NodeRow], manifest: Manifest) -> tuple[NodeRow, int]:
    """Return who speaks, and with which of its keys: they must be its own, and not outdated."""
    said = manifest.sender
    sender = next((x for x in known if x.node_id == said.node), None)
    number = None if sender is None else sender.number_of(said.sign_key)
    if sender is None or number is None or sender.office_id != said.office:
        raise PackageRefused("E-122")
    if sender.revoked:
        raise PackageRefused("E-123")
    heard, state = view.keys.heard(sender.node_id), view.exchange.peer_state(sender.node_id)
    earlier = state.earlier if state else ()
    if is_outdated(number, manifest.incarnation, manifest.package, heard, earlier):
        raise PackageRefused("E-122")
    return sender, number


def hear_key(uow: UnitOfWork, read: Incoming) -> None:
    """Remember with which keys the sender speaks from now on."""
    heard, manifest = uow.keys.heard(read.sender.node_id), read.manifest
    if read.key_number > (heard.number if heard else 0):
        uow.keys.hear(
            read.sender.node_id,
            HeardKey(
                number=read.key_number,
                incarnation=manifest.incarnation,
                package=manifest.package,
            ),
        )


def judge_all(view: View, manifest: Manifest) -> None:
    """Demand that every range fits what is held.

    Raises:
        PackageRefused: E-106, E-114, E-125 or E-126.
    """
    held = {stream.name: stream.seq for stream in view.journal.streams()}
    for offered in manifest.ranges:
        verdict = judge(offered, held.get(offered.stream, 0), view.journal.hash_at)
        if verdict is Verdict.FORKED:
            raise _fork(view, offered)
        if verdict is not Verdict.FITS:
            raise PackageRefused(_CODES[verdict])


def _fork(view: View, offered: Range) -> PackageRefused:
    seq = offered.from_seq - 1
    held = view.journal.hash_at(offered.stream, seq)
    return PackageRefused(
        "E-125", stream=offered.stream, seq=seq, held=held, offered=offered.prev_hash
    )


def _check_streams(view: View, sender: NodeRow, manifest: Manifest) -> None:
    """A sender speaks on its own streams only, and only on those addressed to this office.

    A centre also sends on what a node wrote whose place this one took; that this is so may
    stand in the package itself (`require_heirs`).
    """
    them, me = side_of(view, sender), own_side(view)
    names = [(item.stream, StreamName.parse(item.stream)) for item in manifest.ranges]
    sound = all(
        sends(them, me, text)
        or (them.centre and name.audience == CENTRE and name.node not in {me.node, them.node})
        for text, name in names
    )
    doubled = len({item.stream for item in manifest.ranges}) != len(manifest.ranges)
    if not sound or doubled or manifest.control.incarnation != manifest.incarnation:
        raise PackageRefused("E-114")


def require_heirs(view: View, sender: NodeRow, manifest: Manifest) -> None:
    """Demand that all that was sent on was written by nodes whose place this one took (R17).

    Raises:
        PackageRefused: E-106 the roster that says so is still to come.
    """
    them, me = side_of(view, sender), own_side(view)
    if not all(sends(them, me, item.stream) for item in manifest.ranges):
        raise PackageRefused("E-106")
