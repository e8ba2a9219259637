"""Procedures: what the catalogue says of a service, in dated versions.

A dossier carries the version that was in force on its day of reception for life. A version
is a value: it is published, imported and compared as a whole, never edited in place.
Law: the parts every procedure must have are those of Nghị định 63/2010/NĐ-CP, Điều 8.2.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final, Protocol, TypeVar

from ca_desktop.domain.checks import check_number, check_text
from ca_desktop.domain.clock_rules import ClockRules
from ca_desktop.domain.deadlines import Cutoff, TimeLimit, parse_cutoff, parse_time_limit
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.tariffs import ExemptionGround, FeeRule
from ca_desktop.domain.text import fold, tokens

PROCEDURE_CODE: Final = re.compile(r"\d\.\d{6}((\.000\.00\.00)?\.[A-Z]\d{2})?")
"""National code; a province's own copy bears its identifier (``.H41``, ``.000.00.00.H41``)."""

SUPPLEMENT_CLOCKS: Final = ("restart", "pause", "none")
"""What a supplement request does to the clock: NĐ 61/2018 Điều 19.4, special laws, nothing."""

MAX_JSON_BYTES: Final = 180 * 1024
"""A version as JSON; in a package its line (base64, envelope) stays below 256 KiB."""

OTHER_FIELD: Final = "Lĩnh vực khác"
"""Where a list does not say which field a procedure belongs to."""

MAX_DOCUMENTS: Final = 500
MAX_PAPERS: Final = 99

