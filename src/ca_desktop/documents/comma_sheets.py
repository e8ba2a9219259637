"""Lists as plain text with separated values, as any spreadsheet writes and reads them."""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence

from ca_desktop.domain.errors import UserError

SEPARATOR = ";"
_SEPARATORS = (";", "\t", ",")
_HEADING_LINES = 30
"""One of them names the columns, and has the mark that separates them most often."""

_RISKY = ("=", "+", "-", "@", "\t")
_KEPT_AS_TEXT = "'"


def plain_list(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a list; what a spreadsheet would take for a formula stays text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATOR)
    writer.writerow(columns)
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    return BOM_UTF8 + text.getvalue().encode()


def plain_lines(data: bytes) -> Iterator[Sequence[str]]:
    """Yield the lines of a list: UTF-8, or UTF-16 as spreadsheets mark it.

    Raises:
        UserError: SHEET-NOT-READABLE it is neither, or no list.
    """
    try:
        text = _decoded(data)
        lines = text.splitlines()[:_HEADING_LINES]
        separator = max(
            _SEPARATORS, key=lambda mark: max((x.count(mark) for x in lines), default=0)
        )
        for line in csv.reader(io.StringIO(text), delimiter=separator, strict=True):
            yield [_read(cell) for cell in line]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError("SHEET-NOT-READABLE") from error


def _decoded(data: bytes) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def _as_text(cell: str) -> str:
    return f"{_KEPT_AS_TEXT}{cell}" if cell.startswith(_RISKY) else cell


def _read(cell: str) -> str:
    plain = cell.removeprefix(_KEPT_AS_TEXT)
    return plain if plain.startswith(_RISKY) else cell
