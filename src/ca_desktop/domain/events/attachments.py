"""Events of the scans in a dossier; the subject is the dossier."""

from dataclasses import dataclass, field

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAttached(Event):
    """A scan was put into a dossier. It changes no state of the dossier.

    Attributes:
        paper: which of the citizen's papers it shows; empty where nobody said.
        sha256: of its bytes, which lie outside the journal.
        size: bytes.
        name: of the file, as it is shown: one line without hidden characters.
    """

    paper: str
    sha256: str
    size: int
    media_type: str
    pages: int
    name: str = field(repr=False)
    at: str
    officer_name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDetached(Event):
    """The office that attached a scan took it out of the dossier again.

    Attributes:
        attachment: event id of the `DocumentAttached`.
    """

    attachment: str
    reason: str = field(repr=False)
    at: str
    officer_name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentOpened(Event):
    """Somebody of this office looked at a scan (exchange §3.19: sensitive data)."""

    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentSaved(Event):
    """Somebody of this office saved a copy of a scan outside the program."""

    sha256: str
