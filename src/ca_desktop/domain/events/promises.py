"""Events of a promise that is not kept; the subject is the dossier, whose state stays."""

from dataclasses import dataclass, field

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenTold(Event):
    """A citizen was told something about a dossier (NĐ 61/2018 art. 19.9: the new date).

    Attributes:
        at: ISO moment when it was said, which may lie before the note of it.
        how: value of a `ca_desktop.domain.promises.Telling`.
        letter: event id of the letter it tells of; empty where there is none.
        text: what was said or written.
    """

    at: str
    how: str
    letter: str = ""
    text: str = field(repr=False)
    officer_name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatenessExplained(Event):
    """Why a dossier is late for which nobody wrote a letter in time.

    Attributes:
        due_at: ISO moment of the promise that was missed.
    """

    at: str
    due_at: str
    reason: str = field(repr=False)
    officer_name: str = field(repr=False)
