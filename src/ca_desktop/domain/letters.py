"""Letters about a dossier beyond its slip, and what each does to the clock."""

from datetime import date, timedelta
from enum import StrEnum

APOLOGY_NOTICE = timedelta(days=1)
"""An apology moves a date only so long before it (NĐ 61/2018 art. 19.9, docs/sources.md)."""


class LetterKind(StrEnum):
    """A form of TT 03/2025, or a paper of the desk's own practice."""

    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    CONTROL = "control"
    HANDOVER = "handover"


class Effect(StrEnum):
    """What a letter does to the time limit."""

    STOPS = "stops"
    ENDS = "ends"
    MOVES = "moves"
    TOO_LATE = "too_late"
    ONCE_ONLY = "once_only"
    NO_DATE = "no_date"
    NOTHING = "nothing"


def apology_effect(due: date | None, today: date, *, moved: bool) -> Effect:
    """Return whether an apology of today moves the promised date.

    A later one may still be handed out; the date then stays.

    Args:
        due: the day promised now; None where the law sets no limit.
        today: of the letter.
        moved: an apology has moved the date before.

    Source:
        NĐ 61/2018 art. 19.9: written at the latest one day before, once only.
    """
    if due is None:
        return Effect.NO_DATE
    if moved:
        return Effect.ONCE_ONLY
    return Effect.MOVES if today <= due - APOLOGY_NOTICE else Effect.TOO_LATE
