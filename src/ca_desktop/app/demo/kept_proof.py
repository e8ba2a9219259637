"""The proof that commune and centre count alike: month by month, column by column of Biểu 06."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ca_desktop.domain.moments import day_text
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable, ReportWords
from ca_desktop.services.office import closing, reports
from ca_desktop.services.ports.office import Ports

TITLE = "ĐỐI CHIẾU BIỂU 06 GIỮA XÃ VÀ TRUNG TÂM"
NOTES = (
    "Xã: số liệu của tháng đã đóng. Trung tâm: đếm lại từ dữ liệu xã đã chuyển đến, cùng mốc.",
    "Chênh lệch: số của trung tâm trừ số của xã.",
)
SIDES = ("Xã", "Trung tâm", "Chênh lệch")


def proof_of(
    commune: Ports, centre: Ports, code: str, closed: Sequence[str]
) -> tuple[ReportTable, list[str]]:
    """Return the table, and the names of the months that differ.

    Args:
        commune: whose months they are.
        centre: counts them again.
        code: of the commune.
        closed: ids of the snapshots, in the order of the months.
    """
    lines: list[Line] = []
    wrong: list[str] = []
    table = closing.table_of(commune, closed[0], "form06")
    for month, closing_id in enumerate(closed, start=1):
        table = closing.table_of(commune, closing_id, "form06")
        if table.period is None:
            raise LookupError(closing_id)
        wanted = reports.Wanted(period=table.period, commune=code, at=table.as_of)
        here, there = _figures(table), _figures(reports.report(centre, "form06", wanted))
        apart = {key: there[key] - here[key] for key in here}
        if any(apart.values()):
            wrong.append(f"form06 {month:02d}")
        mark = f"{table.as_of:%H:%M} {day_text(table.as_of.date())}"
        for side, figures in zip(SIDES, (here, there, apart), strict=True):
            first = side == SIDES[0]
            named = {"month": f"{month:02d}" if first else "", "mark": mark if first else ""}
            lines.append(Line(cells={**named, "side": side, **figures}))
    return _table(table, lines), wrong


def save_proof(commune: Ports, table: ReportTable, folder: Path) -> None:
    """Write the table as a workbook and on paper."""
    folder.mkdir()
    with commune.reading() as view:
        head = reports.head_of(view)
    for suffix in ("xlsx", "pdf"):
        reports.write_report(commune, table, head, folder / f"doi-chieu-bieu-06.{suffix}")


def _figures(table: ReportTable) -> dict[str, int]:
    total = table.total
    return {column.key: table.number(total, column.key) for column in _counted(table)}


def _counted(table: ReportTable) -> Iterator[Column]:
    return (column for column in table.columns if column.kind is Figure.NUMBER)


def _table(like: ReportTable, lines: Sequence[Line]) -> ReportTable:
    texts = (("month", "Tháng", 7), ("mark", "Số liệu đến", 17), ("side", "Nơi đếm", 12))
    return replace(
        like,
        name="form06_proof",
        period=None,
        columns=(
            *(
                Column(key=key, heading=(heading,), kind=Figure.TEXT, width=width)
                for key, heading, width in texts
            ),
            *_counted(like),
        ),
        lines=tuple(lines),
        words=ReportWords(title=TITLE, measure=like.words.measure),
        totalled=False,
        lettered=False,
        notes=NOTES,
        chart=None,
    )
