"""Where a dossier is inside the office, and whether its clock stands."""

HANDLING = (
    "ALTER TABLE dossiers ADD COLUMN errands TEXT",
    "ALTER TABLE dossiers ADD COLUMN station TEXT",
    "ALTER TABLE dossiers ADD COLUMN taker_id TEXT",
    "ALTER TABLE dossiers ADD COLUMN taker_name TEXT",
    "ALTER TABLE dossiers ADD COLUMN stands INTEGER",
    "ALTER TABLE dossiers ADD COLUMN negative INTEGER",
    "UPDATE dossiers SET negative = 0, stands = status = 'supplement_required'",
    "ALTER TABLE dossiers ADD COLUMN due_counted TEXT",
    """
    UPDATE dossiers SET due_counted = (
        SELECT span.due_at FROM dossier_dues AS span
        WHERE span.dossier_id = dossiers.dossier_id AND span.waiting AND CASE
            WHEN by_minute THEN substr(span.since, 1, 16) > substr(span.due_at, 1, 16)
            ELSE substr(span.since, 1, 10) > substr(span.due_at, 1, 10)
        END
        ORDER BY span.number
        LIMIT 1
    )
    """,
    "UPDATE dossiers SET stands = 0 WHERE due_counted IS NOT NULL",
    "UPDATE dossiers SET due_counted = due_at WHERE due_counted IS NULL",
    """
    UPDATE dossiers SET due_counted = substr(due_counted, 1, 10) || 'T23:59:59+07:00'
    WHERE NOT by_minute
    """,
    "DROP INDEX ix_dossiers_status_due_at",
    "CREATE INDEX ix_dossiers_status_due_counted ON dossiers (status, due_counted)",
    "CREATE INDEX ix_dossiers_due_or_never ON dossiers (coalesce(due_counted, '9999'), sort_key)",
)
"""Versions before this one knew one reason only for which a clock stood.

One that was stopped once the date was over counts as late for good, by that date.
"""
