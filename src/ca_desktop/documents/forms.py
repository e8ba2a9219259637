"""Read a form of paper: its words, order and sizes, declared in ``resources/forms/*.toml``.

A form file is data. Its lines hold names of values in braces, cut apart once while reading;
what a value says is never looked at again, so nothing a citizen writes can become an instruction.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from ca_desktop.documents.form_files import overlaid, read_form_file
from ca_desktop.domain.errors import MachineError

Align = Literal["left", "center", "right"]
Cell = Literal["position", "name", "originals", "copies"]
T = TypeVar("T", bound=str)

SMALLEST = 10.0
"""Smallest type on paper in points: dot-matrix printers break smaller marks."""

FIELDS = frozenset({
    "authorisation", "case_name", "copy", "day", "desk.name", "dossier_code", "due_at", "fee",
    "limit_words", "month", "number", "page", "pages", "parent_unit", "place",
    "printed_at", "procedure_name", "receiver_name", "received_at", "register_number",
    "register_volume", "reprint", "result_place", "sets", "year",
    *(
        f"{who}.{what}"
        for who in ("submitter", "authoriser", "holder")
        for what in ("name", "id_number", "address", "phone", "email")
    ),
})  # fmt: skip
"""Every name a form may put in braces."""

_AS_RELEASED: Mapping[str, str] = {}
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a line: fixed words, or the name of a value.

    Attributes:
        strong: printed bold.
    """

    text: str
    is_value: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the form.

    Attributes:
        size: key of `Form.sizes`.
        needs: name of the value without which the line is left out, or empty.
        table: the table of documents follows.
        otherwise: said instead of the table where there are no documents.
    """

    words: tuple[Word, ...]
    size: str = "body"
    needs: str = ""
    table: bool = False
    otherwise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the table of documents.

    Attributes:
        width: in mm; None takes what the others leave.
    """

    title: str
    value: Cell
    width: float | None
    align: Align


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs: a title, what to write, and the name known already."""

    role: str
    hint: str
    name: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a desk with this heading is called and puts after its numbers."""

    heading: str
    name: str
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """White edge of a page, in mm."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as its file says.

    Attributes:
        lines: the single lines around the body: number, date, continued, page, reprint.
        copies: caption of the copy that goes out and of the one that stays.
        sizes: type sizes and the room for a signature, in points.
        compact: the sizes taken where they save a second page.
        desks: one or more; the last also serves a desk with an unknown heading.
        band: lines beside the QR code.
    """

    name: str
    title: str
    nation: str
    motto: str
    training: str
    lines: Mapping[str, Line]
    copies: tuple[str, str]
    sizes: Mapping[str, float]
    compact: Mapping[str, float]
    margins: Margins
    words: Mapping[str, str]
    desks: tuple[Desk, ...]
    band: tuple[Line, ...]
    fields: tuple[Line, ...]
    columns: tuple[Column, ...]
    signatures: tuple[Signature, ...]

    def desk(self, name: str) -> Desk:
        """Return the desk of this name, however it is written, else the last one."""
        heading = name.upper()
        return next((desk for desk in self.desks if desk.heading == heading), self.desks[-1])


ALIGNS: tuple[Align, ...] = ("left", "center", "right")
CELLS: tuple[Cell, ...] = ("position", "name", "originals", "copies")
LINES = ("number", "date", "continued", "page", "reprint")
SIZES = ("body", "header", "title", "code", "table", "small", "signing", "watermark")
WORDS = ("blank", "no_due", "no_fee", "none")


def read_form(path: Path, texts: Mapping[str, str] = _AS_RELEASED) -> Form:
    """Read and check a form file.

    Raises:
        MachineError: ``NO-FORM``, the file is not there; ``BAD-FORM``, it is not a form, with the
            file and the place in ``details``.
    """
    return _form(_Table(path.name, "", overlaid(read_form_file(path), texts)))


