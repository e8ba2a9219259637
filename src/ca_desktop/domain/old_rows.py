"""What a line of an old register says of a dossier; what was rewritten, what does not hold."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.legacy_text import Encoding
from ca_desktop.domain.old_books import OldBook, OldCell, OldField, OldLine
from ca_desktop.domain.old_registers import LEAST_FIELDS, NEEDED, Plan, converted
from ca_desktop.domain.people import BirthDate, Person, read_person
from ca_desktop.domain.text import clean_text, fold
from ca_desktop.domain.typed import typed_day

MAX_CODE = 60
MAX_NAME = 500
MAX_NOTE = 2000

_WHO = "applicant"
_DIGITS_WITHOUT_ZERO = {OldField.PHONE: 9, OldField.ID_NUMBER: 11}
_DAY = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cell whose letters were turned into Unicode."""

    line: int
    column: OldField
    font: str
    before: str = field(repr=False)
    after: str = field(repr=False)
    encoding: Encoding
    guessed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is wrong with a row.

    Attributes:
        blocks: the row cannot be taken; else only this value goes into the note, as written.
        code: of its words.
    """

    line: int
    column: OldField
    code: str
    text: str = field(repr=False)
    blocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OldRow:
    """What a line says of a dossier.

    Attributes:
        submitter: None where the row cannot be taken.
    """

    line: int
    code: str
    procedure: str
    field_name: str
    received: date | None
    due: date | None
    finished: date | None
    returned: date | None
    submitter: Person | None = field(repr=False)
    note: str = field(repr=False)
    changes: tuple[Change, ...]
    issues: tuple[Issue, ...]

    @property
    def stands(self) -> bool:
        """Whether it can be taken."""
        return self.submitter is not None and self.received is not None

    def dossier_id(self, office_id: str) -> str:
        """Return the id under which this row is kept: the same at every import."""
        name = fold(self.submitter.name) if self.submitter else ""
        told = "\0".join((office_id, self.code, str(self.received), name, fold(self.procedure)))
        return hashlib.sha256(f"ca-desktop/old-register/1\0{told}".encode()).hexdigest()[:32]


def rows_of(book: OldBook, plan: Plan, today: date) -> Iterable[OldRow]:
    """Yield what each line below the headings says; lines without a name or a date are no row."""
    if not book.sheets:
        return
    for line in book.sheets[plan.sheet].lines:
        if line.number > plan.header and _is_row(line, plan):
            yield _Reading(line, plan, today).row()


def _is_row(line: OldLine, plan: Plan) -> bool:
    """Tell whether a line is more than a heading over others: it has two things of a dossier."""
    filled = sum(
        bool(line.cells[place].runs or line.cells[place].day)
        for place in plan.columns
        if place < len(line.cells)
    )
    return filled >= LEAST_FIELDS


class _Reading:
    """One line on its way to a row."""

    def __init__(self, line: OldLine, plan: Plan, today: date) -> None:
        self._line = line
        self._today = today
        self._cells = {
            said: line.cells[place]
            for place, said in plan.columns.items()
            if place < len(line.cells)
        }
        self._parts = {said: converted(cell) for said, cell in self._cells.items()}
        self._issues: list[Issue] = []
        self._notes: list[str] = []

    def row(self) -> OldRow:
        days = {
            said: self._day(said)
            for said in (OldField.RECEIVED, OldField.DUE, OldField.FINISHED, OldField.RETURNED)
        }
        submitter = self._person()
        note = self._text(OldField.NOTE, MAX_NOTE)
        return OldRow(
            line=self._line.number,
            code=self._text(OldField.CODE, MAX_CODE),
            procedure=self._text(OldField.PROCEDURE, MAX_NAME),
            field_name=self._text(OldField.FIELD, MAX_NAME),
            received=days[OldField.RECEIVED],
            due=days[OldField.DUE],
            finished=days[OldField.FINISHED],
            returned=days[OldField.RETURNED],
            submitter=submitter,
            note="; ".join(filter(None, (note, *self._notes)))[:MAX_NOTE],
            changes=tuple(self._changes()),
            issues=tuple(self._issues),
        )

    def _line_of(self, said: OldField) -> str:
        """Return a cell in Unicode, on one line."""
        return " ".join("".join(part.text for part in self._parts.get(said, ())).split())

    def _text(self, said: OldField, limit: int) -> str:
        text = self._line_of(said)
        try:
            return " ".join(clean_text(said, text, limit=limit).split())
        except InvalidField as error:
            self._say(said, error.code, text, blocks=False)
            return ""

    def _say(self, said: OldField, code: str, text: str, *, blocks: bool) -> None:
        """Name what does not hold; what is left out of its place goes into the note."""
        issue = Issue(
            line=self._line.number, column=said, code=code, text=text[:MAX_CODE], blocks=blocks
        )
        self._issues.append(issue)
        if text and not blocks:
            self._notes.append(text[:MAX_NAME])

    def _day(self, said: OldField) -> date | None:
        cell = self._cells.get(said, OldCell())
        needed = said in NEEDED
        found, text = cell.day, self._line_of(said)
        if found is None and not text:
            if needed:
                self._say(said, "OLD-NO-DAY", "", blocks=True)
            return None
        if found is None:
            found = _typed(text)
        if found is None or found > self._today:
            code = "OLD-BAD-DAY" if found is None else "OLD-LATER"
            shown = text or (f"{found:%d/%m/%Y}" if found else "")
            self._say(said, code, shown, blocks=needed)
            return None if said is not OldField.DUE else found
        return found

    def _person(self) -> Person | None:
        name = self._text(OldField.NAME, MAX_NAME)
        if not name:
            self._say(OldField.NAME, "OLD-NO-NAME", "", blocks=True)
            return None
        found: dict[str, object] = {"name": name}
        for said in (OldField.ID_NUMBER, OldField.PHONE, OldField.ADDRESS):
            text = self._with_zeros(said, self._text(said, MAX_NAME))
            if text:
                found[said.value] = text
        birth = self._birth()
        if birth is not None:
            found["birth"] = str(birth)
        return self._read(found)

    def _read(self, found: dict[str, object]) -> Person | None:
        """Read a person; a value that does not hold is left out and named."""
        while True:
            try:
                return read_person(found, field=_WHO, today=self._today)
            except InvalidField as error:
                said = OldField(error.field.removeprefix(f"{_WHO}."))
                if said is OldField.NAME:
                    self._say(said, error.code, str(found[said.value]), blocks=True)
                    return None
                self._say(said, error.code, str(found.pop(said.value)), blocks=False)

    def _with_zeros(self, said: OldField, text: str) -> str:
        """Give a number back the first zero that the workbook dropped."""
        cell = self._cells.get(said, OldCell())
        lacks_one = len(text) == _DIGITS_WITHOUT_ZERO.get(said)
        return f"0{text}" if cell.number and lacks_one else text

    def _birth(self) -> BirthDate | None:
        cell = self._cells.get(OldField.BIRTH, OldCell())
        if cell.day is not None:
            return BirthDate(cell.day.year, cell.day.month, cell.day.day)
        text = self._line_of(OldField.BIRTH)
        if not text:
            return None
        try:
            return BirthDate.typed(text, today=self._today)
        except InvalidField as error:
            self._say(OldField.BIRTH, error.code, text, blocks=False)
            return None

    def _changes(self) -> Iterable[Change]:
        for said, cell in self._cells.items():
            parts = self._parts[said]
            made = [part for part in parts if part.encoding is not Encoding.UNICODE]
            if made:
                fonts = dict.fromkeys(run.font for run in cell.runs if run.font)
                yield Change(
                    line=self._line.number,
                    column=said,
                    font=", ".join(fonts),
                    before=cell.raw,
                    after=self._line_of(said),
                    encoding=made[0].encoding,
                    guessed=any(part.guessed for part in made),
                )


def _typed(text: str) -> date | None:
    found = _DAY.search(text)
    if found is None:
        return None
    try:
        return typed_day("received", found[0], None)
    except InvalidField:
        return None
