"""Drafts: intakes that are being typed. They have no number and are nobody's dossier yet."""

from datetime import datetime, timedelta

KEPT_DAYS = 7
"""A draft that nobody has touched for so long is removed."""

MOST_PARKED = 5
"""Intakes that one person may have open beside the one on the screen."""

UNSAVED_SECONDS = 1.5
"""What is typed lies in the database this long after its first key; with the time of the write
itself less than two seconds of typing can be lost."""


def expires_at(saved_at: datetime) -> datetime:
    """Return when a draft is removed unless somebody goes on with it."""
    return saved_at + timedelta(days=KEPT_DAYS)


def is_expired(saved_at: datetime, now: datetime) -> bool:
    """Tell whether a draft has lain too long.

    Never for one that seems to come from tomorrow: a clock that was put back must not delete.
    """
    return now >= expires_at(saved_at)
