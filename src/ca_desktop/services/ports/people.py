"""What dossiers say of people, for filling in and for finding doubles."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesakeRow:
    """An open dossier whose holder has a certain name.

    Attributes:
        birth: ``YYYY[-MM[-DD]]`` of the holder; None where the dossier does not say.
    """

    dossier_id: str
    code: str | None
    holder_name: str = field(repr=False)
    birth: str | None = field(repr=False)
    procedure_name: str
    received_at: str


class People(Protocol):
    """People as dossiers name them."""

    def addresses(self, limit: int) -> Sequence[str]:
        """Return the addresses of who came to this desk last, at most ``limit``."""

    def open_namesakes(self, name: str, procedure_code: str) -> Sequence[NamesakeRow]:
        """Return open dossiers of one procedure whose holder has this name."""
