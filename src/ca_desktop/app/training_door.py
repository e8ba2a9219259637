"""The ways into the training ground, back, and to its beginning."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import QObject, Slot

from ca_desktop.app.entering import Entering
from ca_desktop.app.leading import Leading
from ca_desktop.domain.errors import Cancelled
from ca_desktop.services.watch import Watch

ENTER, ANEW, LEAVE = "training", "train_anew", "end_training"


class TrainingWays(QObject):
    """Leads between an office and the training ground beside it.

    Args:
        door: shows, leaves and opens.
        home: the data folder of the office.
        wish: how a person comes back into it.
        parent: the door.
    """

    def __init__(self, door: Leading, home: Path, wish: Entering, parent: QObject) -> None:
        super().__init__(parent)
        self._door, self._home, self._wish = door, home, wish
        self._dialog: Any = None
        self._inside = False

    def show_problem(self, error: Exception) -> bool:
        """Where the training ground does not open, offer to lay it out anew; tell whether it is."""
        if not self._inside:
            return False
        self._inside = False
        self._ask(anew=True, left=self._go_home)
        self._dialog.show_problem(error)
        return True

    def offer(self, window: Any) -> None:  # noqa: ANN401 loaded late
        """Fill in the acts that the window of this office has; a real one has one of them."""
        fill = window.commands.fill
        if not self._inside:
            fill(ENTER, self._on_enter)
            return
        fill(ANEW, self._on_anew)
        fill(LEAVE, self._on_leave)
        window.desk.lock.hint = f"Mật khẩu tập huấn: {_ground().TRAINING_PASSPHRASE}"
        bar = window.frame.training
        bar.offer("Làm lại từ đầu…", ANEW, self._on_anew)
        bar.offer("Ra khỏi tập huấn", LEAVE, self._on_leave)

    @Slot()
    def enter(self) -> None:
        """Go into the training ground; it is laid out first where it is not there."""
        if _ground().is_laid_out(self._home):
            self._open()
        else:
            self._ask(anew=False, left=self._go_home)

    @Slot()
    def _on_enter(self) -> None:
        self._door.leave(self.enter)

    @Slot()
    def _on_anew(self) -> None:
        self._door.leave(self._ask_anew)

    @Slot()
    def _on_leave(self) -> None:
        self._door.leave(self._go_home)

    def _ask_anew(self) -> None:
        self._ask(anew=True, left=self._open)

    def _ask(self, *, anew: bool, left: Callable[[], object]) -> None:
        from ca_desktop.ui.dialogs.training import TrainingSetup  # noqa: PLC0415 seldom needed

        self._dialog = dialog = TrainingSetup(anew=anew)
        dialog.given.connect(self._on_given)
        dialog.left.connect(left)
        self._door.show(dialog)

    @Slot(object, str)
    def _on_given(self, watch: Watch, kind: str) -> None:
        home = self._home
        done = self._on_laid_out
        self._door.answer(lambda: _laid_out(home, watch, kind), done, owner=self._dialog)

    def _on_laid_out(self, done: bool) -> None:  # noqa: FBT001 an answer
        if done:
            self._open()
        else:
            self._dialog.show_stopped()

    @Slot()
    def _open(self) -> None:
        self._inside = True
        self._door.go_into(_ground().training_folder(self._home), Entering())

    @Slot()
    def _go_home(self) -> None:
        self._inside = False
        self._door.go_into(self._home, self._wish)


def _laid_out(home: Path, watch: Watch, kind: str) -> bool:
    """Lay the ground out; tell whether nobody stopped it."""
    from ca_desktop.app.clocks import MachineClock  # noqa: PLC0415 loads when it is needed

    try:
        _ground().lay_out(home, MachineClock().now(), watch, kind=kind)
    except Cancelled:
        return False
    return True


def _ground() -> ModuleType:
    from ca_desktop.app import training  # noqa: PLC0415 loads when somebody trains

    return training
