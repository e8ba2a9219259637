"""What the message bar says, and what can be done about it right there."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a message is meant; each has a shape of its own."""

    SUCCESS = "success"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button beside a message.

    Attributes:
        title: a verb, with its key where it has one.
        name: the button's.
        do: runs at a press; the message goes first.
    """

    title: str
    name: str
    do: Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message.

    Attributes:
        about: what it tells of; a later message about the same completes this one.
        code: for the helpdesk, small beside the words; most have none.
    """

    text: str
    level: Level = Level.SUCCESS
    about: str = ""
    code: str = ""
    offers: tuple[Offer, ...] = ()
