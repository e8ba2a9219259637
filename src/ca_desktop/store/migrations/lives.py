"""The tables of lives and heirs, as the first migration makes them."""

LIVES = (
    """
    CREATE TABLE successions (
        old TEXT NOT NULL,
        new TEXT NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_successions PRIMARY KEY (old, new)
    ) STRICT
    """,
    """
    CREATE TABLE heirs (
        old TEXT NOT NULL,
        counts_as TEXT NOT NULL,
        CONSTRAINT pk_heirs PRIMARY KEY (old)
    ) STRICT
    """,
    """
    CREATE TABLE rivals (
        node TEXT NOT NULL,
        before TEXT NOT NULL,
        heard TEXT NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_rivals PRIMARY KEY (node, before, heard)
    ) STRICT
    """,
    """
    CREATE TABLE twins (
        node TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        package INTEGER NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_twins PRIMARY KEY (node, incarnation)
    ) STRICT
    """,
    """
    CREATE TABLE ended_lives (
        node TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        goes_on TEXT NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_ended_lives PRIMARY KEY (node, incarnation)
    ) STRICT
    """,
)
