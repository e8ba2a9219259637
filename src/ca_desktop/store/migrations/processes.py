"""The table of internal processes, as the second migration makes it."""

PROCESSES = (
    """
    CREATE TABLE processes (
        procedure TEXT NOT NULL,
        layer TEXT NOT NULL,
        since TEXT NOT NULL,
        body TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT pk_processes PRIMARY KEY (procedure, layer, since)
    ) STRICT
    """,
)
