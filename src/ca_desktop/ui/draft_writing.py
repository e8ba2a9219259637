"""Intakes on their way into the database, and those that a disk refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from ca_desktop.domain.moments import parse_moment
from ca_desktop.services import words
from ca_desktop.services.desk.drafts import (
    Forgotten,
    SavedDraft,
    forget_drafts,
    save_draft,
    title_of,
)
from ca_desktop.ui.context import UiContext


@dataclass(frozen=True, slots=True)
class Parked:
    """An intake that waits beside the one on the screen."""

    draft_id: str
    body: Mapping[str, Any] = field(repr=False)

    @property
    def title(self) -> str:
        """Who it is of, and for what."""
        return title_of(self.body)

    def is_of(self, name: str) -> bool:
        """Tell whether this is the name that was typed for who hands it in."""
        return str(self.body.get("fields", {}).get("applicant.name") or "").strip() == name


class DraftWriter(QObject):
    """Writes and removes drafts.

    Attributes:
        unkept: the ids of those that the disk refused last.

    Signals:
        state_changed(str, bool): what the status bar says, and whether all is well.
        failed(Parked): this one was refused.
        refused(str): the same in words, once until the disk takes something again.
    """

    state_changed = Signal(str, bool)
    failed = Signal(object)
    refused = Signal(str)

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._warned = False
        self.unkept: set[str] = set()

    def write(self, parked: Parked, aside: Callable[[], object] | None = None) -> None:
        """Keep an intake; with ``aside``, called once it is kept, it waits in Nháp from now on."""
        draft_id, body, ports = parked.draft_id, parked.body, self._context.ports
        self.unkept.discard(draft_id)
        self._context.tasks.change(
            partial(save_draft, ports, draft_id, body, aside=aside is not None),
            owner=self,
            done=partial(self._on_saved, aside),
            failed=partial(self._on_failed, parked),
        )

    def remove(self, draft_id: str) -> None:
        """Remove a draft."""
        self.unkept.discard(draft_id)
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
        self.unkept.add(parked.draft_id)
        reason = words.describe(error).happened.rstrip(".")
        reason = reason[:1].lower() + reason[1:]
        self.state_changed.emit(f"Chưa lưu được nháp – {reason}", False)
        if not self._warned:  # once, not each time that it is tried again
            self.refused.emit(words.describe_code("DRAFT-FAIL", reason=reason).sentence)
        self._warned = True
        self.failed.emit(parked)
