"""Workbooks that print: every report, any list."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ca_desktop.documents.comma_sheets import plain_list
from ca_desktop.documents.long_lists import long_list
from ca_desktop.documents.report_books import report_book
from ca_desktop.documents.report_pages import report_pages
from ca_desktop.documents.sheet_words import read_report_words
from ca_desktop.domain.report_tables import ReportTable, ReportWords
from ca_desktop.services.ports.sheets import SheetHead


class Workbooks:
    """See `ca_desktop.services.ports.sheets.SheetsPort`."""

    def __init__(self, resources: Path) -> None:
        """Make workbooks with the words in ``resources``, read with the first that needs them."""
        self._resources = resources

    def words(self, name: str) -> ReportWords:
        """Return the words of a report's form.

        Raises:
            MachineError: the file with the words is missing or damaged.
        """
        return read_report_words(self._resources, name)

    def report(self, table: ReportTable, head: SheetHead) -> bytes:
        """Return a report as a workbook."""
        return report_book(table, head)

    def report_pdf(self, table: ReportTable, head: SheetHead) -> bytes:
        """Return a report on paper."""
        return report_pages(self._resources, table, head)

    def listing(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], head: SheetHead
    ) -> bytes:
        """Return any list with a frozen header and filters."""
        return long_list(title, columns, rows, head)

    def plain_list(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        """Return any list as plain text with separated values."""
        return plain_list(columns, rows)
