"""Where a dossier is inside the office, and whether its clock stands."""

HANDLING = (
    "ALTER TABLE dossiers ADD COLUMN errands TEXT",
    "ALTER TABLE dossiers ADD COLUMN station TEXT",
    "ALTER TABLE dossiers ADD COLUMN taker_id TEXT",
    "ALTER TABLE dossiers ADD COLUMN taker_name TEXT",
    "ALTER TABLE dossiers ADD COLUMN stands INTEGER",
    "ALTER TABLE dossiers ADD COLUMN negative INTEGER",
    "UPDATE dossiers SET negative = 0, stands = status = 'supplement_required'",
)
"""Versions before this one knew one reason only for which a clock stood."""
