"""The table of closed periods, as the second migration makes it."""

PERIODS = (
    """
    CREATE TABLE closed_periods (
        closing_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        first_day TEXT NOT NULL,
        last_day TEXT NOT NULL,
        number INTEGER NOT NULL,
        carried INTEGER NOT NULL,
        still_open INTEGER NOT NULL,
        reason TEXT NOT NULL,
        as_of TEXT NOT NULL,
        closed_at TEXT NOT NULL,
        officer_name TEXT NOT NULL,
        CONSTRAINT pk_closed_periods PRIMARY KEY (closing_id)
    ) STRICT
    """,
    """
    CREATE INDEX ix_closed_periods_office_id_last_day ON closed_periods (office_id, last_day)
    """,
)
