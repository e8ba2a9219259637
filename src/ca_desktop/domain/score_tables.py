"""Points of units and people as tables that screen, workbook and paper draw from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from ca_desktop.domain.figures import listed
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.domain.scoring import Basis, Mark, ScoreSheet, tenths_text

SAID = {
    Basis.ENTERED: "người chấm điểm nhập",
    Basis.COMPUTED: "tính từ hồ sơ",
    Basis.QUARTERS: "bình quân các quý",
    Basis.MISSING: "chưa nhập",
    Basis.NO_DOSSIERS: "không có hồ sơ, không chấm",
}
TOTAL, GRADE = "TỔNG ĐIỂM", "XẾP LOẠI"
NOT_ENOUGH = "chưa đủ"
NOT_JUDGED, BLANK = "không chấm", "–"
ADDS_NOT = "Chỉ cộng điểm và xếp loại theo quý hoặc theo năm."
NOTE = (
    "Chỉ số 3 tính số lần yêu cầu bổ sung; lần do lỗi của người nộp thì người chấm điểm nhập lại."
    " Chỉ số 5 đạt 2 điểm khi từ 20% hồ sơ giải quyết ngay trong ngày; chỉ số 9 tính theo hồ sơ."
)
UNSAID = (
    "Kỳ không có hồ sơ để chấm: Thông tư 01/2018/TT-VPCP không nói trường hợp này, nên chương trình"
    " theo quy ước riêng. Chỉ số chấm theo hồ sơ được bỏ qua; tổng điểm cộng các chỉ số còn lại,"
    " ghi trên số điểm tối đa của chúng, và không xếp loại; quý như vậy không tính vào bình quân"
    " năm. Đơn vị xem lại trước khi công bố."
)
"""Whoever publishes the points is to know that this is a choice of the program."""


def _text(key: str, heading: str, width: int) -> Column:
    return Column(key=key, heading=(heading,), kind=Figure.TEXT, width=width)


def _tenths(key: str, heading: str, width: int, short: str = "") -> Column:
    return Column(key=key, heading=(heading,), kind=Figure.TENTHS, width=width, short=short)


SHEET_COLUMNS = (
    _text("key", "Chỉ số", 8),
    _text("name", "Nội dung", 42),
    _tenths("computed", "Tính được", 10, "Tính\nđược"),
    _tenths("entered", "Người nhập", 10, "Người\nnhập"),
    _tenths("points", "Điểm (0 đến 2)", 11, "Điểm\n(0 đến 2)"),
    _text("how", "Cách có điểm", 44),
)


def sheet_table(
    name: str,
    sheet: ScoreSheet,
    *,
    whose: str,
    period: Period,
    as_of: datetime,
    naming: bool = True,
) -> ReportTable:
    """Return the sheet of one unit or person: a line an indicator, then total and grade.

    Args:
        name: of the report.
        sheet: the points.
        whose: name of the unit or person.
        period: first to last day.
        as_of: as of when the dossiers stand.
        naming: say who entered points, and in what words.
    """
    lines = [_line(mark, naming=naming) for mark in sheet.marks]
    lines += [
        Line(cells={"key": "", "name": TOTAL, "computed": "", "entered": ""} | _total(sheet)),
        Line(
            cells={"key": "", "name": GRADE, "computed": "", "entered": "", "points": ""}
            | {"how": sheet.grade or (lacking(sheet) if sheet.unjudged else NOT_ENOUGH)}
        ),
    ]
    table = listed(name, SHEET_COLUMNS, lines, period=period, as_of=as_of)
    return _with_notes(table, (f"{'Cán bộ' if sheet.staff else 'Đơn vị'}: {whose}.",), (sheet,))


def _line(mark: Mark, *, naming: bool) -> Line:
    cells: dict[str, str | int] = {
        "key": str(mark.indicator.number),
        "name": mark.indicator.name,
        "how": how_words(mark, naming=naming),
    }
    for key, points in (
        ("computed", mark.computed),
        ("entered", mark.entered),
        ("points", mark.points),
    ):
        cells[key] = "" if points is None else points
    if mark.basis is Basis.NO_DOSSIERS:
        cells["points"] = BLANK
    behind = dict.fromkeys(("name", "computed", "points"), mark.behind) if mark.behind else {}
    return Line(cells=cells, behind=behind)


def how_words(mark: Mark, *, naming: bool = True) -> str:
    """Say where points come from, and who entered them when and why."""
    entry = mark.entry
    if mark.basis is not Basis.ENTERED or entry is None:
        if mark.basis is Basis.MISSING and mark.computed is not None:
            return f"chưa nhập; nếu không có phản ánh đúng: {tenths_text(mark.computed)}"
        return SAID[mark.basis]
    day = day_text(parse_moment(entry.at).date())
    if not naming:
        return f"{SAID[Basis.ENTERED]} {day}"
    why = "; ".join(part for part in (entry.reason, entry.evidence) if part)
    return f"{entry.officer_name} nhập {day}: {why}"


def _total(sheet: ScoreSheet) -> dict[str, str | int]:
    if sheet.total is not None:
        return {"points": sheet.total, "how": f"trên {tenths_text(sheet.most)} điểm"}
    nothing = sheet.adds and not sheet.missing
    return {"points": NOT_JUDGED if nothing else NOT_ENOUGH, "how": lacking(sheet)}


def lacking(sheet: ScoreSheet) -> str:
    """Say why there is no total, or no grade; empty where there are both."""
    if not sheet.adds:
        return ADDS_NOT
    if sheet.missing:
        return f"thiếu điểm của chỉ số {', '.join(map(str, sheet.missing))}"
    if not sheet.unjudged:
        return ""
    if sheet.total is None:
        return SAID[Basis.NO_DOSSIERS]
    numbers = ", ".join(map(str, sheet.unjudged))
    return f"không xếp loại: không chấm chỉ số {numbers}"


def sheets_table(
    name: str,
    sheets: Sequence[tuple[str, ScoreSheet]],
    first: str,
    *,
    period: Period,
    as_of: datetime,
) -> ReportTable:
    """Return many units or people, a line each, as given.

    Args:
        name: of the report.
        sheets: each with the name of whose it is; all of one scale.
        first: heading of those names.
        period: first to last day.
        as_of: as of when the dossiers stand.
    """
    marks = sheets[0][1].marks if sheets else ()
    columns = (
        _text("name", first, 26),
        *(
            Column(
                key=f"n{mark.indicator.number}",
                heading=("Điểm của chỉ số", str(mark.indicator.number)),
                kind=Figure.TENTHS,
                width=8,
            )
            for mark in marks
        ),
        _tenths("total", "Tổng điểm", 11),
        _text("grade", "Xếp loại", 40),
    )
    lines = [Line(cells=dict(_row(whose, sheet))) for whose, sheet in sheets]
    names = tuple(f"({x.indicator.number}) {x.indicator.name}" for x in marks)
    notes = (f"Chỉ số: {'; '.join(names)}.",) if names else ()
    table = listed(name, columns, lines, period=period, as_of=as_of)
    return _with_notes(table, notes, [sheet for _whose, sheet in sheets])


def _row(whose: str, sheet: ScoreSheet) -> Iterator[tuple[str, str | int]]:
    yield "name", whose
    for mark in sheet.marks:
        blank = BLANK if mark.basis is Basis.NO_DOSSIERS else ""
        yield f"n{mark.indicator.number}", blank if mark.points is None else mark.points
    yield "total", _total(sheet)["points"]
    yield "grade", sheet.grade or lacking(sheet)


def _with_notes(
    table: ReportTable, first: Sequence[str], sheets: Sequence[ScoreSheet]
) -> ReportTable:
    scale = sheets[0].scale if sheets else None
    said = (f"Căn cứ: {scale.basis}. {scale.note}".strip(),) if scale else ()
    choice = (UNSAID,) if any(sheet.unjudged for sheet in sheets) else ()
    return replace(table, notes=(*first, NOTE, *choice, *said))
