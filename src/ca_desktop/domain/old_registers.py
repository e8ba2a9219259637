"""Which column of a register from before this program says what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ca_desktop.domain.legacy_text import Converted, convert
from ca_desktop.domain.old_books import OldBook, OldCell, OldField
from ca_desktop.domain.text import fold

HEADER_ROWS = 30
LEAST_FIELDS = 2


NEEDED = (OldField.NAME, OldField.RECEIVED)
"""Without these a row is no dossier."""

_HEADS: Mapping[OldField, re.Pattern[str]] = {
    OldField.CODE: re.compile(r"(ma|so) (so )?(ho so|bien nhan|phieu|tiep nhan)|so, ky hieu"),
    OldField.ID_NUMBER: re.compile(r"cccd|cmnd|cmtnd|dinh danh|can cuoc|chung minh"),
    OldField.BIRTH: re.compile(r"(ngay|nam)(,? thang,? nam)? sinh|sinh (ngay|nam)"),
    OldField.PHONE: re.compile(r"dien thoai|sdt|so dt|dtdd"),
    OldField.ADDRESS: re.compile(r"dia chi|thuong tru|noi o|cho o|noi cu tru"),
    OldField.RECEIVED: re.compile(
        r"(ngay|thoi gian)( gio)?,? (tiep )?nhan( ho so)?$|^ngay nop|^nhan$"
    ),
    OldField.DUE: re.compile(r"hen tra|ngay hen|han tra|den han"),
    OldField.FINISHED: re.compile(
        r"(co|xong|hoan thanh|giai quyet) ?(ket qua|xong)|ngay ky|ngay giai quyet"
    ),
    OldField.RETURNED: re.compile(
        r"(ngay )?(da )?tra( ket qua| kq)?( cho dan)?$|ngay tra|nhan ket qua"
    ),
    OldField.PROCEDURE: re.compile(r"thu tuc|ten ho so|loai ho so|noi dung|trich yeu|loai viec"),
    OldField.FIELD: re.compile(r"linh vuc"),
    OldField.NAME: re.compile(
        r"ho (va |, )?ten|nguoi nop|chu ho so|ten (ca nhan|to chuc|cong dan)"
    ),
    OldField.NOTE: re.compile(r"ghi chu"),
}
"""Words of headings without marks, the more particular ones first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a sheet is to be read.

    Attributes:
        sheet: its place in the book.
        header: number of the line with the headings; 0 for none.
        columns: what each column says; others are passed over.
    """

    sheet: int
    header: int
    columns: Mapping[int, OldField]

    @property
    def missing(self) -> tuple[OldField, ...]:
        """What must still be found."""
        return tuple(x for x in NEEDED if x not in self.columns.values())

    def with_column(self, place: int, said: OldField | None) -> "Plan":
        """Return the plan with another meaning of a column; no two columns say the same."""
        others = {at: what for at, what in self.columns.items() if at != place and what is not said}
        return Plan(
            sheet=self.sheet,
            header=self.header,
            columns=others if said is None else {**others, place: said},
        )


def guess_plan(book: OldBook) -> Plan:
    """Return how a workbook is most likely to be read: by its best headings."""
    best = Plan(sheet=0, header=0, columns={})
    for place, sheet in enumerate(book.sheets):
        for line in sheet.lines[:HEADER_ROWS]:
            columns = _columns(line.cells)
            if len(columns) > max(len(best.columns), LEAST_FIELDS - 1):
                best = Plan(sheet=place, header=line.number, columns=columns)
    return best


def _columns(cells: Sequence[OldCell]) -> dict[int, OldField]:
    found: dict[int, OldField] = {}
    for place, cell in enumerate(cells):
        words = " ".join(fold(text_of(cell)).split())
        for said, pattern in _HEADS.items():
            if said not in found.values() and words and pattern.search(words):
                found[place] = said
                break
    return found


def text_of(cell: OldCell) -> str:
    """Return the text of a cell in Unicode, on one line."""
    return " ".join("".join(part.text for part in converted(cell)).split())


def converted(cell: OldCell) -> list[Converted]:
    """Return the text of a cell in Unicode, font by font."""
    return [convert(run) for run in cell.runs]
