"""The rows of a control sheet (Mẫu 06): from whom to whom a dossier went, and when.

While a dossier is open the sheet goes on with rows for the pen: who has it hands it on on paper.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.regimes import desk_of
from ca_desktop.domain.unit_names import agency_of
from ca_desktop.services import words
from ca_desktop.services.desk.history import counted
from ca_desktop.services.desk.step_words import step_words
from ca_desktop.services.ports.rows import HistoryRow

_HANDING = frozenset(
    {
        "ProcessingStarted",
        "DossierForwarded",
        "DossierAccepted",
        "SupplementReceived",
        "ResultReady",
        "ResultReturned",
        "AssignmentAccepted",
        "LinkedSent",
        "LinkedClosed",
        "ConsultationAsked",
        "ConsultationClosed",
        "SignatureAsked",
        "SignatureDenied",
        "ResultCorrected",
    }
)
"""Steps at which the papers, or a question about them, go from hand to hand."""

ROWS = 3
"""Of the sheet of an open dossier, at least: to who settles, to who signs, back to the desk."""

_TAKER = {"LinkedSent": "agency", "ConsultationAsked": "agency", "SignatureAsked": "signer"}
_PARTNERS = frozenset({"LinkedSent", "ConsultationAsked"})
_GIVER = {"LinkedClosed": "agency", "ConsultationClosed": "agency"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One row.

    Attributes:
        row: the event by which the taker has it; None: the row waits for the pen.
        note: what was done.
    """

    giver: str
    taker: str = ""
    row: HistoryRow | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """How the rows name what is not named in an event.

    Attributes:
        own: name of this office, for rows that name none.
        desk: its one-stop desk, as in a sentence: it hands a dossier on first.
    """

    own: str
    desk: str

    def of(self, row: HistoryRow) -> str:
        """Return the office that had a dossier after an event, or the desk that took it in."""
        office = row.office_name or self.own
        if row.builds_on is not None:
            return agency_of(office)
        if office == self.own:
            return self.desk
        at = parse_moment(row.at).date()
        return f"{desk_of(office, at).desk} {agency_of(office)}"


def hand_overs(history: Sequence[HistoryRow], sides: Sides) -> Iterator[HandOver]:
    """Yield the rows of what was handed over, oldest first.

    Args:
        history: of the dossier.
        sides: names of both sides.
    """
    steps = _steps(history)
    for before, after in pairwise(steps):
        told = step_words(after.kind, after.fields or {})
        name = words.label("events", after.kind)
        yield HandOver(
            giver=_named(after, _GIVER) or _holder(before, sides),
            taker=_named(after, _TAKER) or _holder(after, sides),
            row=after,
            note=f"{name}: {told}" if told else name,
        )


def rows_for_the_pen(history: Sequence[HistoryRow], sides: Sides) -> Iterator[HandOver]:
    """Yield the empty rows of an open dossier, at least one; the first says who has it now."""
    steps = _steps(history)
    holder = _named(steps[-1], _TAKER) or _holder(steps[-1], sides) if steps else ""
    yield HandOver(giver=holder)
    for _ in range(ROWS - len(steps)):
        yield HandOver(giver="")


def partners_of(history: Sequence[HistoryRow]) -> Sequence[str]:
    """Return the agencies that were asked or have a part, each once, in the order they came in."""
    fields = [row.fields or {} for row in counted(history) if row.kind in _PARTNERS]
    return tuple(dict.fromkeys(str(told.get("agency", "")) for told in fields))


def _steps(history: Sequence[HistoryRow]) -> Sequence[HistoryRow]:
    return [row for row in counted(history) if row.kind in _HANDING or row.builds_on is None]


def _named(row: HistoryRow, where: Mapping[str, str]) -> str:
    fields: Mapping[str, Any] = row.fields or {}
    return str(fields.get(where.get(row.kind, ""), ""))


def _holder(row: HistoryRow, sides: Sides) -> str:
    """Return who holds the papers after an event."""
    fields: Mapping[str, Any] = row.fields or {}
    names = ("taker_name", "receiver_name", "officer_name")
    name = next((str(fields[key]) for key in names if fields.get(key)), "")
    return " – ".join(part for part in (sides.of(row), name) if part)
