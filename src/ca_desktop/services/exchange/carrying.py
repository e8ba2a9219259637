"""A finished package on its way: onto a stick, into a folder, in parts, into mails (§3.8)."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.errors import (
    CaError,
    MachineError,
    NotAllowedNow,
    NotFound,
    PackageRefused,
    UserError,
)
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.roles import FILE_CARRIERS, require
from ca_desktop.services.exchange.mails import Cargo, write_drafts
from ca_desktop.services.exchange.sticks import note_written, stick_of, writing_to
from ca_desktop.services.keys.keys import own_keys
from ca_desktop.services.machines.sides import closed_nodes
from ca_desktop.services.ports.files import Drive
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.peer_rows import PlacedRow
from ca_desktop.services.ports.rows import NodeRow, OutboxRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View
from ca_desktop.services.watch import NOBODY, Stage, Watch

KEPT_PACKAGES = 20
"""Packages of each addressee that stay in the outbox, to be written again."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a finished package goes, and by which name if not its own.

    Attributes:
        part: most bytes of one file; None writes the package whole.
        mail: whether a mail is drafted for each file.
    """

    folder: Path
    name: str | None = None
    part: int | None = None
    mail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A package in the outbox that was read back.

    Attributes:
        built: where it lies.
        name: what it is called outside.
        digest: SHA-256, hex.
    """

    built: Path
    peer: NodeRow
    incarnation: str
    package: int
    events: int
    name: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The files of a package where they were put, each read back.

    Attributes:
        files: the parts, or the whole alone.
        drafts: a mail for each file; none unless asked for.
        drive: the stick they stand on, if they stand on one.
    """

    files: tuple[Path, ...]
    drafts: tuple[Path, ...]
    rows: tuple[PlacedRow, ...]
    drive: Drive | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A package that was written before, put somewhere once more.

    Attributes:
        look_again: the stick is new or has failed: it should be pulled out and looked at.
    """

    files: tuple[Path, ...]
    peer: NodeRow
    package: int
    stick: bool
    look_again: bool
    touched: frozenset[Topic] = frozenset({Topic.EXCHANGE})


def outbox_path(ports: Ports, incarnation: str, name: str) -> Path:
    """Return where a package of this office is built and kept."""
    return ports.folder / "outbox" / f"{incarnation}-{name}"


def package_name(view: View, peer: NodeRow, package: int) -> str:
    """Return what a package is called: two office codes and its number.

    Where an office has several machines the first digits of the node stand behind its code.
    """
    nodes, closed = view.offices.nodes(), closed_nodes(view)
    several = sum(x.code == peer.code and x.node_id not in closed for x in nodes) > 1
    code = f"{peer.code}-{peer.node_id[:4]}" if several else peer.code
    return f"GOI-{view.offices.own().code}-{code}-{package:06d}.hsg"


def forget_old(ports: Ports, peer: NodeRow, incarnation: str, package: int) -> None:
    """Let go of the package that is too old to be written again; the newest ones stay."""
    if package <= KEPT_PACKAGES:
        return
    with ports.reading() as view:
        old = package_name(view, peer, package - KEPT_PACKAGES)
    with suppress(OSError):  # the disk may refuse; what lies there harms nobody
        outbox_path(ports, incarnation, old).unlink(missing_ok=True)


def read_again(ports: Ports, built: Path, watch: Watch) -> str:
    """Open what was written with the sender's own keys and run the complete reader on it.

    Returns:
        Its SHA-256, hex.
    """
    with ports.reading() as view:
        own = own_keys(ports, view)
    opened = ports.packages.open(
        built,
        secrets=[keys.secrets for keys in own],
        signer={keys.public.sign_id: keys.public for keys in own}.get,
        progress=watch.meter(Stage.CHECK),
        stop=watch.stop,
    )
    for _event in opened.events():
        pass
    return opened.digest


def place(ports: Ports, package: Finished, target: Target, watch: Watch) -> Placed:
    """Put a finished package where it is wanted; nothing stays of one that fails.

    Raises:
        UserError: PART-SIZE the parts would be too many.
        MachineError, PackageRefused: the medium refused; nothing is called written.
        Cancelled: nothing is left behind.
    """
    drive, size = stick_of(ports, target.folder), package.built.stat().st_size
    files: tuple[Path, ...] = ()
    try:
        with writing_to(ports, drive, min(size, target.part or size)):
            files = _carried(ports, package, target, watch)
            drafts = _drafted(ports, package, files, watch) if target.mail else ()
    except CaError:
        for file in files:
            with suppress(OSError):
                file.unlink(missing_ok=True)
        raise
    rows = _rows(ports, package, files, drive)
    return Placed(files=files, drafts=drafts, rows=rows, drive=drive)


