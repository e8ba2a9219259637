"""The table of what waits for a printer, as the second migration makes it."""

PRINTS = (
    """
    CREATE TABLE print_jobs (
        job_id TEXT NOT NULL,
        form TEXT NOT NULL,
        dossier_id TEXT NOT NULL,
        task_id TEXT NOT NULL,
        code TEXT NOT NULL,
        layout TEXT NOT NULL,
        reprint INTEGER NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        printer TEXT NOT NULL,
        spool TEXT NOT NULL,
        asked_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        CONSTRAINT pk_print_jobs PRIMARY KEY (job_id)
    ) STRICT
    """,
    """
    CREATE INDEX ix_print_jobs_dossier_id ON print_jobs (dossier_id)
    """,
    """
    CREATE INDEX ix_print_jobs_state_changed_at ON print_jobs (state, changed_at)
    """,
)
