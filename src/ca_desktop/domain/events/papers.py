"""What events say of numbered papers, and papers about several dossiers at once."""

from dataclasses import dataclass, field

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNumber:
    """The number of a paper; a reader of another office takes the text and leaves the counter.

    Attributes:
        book: what is numbered together: the value of a `ca_desktop.domain.letters.LetterKind`.
        unit: identifier of the unit the counter belongs to.
        day: ISO date on which it was given.
        running: within the year, from 1.
        text: as printed before the symbol, e.g. ``"07"``.
    """

    book: str
    unit: str
    day: str
    running: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """A dossier of a list that was handed over, as it stood then.

    Attributes:
        received_at: ISO moment; so is ``due_at``, None without one.
        fee_vnd: taken at the desk, in đồng.
        by_post: the result goes out by post.
        negative: the result refuses what was asked for; in what earlier versions wrote nobody said.
        result_number: of the result; empty where it has none, or none was noted.
    """

    dossier_id: str
    code: str
    procedure: str
    holder: str = field(repr=False)
    address: str = field(repr=False)
    received_at: str
    due_at: str | None
    fee_vnd: int
    by_post: bool
    negative: bool = False
    result_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchHandedOver(Event):
    """Several dossiers, or their results, went from one hand to another on one list.

    What the list says of each dossier is a `DossierListed` of its own, so that the data of one
    person can be erased and the others' stay (docs/decisions/0015).

    Attributes:
        letter: value of a `ca_desktop.domain.letters.LetterKind`: ``results`` or ``batch``.
        giver: who gave, in words; so is ``taker``.
        dossiers: their ids, in the order of the list.
        lines: of earlier journals, which said everything here.
    """

    at: str
    letter: str
    number: PaperNumber
    giver: str = field(repr=False)
    taker: str = field(repr=False)
    note: str = field(repr=False)
    officer_name: str = field(repr=False)
    dossiers: tuple[str, ...] = ()
    lines: tuple[BatchLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierListed(Event):
    """A dossier stood on a list that was handed over; its subject is the dossier.

    Attributes:
        batch: id of the list, the subject of its `BatchHandedOver`.
        letter: as there.
        number: of the list as printed.
        line: what the list says of the dossier.
    """

    at: str
    batch: str
    letter: str
    number: str
    line: BatchLine