class _Table:
    """A table of the file that knows where it stands, and says so when something is wrong."""

    def __init__(self, file: str, place: str, values: object) -> None:
        self._file = file
        self._place = place
        if not isinstance(values, dict):
            raise self.bad("")
        self._values: dict[str, object] = values

    def bad(self, key: str) -> MachineError:
        return MachineError("BAD-FORM", file=self._file, place=f"{self._place}{key}")

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str) -> str:
        value = self._values.get(key)
        if not isinstance(value, str):
            raise self.bad(key)
        return value

    def choice(self, key: str, choices: Sequence[T], default: T | None = None) -> T:
        value = self._values.get(key, default)
        for choice in choices:
            if choice == value:
                return choice
        raise self.bad(key)

    def number(self, key: str, *, least: float) -> float:
        value = self._values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
            raise self.bad(key)
        return float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.bad(key)
        return tuple(values)

    def table(self, key: str) -> "_Table":
        return _Table(self._file, f"{self._place}{key}.", self._values.get(key))

    def tables(self, key: str) -> Iterator["_Table"]:
        values = self._values.get(key)
        if not isinstance(values, list) or not values:
            raise self.bad(key)
        for position, value in enumerate(values, start=1):
            yield _Table(self._file, f"{self._place}{key}[{position}].", value)


def _form(table: _Table) -> Form:
    copies = table.texts("copies")
    if len(copies) != 2:  # noqa: PLR2004 - one goes out, one stays
        raise table.bad("copies")
    words, margins = table.table("words"), table.table("margins")
    sizes = _sizes(table.table("sizes"), SIZES)
    compact = table.table("compact")
    return Form(
        name=table.text("name"),
        title=table.text("title"),
        nation=table.text("nation"),
        motto=table.text("motto"),
        training=table.text("training"),
        lines={key: _line(table, key) for key in LINES},
        copies=(copies[0], copies[1]),
        sizes=sizes,
        compact={**sizes, **_sizes(compact, [key for key in SIZES if compact.has(key)])},
        margins=Margins(
            left=margins.number("left", least=0),
            right=margins.number("right", least=0),
            top=margins.number("top", least=0),
            bottom=margins.number("bottom", least=0),
        ),
        words={key: words.text(key) for key in WORDS},
        desks=tuple(_desk(row) for row in table.tables("desks")),
        band=tuple(_line(row, "text") for row in table.tables("band")),
        fields=tuple(_line(row, "text") for row in table.tables("fields")),
        columns=_columns(table),
        signatures=tuple(_signature(row) for row in table.tables("signatures")),
    )


def _sizes(table: _Table, keys: Iterable[str]) -> dict[str, float]:
    return {key: table.number(key, least=SMALLEST) for key in keys}


def _desk(row: _Table) -> Desk:
    return Desk(heading=row.text("heading"), name=row.text("name"), symbol=row.text("symbol"))


def _signature(row: _Table) -> Signature:
    return Signature(role=row.text("role"), hint=row.text("hint"), name=_line(row, "name"))


def _columns(table: _Table) -> tuple[Column, ...]:
    columns = tuple(_column(row) for row in table.tables("columns"))
    if sum(column.width is None for column in columns) != 1:
        raise table.bad("columns")
    return columns


def _column(row: _Table) -> Column:
    return Column(
        title=row.text("title"),
        value=row.choice("value", CELLS),
        width=row.number("width", least=1) if row.has("width") else None,
        align=row.choice("align", ALIGNS, "left"),
    )


def _line(row: _Table, key: str) -> Line:
    strong = frozenset(row.texts("strong")) if key == "text" else frozenset()
    words = tuple(_words(row, key, strong))
    named = {word.text for word in words if word.is_value}
    if not named <= FIELDS:
        raise row.bad(key)
    if not strong <= named:
        raise row.bad("strong")
    if key != "text":
        return Line(words=words)
    return Line(
        words=words,
        size=row.choice("size", SIZES, "body"),
        needs=row.choice("needs", (*FIELDS, ""), ""),
        table=row.has("table"),
        otherwise=row.text("table") if row.has("table") else "",
    )


def _words(row: _Table, key: str, strong: frozenset[str]) -> Iterator[Word]:
    for position, text in enumerate(_BRACES.split(row.text(key))):
        if position % 2:
            yield Word(text, is_value=True, strong=text in strong)
        elif text:
            yield Word(text)
