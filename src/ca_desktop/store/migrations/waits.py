"""The table of how long is waited, as the second migration makes it."""

WAITS = (
    """
    CREATE TABLE waits (
        name TEXT NOT NULL,
        layer TEXT NOT NULL,
        since TEXT NOT NULL,
        days INTEGER,
        basis TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT pk_waits PRIMARY KEY (name, layer, since)
    ) STRICT
    """,
)
