"""What is proposed to be given back: taken too much, or paid for a dossier that ended early."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ca_desktop.domain.dossiers import Status
from ca_desktop.services.ports.fees import HeldRow
from ca_desktop.services.ports.work import View

ENDED_EARLY: Final = frozenset({Status.WITHDRAWN, Status.STOPPED})
"""What was paid goes back, unless a rule or a person says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Money that waits for being given back, or for somebody who decides to keep it.

    Attributes:
        amount_vnd: more than nothing.
    """

    row: HeldRow
    amount_vnd: int

    @property
    def dossier_id(self) -> str:
        """Of the dossier."""
        return self.row.dossier_id


def proposals_in(view: View, dossier_id: str | None = None) -> Iterator[Proposal]:
    """Yield what is proposed of every dossier of this office, or of one, the oldest first."""
    law = view.master.fee_law()
    for row in view.fees.held(dossier_id):
        whole = Status(row.status) in ENDED_EARLY and law.goes_back(row.procedure_code)
        amount = (row.kept_vnd if whole else row.over_vnd) - row.settled_vnd
        if amount > 0:
            yield Proposal(row=row, amount_vnd=amount)


def proposed_vnd(view: View, dossier_id: str, status: Status) -> int:
    """Return what is proposed of a dossier that ended early; 0 for others."""
    if status not in ENDED_EARLY:
        return 0
    return sum(found.amount_vnd for found in proposals_in(view, dossier_id))
