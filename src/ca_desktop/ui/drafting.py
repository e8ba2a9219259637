"""Keeping what is typed: the draft of the open intake, and the intakes parked beside it."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ca_desktop.domain.drafts import MOST_PARKED, UNSAVED_SECONDS
from ca_desktop.services import words
from ca_desktop.services.ports.drafts import DraftRow
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.draft_writing import DraftWriter, Parked
from ca_desktop.ui.intake_contents import IntakeContents
from ca_desktop.ui.type_ahead import TypeAhead

AGAIN_SECONDS = 5.0
"""After a disk refused a draft, it is tried once more this much later."""

ASIDE = "Đã để vào Nháp. Nhập tiếp ở trang Nháp."
NOTHING = "Chưa nhập gì nên chưa có gì để vào Nháp."


class Form(Protocol):
    """The page on which an intake is typed."""

    def empty(self) -> None:
        """Let nothing stand there."""

    def begin_next(self) -> None:
        """Let nothing stand there but what is pinned."""

    def isAncestorOf(self, child: QWidget, /) -> bool:
        """Tell whether a widget stands on the page."""


class DraftKeeper(DraftWriter):
    """Writes the open intake into the database while it is typed.

    The first key after a write starts the clock, and later keys do not put it off: whoever types
    without a pause is saved as often as whoever stops.

    Attributes:
        ahead: knows whether the form is being stored.
        draft_id: of what stands in the form; None while it is in no draft.
        parked: what waits beside it.

    Signals:
        parked_changed(list): the titles of those that are parked now.
        said(str): something that was asked for is done.
    """

    parked_changed = Signal(object)
    said = Signal(str)

    def __init__(
        self, context: UiContext, contents: IntakeContents, form: Form, ahead: TypeAhead
    ) -> None:
        super().__init__(context, contents)
        self._contents = contents
        self._form = form
        self.ahead = ahead
        self.draft_id: str | None = None
        self.parked: list[Parked] = []
        self._ended: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save)
        self.failed.connect(self._on_unkept)
        contents.changed.connect(self._on_changed)
        ahead.changed.connect(self._on_changed)  # a form that came back is kept again
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    @Slot()
    def _on_changed(self) -> None:
        unkept = self.typing or self.draft_id is not None or bool(self.unkept)
        if unkept and not self.ahead.busy and not self._timer.isActive():
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
        if self._timer.isActive() and not self._contents.writing:
            self.save()

    @Slot()
    def save(self) -> None:
        """Write what stands in the form, or forget its draft where nothing does."""
        self._timer.stop()
        if self.ahead.busy or self._context.tasks.closed:
            return
        if self._contents.blank:
            self._forget()
        else:
            self.write(self._open())
        for parked in [each for each in self.parked if each.draft_id in self.unkept]:
            self.write(parked)

    @Slot(object)
    def _on_unkept(self, parked: Parked) -> None:
        """Try again later; what stands nowhere any more waits beside the form until then."""
        if parked.draft_id not in self.open_ids:
            self.parked.append(parked)
            self._tell_parked()
        if not self.ahead.busy:
            self._timer.start(round(AGAIN_SECONDS * 1000))

    def lost_at_end(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what no draft keeps because the disk refuses it, by what people call it."""
        standing = [self._open(), *self.parked] if self.typing else self.parked
        unkept = (each for each in standing if each.draft_id in self.unkept)
        return {f"hồ sơ {each.title}": each.body for each in unkept}

    # the form ends as a dossier, or with a letter

    def hold(self) -> str | None:
        """Write no more, for the form is being stored; return its draft."""
        self._timer.stop()
        return self.draft_id

    def ended(self) -> None:
        """The form became a dossier, its draft went with it, and it is empty now."""
        self._timer.stop()
        self.unkept.discard(self.draft_id or "")
        self._ended, self.draft_id = self.draft_id, None
        self.state_changed.emit("", True)

    def give_back(self, body: Mapping[str, Any]) -> None:
        """Let an intake whose dossier was undone stand here again, or wait beside what does."""
        if self.typing:
            self.parked.append(Parked(secrets.token_hex(16), body))
            self.write(self.parked[-1])
            self._tell_parked()
        else:
            self._contents.write(body)
            self.save()

    def mark(self) -> str:
        """Return the id of the draft in which the open intake is kept, or will be."""
        self.draft_id = self.draft_id or secrets.token_hex(16)
        return self.draft_id

    def leave(self, draft_id: str, name: str, aside: Callable[[], object] | None = None) -> None:
        """Be done with the intake of a draft, wherever it stands: it waits in Nháp, or goes.

        Args:
            draft_id: see `mark`.
            name: of who hands it in; where somebody else stands there by now, it stays.
            aside: called once it waits in Nháp; None: it goes.
        """
        self.ahead.then(partial(self._leave, draft_id, name, aside))

    def _leave(self, draft_id: str, name: str, aside: Callable[[], object] | None) -> None:
        for each in self._standing([draft_id]):
            if each.is_of(name):
                self._drop(each)
                if aside is not None:
                    self.write(each, aside)
                else:
                    self.remove(draft_id)

    def removed(self, draft_ids: Collection[str]) -> None:
        """Somebody removed these drafts: they stand nowhere any more."""
        for each in self._standing(draft_ids):
            self._drop(each)

    def _standing(self, draft_ids: Collection[str]) -> list[Parked]:
        """Return what stands open of these drafts: nothing of those that became dossiers."""
        open_ = [self._open()] if self.draft_id in draft_ids else []
        return [*open_, *(each for each in self.parked if each.draft_id in draft_ids)]

    def _drop(self, gone: Parked) -> None:
        if gone.draft_id == self.draft_id:
            self._take_away()
        else:
            self.parked.remove(gone)
            self._tell_parked()

    # parked intakes

    @property
    def open_ids(self) -> frozenset[str]:
        """The drafts of the intakes that are open, on the screen or beside it."""
        beside = (parked.draft_id for parked in self.parked)
        return frozenset(filter(None, (self.draft_id, *beside)))

    def open(self, rows: Sequence[DraftRow]) -> None:
        """Go on with drafts: the first on the screen, the others parked beside it.

        What is open already stands there once, as typed last; what finds no room stays in Nháp.
        """
        self.ahead.then(partial(self._take_up, rows))

    def _take_up(self, rows: Sequence[DraftRow]) -> None:
        known = {*self.open_ids, self._ended}
        new = [Parked(row.draft_id, row.body) for row in rows if row.draft_id not in known]
        room = max(0, 1 + MOST_PARKED - len(self.parked) - self.typing)
        self.parked += new[:room]
        for parked in [each for each in self.parked if rows and each.draft_id == rows[0].draft_id]:
            self._bring(parked)
        self._tell_parked()
        if len(new) > room:
            self._refuse()

    def park(self) -> bool:
        """Put the open intake beside; tell whether the form is free now."""
        if not self.typing:
            self._form.begin_next()  # the submitter before may have been kept
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
            self.ahead.then(partial(self._bring, self.parked[place]), to_next=True)

    @Slot()
    def put_aside(self) -> None:
        """Leave the open intake in Nháp."""
        self.ahead.then(self._put_aside, to_next=True)

    def _put_aside(self) -> None:
        if self.typing:
            self.write(self._take_away(), partial(self.said.emit, ASIDE))
        else:
            self.said.emit(NOTHING)

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
        self._on_changed()
        self._tell_parked()

    def _open(self) -> Parked:
        return Parked(self.mark(), self._contents.read())

    def _put_away(self) -> Parked:
        parked = self._take_away()
        self.write(parked)
        return parked

    def _take_away(self) -> Parked:
        parked = self._open()
        self._timer.stop()
        self.draft_id = None
        self._form.begin_next()
        self._on_changed()
        return parked

    def _forget(self) -> None:
        draft_id, self.draft_id = self.draft_id, None
        if draft_id is not None:
            self.remove(draft_id)

    def _tell_parked(self) -> None:
        self.parked_changed.emit([parked.title for parked in self.parked])

    def _refuse(self) -> None:
        self.refused.emit(words.describe_code("TOO-MANY-PARKED", most=MOST_PARKED).sentence)
