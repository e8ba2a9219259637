"""The table of the rate in time to be reached, as the second migration makes it."""

TARGETS = (
    """
    CREATE TABLE targets (
        layer TEXT NOT NULL,
        since TEXT NOT NULL,
        percent INTEGER,
        basis TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT pk_targets PRIMARY KEY (layer, since)
    ) STRICT
    """,
)
