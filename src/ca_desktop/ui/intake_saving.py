"""Saving an intake: looked at, asked about, and only then stored."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.services.desk.intake import (
    CheckedIntake,
    ReceivedDossier,
    ReceiveDossier,
    check_intake,
    receive_dossier,
)
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.type_ahead import TypeAhead
from ca_desktop.ui.widgets.intake_checks import IntakeChecks


class IntakeSaving(IntakeChecks):
    """The checks above the form, and what follows once they are answered.

    Signals:
        saved(ReceivedDossier, bool): it was stored; whether its slip is to be printed.
        failed(Exception): it was not.
        again(bool): the answer was given: save once more, with or without printing.
    """

    saved = Signal(object, bool)
    failed = Signal(object)
    again = Signal(bool)

    def __init__(
        self,
        context: UiContext,
        ahead: TypeAhead,
        hold: Callable[[], str | None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._ahead = ahead
        self._hold = hold
        self._prints = True
        self.accepted.connect(self._on_accepted)

    def save(self, command: ReceiveDossier, *, prints: bool) -> None:
        """Store an intake unless something about it wants an answer."""
        self._prints = prints
        self._ahead.begin()
        self._context.tasks.query(
            partial(check_intake, self._context.ports, command),
            owner=self,
            done=partial(self._on_checked, command),
            failed=self._on_failed,
            holds=True,
        )

    def _on_checked(self, command: ReceiveDossier, checked: CheckedIntake) -> None:
        if not self.passes(checked.notices):
            self._ahead.over(stored=False)
            return
        noted = replace(command, reason=self.why())
        self._context.tasks.change(
            partial(receive_dossier, self._context.ports, noted, draft=self._hold()),
            owner=self,
            done=self._on_stored,
            failed=self._on_failed,
        )

    def _on_stored(self, result: ReceivedDossier) -> None:
        self.saved.emit(result, self._prints)
        self._ahead.over(stored=True)

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self._ahead.over(stored=False)

    @Slot()
    def _on_accepted(self) -> None:
        self.again.emit(self._prints)