_ALIAS = re.compile(r"[a-z0-9]{2,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredDocument:
    """One paper of the dossier.

    Attributes:
        originals: sheets or sets handed in as originals, 0 … 99.
        copies: handed in as copies, 0 … 99.
        mandatory: False where only some applicants need it; the note says who.
        form_code: code of the printed form, e.g. ``"CT01"``.
    """

    name: str
    originals: int
    copies: int
    mandatory: bool = True
    note: str = ""
    form_code: str = ""

    def __post_init__(self) -> None:
        check_text("document", self.name)
        check_text("document_note", self.note, may_be_empty=True)
        check_text("form_code", self.form_code, may_be_empty=True)
        check_number("originals", "BAD-COUNT", self.originals, MAX_PAPERS)
        check_number("copies", "BAD-COUNT", self.copies, MAX_PAPERS)
        if type(self.mandatory) is not bool:
            raise InvalidField("documents", "BAD-TYPE")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureCase:
    """A case (trường hợp) with a time limit of its own.

    Attributes:
        key: stable name inside the procedure; the first case has ``""`` and is the one taken
            when none is chosen.
        name: words for people; may be empty where there is only one case.
    """

    key: str
    name: str
    limit: TimeLimit

    def __post_init__(self) -> None:
        check_text("case", self.key, may_be_empty=True)
        check_text("case_name", self.name, may_be_empty=not self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One version of a procedure.

    Attributes:
        alias: two to eight plain letters or digits that find it at the desk; ``""``: none.
        valid_from: first day of reception it applies to.
        valid_to: last such day; None: until a later version begins.
        cutoff: ``"15:00"`` or ``"closing-60"``; later papers count from the next day.
        clock: excluded times, waiting times and the shares of a linked group.
        source: where the facts were read; never shown to citizens.
        decision: the publication decision, where it is known.
        exemptions: on which less is paid, beside the grounds of the law.
    """

    code: str
    name: str
    alias: str
    field_code: str
    field_name: str
    level: str
    valid_from: date
    valid_to: date | None = None
    cases: tuple[ProcedureCase, ...] = ()
    documents: tuple[RequiredDocument, ...] = ()
    fees: tuple[FeeRule, ...] = ()
    exemptions: tuple[ExemptionGround, ...] = ()
    legal_basis: tuple[str, ...] = ()
    result: str = ""
    linked_agencies: tuple[str, ...] = ()
    supplement_clock: str = "restart"
    cutoff: str | None = None
    clock: ClockRules = field(default_factory=ClockRules)
    source: str = ""
    decision: str = ""

    def __post_init__(self) -> None:
        _check_code(self.code)
        check_text("name", self.name)
        check_text("field_code", self.field_code)
        check_text("field_name", self.field_name)
        for name in ("alias", "level", "result", "source", "decision"):
            check_text(name, getattr(self, name), may_be_empty=True)
        for name in ("legal_basis", "linked_agencies"):
            for text in getattr(self, name):
                check_text(name, text)
        _check_rules(self)
        _check_cases(self)

    @property
    def missing(self) -> tuple[str, ...]:
        """What must still be filled in before a dossier can be taken in."""
        return tuple(
            name
            for name, filled in (("time_limit", self.cases), ("documents", self.documents))
            if not filled
        )

    @property
    def ready_for_intake(self) -> bool:
        """Whether a dossier can be taken in; an imported row alone is not enough."""
        return not self.missing

    @property
    def latest(self) -> Cutoff | None:
        """Until when papers count for the day they come; None where they always do."""
        return parse_cutoff(self.cutoff) if self.cutoff else None

    def case(self, key: str) -> ProcedureCase:
        """Return the case named ``key``.

        Raises:
            InvalidField: there is no such case.
        """
        for case in self.cases:
            if case.key == key:
                return case
        raise InvalidField("case", "NO-SUCH-CASE", case=key[:60])

    def in_force(self, day: date) -> bool:
        """Tell whether a dossier received on ``day`` falls under this version."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Listed(Protocol):
    """What a search looks at: a `Procedure`, or a row of the catalogue."""

    @property
    def code(self) -> str:
        """Procedure code."""

    @property
    def name(self) -> str:
        """Official name."""

    @property
    def alias(self) -> str:
        """Short name of the desk."""


Row = TypeVar("Row", bound=Listed)


def check_aliases(procedures: Iterable[Procedure]) -> None:
    """Demand that no alias names two procedures.

    Raises:
        InvalidField: an alias stands at two codes.
    """
    owners: dict[str, str] = {}
    for procedure in procedures:
        owner = owners.setdefault(procedure.alias or procedure.code, procedure.code)
        if owner != procedure.code:
            raise InvalidField("alias", "ALIAS-TAKEN", alias=procedure.alias, procedure=owner)


def field_code_of(name: str) -> str:
    """Make the code of a field from its name: ``"Hộ tịch"`` gives ``"ho-tich"``."""
    return "-".join(tokens(name))


def with_details_of(listed: Procedure, known: Procedure) -> Procedure:
    """Keep what ``known`` says where a bare row of the portal says nothing.

    Importing a list must not take away the time limits and papers the office works with.
    """
    of_field = known if listed.field_name == OTHER_FIELD else listed
    return replace(
        known,
        name=listed.name,
        field_code=of_field.field_code,
        field_name=of_field.field_name,
        valid_from=listed.valid_from,
        valid_to=listed.valid_to,
        source=listed.source or known.source,
        decision=listed.decision or known.decision,
    )


def search_procedures(rows: Iterable[Row], typed: str) -> list[Row]:
    """Find procedures by alias, code or words without marks, best first.

    Ranks: alias or code exact; beginning of alias, code or name; every word the beginning of
    a word of the name, in any order; every word somewhere in the name. Inside a rank the
    order of ``rows`` stays. Nothing typed finds everything.
    """
    words = tuple(tokens(typed))
    plain = fold(typed).strip()
    if not plain:
        return list(rows)
    ranked = ((_rank(row, plain, words), row) for row in rows)
    found = [(rank, row) for rank, row in ranked if rank is not None]
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _rank(row: Listed, plain: str, words: tuple[str, ...]) -> int | None:
    code = row.code.lower()
    if plain in {row.alias, code}:
        return 0
    if code.startswith(plain) or (row.alias and row.alias.startswith(plain)):
        return 1
    if not words:
        return None
    text = _folded(row.name)
    if text.startswith(" " + " ".join(words)):
        return 1
    if all(f" {word}" in text for word in words):
        return 2
    return 3 if all(word in text for word in words) else None


@lru_cache(maxsize=16_384)
def _folded(name: str) -> str:
    """Return the words of a name, a blank before each: a word's beginning is found with its."""
    words = tuple(tokens(name))
    # The portal puts "Thủ tục" before every second name; nobody types it.
    named = words[2:] if words[:2] == ("thu", "tuc") and len(words) > 2 else words  # noqa: PLR2004
    return " " + " ".join(named)


def to_json(procedure: Procedure) -> dict[str, Any]:
    """Write a version as plain JSON types: the payload of ``ProcedureVersionPublished``.

    Raises:
        InvalidField: it would not fit into one line of a package.
    """
    value: dict[str, Any] = {name: getattr(procedure, name) for name in _PLAIN}
    value |= {name: list(getattr(procedure, name)) for name in _TEXTS}
    value["valid_from"] = procedure.valid_from.isoformat()
    value["valid_to"] = procedure.valid_to and procedure.valid_to.isoformat()
    value["cases"] = [
        {"key": case.key, "name": case.name, "limit": str(case.limit)} for case in procedure.cases
    ]
    value["documents"] = [
        {name: getattr(paper, name) for name in _PAPER} for paper in procedure.documents
    ]
    value["fees"] = [rule.to_json() for rule in procedure.fees]
    if procedure.exemptions:
        value["exemptions"] = [ground.to_json() for ground in procedure.exemptions]
    if procedure.clock != ClockRules():
        value["clock"] = procedure.clock.to_json()
    check_size(value)
    return value


def check_size(value: Mapping[str, Any]) -> None:
    """Demand that the JSON of a version fits into one line of a package.

    Raises:
        InvalidField: it does not.
    """
    size = len(json.dumps(value, ensure_ascii=False).encode())
    if size > MAX_JSON_BYTES:
        raise InvalidField("procedure", "TOO-LONG", max=MAX_JSON_BYTES)


def from_json(value: Mapping[str, Any]) -> Procedure:
    """Read a version back; keys of later program versions are passed over.

    Raises:
        InvalidField: a key is missing, of the wrong type or does not hold.
    """
    try:
        given: dict[str, Any] = {name: value[name] for name in _PLAIN}
        given |= {name: tuple(_list(value[name])) for name in _TEXTS}
        return Procedure(
            **given,
            clock=ClockRules.from_json(value.get("clock") or {}),
            valid_from=date.fromisoformat(value["valid_from"]),
            valid_to=value["valid_to"] and date.fromisoformat(value["valid_to"]),
            cases=tuple(
                ProcedureCase(
                    key=case["key"], name=case["name"], limit=parse_time_limit(case["limit"])
                )
                for case in _list(value["cases"])
            ),
            documents=tuple(
                RequiredDocument(**{name: paper[name] for name in _PAPER})
                for paper in _list(value["documents"])
            ),
            fees=tuple(FeeRule.from_json(rule) for rule in _list(value["fees"])),
            exemptions=tuple(
                ExemptionGround.from_json(ground) for ground in _list(value.get("exemptions", []))
            ),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidField("procedure", "BAD-TYPE") from error


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


_PAPER = tuple(RequiredDocument.__dataclass_fields__)
_TEXTS = ("legal_basis", "linked_agencies")
_MARKS = ("supplement_clock", "cutoff", "source", "decision")
_PLAIN = ("code", "name", "alias", "field_code", "field_name", "level", "result", *_MARKS)


def _check_code(code: str) -> None:
    if not PROCEDURE_CODE.fullmatch(code):
        raise InvalidField("code", "BAD-PROCEDURE-CODE")


def _check_rules(procedure: Procedure) -> None:
    if procedure.alias and not _ALIAS.fullmatch(procedure.alias):
        raise InvalidField("alias", "BAD-TYPE")
    if procedure.valid_to is not None and procedure.valid_to < procedure.valid_from:
        raise InvalidField("procedure", "BAD-DATE")
    if procedure.supplement_clock not in SUPPLEMENT_CLOCKS:
        raise InvalidField("procedure", "BAD-CHOICE")
    procedure.clock.check()
    if procedure.cutoff is not None:
        parse_cutoff(procedure.cutoff)
    if len(procedure.documents) > MAX_DOCUMENTS:
        raise InvalidField("documents", "BAD-COUNT")


def _check_cases(procedure: Procedure) -> None:
    keys = [case.key for case in procedure.cases]
    if len(set(keys)) < len(keys):
        raise InvalidField("case", "BAD-CHOICE")
    if keys and keys[0]:
        raise InvalidField("case", "CASE-NEEDED")
    for rule in procedure.fees:
        if rule.case is not None and rule.case not in keys:
            raise InvalidField("case", "NO-SUCH-CASE", case=rule.case)
