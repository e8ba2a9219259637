"""What each step asks for beside a remark: one list for window, command line and service."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class AskKind(StrEnum):
    """What is typed, chosen or ticked."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    MONEY = "money"
    LIMIT = "limit"
    YES = "yes"
    STAGE = "stage"
    CAUSE = "cause"
    OFFICER = "officer"
    ERRAND = "errand"
    CASE = "case"
    PAPERS = "papers"
    APPROVER = "approver"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a step asks for.

    Attributes:
        name: key of scripts; its label is that of ``step.<name>`` in the words for fields.
        needed: False where it may be left empty.
    """

    name: str
    kind: AskKind
    needed: bool = True


STAGES = ("intake", "appraisal")
"""When papers are found missing: at the desk, or by who works on the dossier."""

CAUSES = ("no_papers", "other")
"""Why an office stops processing."""

BY_REQUEST = "request"
"""A cause of earlier journals: whom the applicant asks to stop, that office notes a withdrawal."""

_ERRAND = Ask("errand", AskKind.ERRAND, needed=False)
_ANSWERED = Ask("answered", AskKind.YES, needed=False)
_GROUND = Ask("ground", AskKind.LINE, needed=False)
_RESULT = (
    Ask("number", AskKind.LINE, needed=False),
    Ask("dated", AskKind.DAY, needed=False),
    Ask("signer", AskKind.LINE, needed=False),
)
_NEGATIVE = Ask("negative", AskKind.YES, needed=False)

STEP_ASKS: Mapping[str, tuple[Ask, ...]] = {
    "assign": (Ask("officer", AskKind.OFFICER),),
    "verify": (Ask("place", AskKind.LINE), _GROUND),
    "verified": (
        Ask("found", AskKind.TEXT),
        Ask("present", AskKind.LINE),
        Ask("when", AskKind.MOMENT, needed=False),
        Ask("place", AskKind.LINE, needed=False),
    ),
    "consult": (
        Ask("agency", AskKind.LINE),
        Ask("question", AskKind.TEXT),
        Ask("answer_by", AskKind.DAY),
    ),
    "consulted": (_ERRAND, _ANSWERED),
    "link": (
        Ask("agency", AskKind.LINE),
        Ask("task", AskKind.LINE, needed=False),
        Ask("limit", AskKind.LIMIT, needed=False),
    ),
    "linked": (_ERRAND, _ANSWERED),
    "sign": (Ask("signer", AskKind.LINE),),
    "payment": (Ask("duty", AskKind.LINE), Ask("amount_vnd", AskKind.MONEY, needed=False)),
    "paid": (Ask("paper", AskKind.LINE),),
    "supplement": (Ask("stage", AskKind.STAGE, needed=False), _GROUND),
    "stopped": (Ask("cause", AskKind.CAUSE, needed=False),),
    "result_ready": (*_RESULT, _NEGATIVE),
    "correct_result": (*_RESULT, _NEGATIVE, Ask("approver", AskKind.APPROVER)),
    "correct_case": (Ask("case", AskKind.CASE),),
    "correct_papers": (Ask("documents", AskKind.PAPERS), Ask("sets", AskKind.LINE, needed=False)),
    "correct_fee": (Ask("fee_vnd", AskKind.MONEY),),
}
"""Steps that are not here ask for nothing but a remark."""

NEEDS_NOTE = frozenset(
    {
        "supplement",
        "stopped",
        "take_back",
        "unsigned",
        "consulted",
        "correct_result",
        "correct_case",
        "correct_papers",
        "correct_fee",
    }
)
"""Steps whose remark is their reason."""
