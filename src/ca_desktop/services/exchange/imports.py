"""Taking in packages: one path, one transaction for each file (exchange §3.9)."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import CaError, Cancelled, PackageRefused
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.dossiers import RecallGranted
from ca_desktop.domain.events.envelope import LOCAL, StoredEvent
from ca_desktop.domain.events.office import PackageTaken
from ca_desktop.domain.handfuls import handfuls
from ca_desktop.domain.heirs import sends
from ca_desktop.domain.lives import is_frozen
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.packages import Manifest, Range
from ca_desktop.domain.roles import FILE_CARRIERS, require
from ca_desktop.domain.streams import contradicts
from ca_desktop.domain.version import VERSION
from ca_desktop.services.desk.standing import record_step
from ca_desktop.services.exchange.choices import end_told_life
from ca_desktop.services.exchange.handovers import keep_handover
from ca_desktop.services.exchange.incoming import (
    Incoming,
    hear_key,
    judge_all,
    open_incoming,
    require_heirs,
)
from ca_desktop.services.exchange.scan_store import TakenScans
from ca_desktop.services.keys.keys import rotations_entered
from ca_desktop.services.machines.give_back import end_losses, take_given_back
from ca_desktop.services.machines.lives import hear_package, is_sole, note_fork
from ca_desktop.services.machines.rivals import note_twin
from ca_desktop.services.machines.sides import own_side, side_of
from ca_desktop.services.ports.files import Gathered, OpenedPackage
from ca_desktop.services.ports.kept import KeptFile
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.peer_rows import PeerState
from ca_desktop.services.ports.rows import InboxRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View
from ca_desktop.services.watch import NOBODY, Stage, Watch

IMPORTED, ALREADY, WAITING, REFUSED = "imported", "already", "waiting", "refused"
STOPPED = "stopped"
STRIDE = 250
"""Events between two looks at whether to go on."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file.

    Attributes:
        result: ``imported``, ``already``, ``waiting``, ``refused`` or ``stopped``.
        code: message code, None when all is well.
        events: new events.
        problems: events stored but not applied.
    """

    file: Path
    result: str
    code: str | None = None
    details: dict[str, object] = field(default_factory=dict, repr=False)
    sender: str = ""
    package: int = 0
    events: int = 0
    problems: int = 0
    touched: frozenset[Topic] = frozenset()


def import_packages(ports: Ports, paths: Sequence[Path], watch: Watch = NOBODY) -> list[Imported]:
    """Take in several files; one bad file does not stop the rest.

    Files that wait for another one of the same call are tried again after it. Once the person
    has stopped, what is done stays and the rest is left as it was.
    """
    try:
        files = ports.files.gather(
            paths, keep=True, progress=watch.meter(Stage.JOIN), stop=watch.stop
        )
    except Cancelled:
        return [Imported(file=path, result=STOPPED) for path in paths]
    done: list[Imported] = []
    try:
        done = _import_all(ports, files, watch)
    finally:
        for place, file in enumerate(files):
            taken = place < len(done) and done[place].result != STOPPED
            ports.files.let_go(file, taken=taken)
    if any(item.result == IMPORTED for item in done):
        done += import_kept(ports, watch)
    return done


def import_kept(ports: Ports, watch: Watch = NOBODY) -> list[Imported]:
    """Take in what was kept and fits by now; return only that.

    A file may have waited for another file, for its sender to be known, or for an update.
    """
    done: list[Imported] = []
    going_on = True
    while going_on:
        going_on = False
        for item in reversed(ports.kept.files()):
            if _may_fit(item) and not watch.stop():
                found = import_again(ports, item, watch)
                if found.result in {IMPORTED, ALREADY}:
                    done.append(found)
                    going_on = True
    return done


def _may_fit(item: KeptFile) -> bool:
    updated = item.details.get("program") != VERSION
    return item.code in {"E-106", "E-122"} or (item.code == "E-121" and updated)


def import_again(ports: Ports, item: KeptFile, watch: Watch = NOBODY) -> Imported:
    """Take one file in that was kept; it is kept no longer once it is in."""
    try:
        done = import_package(ports, item.file, watch, closed=item.code == "MACHINE-CLOSED")
    except Cancelled:
        return Imported(file=item.file, result=STOPPED)
    if done.result in {IMPORTED, ALREADY}:
        ports.kept.forget(item.name)
    return done


def _import_all(ports: Ports, files: Sequence[Gathered], watch: Watch) -> list[Imported]:
    done = [_unless_stopped(ports, file, watch) for file in files]
    progressing = True
    while progressing:
        progressing = False
        for place, file in enumerate(files):
            if done[place].code == "E-106":
                done[place] = _unless_stopped(ports, file, watch)
                progressing |= done[place].result not in {WAITING, STOPPED}
    return done


def _unless_stopped(ports: Ports, file: Gathered, watch: Watch) -> Imported:
    if file.whole is None:
        result = WAITING if file.missing else REFUSED
        return Imported(
            file=file.source, result=result, code=file.code, details=missing_parts(file)
        )
    try:
        watch.step(Stage.READ, 0, 1)
        return replace(import_package(ports, file.whole, watch), file=file.source)
    except Cancelled:
        return Imported(file=file.source, result=STOPPED)


def missing_parts(file: Gathered) -> dict[str, object]:
    """Name the parts that are not there, for the words that ask for them."""
    return {"parts": ", ".join(map(str, file.missing))} if file.missing else {}


def import_package(
    ports: Ports, path: Path, watch: Watch = NOBODY, *, closed: bool = False
) -> Imported:
    """Take in one file, all of it or nothing; the carrier is only read.

    Args:
        ports: the outside world.
        path: of the file.
        watch: told how far reading and applying are.
        closed: a person lets in what a machine wrote whose place another one took; only its
            events count then, and nothing else that it says.

    Raises:
        Cancelled: the person stopped it; nothing of the file was taken.
    """
    require(ports.actor.roles, *FILE_CARRIERS)
    copy: Path | None = None
    try:
        copy = ports.files.take_in(path, progress=watch.meter(Stage.READ), stop=watch.stop)
        return _take(ports, path, copy, watch, closed=closed)
    except Cancelled:
        raise
    except PackageRefused as error:
        _log.warning("package refused: %s", error.code)
        if copy is not None:
            _keep(ports, copy, error)
        return Imported(file=path, result=REFUSED, code=error.code, details=error.details)
    except CaError as error:
        return Imported(file=path, result=REFUSED, code=error.code, details=error.details)
    finally:
        if copy is not None:
            ports.files.drop(copy)


def _keep(ports: Ports, copy: Path, error: PackageRefused) -> None:
    """Where the disk refuses, the person still learns why the file was refused, and has it."""
    day = ports.clock.now().date().isoformat()
    try:
        ports.kept.keep(copy, error.code, day, {**error.details, "program": VERSION})
    except CaError as failure:
        _log.warning("a refused package could not be kept: %s", failure.code)


def _take(ports: Ports, path: Path, copy: Path, watch: Watch, *, closed: bool) -> Imported:
    with ports.reading() as view, TakenScans(ports, view) as scans:
        taker = None if closed else scans
        read = open_incoming(ports, view, copy, watch, scans=taker, closed=closed)
        known = view.exchange.inbox(read.opened.digest)
        if known is not None:
            return Imported(
                file=path,
                result=ALREADY,
                code="E-105",
                details={"date": known.imported_at[:10]},
                sender=read.sender.name,
                package=known.package,
            )
        read = replace(read, blobs=scans.keep())
    if closed:
        with ports.writing() as uow:
            done = _apply(ports, uow, path, read, watch)
            uow.commit()
        return replace(done, touched=uow.touched)
    done = _take_known(ports, path, read, watch)
    if done.result == WAITING:
        _keep(ports, copy, PackageRefused(done.code))
    return done


_HEARD_ALL_THE_SAME = frozenset({"E-106", "E-125", "E-126"})
"""What its sender says beside its events counts even where these cannot be taken (rule H)."""


def _take_known(ports: Ports, path: Path, read: Incoming, watch: Watch) -> Imported:
    done: Imported | None = None
    refused: PackageRefused | None = None
    with ports.writing() as uow:
        before = uow.exchange.peer_state(read.sender.node_id)
        note_twin(uow, read.manifest, read.opened.digest)
        hear_package(ports, uow, read.manifest)
        hear_key(uow, read)
        take_given_back(ports, uow, read.opened)
        end_losses(uow)
        _hear_of_scans(ports, uow, read)
        try:
            with uow.attempt():
                done = _apply(ports, uow, path, read, watch)
                _grant_recalls(ports, uow, read)
                end_told_life(ports, uow)
        except PackageRefused as error:
            if error.code not in _HEARD_ALL_THE_SAME:
                raise
            refused = error
            if error.code == "E-125":
                note_fork(uow, read.manifest.sender.node, error.details)
        uow.commit()
    if done is not None:
        _log.info("package %s of %s imported", done.package, read.sender.node_id)
        code = "OLD-PACKAGE" if before and _frozen(before, read.manifest) else None
        return replace(done, code=code, touched=uow.touched)
    if refused is not None and refused.code != "E-106":
        raise refused
    return Imported(file=path, result=WAITING, code="E-106", sender=read.sender.name)


def _hear_of_scans(ports: Ports, uow: UnitOfWork, read: Incoming) -> None:
    """Keep the rows of what came, and what the sender asks for."""
    day = ports.clock.now().date().isoformat()
    for blob in read.blobs:
        uow.scans.hold(blob, day)
    uow.scans.keep_wanted(read.sender.node_id, read.manifest.control.wanted_blobs)


def _apply(ports: Ports, uow: UnitOfWork, path: Path, read: Incoming, watch: Watch) -> Imported:
    manifest = read.manifest
    judge_all(uow, manifest)
    before = _held(uow, manifest)
    with rotations_entered(uow, read.sender.node_id):
        problems = _record_all(uow, read, watch)
    require_heirs(uow, read.sender, manifest)
    new = _held(uow, manifest) - before
    for part in manifest.ranges:
        uow.exchange.keep_proof(part.stream, part.to_seq, read.opened.signed)
    uow.exchange.keep_import(
        InboxRow(
            digest=read.opened.digest,
            node=manifest.sender.node,
            incarnation=manifest.incarnation,
            package=manifest.package,
            file_name=path.name,
            imported_at=moment_text(ports.clock.now()),
            claimed_at=manifest.claimed_at,
            events=new,
            problems=problems,
        )
    )
    size = path.stat().st_size
    keep_handover(ports, uow, manifest, digest=read.opened.digest, size=size)
    uow.record(
        PackageTaken(
            from_node=manifest.sender.node,
            package=manifest.package,
            events=new,
            digest=read.opened.digest,
            problems=problems,
        ),
        Standing(audience=LOCAL, subject=manifest.sender.node),
    )
    return Imported(
        file=path,
        result=IMPORTED,
        sender=read.sender.name,
        package=manifest.package,
        events=new,
        problems=problems,
    )


def _record_all(uow: UnitOfWork, read: Incoming, watch: Watch) -> int:
    """Keep and apply every event; return how many could not be applied."""
    ranges = read.manifest.ranges
    problems, done, total = 0, 0, sum(part.count for part in ranges)
    events = _checked(read.opened, ranges)
    for some in handfuls(events, STRIDE):
        watch.step(Stage.APPLY, done, total)
        problems += sum(code is not None for code in uow.record_foreign(some))
        done += len(some)
    watch.step(Stage.APPLY, total, total)
    return problems


def _checked(opened: OpenedPackage, ranges: Sequence[Range]) -> Iterator[StoredEvent]:
    """Yield the events while holding each against the range it must stand in."""
    expected = ((part, seq) for part in ranges for seq in _seqs(part))  # never all at once
    for stored in opened.events():
        place = next(expected, None)
        head = stored.head
        if place is None or (head.stream, head.seq) != (place[0].stream, place[1]):
            raise PackageRefused("E-114")
        if head.seq == place[0].to_seq and stored.hash != place[0].head_hash:
            raise PackageRefused("E-114")
        yield stored
    if next(expected, None) is not None:
        raise PackageRefused("E-142")


def _seqs(part: Range) -> range:
    return range(part.from_seq, part.to_seq + 1)


def _held(view: View, manifest: Manifest) -> int:
    named = {part.stream for part in manifest.ranges}
    return sum(x.seq for x in view.journal.streams() if x.name in named)


def _frozen(before: PeerState, manifest: Manifest) -> bool:
    """Tell whether a package is much older than the newest of its sender (R11)."""
    return is_frozen(parse_moment(before.last_claimed_at), parse_moment(manifest.claimed_at))


def _grant_recalls(ports: Ports, uow: UnitOfWork, read: Incoming) -> None:
    """Take back what the taker read a recall of without having accepted (R14)."""
    manifest = read.manifest
    if not is_sole(ports, uow) or not _complete(uow, read):
        return
    acked = {
        ack.stream: ack.stored_to
        for ack in manifest.control.acks
        if not contradicts(ack, uow.journal.hash_at)
    }
    for recall in uow.tasks.pending_recalls():
        state = uow.dossiers.state(recall.dossier_id)
        if (
            state is not None
            and state.status is Status.FORWARDED
            and state.custody.forwarded_to == manifest.sender.office
            and acked.get(recall.stream, 0) >= recall.seq
        ):
            at = moment_text(ports.clock.now())
            record_step(uow, state, RecallGranted(at=at, officer_name=ports.actor.name))


def _complete(view: View, read: Incoming) -> bool:
    """Tell whether everything the sender has for this office is held now."""
    them, me = side_of(view, read.sender), own_side(view)
    return all(
        view.journal.hash_at(head.stream, head.seq) == head.hash
        for head in read.manifest.heads
        if sends(them, me, head.stream) and them.owns(head.stream)
    )
