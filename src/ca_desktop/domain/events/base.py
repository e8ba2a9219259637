"""What every event is."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact in the past tense, with everything a reader needs. Never edited.

    Attributes:
        version: of the payload; raised when a field changes its meaning.
        state: True when the event changes the state of its dossier and so stands on the
            chain that `domain.custody` follows.
    """

    version: ClassVar[int] = 1
    state: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an event is to stand.

    Attributes:
        audience: role of the readers: ``local``, ``centre``, ``all`` or ``office:<id>``.
        subject: random id of what the event is about.
        builds_on: the state event of the subject before this one.
        custody: the custody number it stands at.
    """

    audience: str
    subject: str | None = None
    builds_on: str | None = None
    custody: int | None = None
