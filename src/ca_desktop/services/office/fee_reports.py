"""Reports of fees: by field, by officer, by the ground on which less is paid."""

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


class _Sums:
    """Sums by row and column, with the dossiers behind each that is not nothing.

    Args:
        moves: what is added up.
        row: names the row of each.
    """

    def __init__(self, moves: Iterable[FeeMove], row: Callable[[FeeMove], str]) -> None:
        self._parts: dict[str, dict[str, dict[str, int]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(int))
        )
        for move in moves:
            key = row(move)
            self._parts[key][move.figure][move.dossier_id] += move.amount
            if move.ground:
                self._parts[key]["fees"][move.dossier_id] += 1 if move.amount > 0 else -1

    def lines(
        self, columns: tuple[Column, ...], names: Mapping[str, str] | None = None
    ) -> tuple[Line, ...]:
        """Return the rows in Vietnamese order; ``names`` by their keys, where these are none."""
        keys = [column.key for column in columns if column.base and column.kind is Figure.NUMBER]
        named = {key: names[key] if names else key for key in self._parts}
        lines = []
        for row in sorted(named, key=lambda key: sort_key(named[key])):
            behind = {key: self._behind(row, key) for key in keys}
            if any(behind.values()):
                sums = {key: sum(self._parts[row][key].values()) for key in keys}
                lines.append(Line(cells={"name": named[row], **sums}, behind=behind))
        return tuple(lines)

    def _behind(self, row: str, key: str) -> tuple[str, ...]:
        return tuple(dossier for dossier, amount in self._parts[row][key].items() if amount)