def note_placed(uow: UnitOfWork, placed: Placed) -> bool:
    """Remember what stands where; tell whether its stick should be looked at again."""
    return note_written(uow, placed.rows, placed.drive, placed.rows[0].placed_at)


def rewrite_package(
    ports: Ports, number: int, target: Target, *, peer: str | None = None, watch: Watch = NOBODY
) -> Rewritten:
    """Put a package that was written before somewhere once more, checked like a new one.

    Args:
        ports: the outside world.
        number: of the package in the running life.
        target: where to.
        peer: office code of the addressee; may be left out where only one got this number.
        watch: told how far checking and carrying are.

    Raises:
        NotFound: NO-SUCH-PACKAGE.
        NotAllowedNow: OLD-FILE-LOST it is not kept any more, or is no longer what it was.
        MachineError, PackageRefused: the medium refused; nothing is called written.
        Cancelled: nothing is left behind.
    """
    require(ports.actor.roles, *FILE_CARRIERS)
    with ports.reading() as view:
        row, node = _written(view, number, peer)
        name = package_name(view, node, number)
    built = outbox_path(ports, row.incarnation, name)
    _require_kept(ports, built, row.digest, watch)
    package = Finished(
        built=built,
        peer=node,
        incarnation=row.incarnation,
        package=number,
        events=row.events,
        name=name,
        digest=row.digest,
    )
    placed = place(ports, package, target, watch)
    with ports.writing() as uow:
        due = note_placed(uow, placed)
        uow.commit()
    return Rewritten(
        files=placed.files,
        peer=node,
        package=number,
        stick=placed.drive is not None,
        look_again=due,
    )


def _written(view: View, number: int, peer: str | None) -> tuple[OutboxRow, NodeRow]:
    incarnation = view.offices.node().incarnation
    nodes = {node.node_id: node for node in view.offices.nodes()}
    found = [
        (row, nodes[row.peer])
        for row in view.exchange.written(number=number)
        if row.status == "written" and row.incarnation == incarnation and row.peer in nodes
        if peer in {None, nodes[row.peer].code}
    ]
    if not found:
        raise NotFound("NO-SUCH-PACKAGE", number=number)
    if len(found) > 1:
        raise UserError("WHICH-PEER", number=number)
    return found[0]


def _require_kept(ports: Ports, built: Path, digest: str, watch: Watch) -> None:
    try:
        same = built.is_file() and read_again(ports, built, watch) == digest
    except PackageRefused as error:
        raise NotAllowedNow("OLD-FILE-LOST") from error
    if not same:
        raise NotAllowedNow("OLD-FILE-LOST")


def _carried(ports: Ports, package: Finished, target: Target, watch: Watch) -> tuple[Path, ...]:
    meter, name = watch.meter(Stage.CARRY), target.name or package.name
    if target.part is None:
        done = ports.files.carry(
            package.built,
            target.folder,
            name,
            digest=package.digest,
            progress=meter,
            stop=watch.stop,
        )
        return (done,)
    return tuple(
        ports.files.split(
            package.built, target.part, target.folder / name, progress=meter, stop=watch.stop
        )
    )


def _drafted(
    ports: Ports, package: Finished, files: Iterable[Path], watch: Watch
) -> tuple[Path, ...]:
    cargo = Cargo(
        peer=package.peer,
        package=package.package,
        events=package.events,
        digest=package.digest,
        files=tuple(files),
    )
    return write_drafts(ports, cargo, watch)


def _rows(
    ports: Ports, package: Finished, files: Sequence[Path], drive: Drive | None
) -> tuple[PlacedRow, ...]:
    """Say what stands where; a whole was just read back, of parts nobody knows the hashes yet."""
    digests = [package.digest] if len(files) == 1 else [ports.files.digest(x) for x in files]
    try:
        sizes = [file.stat().st_size for file in files]
    except OSError as error:
        raise MachineError("USB-GONE") from error
    now = moment_text(ports.clock.now())
    return tuple(
        PlacedRow(
            peer=package.peer.node_id,
            incarnation=package.incarnation,
            package=package.package,
            name=file.name,
            digest=digest,
            size=size,
            stick=drive.serial if drive else None,
            placed_at=now,
        )
        for file, digest, size in zip(files, digests, sizes, strict=True)
    )
