"""Raw values of an intake, read one by one; each refusal names its field."""

from collections.abc import Mapping, Sequence
from typing import Any

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.events.dossiers import DocumentFact
from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.text import clean_line, clean_text

MAX_DOCUMENTS = 200
MAX_COPIES = 1000
_PARTS_OF_LINE = 3


def read_documents(given: object, procedure: Procedure) -> tuple[DocumentFact, ...]:
    """Return the papers handed in; those the procedure asks for where none are named."""
    if given is None:
        return tuple(
            DocumentFact(name=item.name, originals=item.originals, copies=item.copies)
            for item in procedure.documents
            if item.mandatory
        )
    if not isinstance(given, list | tuple):
        raise InvalidField("documents", "BAD-TYPE")
    if len(given) > MAX_DOCUMENTS:
        raise InvalidField("documents", "TOO-MANY", most=MAX_DOCUMENTS)
    return tuple(_document(item) for item in given)


def _document(item: object) -> DocumentFact:
    if not isinstance(item, Mapping):
        raise InvalidField("documents", "BAD-TYPE")
    values: dict[str, Any] = dict(item)
    name = values.get("name")
    if not isinstance(name, str):
        raise InvalidField("documents.name", "BAD-TYPE")
    return DocumentFact(
        name=" ".join(clean_text("documents.name", name, limit=5000, required=True).split()),
        originals=read_count("documents.originals", values.get("originals", 0), 0, MAX_COPIES),
        copies=read_count("documents.copies", values.get("copies", 0), 0, MAX_COPIES),
    )


def read_paper_lines(lines: Sequence[str]) -> tuple[DocumentFact, ...]:
    """Return the papers of lines such as ``Ảnh | 2 | 0``: name, originals, copies.

    Raises:
        InvalidField: none is there, too many, or one cannot be read.
    """
    given = [line for line in lines if line.strip()]
    if not given:
        raise InvalidField("papers", "REQ-FIELD")
    if len(given) > MAX_DOCUMENTS:
        raise InvalidField("papers", "TOO-MANY", most=MAX_DOCUMENTS)
    return tuple(map(_paper_line, given))


def _paper_line(line: str) -> DocumentFact:
    name, *amounts = (part.strip() for part in line.split("|"))
    numbers = [int(x) for x in amounts if x.isascii() and x.isdecimal() and int(x) <= MAX_COPIES]
    if len(numbers) != len(amounts) or len(amounts) not in {0, _PARTS_OF_LINE - 1}:
        raise InvalidField("papers", "BAD-PAPER-LINE", line=line[:60])
    originals, copies = numbers or (1, 0)
    return DocumentFact(
        name=clean_line("papers", name, required=True), originals=originals, copies=copies
    )


def read_count(field_name: str, value: object, least: int, most: int) -> int:
    """Return a whole number within limits."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidField(field_name, "BAD-TYPE")
    if not least <= value <= most:
        raise InvalidField(field_name, "BAD-NUMBER", least=least, most=most)
    return value


def read_choice(field_name: str, value: object, choices: Sequence[str]) -> str:
    """Return one of the choices."""
    if not isinstance(value, str) or value not in choices:
        raise InvalidField(field_name, "BAD-CHOICE", choices=", ".join(choices))
    return value


def read_text(field_name: str, value: object) -> str:
    """Return clean text."""
    if not isinstance(value, str):
        raise InvalidField(field_name, "BAD-TYPE")
    return clean_text(field_name, value)
