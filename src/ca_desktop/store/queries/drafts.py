"""Drafts: read and written in the encrypted database, beside the journal."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.services.ports.drafts import DraftRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.store.desk_tables import drafts


class SqlDrafts:
    """See `ca_desktop.services.ports.drafts.Drafts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[DraftRow]:
        """Return every draft, the newest first."""
        query = select(drafts).order_by(drafts.c.saved_at.desc(), drafts.c.draft_id)
        return [_draft(row) for row in self._connection.execute(query)]

    def one(self, draft_id: str) -> DraftRow | None:
        """Return a draft."""
        query = select(drafts).where(drafts.c.draft_id == draft_id)
        row = self._connection.execute(query).first()
        return None if row is None else _draft(row)


class SqlDraftState(SqlDrafts):
    """See `ca_desktop.services.ports.drafts.DraftState`."""

    def __init__(self, connection: Connection, touch: Callable[[Topic], None]) -> None:
        super().__init__(connection)
        self._touch = touch

    def put(self, draft: DraftRow) -> None:
        """Keep a draft in the place of what was kept of it before."""
        values = {
            "owner": draft.owner,
            "began_at": draft.began_at,
            "saved_at": draft.saved_at,
            "aside": int(draft.aside),
            "body": json.dumps(draft.body, ensure_ascii=False),
        }
        self._connection.execute(
            upsert(drafts)
            .values(draft_id=draft.draft_id, **values)
            .on_conflict_do_update(index_elements=["draft_id"], set_=values)
        )
        self._touch(Topic.DRAFTS)

    def remove(self, draft_id: str) -> None:
        """Forget a draft; one that is not there is forgotten already."""
        gone = self._connection.execute(delete(drafts).where(drafts.c.draft_id == draft_id))
        if gone.rowcount:
            self._touch(Topic.DRAFTS)


def _draft(row: Row[*tuple[Any, ...]]) -> DraftRow:
    return DraftRow(
        draft_id=row.draft_id,
        owner=row.owner,
        began_at=row.began_at,
        saved_at=row.saved_at,
        aside=bool(row.aside),
        body=json.loads(row.body),
    )
