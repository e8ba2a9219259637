"""Keeping what is typed: the draft of the open intake, and the intakes parked beside it."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

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
from ca_desktop.ui.type_ahead import TypeAhead

AGAIN_SECONDS = 5.0
"""After a disk refused a draft, it is tried once more this much later."""

ASIDE = "Đã để vào Nháp. Nhập tiếp ở trang Nháp."


class Form(Protocol):
    """The page on which an intake is typed."""

    def empty(self) -> None:
        """Let nothing stand there."""

    def begin_next(self) -> None:
        """Let nothing stand there but what is pinned."""

    def isAncestorOf(self, child: QWidget, /) -> bool:
        """Tell whether a widget stands on the page."""


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
        said(str): something that was asked for is done.
        refused(str): something that was asked for cannot be.
    """

    state_changed = Signal(str, bool)
    parked_changed = Signal(object)
    said = Signal(str)
    refused = Signal(str)

    def __init__(
        self, context: UiContext, contents: IntakeContents, form: Form, ahead: TypeAhead
    ) -> None:
        super().__init__(contents)
        self._context = context
        self._contents = contents
        self._form = form
        self._ahead = ahead
        self.draft_id: str | None = None
        self.parked: list[Parked] = []
        self._unkept: set[str] = set()
        self._warned = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save)
        contents.changed.connect(self._on_changed)
        ahead.changed.connect(self._on_changed)  # a form that came back is kept again
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    @Slot()
    def _on_changed(self) -> None:
        unkept = self.typing or self.draft_id is not None
        if unkept and not self._ahead.busy and not self._timer.isActive():
            self._timer.start(round(UNSAVED_SECONDS * 1000))

    @Slot(QWidget, QWidget)
    def _on_focus(self, old: QWidget | None, _new: QWidget | None) -> None:
        # The focus also moves while the window goes to pieces, after the page is gone.
        if old is not None and isValid(self._form) and self._form.isAncestorOf(old):
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
        if self._ahead.busy or self._context.tasks.closed:
            return
        if self._contents.blank:
            self._forget()
        else:
            self._write(self._open())
        for parked in [each for each in self.parked if each.draft_id in self._unkept]:
            self._write(parked)

    def _write(self, parked: Parked, aside: Callable[[], object] | None = None) -> None:
        """Keep an intake; with ``aside``, called once it is kept, it waits in Nháp from now on."""
        draft_id, body, ports = parked.draft_id, parked.body, self._context.ports
        self._unkept.discard(draft_id)
        self._context.tasks.change(
            partial(save_draft, ports, draft_id, body, aside=aside is not None),
            owner=self,
            done=partial(self._on_saved, aside),
            failed=partial(self._on_failed, parked),
        )

    def _forget(self) -> None:
        draft_id, self.draft_id = self.draft_id, None
        if draft_id is not None:
            self._remove(draft_id)

    def _remove(self, draft_id: str) -> None:
        self._unkept.discard(draft_id)
        work = partial(forget_drafts, self._context.ports, [draft_id])
        self._context.tasks.change(work, owner=self, done=self._on_forgotten)

    def _on_saved(self, aside: Callable[[], object] | None, saved: SavedDraft) -> None:
        at, self._warned = parse_moment(saved.row.saved_at), False
        self.state_changed.emit(f"Đã lưu nháp {at:%H:%M:%S}", True)
        if aside is not None:
            aside()

    def _on_forgotten(self, _gone: Forgotten) -> None:
        self.state_changed.emit("", True)

    def _on_failed(self, parked: Parked, error: Exception) -> None:
        """Try again later; what stands nowhere any more waits beside the form until then."""
        self._unkept.add(parked.draft_id)
        if parked.draft_id not in self.open_ids:
            self.parked.append(parked)
            self._tell_parked()
        reason = words.describe(error).happened.rstrip(".")
        reason = reason[:1].lower() + reason[1:]
        self.state_changed.emit(f"Chưa lưu được nháp – {reason}", False)
        if not self._warned:  # once, not each time that it is tried again
            self.refused.emit(words.describe_code("DRAFT-FAIL", reason=reason).sentence)
        self._warned = True
        if not self._ahead.busy:
            self._timer.start(round(AGAIN_SECONDS * 1000))

    # the form ends as a dossier, or with a letter

    def hold(self) -> str | None:
        """Write no more, for the form is being stored; return its draft."""
        self._timer.stop()
        return self.draft_id

    def ended(self) -> None:
        """The form became a dossier, its draft went with it, and it is empty now."""
        self._timer.stop()
        self._unkept.discard(self.draft_id or "")
        self.draft_id = None
        self.state_changed.emit("", True)

    def mark(self) -> str:
        """Return the id of the draft in which the open intake is kept, or will be."""
        self.draft_id = self.draft_id or secrets.token_hex(16)
        return self.draft_id

    def leave(self, draft_id: str, aside: Callable[[], object] | None = None) -> None:
        """Be done with the intake of a draft, wherever it stands: it waits in Nháp, or goes.

        Args:
            draft_id: see `mark`.
            aside: called once it waits in Nháp; None: it goes.
        """
        self._ahead.then(partial(self._leave, draft_id, aside))

    def _leave(self, draft_id: str, aside: Callable[[], object] | None) -> None:
        if draft_id == self.draft_id:
            left = [self._open()]
            self._clear()
        else:  # beside, or nowhere: it became a dossier meanwhile
            left = [each for each in self.parked if each.draft_id == draft_id]
            self.parked = [each for each in self.parked if each not in left]
            self._tell_parked()
        for each in left:
            if aside is not None:
                self._write(each, aside)
            else:
                self._remove(draft_id)

    # parked intakes

    @property
    def open_ids(self) -> frozenset[str]:
        """The drafts of the intakes that are open, on the screen or beside it."""
        beside = (parked.draft_id for parked in self.parked)
        return frozenset(filter(None, (self.draft_id, *beside)))

    def open(self, rows: Sequence[DraftRow]) -> None:
        """Go on with drafts: the first on the screen, the others parked beside it.

        What is open already is what was typed last, and stands there once. What finds no room
        stays in Nháp.
        """
        self._ahead.then(partial(self._take_up, rows))

    def _take_up(self, rows: Sequence[DraftRow]) -> None:
        new = [Parked(row.draft_id, row.body) for row in rows if row.draft_id not in self.open_ids]
        room = 1 + MOST_PARKED - len(self.parked) - self.typing
        self.parked += new[:room]
        for parked in [each for each in self.parked if rows and each.draft_id == rows[0].draft_id]:
            self._bring(parked)
        self._tell_parked()
        if len(new) > room:
            self._refuse()

    def park(self) -> bool:
        """Put the open intake beside; tell whether the form is free now."""
        if not self.typing:
            return True
        if len(self.parked) >= MOST_PARKED:
            self._refuse()
            return False
        self.parked.append(self._put_away())
        self._tell_parked()
        return True

    @Slot(int)
    def take(self, place: int) -> None:
        """Bring a parked intake to the screen; the open one waits in its turn."""
        if 0 <= place < len(self.parked):
            self._ahead.then(partial(self._bring, self.parked[place]))

    @Slot()
    def put_aside(self) -> None:
        """Leave the open intake in Nháp."""
        if self.typing:
            self.leave(self.mark(), partial(self.said.emit, ASIDE))

    def _bring(self, wanted: Parked) -> None:
        if wanted not in self.parked:
            return
        self.parked.remove(wanted)
        if self.typing:
            self.parked.append(self._put_away())
        else:
            self._forget()
        self._form.empty()
        self.draft_id = wanted.draft_id
        self._contents.write(wanted.body)
        self._tell_parked()

    def _open(self) -> Parked:
        return Parked(self.mark(), self._contents.read())

    def _put_away(self) -> Parked:
        parked = self._open()
        self._write(parked)
        self._clear()
        return parked

    def _clear(self) -> None:
        self._timer.stop()
        self.draft_id = None
        self._form.begin_next()

    def _tell_parked(self) -> None:
        self.parked_changed.emit([parked.title for parked in self.parked])

    def _refuse(self) -> None:
        self.refused.emit(words.describe_code("TOO-MANY-PARKED", most=MOST_PARKED).sentence)
