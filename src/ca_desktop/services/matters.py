"""What waits for a person: one thing, its words, and the one remedy that is recommended for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from ca_desktop.services import words
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import View
from ca_desktop.services.words import Message


class Remedy(StrEnum):
    """What a button does about a matter; its words are the table ``remedies``."""

    ADOPT = "adopt"
    """Say whether this machine replaces the old one or is a copy."""

    OPEN = "open"
    """Open the dossier."""

    SETTLE = "settle"
    """It was read; nothing more is needed."""

    IMPORT_AGAIN = "import_again"
    """Take the file that was kept in once more."""

    IMPORT = "import"
    """Choose files to take in."""

    EXPORT = "export"
    """Write a file: it asks for what was lost, or answers what the other side asks for."""

    PAIR = "pair"
    """Pair, or pair again."""

    KEYS = "keys"
    """Look at the page of keys."""

    CHOOSE = "choose"
    """Say which of two machines with one disk goes on."""

    UPDATE = "update"
    """Install the later version."""

    CALENDAR = "calendar"
    """Look at the page of the working calendar."""

    APOLOGISE = "apologise"
    """Look at the page of dossiers that will not be ready."""

    REPORT = "report"
    """Look at the page of reports and closed periods."""

    SAFETY = "safety"
    """Back up, put back, move the second journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that waits for a person.

    Attributes:
        code: key of its words.
        key: names it among those of its code; another key means that something new came up.
        about: code of a dossier, name of an office or of a file.
        remedy: the one thing to do.
        since: ISO day or moment, empty where none is known.
        dossier_id: of the dossier it is about, None for none.
        details: values of its words.
        settles: True where having read about it may be enough.
        kept: it is a file kept aside; ``key`` names its folder.
    """

    code: str
    key: str
    about: str
    remedy: Remedy
    since: str = ""
    dossier_id: str | None = None
    details: dict[str, object] = field(default_factory=dict, repr=False)
    settles: bool = False
    kept: bool = False

    @property
    def matter_id(self) -> str:
        """The same at every look, and of no other matter."""
        return f"{self.code}:{self.key}"

    @property
    def message(self) -> Message:
        """What happened, whether anything is lost, what to do now."""
        return words.describe_code(self.code, **self.details)


Source: TypeAlias = Callable[[Ports, View], Iterator[Matter]]
"""Looks for matters of one kind; `ca_desktop.services.attention.SOURCES` names them all."""
