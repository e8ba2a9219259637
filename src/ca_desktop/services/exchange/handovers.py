"""Biên bản giao nhận dữ liệu: what was handed over, so that two offices can sign it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ca_desktop.domain.errors import NotFound, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL, StreamName
from ca_desktop.domain.events.office import ListExported
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.packages import Head, Manifest
from ca_desktop.domain.regimes import desk_of
from ca_desktop.domain.roles import FILE_CARRIERS, require
from ca_desktop.services import words
from ca_desktop.services.ports.handovers import (
    HandoverRow,
    NoteData,
    NoteFile,
    NoteParty,
    Span,
)
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import NodeRow
from ca_desktop.services.ports.work import UnitOfWork, View
from ca_desktop.services.watch import NOBODY, Stage, Watch

_STRIDE = 500
"""Events between two looks at whether to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeNote:
    """A note ready for the printer.

    Attributes:
        name: of its file, without a folder.
    """

    name: str
    package: int
    pdf: bytes = field(repr=False)


def keep_handover(
    ports: Ports, uow: UnitOfWork, manifest: Manifest, *, digest: str, size: int
) -> None:
    """Remember what a package carried, for the note."""
    taken = manifest.sender.node != uow.offices.node().node_id
    uow.exchange.keep_handover(
        HandoverRow(
            node=manifest.sender.node if taken else manifest.addressee.node,
            incarnation=manifest.incarnation,
            package=manifest.package,
            taken=taken,
            at=moment_text(ports.clock.now()),
            claimed_at=manifest.claimed_at,
            digest=digest,
            size=size,
            spans=tuple(
                Span(stream=part.stream, start=part.from_seq, end=part.to_seq)
                for part in manifest.ranges
            ),
            heads=manifest.heads,
        )
    )


def draw_note(
    ports: Ports,
    number: int,
    *,
    peer: str | None = None,
    taken: bool = False,
    watch: Watch = NOBODY,
) -> ExchangeNote:
    """Return the note about a package, as it would be signed now.

    Args:
        ports: the outside world.
        number: of the package.
        peer: code of the other office; may be left out where only one fits.
        taken: whether it came from the other office.
        watch: told how many events are counted.

    Raises:
        NotFound: NO-SUCH-PACKAGE.
        UserError: WHICH-PEER several packages have this number.
        Cancelled: the person has stopped it.
    """
    require(ports.actor.roles, *FILE_CARRIERS)
    with ports.reading() as view:
        row, node = _row(view, number, peer, taken=taken)
        data = _data(ports, view, row, node, watch)
    way = "nhan" if row.taken else "giao"
    return ExchangeNote(
        name=f"BIEN-BAN-{way}-{node.code}-{number:06d}.pdf",
        package=number,
        pdf=ports.notes.exchange_note(data),
    )


def save_note(
    ports: Ports,
    number: int,
    folder: Path,
    *,
    peer: str | None = None,
    taken: bool = False,
    watch: Watch = NOBODY,
) -> Path:
    """Write the note about a package into a folder; return the file. See `draw_note`."""
    note = draw_note(ports, number, peer=peer, taken=taken, watch=watch)
    path = folder / note.name
    ports.files.write(path, note.pdf)
    log_note(ports)
    return path


def log_note(ports: Ports) -> None:
    """Keep that a note left the program."""
    with ports.writing() as uow:
        uow.record(ListExported(what="exchange_note", rows=1), Standing(audience=LOCAL))
        uow.commit()


def _row(view: View, number: int, peer: str | None, *, taken: bool) -> tuple[HandoverRow, NodeRow]:
    nodes = {node.node_id: node for node in view.offices.nodes()}
    found = [
        (row, nodes[row.node])
        for row in view.exchange.handovers(number)
        if row.node in nodes and peer in {None, nodes[row.node].code}
        if row.taken is taken
    ]
    if not found:
        raise NotFound("NO-SUCH-PACKAGE", number=number)
    if len({row.node for row, _node in found}) > 1:
        raise UserError("WHICH-PEER", number=number)
    return found[0]


def _data(ports: Ports, view: View, row: HandoverRow, node: NodeRow, watch: Watch) -> NoteData:
    own = view.offices.own()
    here, there = NoteParty(name=own.name, code=own.code), NoteParty(name=node.name, code=node.code)
    giver, taker = (there, here) if row.taken else (here, there)
    now = ports.clock.now()
    desk = desk_of(own.name, now.date())
    kinds, moments = _counted(view, row.spans, watch)
    heads = tuple(
        Head(stream=x.stream, seq=x.end, hash=view.journal.hash_at(x.stream, x.end) or "")
        for x in row.spans
    )
    return NoteData(
        own=(desk.parent_unit, desk.desk),
        symbol=desk.symbol,
        place=desk.place,
        giver=giver,
        taker=taker,
        package=row.package,
        written_at=parse_moment(row.claimed_at),
        printed_at=now,
        first_at=min(moments, default=None),
        last_at=max(moments, default=None),
        counts=tuple((words.label("events", kind), n) for kind, n in kinds.most_common()),
        files=_files(view, row),
        size=row.size,
        digest=row.digest,
        heads=heads,
        code=_code(row, heads, giver, taker),
        training=view.offices.node().training,
    )


def _counted(
    view: View, spans: Sequence[Span], watch: Watch
) -> tuple[Counter[str], list[datetime]]:
    total = sum(span.end - span.start + 1 for span in spans)
    kinds: Counter[str] = Counter()
    ends: list[datetime] = []
    for span in spans:
        for number, stored in enumerate(view.journal.events(span.stream, span.start, span.end)):
            if number % _STRIDE == 0:
                watch.step(Stage.COUNT, sum(kinds.values()), total)
            kinds[stored.head.kind] += 1
            if stored.head.seq in {span.start, span.end}:
                ends.append(parse_moment(stored.head.recorded_at))
    watch.step(Stage.COUNT, total, total)
    return kinds, ends


def _files(view: View, row: HandoverRow) -> tuple[NoteFile, ...]:
    """Name the files as they were put last; of one that came, only the whole is known."""
    if row.taken:
        return ()
    placed = view.exchange.placed_of(row.node, row.incarnation, row.package)
    newest = {item.name: item for item in placed if item.placed_at == placed[-1].placed_at}
    return tuple(
        NoteFile(name=item.name, size=item.size, digest=item.digest) for item in newest.values()
    )


def _code(row: HandoverRow, heads: Sequence[Head], giver: NoteParty, taker: NoteParty) -> str:
    """Return what a scanner reads: the same as stands in words, one head a line."""
    lines = [f"CA-DESKTOP/NOTE/1 {giver.code} {taker.code} {row.package} {row.digest}"]
    lines += [
        f"{StreamName.parse(x.stream).audience.split(':')[0]} {x.seq} {x.hash}" for x in heads
    ]
    return "\n".join(lines)
