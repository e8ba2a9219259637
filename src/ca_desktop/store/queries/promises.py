"""Questions about promises that are not kept: the journal itself is the record."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from ca_desktop.domain.events.dossiers import LetterIssued
from ca_desktop.domain.events.promises import CitizenTold, LatenessExplained
from ca_desktop.domain.handfuls import handfuls
from ca_desktop.domain.letters import LetterKind
from ca_desktop.services.ports.promises import Noted, PromiseNote
from ca_desktop.store.tables import journal

_WHAT = {
    LetterIssued.__name__: Noted.APOLOGY,
    CitizenTold.__name__: Noted.TOLD,
    LatenessExplained.__name__: Noted.EXPLAINED,
}
_NOTES = (
    select(journal.c.event_id, journal.c.subject, journal.c.kind, journal.c.payload)
    .where(
        journal.c.subject.in_(bindparam("wanted", expanding=True)),
        journal.c.kind.in_(tuple(_WHAT)),
        journal.c.payload.is_not(None),
    )
    .order_by(journal.c.position)
)


class SqlPromises:
    """See `ca_desktop.services.ports.promises.Promises`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def notes(self, dossier_ids: Collection[str]) -> Sequence[PromiseNote]:
        """Return what was done about these dossiers, in the order of the journal."""
        return list(self._notes(sorted(dossier_ids)))

    def answered(self, dossier_ids: Collection[str]) -> frozenset[str]:
        """Return those of these dossiers that have a letter of apology or an explanation."""
        found = self._notes(sorted(dossier_ids))
        return frozenset(note.dossier_id for note in found if note.what is not Noted.TOLD)

    def _notes(self, ids: Sequence[str]) -> Iterator[PromiseNote]:
        for some in handfuls(ids):
            rows = self._connection.execute(_NOTES, {"wanted": some})
            for event_id, subject, kind, payload in rows:
                fields: dict[str, Any] = json.loads(payload)
                if kind == LetterIssued.__name__ and fields.get("letter") != LetterKind.APOLOGY:
                    continue
                yield PromiseNote(
                    event_id=event_id,
                    dossier_id=subject,
                    what=_WHAT[kind],
                    at=str(fields.get("at", "")),
                    how=str(fields.get("how", "")),
                    letter=str(fields.get("letter", "")) if kind == CitizenTold.__name__ else "",
                )
