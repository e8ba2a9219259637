"""The table of local tariffs, as the second migration makes it."""

TARIFFS = (
    """
    CREATE TABLE tariffs (
        procedure TEXT NOT NULL,
        since TEXT NOT NULL,
        body TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT pk_tariffs PRIMARY KEY (procedure, since)
    ) STRICT
    """,
)
