"""The text of a report in the outline that communes use, its figures filled in, ready to copy."""

from collections.abc import Iterable, Iterator, Sequence

from ca_desktop.domain.lateness import CAUSE_NAMES, Cause, Lateness
from ca_desktop.domain.periods import period_name
from ca_desktop.domain.quality import Measured, online
from ca_desktop.domain.rates import OnTimeRow, Share
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable, rate_text
from ca_desktop.domain.reports import Form06Row

BLANK = "……………………………………………………"


def text_report(
    measured: Measured, rates: OnTimeRow, late: Sequence[Lateness], unit: str
) -> ReportTable:
    """Return the report as paragraphs: I general, II by field, III shortcomings, IV tasks.

    Args:
        measured: the period.
        rates: of the whole.
        late: of every dossier with late days in the period.
        unit: whose report it is.
    """
    form = measured.form
    parts = [
        *_general(form.total, rates, f"{unit}, {period_name(form.period)}"),
        "II. KẾT QUẢ THEO LĨNH VỰC, ĐƠN VỊ",
        *(map(_field, form.rows) if form.rows else ["Kỳ này không có hồ sơ."]),
        *_shortcomings(measured, late),
        "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TỚI",
        f"1. Giải quyết dứt điểm {form.total.figures['c13']} hồ sơ đang quá hạn.",
        f"2. {BLANK}",
    ]
    return ReportTable(
        name="text",
        period=form.period,
        as_of=form.as_of,
        columns=(Column(key="text", heading=("Nội dung",), kind=Figure.TEXT, width=120),),
        lines=tuple(Line(cells={"text": part}) for part in parts),
        totalled=False,
        prose=True,
    )


def _general(total: Form06Row, rates: OnTimeRow, whose: str) -> Iterator[str]:
    n = total.figures
    yield "I. TÌNH HÌNH CHUNG"
    yield (
        f"{whose}: nhận giải quyết {n['c3']} hồ sơ, trong đó nộp trực tuyến {n['c4']}, nộp trực"
        f" tiếp và qua bưu chính {n['c5']}, từ kỳ trước chuyển sang {n['c6']}."
    )
    yield (
        f"Đã giải quyết {n['c7']} hồ sơ: trước hạn {n['c8']}, đúng hạn {n['c9']}, quá hạn"
        f" {n['c10']}. Đang giải quyết {n['c11']} hồ sơ: trong hạn {n['c12']}, quá hạn {n['c13']}."
    )
    yield (
        f"Tỷ lệ đúng hạn: trong số đã giải quyết {_percent(rates.of_results)}; tính cả hồ sơ đang"
        f" quá hạn {_percent(rates.of_all_due)}; so với lần hẹn đầu"
        f" {_percent(rates.of_first_promise)}."
    )


def _field(row: Form06Row) -> str:
    n = row.figures
    return (
        f"- {row.field}: nhận {n['c3']}, đã giải quyết {n['c7']} (quá hạn {n['c10']}), đang giải"
        f" quyết {n['c11']} (quá hạn {n['c13']})."
    )


def _shortcomings(measured: Measured, late: Sequence[Lateness]) -> Iterator[str]:
    n = measured.form.total.figures
    yield "III. TỒN TẠI, HẠN CHẾ"
    yield f"1. Hồ sơ quá hạn: đã giải quyết {n['c10']}, đang giải quyết {n['c13']}."
    if late:
        yield f"Ngày làm việc quá hạn theo nguyên nhân: {_causes(late)}."
    yield f"2. Tỷ lệ hồ sơ nộp trực tuyến: {_percent(online(measured))}."
    asked = sum(bool(measured.asked.get(x, 0)) for x in measured.ids("c3"))
    yield f"3. Hồ sơ phải yêu cầu bổ sung: {asked}."
    yield f"4. {BLANK}"


def _causes(late: Iterable[Lateness]) -> str:
    found = list(late)
    sums = {cause: sum(x.number(cause) for x in found) for cause in Cause}
    return ", ".join(f"{CAUSE_NAMES[x].lower()} {number}" for x, number in sums.items() if number)


def _percent(share: Share) -> str:
    said = rate_text(share)
    return said if share.exact is None else f"{said}%"
