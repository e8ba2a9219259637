"""Letters about a dossier beyond its slip, and what each does to the clock."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from ca_desktop.domain.regimes import Regime

APOLOGY_NOTICE = timedelta(days=1)
"""An apology moves a date only so long before it (NĐ 61/2018 art. 19.9, docs/sources.md)."""


class LetterKind(StrEnum):
    """A form of TT 01/2018 or TT 03/2025, or a paper of the desk's own practice."""

    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL = "control"
    HANDOVER = "handover"
    TRANSFER = "transfer"
    APPOINTMENT = "appointment"
    EXTENSION = "extension"
    URGING = "urging"
    RATING = "rating"
    RESULTS = "results"
    BATCH = "batch"
    SAMPLE = "sample"


OF_DOSSIER = (
    LetterKind.SUPPLEMENT,
    LetterKind.APOLOGY,
    LetterKind.REFUSAL,
    LetterKind.STOP,
    LetterKind.CONTROL,
    LetterKind.TRANSFER,
    LetterKind.EXTENSION,
    LetterKind.URGING,
    LetterKind.APPOINTMENT,
    LetterKind.RATING,
)
"""What may be written about a dossier that was taken in."""

UNNUMBERED = frozenset({LetterKind.HANDOVER, LetterKind.RATING, LetterKind.SAMPLE})
"""Papers without a line for a number (docs/sources.md#forms)."""

WITHOUT_REASON = frozenset({LetterKind.CONTROL, LetterKind.TRANSFER, LetterKind.RATING})
"""Letters whose reason, where they have a line for one, may stay empty."""

LISTING = frozenset({LetterKind.SUPPLEMENT, LetterKind.TRANSFER})
"""Letters that list something: papers that are missing, agencies with their work."""

DETAILS: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.STOP: ("request", "returned"),
    LetterKind.URGING: ("addressee", "ask"),
}
"""What else a letter says, by name; each may stay empty."""


CERTIFICATION = "chung-thuc"
"""Code of the field to which the appointment slip belongs."""


def kinds_on(regime: Regime, field_code: str) -> tuple[LetterKind, ...]:
    """Return what may be written about a dossier.

    Args:
        regime: whose forms are those of the dossier.
        field_code: of its procedure.

    Source:
        TT 03/2025 Annex I: the notice of stopping is new; TT 01/2018 has none. TT 01/2020/TT-BTP:
        the appointment slip is one of certification.
    """
    elsewhere = {
        LetterKind.STOP: regime is not Regime.R2025,
        LetterKind.APPOINTMENT: field_code != CERTIFICATION,
    }
    return tuple(kind for kind in OF_DOSSIER if not elsewhere.get(kind))


class Effect(StrEnum):
    """What a letter does to the time limit, or with its dossier.

    ``RUNS_ON``: papers are asked for and the clock does not stand; ``REFUSES``: the result is
    that what was asked for is refused.
    """

    STOPS = "stops"
    RUNS_ON = "runs_on"
    ENDS = "ends"
    REFUSES = "refuses"
    CLOSES = "closes"
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
