"""Form files (``resources/forms/*.toml``): one reader for all, and lines with places to fill."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ca_desktop.domain.errors import MachineError

_PLACE = re.compile(r"\{([a-z_0-9]+)\}")


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
        raise MachineError("BAD-FORM", file=path.name, place=str(error)) from error


def filled(line: str, values: Mapping[str, str]) -> str:
    """Return a line with its places filled; what a value says is never looked at again."""
    return _PLACE.sub(lambda match: values[match[1]], line)
