"""Workbooks that print: every report, any list."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ca_desktop.documents.report_books import report_book
from ca_desktop.documents.report_pages import report_pages
from ca_desktop.documents.sheet_style import (
    LINE,
    add_sheet,
    book_in_memory,
    clean,
    formats_of,
    set_print,
    set_widths,
    text_kind,
    write_texts,
)
from ca_desktop.documents.sheet_words import read_report_words
from ca_desktop.domain.report_tables import ReportTable, ReportWords
from ca_desktop.services.ports.sheets import SheetHead

_LIST_WIDTH = 22


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
        with book_in_memory() as (book, data):
            sheet, formats = add_sheet(book, "Danh sach"), formats_of(book)
            widths, last_column = [_LIST_WIDTH] * len(columns), len(columns) - 1
            sheet.write_string(0, 0, clean(head.unit_name), formats["plain"])
            if last_column:
                sheet.merge_range(1, 0, 1, last_column, clean(title), formats["title"])
            else:
                sheet.write_string(1, 0, clean(title), formats["title"])
            sheet.set_row(1, 1.2 * LINE)
            write_texts(sheet, 4, columns, widths, [formats["header"]] * len(columns))
            last = 4
            for last, row in enumerate(rows, start=5):
                kinds = [formats[text_kind(clean(cell))] for cell in row]
                write_texts(sheet, last, row, widths, kinds)
            sheet.autofilter(4, 0, last, last_column)
            set_widths(sheet, widths)
            set_print(sheet, (last, last_column), header=(4, 4))
            sheet.freeze_panes(5, 0)
        return data.getvalue()
