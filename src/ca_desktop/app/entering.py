"""Who comes in, and when: what the command line may say before a window opens."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """Wishes for the window.

    Attributes:
        data: the data folder; None for this PC's own.
        passphrase_file: holds the passphrase or the recovery code.
        user: name of the account; None for the one whose passphrase it is.
        user_id: whose passphrase it is to be; None for anybody's.
        now: a typed date, ISO; training offices only.
    """

    data: Path | None = None
    passphrase_file: Path | None = None
    user: str | None = None
    user_id: str | None = None
    now: str | None = None
