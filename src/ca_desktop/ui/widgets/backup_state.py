"""The cell of the status bar that says when the data were last backed up."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ca_desktop.services import words
from ca_desktop.services.office.backups import Safety, safety
from ca_desktop.services.upkeep import Upkept, after_start
from ca_desktop.ui import shown
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.widgets.fields import restyle
from ca_desktop.ui.widgets.labels import ShortLabel


class BackupState(ShortLabel):
    """Tells of the newest backup, and lets the program make the one of the day.

    Signals:
        warned(str): it could not.
    """

    warned = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._context = context
        self.setObjectName("backup_state")

    def refresh(self) -> None:
        """Look again."""
        work = partial(safety, self._context.ports)
        self._context.tasks.query(work, owner=self, done=self._show)

    @Slot()
    def keep_up(self) -> None:
        """Do what the program does by itself once a day; nobody waits for it."""
        if self._context.tasks.closed:
            return  # what was open so shortly is backed up at its end
        work = partial(after_start, self._context.ports)
        self._context.tasks.change(work, owner=self, done=self._on_kept_up, lane=Lane.FILES)

    def _on_kept_up(self, done: Upkept) -> None:
        if done.problem is not None:
            reason = words.describe(done.problem).happened.rstrip(".")
            self.warned.emit(words.describe_code("BACKUP-NONE", reason=reason).sentence)

    def _show(self, found: Safety) -> None:
        if found.backup is None:
            self._say("▲ Chưa sao lưu", old=True)
            return
        late = " · ▲ chưa chép ra USB" if found.copy_due else ""
        said = f"Sao lưu {shown.moment(found.backup.at)}"
        if found.backup_is_old:
            said = f"▲ {said}, cách đây {found.backup_days} ngày làm việc"
        self._say(f"{said}{late}", old=found.backup_is_old)

    def _say(self, text: str, *, old: bool) -> None:
        self.setText(text)
        self.setProperty("role", "warning" if old else "")
        restyle(self)
