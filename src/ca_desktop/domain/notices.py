"""Something a clerk should look at and that stops nothing by itself; rows that are left out."""

from dataclasses import dataclass, field
from enum import Enum


class Level(Enum):
    """How much a notice asks of the clerk; what stops an intake is an error and no notice."""

    HINT = "nhắc"
    WARNING = "cảnh báo"
    DOUBT = "cảnh báo, cần lý do"


_LEVELS = {
    "DUP-OPEN": Level.WARNING,
    "PAPER-MISSING": Level.DOUBT,
    "ID-MISMATCH": Level.DOUBT,
    "ID-SEX": Level.DOUBT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """A row of a sheet that cannot be used.

    Attributes:
        line: row number in the sheet, from 1.
        details: values for the sentence of the message ``code``.
    """

    line: int
    code: str
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice by its message code.

    Attributes:
        details: values for the places of the message; may be personal.
    """

    code: str
    details: dict[str, object] = field(default_factory=dict, repr=False)

    @property
    def level(self) -> Level:
        """Whether it informs, wants an answer, or wants one with a reason.

        Who hands in shows a number or says why not; a holder, a child for one, may have none.
        """
        if self.code == "NO-ID" and self.details.get("field") == "applicant":
            return Level.DOUBT
        return _LEVELS.get(self.code, Level.HINT)
