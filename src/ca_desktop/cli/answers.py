"""What commands read and how they answer: plain JSON."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ca_desktop.domain.errors import InvalidField, UserError
from ca_desktop.domain.notices import Notice, RowProblem
from ca_desktop.services import words
from ca_desktop.services.on_disk import is_file

Json = dict[str, Any]
MAX_INPUT = 16 * 1024**2


def read_json(path: Path) -> object:
    """Read an input file.

    Raises:
        UserError: NO-SUCH-FILE, TOO-LONG, UNREADABLE or BAD-JSON.
    """
    if not is_file(path):
        raise UserError("NO-SUCH-FILE", path=str(path))
    if path.stat().st_size > MAX_INPUT:
        raise InvalidField("file", "TOO-LONG", max=MAX_INPUT)
    try:
        text = path.read_text(encoding="utf-8-sig")
        return json.loads(text, object_pairs_hook=_each_once)
    except OSError as error:
        raise UserError("UNREADABLE", path=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise UserError("BAD-JSON", path=path.name) from error


def _each_once(pairs: list[tuple[str, object]]) -> Json:
    """Refuse a key that is given twice: nobody can tell which value was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def notice_json(notice: Notice) -> Json:
    """Write a warning."""
    message = words.describe_code(notice.code, **notice.details)
    return {"code": notice.code, "message": message.sentence}


def sentence(code: str | None, details: Json | None = None) -> str | None:
    """Return the words of a message code, None for none."""
    return words.describe_code(code, **(details or {})).sentence if code else None


def row_problems(found: Iterable[RowProblem]) -> list[Json]:
    """Say which rows of a sheet were left out, and why."""
    return [
        {
            "line": problem.line,
            "code": problem.code,
            "message": words.describe_code(problem.code, **problem.details).sentence,
        }
        for problem in found
    ]
