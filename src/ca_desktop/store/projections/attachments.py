"""Scans in dossiers: what is attached and not taken out again, in whatever order it was heard."""

import re

from sqlalchemy import insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.attachments import shown_name
from ca_desktop.domain.events.attachments import DocumentAttached, DocumentDetached
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.scan_tables import attachments, detachments
from ca_desktop.store.tables import node

_OWN_OFFICE = select(node.c.office_id)
_DIGEST = re.compile(r"[0-9a-f]{64}")


def attached(applied: Applied, event: DocumentAttached) -> None:
    """A scan was put into a dossier; its bytes may still be on their way."""
    if applied.head.subject is None or not _DIGEST.fullmatch(event.sha256):
        raise ValueError("a scan has a dossier and a hash")
    applied.connection.execute(
        insert(attachments).values(
            event_id=applied.head.event_id,
            dossier_id=applied.head.subject,
            office_id=_office(applied),
            paper=event.paper,
            digest=event.sha256,
            size=event.size,
            media_type=event.media_type,
            pages=event.pages,
            name=shown_name(event.name),
            at=event.at,
            officer_name=event.officer_name,
        )
    )


def detached(applied: Applied, event: DocumentDetached) -> None:
    """A scan was taken out; it counts when the office says so that had put it in."""
    applied.connection.execute(
        upsert(detachments)
        .values(attachment=event.attachment, office_id=_office(applied))
        .on_conflict_do_nothing()
    )


def _office(applied: Applied) -> str:
    if applied.own:  # also as a node that this database was before
        return str(applied.connection.execute(_OWN_OFFICE).scalar_one())
    return applied.rows.office_of(applied.stream.node) or ""
