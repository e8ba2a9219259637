"""PINs: six digits that unlock the screen of a running program, never the database."""

from itertools import pairwise

from ca_desktop.domain.errors import InvalidField

DIGITS = 6
MOST_WAIT_SECONDS = 300


def check_pin(text: str) -> str:
    """Return a PIN that is not the first one anybody would try.

    Raises:
        InvalidField: PIN-WEAK not six digits, one digit repeated, or digits in a row.
    """
    digits = text.strip()
    steps = {ord(b) - ord(a) for a, b in pairwise(digits)}
    weak = len(steps) == 1 and steps <= {0, 1, -1}
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()) or weak:
        raise InvalidField("pin", "PIN-WEAK", digits=DIGITS)
    return digits


def is_pin(text: str) -> bool:
    """Tell whether a text has the shape of a PIN."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


def wait_after(failures: int) -> int:
    """Return the seconds to wait after so many wrong tries in a row: 1, 2, 4 … 300."""
    if failures <= 0:
        return 0
    return min(1 << min(failures - 1, 9), MOST_WAIT_SECONDS)
