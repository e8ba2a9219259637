"""Tables of scans.

`blobs` (where the bytes lie, and their keys), `wanted_blobs` (what peers ask for) and `chores`
(what was done on which day) are working state; the others follow from the journal.
"""

from sqlalchemy import Column, Index, LargeBinary

from ca_desktop.store.columns import integer, table, words

blobs = table(
    "blobs",
    words("digest", key=True),
    integer("size"),
    Column("key", LargeBinary, nullable=False),
    integer("sound"),
    words("checked_at"),
    Index(None, "sound", "checked_at"),
)

wanted_blobs = table(
    "wanted_blobs",
    words("peer", key=True),
    words("digest", key=True),
)

chores = table(
    "chores",
    words("name", key=True),
    words("day"),
)

attachments = table(
    "attachments",
    words("event_id", key=True),
    words("dossier_id"),
    words("office_id"),
    words("paper"),
    words("digest"),
    integer("size"),
    words("media_type"),
    integer("pages"),
    words("name"),
    words("at"),
    words("officer_name"),
    Index(None, "dossier_id"),
    Index(None, "digest"),
)

detachments = table(
    "detachments",
    words("attachment", key=True),
    words("office_id", key=True),
)

settings = table(
    "settings",
    words("name", key=True),
    words("value"),
)
