"""Drafts as the database keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """An intake that is being typed, or was put aside.

    Attributes:
        owner: user id of who types it.
        began_at: ISO moment of its first key.
        saved_at: ISO moment of the newest write.
        aside: it was put into Nháp on purpose; the others were on the screen.
        body: what was typed, by field, raw.
    """

    draft_id: str
    owner: str
    began_at: str
    saved_at: str
    aside: bool
    body: Mapping[str, object] = field(repr=False)


class Drafts(Protocol):
    """Drafts, to be read."""

    def all(self) -> Sequence[DraftRow]:
        """Return every draft, the newest first."""

    def one(self, draft_id: str) -> DraftRow | None:
        """Return a draft."""


class DraftState(Drafts, Protocol):
    """The same, to be changed."""

    def put(self, draft: DraftRow) -> None:
        """Keep a draft in the place of what was kept of it before."""

    def remove(self, draft_id: str) -> None:
        """Forget a draft; one that is not there is forgotten already."""
