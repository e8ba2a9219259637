"""Events of a dossier's life. Moments are ISO-8601 texts with +07:00."""

from dataclasses import dataclass, field
from typing import ClassVar

from ca_desktop.domain.clock_rules import ClockRules
from ca_desktop.domain.deadlines import TraceDay
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.papers import PaperNumber
from ca_desktop.domain.people import Person
from ca_desktop.domain.stations import Errand, Override


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFact:
    """A paper handed in."""

    name: str
    originals: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenNumbers:
    """The counters an intake used; a reader of another office ignores them.

    Attributes:
        unit: identifier of the unit the counters belong to.
        day: ISO date of the daily counter.
    """

    unit: str
    day: str
    dossier: int
    receipt: int
    register: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierReceived(Event):
    """A complete dossier was taken in and a date promised (NĐ 118/2025 art. 17).

    Attributes:
        holder: whose dossier it is, when that is not the submitter.
        limit: the time limit as `domain.deadlines` writes it, e.g. ``"7.5 wd"``.
        due_at: None where the procedure has no time limit.
        supplement_clock: what a supplement does to the clock: restart, pause or none.
        fee_vnd: amount taken at the desk, in đồng.
        cutoff: until when papers counted for the day they came, by the procedure's own text.
        rules: of the clock; None in what earlier versions of the program wrote.
    """

    state: ClassVar[bool] = True

    office_id: str
    office_name: str
    code: str
    receipt_no: str
    register_no: str
    numbers: GivenNumbers
    regime: str
    procedure_code: str
    procedure_name: str
    field_code: str
    field_name: str
    case: str
    case_name: str
    limit: str
    supplement_clock: str
    received_at: str
    due_at: str | None
    trace: tuple[TraceDay, ...]
    submitter: Person = field(repr=False)
    holder: Person | None = field(repr=False)
    documents: tuple[DocumentFact, ...]
    sets: int
    receive_result: str
    channel: str
    fee_vnd: int
    note: str = field(repr=False)
    receiver_name: str = field(repr=False)
    cutoff: str | None = None
    rules: ClockRules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRefused(Event):
    """The desk did not take a dossier in, with the reason (Mẫu 03)."""

    state: ClassVar[bool] = True

    office_id: str
    office_name: str
    procedure_code: str
    procedure_name: str
    field_code: str
    field_name: str
    at: str
    submitter: Person = field(repr=False)
    reason: str = field(repr=False)
    officer_name: str = field(repr=False)
    number: PaperNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step(Event):
    """What every later step says: when, who, and a remark."""

    at: str
    officer_name: str = field(repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingStarted(_Step):
    """The dossier went to the officer who settles it."""

    state: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequested(_Step):
    """Papers are missing; the clock stands until they arrive (Mẫu 02).

    Attributes:
        stage: ``intake`` or ``appraisal``; empty in what earlier versions wrote.
        ground: the law that a request after the first rests on.
        overrides: guards that were passed over; so it is in other steps.
    """

    state: ClassVar[bool] = True

    stage: str = ""
    ground: str = ""
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementReceived(_Step):
    """The missing papers arrived; the new date and how it was counted."""

    state: ClassVar[bool] = True

    due_at: str | None
    trace: tuple[TraceDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDateMoved(_Step):
    """The promised date moved for everybody alike; ``note`` is the reason.

    The first promise stays in the intake.

    Attributes:
        cause: ``calendar``: the working calendar was changed; ``apology``: a person chose the
            new date in a letter of apology.
        approver: of an apology: the head who signs it, as in `ca_desktop.domain.stations.Override`;
            empty in what earlier versions wrote.
    """

    state: ClassVar[bool] = True

    cause: str
    due_at: str
    trace: tuple[TraceDay, ...]
    approver: str = field(default="", repr=False)
    approver_id: str = ""
    confirmed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierWithdrawn(_Step):
    """The citizen took the dossier back before a decision."""

    state: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierStopped(_Step):
    """The office stopped processing (Mẫu 05).

    Attributes:
        cause: ``request`` of the citizen (NĐ 118/2025 art. 21), ``no_papers`` within the time,
            ``other``; empty in what earlier versions wrote.
    """

    state: ClassVar[bool] = True

    cause: str = ""
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultReady(_Step):
    """There is a result. Written elsewhere, it hands the dossier back to the receiving desk.

    Attributes:
        number: of the result; empty where it has none, or none was noted.
        dated: ISO day of the result; None where it was not noted.
        negative: what was asked for is refused; ``note`` is the reason (Mẫu 03).
    """

    state: ClassVar[bool] = True

    number: str = ""
    dated: str | None = None
    signer: str = field(default="", repr=False)
    negative: bool = False
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultReturned(_Step):
    """The result is in the hands of the holder, a proxy or the post.

    Attributes:
        authorisation: the paper that lets a proxy fetch it.
        slip_lost: the slip was not there; ``id_number`` is of the paper that was seen instead
            (NĐ 118/2025 art. 6.2).
    """

    state: ClassVar[bool] = True

    collected_by: str
    name: str | None = field(repr=False)
    id_number: str | None = field(repr=False)
    authorisation: str | None = field(repr=False)
    post_code: str | None
    slip_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeCancelled(_Step):
    """The intake was undone at once: the number stays in the register, with ``note`` as reason."""

    state: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnUndone(_Step):
    """The result was not handed over after all."""

    state: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUndone(_Step):
    """The step that this event follows was taken by mistake; what was before it holds again.

    Attributes:
        status: before the step; so are the others.
        waiting: the clock stood; None in what earlier versions wrote: the status tells.
    """

    state: ClassVar[bool] = True

    status: str
    due_at: str | None
    asked_at: str | None
    finished_at: str | None
    supplements: int
    errands: tuple[Errand, ...] = field(default=(), repr=False)
    taker_id: str | None = None
    taker_name: str | None = field(default=None, repr=False)
    waiting: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierForwarded(_Step):
    """The custodian hands the dossier to another office, which must accept it."""

    state: ClassVar[bool] = True

    to_office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierAccepted(_Step):
    """The taker holds the dossier now."""

    state: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRecalled(_Step):
    """The giver took a forward back before it left the office."""

    state: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierTakenBack(_Step):
    """The giver took a forward back without the taker's answer; ``note`` is the reason."""

    state: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallGranted(_Step):
    """The taker read the request to give back and had not accepted: the giver holds it again."""

    state: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallRequested(_Step):
    """The giver asks for a forward back that has already left.

    Attributes:
        forward: event id of the forward.
    """

    forward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCorrected(_Step):
    """What is written of the people was put right; both stand here as they are now.

    Attributes:
        part: what was changed: ``submitter`` or ``holder``, a dot, a key of `Person`.
    """

    state: ClassVar[bool] = True

    part: str
    submitter: Person = field(repr=False)
    holder: Person | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequested(_Step):
    """Who does not hold the dossier asks to put right what is written of its people.

    Attributes:
        part: as in `DossierCorrected`.
        value: as it should be, in the writing of `Person.to_json`; empty to leave it out.
    """

    part: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRequested(_Step):
    """The citizen wants a dossier back that another office holds; ``note`` is the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSupplied(_Step):
    """The citizen brought papers to an office that does not hold the dossier."""

    papers: tuple[DocumentFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(_Step):
    """A remark that changes no state; anybody who knows the dossier may add one.

    Attributes:
        asks: True when whoever holds the dossier is to read it.
    """

    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterIssued(_Step):
    """A letter about the dossier was handed out; ``note`` is the reason it states.

    Attributes:
        letter: value of a `ca_desktop.domain.letters.LetterKind`.
        demands: what it lists: papers to be brought or put right, agencies with their work.
        due_at: of an apology: the date it promises, whether or not the promise in force moved.
        number: None for a paper without one.
        details: what else it says, by the names of `ca_desktop.domain.letters.DETAILS`.
        approver: as in `DueDateMoved`, whether or not the promise in force moved.
    """

    letter: str
    demands: tuple[str, ...] = field(default=(), repr=False)
    due_at: str | None = None
    number: PaperNumber | None = None
    details: dict[str, str] = field(default_factory=dict, repr=False)
    approver: str = field(default="", repr=False)
    approver_id: str = ""
    confirmed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAnswered(_Step):
    """The custodian answered what another office asked; ``note`` says why where it declines.

    Attributes:
        task: event id of the request.
        done: False when it was declined.
    """

    task: str
    done: bool
