"""What the office asks of workbooks: figures in, the bytes of an .xlsx out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ca_desktop.domain.reports import Form06, OnTimeTable


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetHead:
    """What stands above the figures."""

    unit_name: str
    receiving_unit: str = ""


class SheetsPort(Protocol):
    """Makes workbooks; no text of a citizen ever becomes a formula."""

    def form06(self, report: Form06, head: SheetHead) -> bytes:
        """Return Biểu 06."""

    def on_time(self, table: OnTimeTable, names: Mapping[str, str], head: SheetHead) -> bytes:
        """Return the on-time table; ``names`` by office id."""

    def listing(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], head: SheetHead
    ) -> bytes:
        """Return any list."""
