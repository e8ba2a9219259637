"""Form files (``resources/forms/*.toml``): one reader for all, and lines with places to fill."""

import copy
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ca_desktop.domain.errors import MachineError

_PLACE = re.compile(r"\{([a-z_0-9]+)\}")
_LINE = re.compile(r"line (\d+)")


def read_form_file(path: Path) -> dict[str, Any]:
    """Read a form file; what stands in it is for others to check.

    Raises:
        MachineError: ``NO-FORM``, the file cannot be read; ``BAD-FORM``, it is damaged, with the
            file and the place in ``details``.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MachineError("NO-FORM", file=path.name) from error
    except ValueError as error:
        raise MachineError("BAD-FORM", file=path.name, place=_line_in(error)) from error


def _line_in(error: ValueError) -> str:
    """Return which line the reader stumbled over; what it says of it is English."""
    at = _LINE.search(str(error))
    return f"dòng {at[1]}" if at else "cả tệp"


@lru_cache(maxsize=16)
def kept_form_file(path: Path) -> Mapping[str, Any]:
    """Read a form file once; the release's forms do not change while the program runs."""
    return read_form_file(path)


def filled(line: str, values: Mapping[str, str]) -> str:
    """Return a line with its places filled; what a value says is never looked at again."""
    return _PLACE.sub(lambda match: values[match[1]], line)


def overlaid(form: Mapping[str, Any], texts: Mapping[str, str]) -> Mapping[str, Any]:
    """Return a form with other texts in it; a key that it does not have is passed over."""
    if not texts:
        return form
    changed = copy.deepcopy(dict(form))
    for key, text in texts.items():
        _put(changed, key.split("."), text)
    return changed


def _put(form: Any, path: list[str], text: str) -> None:  # noqa: ANN401 what a form file holds
    *way, last = path
    try:
        for step in way:
            form = form[int(step)] if isinstance(form, list) else form[step]
        if last in form:
            form[last] = text.splitlines() if isinstance(form[last], list) else text
    except (IndexError, KeyError, TypeError, ValueError):
        return  # words for a line that this version of the form no longer has
