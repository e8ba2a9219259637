"""Where inside the office a dossier is, beside its status, and guards that were passed over.

A station has no national code of its own: the dossier stays "Đang xử lý" (code 4) for every
list, report and export (docs/decisions/0011-stations-beside-the-status.md).
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class Station(StrEnum):
    """What a dossier that is being processed waits for (domain of NĐ 61/2018 art. 19)."""

    ASSIGNED = "assigned"
    VERIFYING = "verifying"
    CONSULTING = "consulting"
    WAITING_LINKED = "waiting_linked"
    AWAITING_SIGNATURE = "awaiting_signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something that was begun for a dossier and is not done.

    Attributes:
        key: id of the event that began it.
        station: what it is.
        whom: the person or the agency that it is with.
        since: ISO moment; so is ``due_at``, the errand's own date, None where it has none.
        stands: the clock of the dossier stands meanwhile.
        user_id: account of the person it is with; empty for an agency.
    """

    key: str
    station: Station
    whom: str = field(repr=False)
    since: str
    due_at: str | None = None
    stands: bool = False
    user_id: str = ""


BY_PIN = "pin"
"""The approver typed a PIN of their own where the step was taken."""

SIGNED_IN = "signed_in"
"""The approver took the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A guard that somebody passed over.

    Attributes:
        guard: code of the message that would have stopped the step.
        reason: why it was taken all the same.
        approver: who approved it; empty where the guard only warns.
        approver_id: account of the approver; empty: the name was typed, it has no account.
        confirmed: `BY_PIN` or `SIGNED_IN`; empty: only named, or an earlier version wrote it.
    """

    guard: str
    reason: str = field(repr=False)
    approver: str = field(repr=False)
    approver_id: str = ""
    confirmed: str = ""


def station_of(errands: Iterable[Errand]) -> Station | None:
    """Return where the dossier is: where it was sent last; None in nobody's hands but the desk's.

    What is with another agency goes on beside the work in the office, so the office's own
    stations come first.
    """
    found = tuple(errands)
    own = [x for x in found if x.station not in OUTSIDE]
    return (own or found)[-1].station if found else None


OUTSIDE = frozenset({Station.CONSULTING, Station.WAITING_LINKED})
"""Stations with another agency; several may go on at once."""


def errands_text(errands: Iterable[Errand]) -> str | None:
    """Write errands as one text for a column; None for none."""
    plain = [asdict(errand) for errand in errands]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True) if plain else None


def read_errands(text: str | None) -> tuple[Errand, ...]:
    """Read what `errands_text` wrote."""
    if text is None:
        return ()
    return tuple(Errand(**{**x, "station": Station(x["station"])}) for x in json.loads(text))
