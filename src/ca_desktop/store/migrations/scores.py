"""The table of entered points, as the second migration makes it."""

SCORES = (
    """
    CREATE TABLE scores (
        entry_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        first_day TEXT NOT NULL,
        last_day TEXT NOT NULL,
        person TEXT NOT NULL,
        indicator INTEGER NOT NULL,
        number INTEGER NOT NULL,
        points INTEGER,
        reason TEXT NOT NULL,
        evidence TEXT NOT NULL,
        entered_at TEXT NOT NULL,
        officer_name TEXT NOT NULL,
        CONSTRAINT pk_scores PRIMARY KEY (entry_id)
    ) STRICT
    """,
    "CREATE INDEX ix_scores_first_day ON scores (first_day)",
    """
    CREATE TABLE frozen_scores (
        event_id TEXT NOT NULL,
        closing_id TEXT NOT NULL,
        CONSTRAINT pk_frozen_scores PRIMARY KEY (event_id)
    ) STRICT
    """,
    "CREATE INDEX ix_frozen_scores_closing_id ON frozen_scores (closing_id)",
)
