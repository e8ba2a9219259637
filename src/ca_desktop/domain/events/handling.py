"""Events of a dossier inside the office, and of what was put right. Moments are ISO texts."""

from dataclasses import dataclass, field
from typing import ClassVar

from ca_desktop.domain.deadlines import TraceDay
from ca_desktop.domain.events.dossiers import DocumentFact, _Step
from ca_desktop.domain.stations import Override


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierAssigned(_Step):
    """The dossier was handed to an officer of the office, who has to accept it.

    Attributes:
        to_user: id of the account.
        to_name: the officer's name as it stood then.
    """

    state: ClassVar[bool] = True

    to_user: str
    to_name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentAccepted(_Step):
    """The officer took the dossier over: the second side of the hand-over.

    Attributes:
        errand: id of the event that began what ends here; so it is below.
        taker_name: who has it now; ``officer_name`` noted it.
        overrides: another noted it than the one who has it.
    """

    state: ClassVar[bool] = True

    errand: str
    taker_id: str
    taker_name: str = field(repr=False)
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationStarted(_Step):
    """Somebody goes to look on site (NĐ 61/2018 art. 19.3).

    Attributes:
        clock: ``pause``: the time is excluded by a special law; ``none``: the clock runs.
        ground: that law; empty where the clock runs.
    """

    state: ClassVar[bool] = True

    place: str = field(repr=False)
    clock: str
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationDone(_Step):
    """What was found on site.

    Attributes:
        when: ISO moment of the visit.
        present: the people who were there.
        due_at: the date in force from now on; it is another where the clock stood.
        trace: how it was counted; empty where it stayed.
    """

    state: ClassVar[bool] = True

    errand: str
    when: str
    place: str = field(repr=False)
    present: str = field(repr=False)
    found: str = field(repr=False)
    due_at: str | None
    trace: tuple[TraceDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationAsked(_Step):
    """Another agency was asked for its opinion, with a time limit (NĐ 61/2018 art. 19.5).

    Attributes:
        answer_by: ISO moment until which it is to answer.
    """

    state: ClassVar[bool] = True

    agency: str
    question: str = field(repr=False)
    answer_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationClosed(_Step):
    """The opinion came, or is waited for no longer; ``note`` is the answer or the reason.

    Attributes:
        answered: False: nothing came.
        late: it came after its date, or never.
    """

    state: ClassVar[bool] = True

    errand: str
    agency: str
    answered: bool
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedSent(_Step):
    """A linked agency has its part of the dossier (NĐ 61/2018 art. 19.6: Phiếu chuyển xử lý).

    Attributes:
        task: what it is to do.
        limit: its share of the time limit.
        share_due_at: when its part is due; None without a limit.
        trace: how that was counted.
    """

    state: ClassVar[bool] = True

    agency: str
    task: str = field(repr=False)
    limit: str
    share_due_at: str | None
    trace: tuple[TraceDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedClosed(_Step):
    """The linked agency's part came back, or is waited for no longer.

    Attributes:
        answered: False: nothing came; ``note`` says why it goes on without.
        late: it came after its date, or never.
    """

    state: ClassVar[bool] = True

    errand: str
    agency: str
    answered: bool
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureAsked(_Step):
    """The draft of the result lies before who signs it."""

    state: ClassVar[bool] = True

    signer: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureDenied(_Step):
    """The draft came back unsigned; ``note`` says what is to be done."""

    state: ClassVar[bool] = True

    errand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequired(_Step):
    """The citizen has a financial duty before the work goes on (national code 6).

    Attributes:
        duty: what is to be paid, and to whom.
        amount_vnd: 0 where another agency says the amount.
        clock: ``pause``: the clock stands; ``none``: it runs on.
    """

    state: ClassVar[bool] = True

    duty: str
    amount_vnd: int
    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMade(_Step):
    """The duty was fulfilled; the date in force from now on, and how it was counted.

    Attributes:
        paper: the paper that proves it.
    """

    state: ClassVar[bool] = True

    paper: str
    due_at: str | None
    trace: tuple[TraceDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCorrected(_Step):
    """A wrong result was made anew; ``note`` is the error (NĐ 61/2018 art. 21).

    The new version waits to be handed over; the agency bears the cost.

    Attributes:
        edition: of the result, from 2.
        dated: ISO day of the result.
        approver: the head who approved it.
        approver_id: account of the head; empty: the name was typed, it has no account.
        confirmed: as in `ca_desktop.domain.stations.Override`.
        negative: the new version refuses what was asked for; None in what earlier versions
            wrote: it says what the one before said.
    """

    state: ClassVar[bool] = True

    edition: int
    number: str
    dated: str
    signer: str = field(repr=False)
    approver: str = field(repr=False)
    approver_id: str = ""
    confirmed: str = ""
    negative: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCorrected(_Step):
    """The dossier falls under another case of its procedure; ``note`` is the reason.

    Its date is counted anew from the reception; the first promise is kept.

    Attributes:
        case: key of the case.
        limit: its time limit.
    """

    state: ClassVar[bool] = True

    case: str
    case_name: str
    limit: str
    due_at: str | None
    trace: tuple[TraceDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersCorrected(_Step):
    """What is written of the papers was put right; ``note`` is the reason."""

    state: ClassVar[bool] = True

    documents: tuple[DocumentFact, ...]
    sets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeCorrected(_Step):
    """The amount that was noted at the intake was put right; ``note`` is the reason.

    Attributes:
        before_vnd: what stood there.
        fee_vnd: what is right, in đồng.
    """

    state: ClassVar[bool] = True

    before_vnd: int
    fee_vnd: int
