"""What was done about promises that are not kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Noted(StrEnum):
    """What was done: a letter of apology, the citizen told, the lateness explained."""

    APOLOGY = "apology"
    TOLD = "told"
    EXPLAINED = "explained"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseNote:
    """One thing that was done.

    Attributes:
        event_id: of the event that says so.
        at: ISO moment.
        how: of a note that the citizen was told: value of a `Telling`.
        letter: of the same: event id of the letter it tells of, empty for none.
    """

    event_id: str
    dossier_id: str
    what: Noted
    at: str
    how: str = ""
    letter: str = ""


class Promises(Protocol):
    """Notes on promises, as the journal holds them."""

    def notes(self, dossier_ids: Collection[str]) -> Sequence[PromiseNote]:
        """Return what was done about these dossiers, in the order of the journal."""

    def answered(self, dossier_ids: Collection[str]) -> frozenset[str]:
        """Return those of these dossiers that have a letter of apology or an explanation."""
