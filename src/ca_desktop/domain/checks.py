"""What every text and number of master data must be, whoever wrote it."""

import re
from typing import Final

from ca_desktop.domain.errors import InvalidField

MAX_TEXT: Final = 8_000
"""Letters of one text; the longest paper's name in the national data has 4,706."""

_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff]")


def check_text(name: str, text: str, *, may_be_empty: bool = False) -> None:
    """Demand a text of one line that can be shown.

    Raises:
        InvalidField: REQ-FIELD, TOO-LONG, CONTROL-CHARS.
    """
    if not text.strip() and not may_be_empty:
        raise InvalidField(name, "REQ-FIELD")
    if len(text) > MAX_TEXT:
        raise InvalidField(name, "TOO-LONG", max=MAX_TEXT)
    if _HIDDEN.search(text):
        raise InvalidField(name, "CONTROL-CHARS")


def check_number(name: str, code: str, number: int, most: int) -> None:
    """Demand a whole number from 0 to ``most``.

    Raises:
        InvalidField: ``code``.
    """
    if type(number) is not int or not 0 <= number <= most:
        raise InvalidField(name, code)
