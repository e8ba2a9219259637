"""Paper and sheets, whose libraries are loaded when the first is asked for."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ca_desktop.domain.form_words import FormSheet
from ca_desktop.domain.report_tables import ReportTable, ReportWords
from ca_desktop.services.ports.handovers import NoteData
from ca_desktop.services.ports.paper import (
    DeskSheet,
    FeeReceipt,
    KeySheet,
    LetterData,
    PaperReceipt,
    RegisterData,
    SlipData,
    SlipLayout,
    SlipPort,
    TrialLayout,
)
from ca_desktop.services.ports.sheets import SheetHead, SheetsPort


class LazyPaper:
    """Loads the PDF library with the first slip, not at start-up."""

    def __init__(self, resources: Path) -> None:
        self._resources = resources
        self._press: SlipPort | None = None

    def slip(self, data: SlipData, layout: SlipLayout) -> bytes:
        """Return the PDF of Mẫu 01."""
        if self._press is None:
            from ca_desktop.documents.slips import SlipPress  # noqa: PLC0415 start-up time

            self._press = SlipPress(self._resources)
        return self._press.slip(data, layout)

    def key_sheet(self, sheet: KeySheet) -> bytes:
        """Return the PDF of a sheet of keys."""
        from ca_desktop.documents.key_sheets import key_sheet  # noqa: PLC0415 start-up time

        return key_sheet(self._resources, sheet)

    def paper_receipt(self, receipt: PaperReceipt) -> bytes:
        """Return the PDF of a receipt for papers."""
        from ca_desktop.documents.paper_receipts import (  # noqa: PLC0415 start-up time
            paper_receipt,
        )

        return paper_receipt(self._resources, receipt)

    def fee_receipt(self, receipt: FeeReceipt) -> bytes:
        """Return the PDF of a receipt for money."""
        from ca_desktop.documents.fee_receipts import fee_receipt  # noqa: PLC0415 start-up time

        return fee_receipt(self._resources, receipt)

    def letter(self, data: LetterData) -> bytes:
        """Return the PDF of a letter about a dossier."""
        from ca_desktop.documents.letters import letter  # noqa: PLC0415 start-up time

        return letter(self._resources, data)

    def form_sheets(self) -> Sequence[FormSheet]:
        """Return the forms whose words may be changed."""
        from ca_desktop.documents.form_words import form_sheets  # noqa: PLC0415 start-up time

        return form_sheets(self._resources)

    def register(self, data: RegisterData) -> bytes:
        """Return the PDF of a register."""
        from ca_desktop.documents.register_books import register_book  # noqa: PLC0415 start-up time

        return register_book(self._resources, data)

    def desk_sheet(self, sheet: DeskSheet) -> bytes:
        """Return the PDF of a sheet of the desk."""
        from ca_desktop.documents.desk_sheets import desk_sheet  # noqa: PLC0415 start-up time

        return desk_sheet(self._resources, sheet)

    def trial_slip(self, layout: TrialLayout) -> bytes:
        """Return the PDF of a slip to try a printer with."""
        from ca_desktop.documents.trial_slips import trial_slip  # noqa: PLC0415 start-up time

        return trial_slip(self._resources, layout)


class LazyNotes:
    """Loads the PDF library with the first note."""

    def __init__(self, resources: Path) -> None:
        self._resources = resources

    def exchange_note(self, data: NoteData) -> bytes:
        """Return the PDF of the note."""
        from ca_desktop.documents.exchange_notes import NotePress  # noqa: PLC0415 start-up time

        return NotePress(self._resources).exchange_note(data)


class LazySheets:
    """Loads the workbook library with the first workbook."""

    def __init__(self, resources: Path) -> None:
        self._resources = resources

    def _books(self) -> SheetsPort:
        from ca_desktop.documents.workbooks import Workbooks  # noqa: PLC0415 start-up time

        return Workbooks(self._resources)

    def words(self, name: str) -> ReportWords:
        """Return the words of a report's form."""
        return self._books().words(name)

    def report(self, table: ReportTable, head: SheetHead) -> bytes:
        """Return a report as a workbook."""
        return self._books().report(table, head)

    def report_pdf(self, table: ReportTable, head: SheetHead) -> bytes:
        """Return a report on paper."""
        return self._books().report_pdf(table, head)

    def listing(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], head: SheetHead
    ) -> bytes:
        """Return any list."""
        return self._books().listing(title, columns, rows, head)

    def plain_list(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        """Return any list as plain text with separated values."""
        return self._books().plain_list(columns, rows)
