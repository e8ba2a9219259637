"""The tables of scans, as the first migration makes them."""

SCANS = (
    """
    CREATE TABLE attachments (
        event_id TEXT NOT NULL,
        dossier_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        paper TEXT NOT NULL,
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        pages INTEGER NOT NULL,
        name TEXT NOT NULL,
        at TEXT NOT NULL,
        officer_name TEXT NOT NULL,
        CONSTRAINT pk_attachments PRIMARY KEY (event_id)
    ) STRICT
    """,
    """
    CREATE INDEX ix_attachments_digest ON attachments (digest)
    """,
    """
    CREATE INDEX ix_attachments_dossier_id ON attachments (dossier_id)
    """,
    """
    CREATE TABLE detachments (
        attachment TEXT NOT NULL,
        office_id TEXT NOT NULL,
        CONSTRAINT pk_detachments PRIMARY KEY (attachment, office_id)
    ) STRICT
    """,
    """
    CREATE TABLE blobs (
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        key BLOB NOT NULL,
        sound INTEGER NOT NULL,
        checked_at TEXT NOT NULL,
        CONSTRAINT pk_blobs PRIMARY KEY (digest)
    ) STRICT
    """,
    """
    CREATE INDEX ix_blobs_sound_checked_at ON blobs (sound, checked_at)
    """,
    """
    CREATE TABLE wanted_blobs (
        peer TEXT NOT NULL,
        digest TEXT NOT NULL,
        CONSTRAINT pk_wanted_blobs PRIMARY KEY (peer, digest)
    ) STRICT
    """,
    """
    CREATE TABLE chores (
        name TEXT NOT NULL,
        day TEXT NOT NULL,
        CONSTRAINT pk_chores PRIMARY KEY (name)
    ) STRICT
    """,
)
