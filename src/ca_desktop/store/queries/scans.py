"""Questions about scans: what is attached, where its bytes lie, who asks for it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from ca_desktop.domain.attachments import Carried
from ca_desktop.services.ports.scan_rows import AttachmentRow, BlobRow, SharedWith
from ca_desktop.store.scan_tables import attachments, blobs, chores, detachments, wanted_blobs
from ca_desktop.store.tables import journal, nodes, streams

_STANDS = ~exists().where(
    detachments.c.attachment == attachments.c.event_id,
    detachments.c.office_id == attachments.c.office_id,
)
"""Nobody who may has taken it out again."""

_PLACE = (
    select(func.min(journal.c.position))
    .where(journal.c.event_id == attachments.c.event_id)
    .scalar_subquery()
)
"""Of one second, in the order of their writer."""

_SOUND = and_(blobs.c.digest == attachments.c.digest, blobs.c.sound == 1)
_BLOB = (blobs.c.digest, blobs.c.size, blobs.c.key, blobs.c.sound)


class SqlScans:
    """See `ca_desktop.services.ports.scan_rows.Scans`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_dossier(self, dossier_id: str) -> Sequence[AttachmentRow]:
        """Return what is attached to a dossier, oldest first."""
        rows = self._connection.execute(
            select(attachments, blobs.c.sound)
            .outerjoin(blobs, blobs.c.digest == attachments.c.digest)
            .where(attachments.c.dossier_id == dossier_id, _STANDS)
            .order_by(attachments.c.at, _PLACE, attachments.c.event_id)
        )
        return [
            AttachmentRow(
                attachment=row.event_id,
                dossier_id=row.dossier_id,
                office_id=row.office_id,
                paper=row.paper,
                digest=row.digest,
                size=row.size,
                media_type=row.media_type,
                pages=row.pages,
                name=row.name,
                at=row.at,
                officer_name=row.officer_name,
                here=bool(row.sound),
            )
            for row in rows
        ]

    def blob(self, digest: str) -> BlobRow | None:
        """Return where the bytes of a scan lie."""
        found = self._rows(select(*_BLOB).where(blobs.c.digest == digest))
        return found[0] if found else None

    def in_range(self, stream: str, start: int, end: int) -> Sequence[Carried]:
        """Return the scans, held and sound, that events ``start … end`` of a stream attach."""
        rows = self._connection.execute(
            select(blobs.c.digest, blobs.c.size)
            .select_from(journal)
            .join(streams, streams.c.stream_id == journal.c.stream_id)
            .join(attachments, attachments.c.event_id == journal.c.event_id)
            .join(blobs, _SOUND)
            .where(streams.c.name == stream, journal.c.seq.between(start, end), _STANDS)
            .order_by(journal.c.seq)
        )
        return [Carried(row.digest, row.size) for row in rows]

    def asked(self, peer: SharedWith) -> Sequence[Carried]:
        """Return the scans, held, sound and shared with it, that a peer has asked for."""
        rows = self._connection.execute(
            select(blobs.c.digest, blobs.c.size)
            .join(wanted_blobs, wanted_blobs.c.digest == blobs.c.digest)
            .where(wanted_blobs.c.peer == peer.node, blobs.c.sound == 1)
            .where(exists().where(attachments.c.digest == blobs.c.digest, _shared(peer)))
            .order_by(blobs.c.digest)
        )
        return [Carried(row.digest, row.size) for row in rows]

    def missing(self, peer: SharedWith, limit: int) -> Sequence[str]:
        """Return the hashes of attached scans, not held here, that a peer may hold."""
        rows = self._connection.execute(
            select(attachments.c.digest)
            .where(~exists().where(_SOUND), _STANDS, _shared(peer))
            .group_by(attachments.c.digest)
            .order_by(func.min(attachments.c.at), attachments.c.digest)
            .limit(limit)
        )
        return [row.digest for row in rows]

    def blobs(self) -> Sequence[BlobRow]:
        """Return every row of the store."""
        return self._rows(select(*_BLOB))

    def longest_unchecked(self, limit: int) -> Sequence[BlobRow]:
        """Return the sound ones whose last look back lies furthest back."""
        return self._rows(
            select(*_BLOB)
            .where(blobs.c.sound == 1)
            .order_by(blobs.c.checked_at, blobs.c.digest)
            .limit(limit)
        )

    def done_on(self, chore: str) -> str:
        """Return the ISO day on which a chore was last done, empty for never."""
        day = self._connection.execute(select(chores.c.day).where(chores.c.name == chore)).scalar()
        return str(day or "")

    def _rows(self, wanted: Select[str, int, bytes, int]) -> Sequence[BlobRow]:
        return [
            BlobRow(digest=row.digest, size=row.size, key=row.key, sound=bool(row.sound))
            for row in self._connection.execute(wanted)
        ]


def _shared(peer: SharedWith) -> ColumnElement[bool]:
    """An event both sides hold, or will hold, names it: theirs, or one of ours they read."""
    theirs = select(nodes.c.node_id).where(nodes.c.office_id == peer.office)
    ours = and_(streams.c.own == 1, streams.c.audience.in_(sorted(peer.audiences)))
    return exists().where(
        journal.c.event_id == attachments.c.event_id,
        journal.c.stream_id == streams.c.stream_id,
        or_(ours, streams.c.node.in_(theirs)),
    )
