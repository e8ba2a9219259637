"""Something a clerk should look at and that stops nothing by itself; rows that are left out."""

from dataclasses import dataclass, field
from enum import Enum


class Level(Enum):
    """How much a notice asks of the clerk; what stops an intake is an error and no notice."""

    HINT = "nhắc"
    WARNING = "cảnh báo, cần lý do"


_WARNINGS = frozenset({"DUP-OPEN", "PAPER-MISSING", "ID-MISMATCH", "ID-SEX"})


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
        """Whether it informs, or wants a reason.

        Who hands in shows a number or says why not; a holder, a child for one, may have none.
        """
        unnamed = self.code == "NO-ID" and self.details.get("field") == "applicant"
        return Level.WARNING if unnamed or self.code in _WARNINGS else Level.HINT
