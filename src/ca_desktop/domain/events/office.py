"""Events that stay in the office: its founding, people, and what must be accounted for."""

from dataclasses import dataclass, field

from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.papers import PaperNumber
from ca_desktop.domain.events.roster import KeyRotated
from ca_desktop.domain.people import Person
from ca_desktop.domain.stations import Override


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFounded(Event):
    """The office began to work with this program.

    Attributes:
        kind: ``commune`` or ``centre``.
    """

    office_id: str
    kind: str
    code: str
    name: str
    training: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEnrolled(Event):
    """A person may sign in.

    Attributes:
        roles: ids of `domain.roles`.
    """

    user_id: str
    name: str = field(repr=False)
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreBound(Event):
    """The commune pinned its centre after comparing the 25 digits.

    Attributes:
        root_key: Ed25519 public key of the organisation, hex.
        escrow_key: X25519 public key of the organisation, hex.
        certificate: signature of the root over the keys, hex.
        number: of the certified keys.
        rotations: from the certified keys to those in force.
    """

    office_id: str
    code: str
    name: str
    node_id: str
    sign_key: str
    box_key: str
    root_key: str
    escrow_key: str
    serial: int
    certificate: str
    number: int = 0
    rotations: tuple[KeyRotated, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreLeft(Event):
    """This database is no longer paired: it became a node of its own."""

    office_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateConfirmed(Event):
    """A person said what day it is, because the machine's clock may be wrong.

    Attributes:
        machine_at: what the machine's clock said.
        day: ISO date that the person typed.
        reason: why the day lies before the newest event; empty where it does not.
    """

    machine_at: str
    day: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPrinted(Event):
    """A receipt and appointment slip was made; the first is 0, each reprint one more."""

    reprint: int
    layout: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPrinted(Event):
    """A letter or a receipt about a dossier was made; the first is 0, each reprint one more.

    Attributes:
        sheet: id of the event that the paper tells of.
        letter: value of a `ca_desktop.domain.letters.LetterKind`.
    """

    sheet: str
    letter: str
    reprint: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidanceGiven(Event):
    """A citizen was told on paper what is missing before anything was taken in (Mẫu 02)."""

    at: str
    procedure_code: str
    procedure_name: str
    submitter: Person = field(repr=False)
    demands: tuple[str, ...] = field(repr=False)
    reason: str = field(repr=False)
    officer_name: str = field(repr=False)
    number: PaperNumber | None = None
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageWritten(Event):
    """A package left for another office."""

    to_node: str
    package: int
    events: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageTaken(Event):
    """A package of another office was imported."""

    from_node: str
    package: int
    events: int
    digest: str
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterSettled(Event):
    """A person read about something that waited, and it needs no more.

    Attributes:
        matter: its id: a message code, a colon, and what it is about, without any name.
    """

    matter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAddressSet(Event):
    """Where mails with packages for another office go; empty: nowhere any more."""

    office_id: str
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerRemarked(Event):
    """Something to remember of another office, for the eyes of this one; empty: nothing more."""

    office_id: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade(Event):
    """A verified backup exists.

    Attributes:
        folder: its name.
        why: ``manual``, ``daily``, ``import``, ``restore``, ``exit`` or ``trial``.
        elsewhere: it lies outside the data folder: on a stick, on another drive.
    """

    folder: str
    why: str = "manual"
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupTried(Event):
    """A backup was put back on trial and its tables made anew from its journal.

    Attributes:
        differing: tables that came out otherwise; none when the backup is good.
    """

    folder: str
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramUpdated(Event):
    """Another version of the program took over; the tables were made anew.

    Attributes:
        program: its version.
    """

    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExported(Event):
    """A list or report left the program as a file."""

    what: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerFolderChosen(Event):
    """The folder into which the scanner writes, on this machine; empty for none."""

    folder: str
