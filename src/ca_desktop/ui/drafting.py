"""Keeping what is typed: the draft of the open intake, and the intakes parked beside it."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ca_desktop.domain.drafts import MOST_PARKED, UNSAVED_SECONDS
from ca_desktop.domain.moments import parse_moment
from ca_desktop.services import words
from ca_desktop.services.desk.drafts import (
    Forgotten,
    SavedDraft,
    forget_drafts,
    save_draft,
    title_of,
)
from ca_desktop.services.ports.drafts import DraftRow
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.intake_contents import IntakeContents

AGAIN_SECONDS = 5.0
"""After a disk refused a draft, it is tried once more this much later."""


@dataclass(frozen=True, slots=True)
class Parked:
    """An intake that waits beside the one on the screen."""

    draft_id: str
    body: Mapping[str, Any] = field(repr=False)

    @property
    def title(self) -> str:
        """Who it is of, and for what."""
        return title_of(self.body)


class DraftKeeper(QObject):
    """Writes the open intake into the database while it is typed.

    The first key after a write starts the clock, and later keys do not put it off: whoever types
    without a pause is saved as often as whoever stops.

    Signals:
        state_changed(str, bool): what the status bar says, and whether all is well.
        parked_changed(list): the titles of those that are parked now.
        refused(str): something that was asked for cannot be.
    """

    state_changed = Signal(str, bool)
    parked_changed = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        context: UiContext,
        page: QWidget,
        contents: IntakeContents,
        empty: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._contents = contents
        self._empty = empty
        self._ending = False
        self.draft_id: str | None = None
        self.parked: list[Parked] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save)
        contents.changed.connect(self._on_changed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    @Slot()
    def _on_changed(self) -> None:
        if not self._ending and not self._timer.isActive():
            self._timer.start(round(UNSAVED_SECONDS * 1000))

    @Slot(QWidget, QWidget)
    def _on_focus(self, old: QWidget | None, _new: QWidget | None) -> None:
        # The focus also moves while the window goes to pieces, after the page is gone.
        if old is not None and isValid(self._page) and self._page.isAncestorOf(old):
            self.save_pending()

    @property
    def typing(self) -> bool:
        """Whether anything stands in the form."""
        return not self._contents.blank

    def save_pending(self) -> None:
        """Write what was typed since the last write, if anything was."""
        if self._timer.isActive():
            self.save()

    @Slot()
    def save(self) -> None:
        """Write what stands in the form, or forget its draft where nothing does."""
        self._timer.stop()
        if self._ending or self._context.tasks.closed:
            return
        if self._contents.blank:
            self._forget()
            return
        self._write(self._contents.read())

    def _write(self, body: Mapping[str, Any], *, aside: bool = False) -> None:
        self.draft_id = self.draft_id or secrets.token_hex(16)
        self._context.tasks.change(
            partial(save_draft, self._context.ports, self.draft_id, body, aside=aside),
            owner=self,
            done=self._on_saved,
            failed=self._on_failed,
        )

    def _forget(self) -> None:
        draft_id, self.draft_id = self.draft_id, None
        if draft_id is not None:
            work = partial(forget_drafts, self._context.ports, [draft_id])
            self._context.tasks.change(work, owner=self, done=self._on_forgotten)

    def _on_saved(self, saved: SavedDraft) -> None:
        at = parse_moment(saved.row.saved_at)
        self.state_changed.emit(f"Đã lưu nháp {at:%H:%M:%S}", True)

    def _on_forgotten(self, _gone: Forgotten) -> None:
        self.state_changed.emit("", True)

    def _on_failed(self, error: Exception) -> None:
        reason = words.describe(error).happened.rstrip(".")
        reason = reason[:1].lower() + reason[1:]
        self.state_changed.emit(f"Chưa lưu được nháp – {reason}", False)
        if not self._ending:
            self._timer.start(round(AGAIN_SECONDS * 1000))

    # the form ends as a dossier

    def hold(self) -> str | None:
        """Write no more until `go_on` or `ended`: the form is on its way; return its draft."""
        self._timer.stop()
        self._ending = True
        return self.draft_id

    def go_on(self) -> None:
        """The form stays: what was typed meanwhile is kept again."""
        self._ending = False
        self._on_changed()

    def ended(self) -> None:
        """The form became a dossier, its draft went with it, and it is empty now."""
        self._timer.stop()
        self._ending = False
        self.draft_id = None
        self.state_changed.emit("", True)

    # parked intakes

    def open(self, rows: Sequence[DraftRow]) -> None:
        """Go on with drafts: the first on the screen, the others parked beside it."""
        self.park()
        more = [Parked(row.draft_id, row.body) for row in rows]
        if more:
            self._show(more[0])
            self.parked += more[1:]
        self.parked_changed.emit([parked.title for parked in self.parked])

    def park(self) -> bool:
        """Put the open intake beside; tell whether the form is free now."""
        if not self.typing:
            return True
        if len(self.parked) >= MOST_PARKED:
            self.refused.emit(words.describe_code("TOO-MANY-PARKED", most=MOST_PARKED).sentence)
            return False
        self.parked.append(self._put_away())
        self._empty()
        self.parked_changed.emit([parked.title for parked in self.parked])
        return True

    @Slot(int)
    def take(self, place: int) -> None:
        """Bring a parked intake to the screen; the open one waits in its turn."""
        if not 0 <= place < len(self.parked):
            return
        wanted = self.parked.pop(place)
        if self.typing:
            self.parked.append(self._put_away())
        self._show(wanted)
        self.parked_changed.emit([parked.title for parked in self.parked])

    def put_aside(self) -> None:
        """Leave the open intake in Nháp and empty the form."""
        if self.typing:
            self._timer.stop()
            self._write(self._contents.read(), aside=True)
            self.draft_id = None
            self._empty()

    def _put_away(self) -> Parked:
        body = self._contents.read()
        self._timer.stop()
        self._write(body)
        parked = Parked(self.draft_id or "", body)
        self.draft_id = None
        return parked

    def _show(self, parked: Parked) -> None:
        self._empty()
        self.draft_id = parked.draft_id
        self._contents.write(parked.body)
