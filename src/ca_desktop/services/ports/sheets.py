"""What the office asks of reports as files: figures in, a workbook or paper out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ca_desktop.domain.report_tables import ReportTable, ReportWords


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetHead:
    """What stands above the figures."""

    unit_name: str
    receiving_unit: str = ""


class SheetsPort(Protocol):
    """Makes workbooks and paper; no text of a citizen ever becomes a formula."""

    def words(self, name: str) -> ReportWords:
        """Return the words of a report's form.

        Raises:
            MachineError: the file with the words is missing or damaged.
        """

    def report(self, table: ReportTable, head: SheetHead) -> bytes:
        """Return a report as a workbook."""

    def report_pdf(self, table: ReportTable, head: SheetHead) -> bytes:
        """Return a report on paper."""

    def listing(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], head: SheetHead
    ) -> bytes:
        """Return any list."""

    def plain_list(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        """Return any list as plain text with separated values."""
