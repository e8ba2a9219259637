"""Reports of fees: by field, by officer, by the ground on which less is paid."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.domain.text import sort_key
from ca_desktop.services.ports.fees import FeeMove

_LESS, _BACK = "Miễn, giảm", "Trả lại"
NOTES: Final = (
    "Đếm theo ngày ghi mức thu, ngày thu, ngày trả lại; phần chênh lệch do sửa tính vào ngày sửa.",
    "Biên lai hủy ngay trong kỳ không tính. Hồ sơ đã hủy tiếp nhận không còn phải thu.",
    "Còn phải thu: số đến cuối kỳ của mọi hồ sơ, kể cả hồ sơ của kỳ trước.",
)
OF_OFFICERS: Final = "Phải thu, còn phải thu ghi cho người ghi mức thu; đã thu cho người thu."


def _text(heading: str, width: int) -> Column:
    return Column(key="name", heading=(heading,), kind=Figure.TEXT, width=width)


_COUNT = Column(key="count", heading=("Số khoản",), short="Số\nkhoản", width=6)
_ALL = Column(
    key="all", heading=("Theo biểu mức thu",), short="Theo\nbiểu", width=11,
    parts=("due", "free", "reduced"),
)  # fmt: skip
_FREE = Column(key="free", heading=(_LESS, "Miễn"), width=11)
_REDUCED = Column(key="reduced", heading=(_LESS, "Giảm"), width=9)
_DUE = Column(key="due", heading=("Phải thu sau miễn, giảm",), short="Phải\nthu", width=11)
_TAKEN = Column(key="taken", heading=("Đã thu",), width=11)
_CANCELLED = Column(
    key="cancelled", heading=(_BACK, "Hủy biên lai"), short="Hủy\nbiên lai", width=9
)
_REFUNDED = Column(key="refunded", heading=(_BACK, "Hoàn tiền"), short="Hoàn\ntiền", width=9)
_LEFT = Column(
    key="left", heading=("Thực thu",), width=11, parts=("taken", "cancelled", "refunded")
)
_OPEN = Column(key="open", heading=("Còn phải thu đến cuối kỳ",), short="Còn\nphải thu", width=11)


def fees_table(moves: Iterable[FeeMove], period: Period, as_of: datetime) -> ReportTable:
    """Return what the money of a period came to, by field of the procedures."""
    known: dict[str, str] = {}

    def field(move: FeeMove) -> str:
        known[move.field_code] = move.field_name
        return move.field_code

    found = _Sums(moves, field)
    columns = (
        _text("Lĩnh vực", 20), _COUNT, _ALL, _FREE, _REDUCED, _DUE, _TAKEN, _CANCELLED, _REFUNDED,
        _LEFT, _OPEN,
    )  # fmt: skip
    return ReportTable(
        name="fees",
        period=period,
        as_of=as_of,
        columns=columns,
        lines=found.lines(columns, known),
        notes=NOTES,
    )


def fee_officers_table(
    moves: Iterable[FeeMove], offices: Mapping[str, str], period: Period, as_of: datetime
) -> ReportTable:
    """Return who worked out, took and gave back how much; what is open is whose worked it out.

    Args:
        moves: of the period.
        offices: names by id, where several offices are counted; else empty.
        period: first to last day.
        as_of: as of when.
    """

    def officer(move: FeeMove) -> str:
        name = move.officer_name or "Không rõ"
        office = offices.get(move.office_id)
        return f"{name} ({office})" if office else name

    found = _Sums(moves, officer)
    columns = (
        _text("Cán bộ", 26), _COUNT, _DUE, _FREE, _REDUCED, _TAKEN, _CANCELLED, _REFUNDED, _LEFT,
        _OPEN,
    )  # fmt: skip
    return ReportTable(
        name="fee_officers",
        period=period,
        as_of=as_of,
        columns=columns,
        lines=found.lines(columns),
        notes=(*NOTES, OF_OFFICERS),
    )


def fee_grounds_table(moves: Iterable[FeeMove], period: Period, as_of: datetime) -> ReportTable:
    """Return on which grounds how much less was paid; of several the one that counted."""
    found = _Sums((move for move in moves if move.ground), _ground)
    columns = (
        _text("Căn cứ miễn, giảm", 80),
        Column(key="fees", heading=("Số khoản",), width=9),
        _FREE,
        _REDUCED,
        Column(key="off", heading=("Cộng",), width=13, parts=("free", "reduced")),
    )
    return ReportTable(
        name="fee_grounds", period=period, as_of=as_of, columns=columns, lines=found.lines(columns)
    )


def _ground(move: FeeMove) -> str:
    return move.ground


class _Sum:
    """A sum over dossiers: a number and a place in two rows for each move, no table of its own.

    Attributes:
        total: of all amounts.
    """

    __slots__ = ("_amounts", "_ids", "total")

    def __init__(self) -> None:
        self.total = 0
        self._ids: list[str] = []
        self._amounts = array("q")

    def add(self, dossier_id: str, amount: int) -> None:
        """Add a part of a dossier; it may have several."""
        self.total += amount
        self._ids.append(dossier_id)
        self._amounts.append(amount)

    def behind(self) -> tuple[str, ...]:
        """Return the dossiers whose parts do not cancel each other out, each once."""
        if len(set(self._ids)) == len(self._ids) and all(self._amounts):
            return tuple(self._ids)
        parts: defaultdict[str, int] = defaultdict(int)
        for dossier_id, amount in zip(self._ids, self._amounts, strict=True):
            parts[dossier_id] += amount
        return tuple(dossier_id for dossier_id, amount in parts.items() if amount)


class _Sums:
    """Sums by row and column, with the dossiers behind each that is not nothing.

    Args:
        moves: what is added up.
        row: names the row of each.
    """

    def __init__(self, moves: Iterable[FeeMove], row: Callable[[FeeMove], str]) -> None:
        self._sums: dict[str, dict[str, _Sum]] = defaultdict(lambda: defaultdict(_Sum))
        for move in moves:
            sums = self._sums[row(move)]
            sums[move.figure].add(move.dossier_id, move.amount)
            if move.ground:
                sums["fees"].add(move.dossier_id, 1 if move.amount > 0 else -1)

    def lines(
        self, columns: tuple[Column, ...], names: Mapping[str, str] | None = None
    ) -> tuple[Line, ...]:
        """Return the rows in Vietnamese order; ``names`` by their keys, where these are none."""
        keys = [column.key for column in columns if column.base and column.kind is Figure.NUMBER]
        named = {key: names[key] if names else key for key in self._sums}
        lines = []
        for row in sorted(named, key=lambda key: sort_key(named[key])):
            sums = self._sums.pop(row)
            behind = {key: sums[key].behind() for key in keys}
            if any(behind.values()):
                cells = {key: sums[key].total for key in keys}
                lines.append(Line(cells={"name": named[row], **cells}, behind=behind))
        return tuple(lines)
