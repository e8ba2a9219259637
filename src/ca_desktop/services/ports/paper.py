"""What the office asks of paper: the words of a slip in, the bytes of a PDF out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from ca_desktop.domain.form_words import FormSheet
from ca_desktop.domain.letters import LetterKind

SlipRegime = Literal["R2018", "R2025"]
SlipLayout = Literal["a4x2", "a5", "roll80"]
"""Both copies side by side on A4, one on A5 upright, one on a roll of 80 mm."""

TrialLayout = Literal["a4", "a4x2", "a5", "roll80"]
"""Papers that a printer can be tried with."""

TRIAL_CODE = "PHT-0123456789"
"""What the codes of a test slip say: letters that no input method changes."""

ROLL_DOTS, ROLL_DOTS_AN_INCH = 576, 203.2
"""What thermal printers for 80 mm print across: 72 mm, 8 dots a millimetre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPerson:
    """One person or organisation named on a slip; an empty text prints as an empty line."""

    name: str = field(repr=False)
    id_number: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipDocument:
    """One paper handed in.

    Attributes:
        originals: sheets or books handed in as originals, 0 or more.
        copies: the same for copies, certified or not.
    """

    name: str
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipData:
    """Everything Mẫu 01 says: words as they were on the day, nothing looked up while printing.

    Attributes:
        regime: which year's form, the regime of the day of reception.
        parent_unit: whose desk it is, e.g. ``"UBND xã Bình Minh"``.
        desk: its name, e.g. ``"Bộ phận Tiếp nhận và Trả kết quả"``; the header has both in
            capitals.
        place: name before the date, e.g. ``"Bình Minh"``.
        number_text: receipt number with its symbol, without the word ``Số:``.
        dossier_code: what the QR code and the Code 128 carry.
        submitter: who stood at the desk.
        authoriser: whom the submitter acts for, or None.
        authorisation: the paper that proves it, empty without an authoriser.
        case_name: the case of the procedure, empty where there is only one.
        sets: number of sets of papers, 1 or more.
        limit_words: time limit in words, e.g. ``"03 ngày làm việc"``.
        due_at: promised moment, None where the procedure has no limit.
        fee_vnd: in đồng; None leaves the line out.
        fee_note: why it is less, or nothing.
        words: texts that take the place of those of the form, by their keys.
        sample: filled in with made-up data; the paper says so.
        training: made by a training office; the paper says so.
        reprint: 0 for the first print, n for the n-th reprint.
        printed_at: moment of this print; shown only on reprints.
    """

    regime: SlipRegime
    parent_unit: str
    desk: str
    place: str
    number_text: str
    dossier_code: str
    submitter: SlipPerson = field(repr=False)
    authoriser: SlipPerson | None = field(default=None, repr=False)
    authorisation: str = field(default="", repr=False)
    procedure_name: str
    case_name: str = ""
    documents: tuple[SlipDocument, ...] = ()
    sets: int = 1
    limit_words: str
    received_at: datetime
    due_at: datetime | None
    result_place: str
    register_volume: str = ""
    register_number: str = ""
    fee_vnd: int | None = None
    fee_note: str = ""
    receiver_name: str = field(repr=False)
    words: Mapping[str, str] = field(default_factory=dict)
    sample: bool = False
    training: bool = False
    reprint: int = 0
    printed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySheet:
    """A sheet of keys.

    Attributes:
        values: what stands in the places of the form.
        qr: what the square code holds.
    """

    kind: Literal["root", "pairing", "recovery"]
    values: Mapping[str, str] = field(repr=False)
    qr: str = field(repr=False)
    training: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReceipt:
    """Papers that a citizen brought after the intake, to an office that passes them on."""

    office_name: str
    dossier_code: str
    procedure_name: str
    submitter_name: str = field(repr=False)
    papers: tuple[SlipDocument, ...]
    at: datetime
    officer_name: str = field(repr=False)
    training: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeReceipt:
    """What a payer is given.

    Attributes:
        kind: ``paper`` or ``internal``: names the part of the form.
        words: the amount, written out.
        off: what was taken off before, and on what ground; empty for nothing.
        reprint: 0 for the first print.
    """

    kind: str
    office_name: str
    form: str
    symbol: str
    number: str
    what: str
    payer_name: str = field(repr=False)
    payer_address: str = field(repr=False)
    dossier_code: str
    amount_vnd: int
    words: str
    off: str
    method: str
    at: datetime
    officer_name: str = field(repr=False)
    cancelled: bool
    reprint: int
    training: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """One line of the control sheet: from whom to whom, when, how it stood."""

    giver: str
    taker: str
    at: str
    standing: str
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterData:
    """Everything that a letter about a dossier says.

    Attributes:
        letter: which; its form has this name.
        regime: whose form, where both have one.
        values: what stands in the places of the form; an empty text prints as room for the pen.
        demands: numbered lines.
        passages: lines of the table of a control sheet.
        rows: lines of any other table, by the values of its columns.
        words: texts that take the place of those of the form, by their keys.
        logo: picture above the name of the office; empty for none.
        sample: filled in with made-up data; the paper says so.
        code: what the QR code holds; empty for none.
        reprint: 0 for the first print, n for the n-th reprint.
    """

    letter: LetterKind
    regime: SlipRegime = "R2025"
    values: Mapping[str, str] = field(repr=False)
    demands: tuple[str, ...] = field(default=(), repr=False)
    passages: tuple[HandedOn, ...] = ()
    rows: tuple[Mapping[str, str], ...] = field(default=(), repr=False)
    words: Mapping[str, str] = field(default_factory=dict)
    logo: bytes = field(default=b"", repr=False)
    sample: bool = False
    code: str = ""
    training: bool = False
    reprint: int = 0
    printed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterVolume:
    """A volume of the register.

    Attributes:
        number: from 1.
        rows: its lines, by the values of the form's columns; ``remark`` stands across a line
            that no dossier fills.
    """

    number: int
    rows: tuple[Mapping[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterData:
    """A register that is to be printed.

    Attributes:
        regime: whose form.
        values: what stands in the places of the form.
        closed: a whole year; its last page is that of the closing.
    """

    regime: SlipRegime
    values: Mapping[str, str]
    volumes: tuple[RegisterVolume, ...]
    closed: bool
    training: bool
    printed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """One part of a sheet of the desk: a head, lines and a table.

    Attributes:
        kind: key of the form's ``parts``.
        rows: the text of each column by its value; none for no table.
    """

    kind: str
    values: Mapping[str, str] = field(repr=False)
    rows: tuple[Mapping[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSheet:
    """A sheet of lines and tables that the desk makes for itself or for whoever asks.

    Attributes:
        form: name of its form file.
        values: of the lines above and below its parts.
    """

    form: Literal["why", "day"]
    values: Mapping[str, str] = field(repr=False)
    parts: tuple[SheetPart, ...]
    training: bool = False
    printed_at: datetime


class SlipPort(Protocol):
    """Makes slips; never asks the database, the clock or the network."""

    def slip(self, data: SlipData, layout: SlipLayout) -> bytes:
        """Return the PDF of Mẫu 01, the same bytes for the same data.

        Args:
            data: the words of the slip.
            layout: ``"a5"`` upright, one copy; ``"a4x2"`` both copies side by side on A4;
                ``"roll80"`` one copy for thermal paper, 72 mm wide and as long as it must be.
        """


class PaperPort(SlipPort, Protocol):
    """Makes every paper of the office."""

    def key_sheet(self, sheet: KeySheet) -> bytes:
        """Return the PDF of a sheet of keys, A4, one page for each copy."""

    def paper_receipt(self, receipt: PaperReceipt) -> bytes:
        """Return the PDF of a receipt for papers, A5, both copies."""

    def fee_receipt(self, receipt: FeeReceipt) -> bytes:
        """Return the PDF of a receipt for money, A5 across, three leaves."""

    def letter(self, data: LetterData) -> bytes:
        """Return the PDF of a letter, A4, the same bytes for the same data."""

    def form_sheets(self) -> Sequence[FormSheet]:
        """Return the forms whose words may be changed, as the release has them."""

    def register(self, data: RegisterData) -> bytes:
        """Return the PDF of a register, A4 landscape, the same bytes for the same data."""

    def desk_sheet(self, sheet: DeskSheet) -> bytes:
        """Return the PDF of a sheet of the desk, A4, the same bytes for the same data."""

    def trial_slip(self, layout: TrialLayout) -> bytes:
        """Return the PDF of a slip to try a printer with."""
