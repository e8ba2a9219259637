"""Taking a step from a page or a dialog: a guard that may be passed over asks for its reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.domain.actors import HEADS
from ca_desktop.domain.errors import CaError
from ca_desktop.domain.guards import APPROVED, PASSABLE
from ca_desktop.services.desk.approving import ApproversOffered, approvers_offered
from ca_desktop.services.desk.dossiers import Stepped, step_dossier
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.override import OverrideDialog


@dataclass(frozen=True, slots=True)
class StepWanted:
    """A step as a person asked for it."""

    code: str
    step: str
    note: str = field(default="", repr=False)
    values: Mapping[str, object] = field(default_factory=dict, repr=False)


class StepTaker(QObject):
    """Takes steps for one page or dialog.

    Signals:
        stepped(object): the `Stepped`.
        failed(object): why not.
        left(): the guard was not passed over after all.
    """

    stepped = Signal(object)
    failed = Signal(object)
    left = Signal()

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent
        self._wanted: StepWanted | None = None
        self._said = StepWish()

    def take(self, wanted: StepWanted, wish: StepWish | None = None) -> None:
        """Take a step."""
        self._wanted = wanted
        self._said = said = wish or StepWish()
        work = partial(
            step_dossier,
            self._context.ports,
            wanted.code,
            wanted.step,
            note=wanted.note,
            wish=replace(said, values={**wanted.values, **said.values}),
        )
        self._context.tasks.change(work, owner=self, done=self._on_done, failed=self._on_failed)

    def _on_done(self, done: Stepped) -> None:
        self.stepped.emit(done)

    def _on_failed(self, error: Exception) -> None:
        dialog = asked_over(self._context, error, self._window, self._on_agreed)
        if dialog is None:
            self.failed.emit(error)
        else:
            dialog.rejected.connect(self.left)

    @Slot(object)
    def _on_agreed(self, wish: StepWish) -> None:
        if self._wanted is not None:
            self.take(self._wanted, wish.after(self._said))


def asked_over(
    context: UiContext, error: Exception, parent: QWidget, agreed: Callable[[StepWish], object]
) -> OverrideDialog | None:
    """Ask why a guard is passed over, where that may be; None where it may not.

    Args:
        context: who is signed in: a head approves in their own name.
        error: why something was not done.
        parent: the page or dialog.
        agreed: slot that is told the reason.
    """
    if not isinstance(error, CaError) or error.code not in PASSABLE:
        return None
    dialog = OverrideDialog(context, error, ApproversOffered(names=()), parent)
    if error.code in APPROVED:
        roles, usual = error.details.get("roles"), str(error.details.get("usual") or "")
        heads = frozenset(roles) if isinstance(roles, tuple) else HEADS
        work = partial(approvers_offered, context.ports, heads, usual)
        context.tasks.query(work, owner=dialog, done=dialog.approver.offer)
    dialog.agreed.connect(agreed)
    dialog.open()
    return dialog
