"""Where the bytes of scans lie, and who asks for them: working state beside the journal."""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, delete, exists, insert, update
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.services.ports.scan_rows import BlobRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.store.queries.scans import SqlScans
from ca_desktop.store.scan_tables import attachments, blobs, chores, wanted_blobs


class SqlScanState(SqlScans):
    """See `ca_desktop.services.ports.scan_rows.ScanState`."""

    def __init__(self, connection: Connection, touch: Callable[[Topic], None]) -> None:
        super().__init__(connection)
        self._touch = touch

    def hold(self, blob: BlobRow, day: str) -> None:
        """Remember that a scan's bytes lie in the store, written and read back on a day."""
        values = {
            "size": blob.size,
            "key": blob.key,
            "sound": int(blob.sound),
            "checked_at": day,
        }
        self._connection.execute(
            upsert(blobs)
            .values(digest=blob.digest, **values)
            .on_conflict_do_update(index_elements=["digest"], set_=values)
        )
        self._touch(Topic.DOSSIERS)

    def note_checked(self, digests: Iterable[str], day: str) -> None:
        """Remember that these were looked at and are sound."""
        self._set(digests, checked_at=day)

    def note_damaged(self, digests: Iterable[str]) -> None:
        """Remember that these are not held any more; peers are asked for them."""
        self._set(digests, sound=0)
        self._touch(Topic.DOSSIERS)

    def _set(self, digests: Iterable[str], **values: object) -> None:
        for digest in digests:
            self._connection.execute(update(blobs).where(blobs.c.digest == digest).values(**values))

    def forget_unused(self) -> int:
        """Drop the keys of bytes that no event names: that erases them; return how many."""
        named = exists().where(attachments.c.digest == blobs.c.digest)
        return self._connection.execute(delete(blobs).where(~named)).rowcount

    def keep_wanted(self, peer: str, digests: Iterable[str]) -> None:
        """Remember what a peer asks for; what it no longer names is forgotten."""
        self._connection.execute(delete(wanted_blobs).where(wanted_blobs.c.peer == peer))
        rows = [{"peer": peer, "digest": digest} for digest in dict.fromkeys(digests)]
        if rows:
            self._connection.execute(insert(wanted_blobs), rows)

    def note_done(self, chore: str, day: str) -> None:
        """Remember the ISO day on which a chore was done."""
        self._connection.execute(
            upsert(chores)
            .values(name=chore, day=day)
            .on_conflict_do_update(index_elements=["name"], set_={"day": day})
        )
