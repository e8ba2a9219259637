"""What can be undone: told by whoever did it, for as long as nothing else has happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.undoing import facts_before
from ca_desktop.services.names import IN_HOUSE_STEPS
from ca_desktop.services.ports.work import View

STAYING = frozenset(
    {"in_process", "result_ready", "supplement", "withdrawn", "stopped", *IN_HOUSE_STEPS}
)
"""Steps that are undone by an event; a forward is taken back by its own step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Something that was done just now.

    Attributes:
        what: ``intake``, ``return``, ``step`` or ``forward``.
        event_id: of the event that did it; nothing may have followed it.
        at: ISO moment.
        before: of a step: what `StepUndone` says of the state to go back to.
    """

    what: str
    dossier_id: str
    code: str
    event_id: str
    at: str
    before: Mapping[str, Any] = field(default_factory=dict)


def undo_of_step(
    view: View, step: str, before: DossierState, after: DossierState, at: str
) -> Undo | None:
    """Return how a step is undone; None where others have been told something by it.

    Args:
        view: after the step.
        step: its name.
        before: the dossier before it.
        after: the dossier after it.
        at: ISO moment of the step.
    """
    stays = step in STAYING and before.custody == after.custody
    if step != "forward" and not stays:
        return None
    history = view.dossiers.history(after.dossier_id)
    if any(row.kind == "TaskAnswered" and row.at >= at for row in history):
        return None
    return Undo(
        what="step" if stays else "forward",
        dossier_id=after.dossier_id,
        code=after.code or "",
        event_id=after.tip,
        at=at,
        before=facts_before(before),
    )
