"""Every error the program raises on purpose.

Three families, told apart by who must act: the clerk (`UserError`), whoever keeps the
machine (`MachineError`), or nobody because the clerk changed their mind (`Cancelled`).
Anything else that reaches the top is a bug and is reported as one.

Errors carry a code and data, never prose; `resources/texts/messages.toml` owns the words.
The data never shows in `str` or `repr`: it may hold what a citizen typed.
"""

from typing import ClassVar


class CaError(Exception):
    """Root of all expected errors.

    Attributes:
        code: key of the message in `messages.toml`.
        details: values for the places in the message's sentences.
    """

    default_code: ClassVar[str] = "BUG"

    def __init__(self, code: str | None = None, /, **details: object) -> None:
        self.code = code or self.default_code
        self.details = details
        super().__init__(self.code)


class Cancelled(CaError):
    """The clerk stopped the task; unwind silently."""

    default_code = "CANCELLED"


class UserError(CaError):
    """The clerk can put this right."""

    default_code = "USER"


class InvalidField(UserError):
    """One field of a form does not hold.

    Attributes:
        field: name of the command's attribute, e.g. ``"applicant_name"``.
    """

    def __init__(self, field: str, code: str, /, **details: object) -> None:
        super().__init__(code, field=field, **details)
        self.field = field


class NotFound(UserError):
    """What was asked for is not here."""

    default_code = "NOT-FOUND"


class NotAllowedNow(UserError):
    """A guard of the lifecycle refuses the step; the code says which."""

    default_code = "NOT-NOW"


class Forbidden(UserError):
    """The person signed in does not hold a role for this."""

    default_code = "FORBIDDEN"


class CalendarMissing(UserError):
    """A day of a year without a working calendar was looked at; never guessed."""

    default_code = "NO-CALENDAR"

    def __init__(self, year: int) -> None:
        super().__init__(year=year)
        self.year = year


class WrongPassphrase(UserError):
    """No slot of the key file opens with this passphrase or recovery code."""

    default_code = "WRONG-PASSPHRASE"


class PackageRefused(UserError):
    """A file of the exchange is not accepted; the code is one of E-101 … E-151."""

    default_code = "E-141"


class MachineError(CaError):
    """The disk, the file or the printer refused; the program is not to blame."""

    default_code = "MACHINE"


class DiskFull(MachineError):
    """No room left where the data lives."""

    default_code = "E-131"


class NotWritable(MachineError):
    """The folder or file cannot be written."""

    default_code = "NOT-WRITABLE"


class AlreadyOpen(MachineError):
    """Another running program holds the data folder."""

    default_code = "ALREADY-OPEN"


class DatabaseMissing(MachineError):
    """There is no office in the data folder; never made silently."""

    default_code = "NO-DATA"


class DatabaseBusy(MachineError):
    """Another program holds the database for too long."""

    default_code = "BUSY"


class DatabaseDamaged(MachineError):
    """The file is no longer a sound database; a backup is needed."""

    default_code = "DAMAGED"


class DatabaseTooNew(MachineError):
    """The file was written by a later version of the program."""

    default_code = "TOO-NEW"


class BlobDamaged(MachineError):
    """The file of a scan is missing or no longer what was written."""

    default_code = "BLOB-DAMAGED"


class LibraryTooOld(MachineError):
    """The SQLite library has a known corruption fault (before 3.51.3)."""

    default_code = "OLD-SQLITE"
