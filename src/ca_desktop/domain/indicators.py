"""QĐ 766/QĐ-TTg (23/06/2022): its 100 points, as far as dossiers and receipts of an office tell.

Every indicator has its line: computed, or named as not measurable here with the reason. Rules:
docs/sources.md#quality.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from ca_desktop.domain.figures import listed
from ca_desktop.domain.quality import Measured, in_time, not_late, online, points
from ca_desktop.domain.rates import Share
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable, rate_text

NOT_HERE = "không đo được ở đây"
SHOWN_ONLY = "chỉ hiển thị"
HALF, NEARLY = 50, 90
"""Per cent from which an indicator has all its points: 3.3, 5.4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """What is to be paid of the dossiers of the period, and what was by receipts that stand.

    Attributes:
        due: how many dossiers taken in in the period have something to pay.
        online: those of them of which something was paid through a portal.
    """

    due: int = 0
    online: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator.

    Attributes:
        key: as the decision numbers it.
        most: points; 0 where it is shown without any.
        share: None where it is not measured here.
        got: points.
        why: what is not measured and why, or how it was counted.
        behind: dossiers it opens.
        shown: a report of its own shows it, as ``why`` says; it gives no points.
    """

    key: str
    name: str
    most: int
    share: Share | None = None
    got: Fraction | None = None
    why: str = ""
    behind: tuple[str, ...] = ()
    shown: bool = False


_UPPER = "đo ở cấp tỉnh, bộ khi công bố thủ tục"
_PORTAL = "số liệu ở Cổng Dịch vụ công quốc gia"
_LEVEL = "danh mục không ghi mức độ trực tuyến của thủ tục"
_RESULT = "kết quả điện tử giữ ở hệ thống khác"
_TWO_READINGS = (
    "bản công bố cách tính chưa nói rõ mẫu số: thủ tục có thu, hay thủ tục có hồ sơ phải nộp tiền"
)
_PETITION = "phản ánh, kiến nghị giữ ở hệ thống khác"

_BEFORE = (
    Indicator(key="1.1", name="Thủ tục công bố đúng hạn", most=6, why=_UPPER),
    Indicator(key="1.2", name="Cập nhật, công khai đúng hạn", most=4, why=_UPPER),
    Indicator(key="1.3", name="Công khai đủ nội dung", most=2, why=_UPPER),
    Indicator(key="1.4", name="Hồ sơ đồng bộ lên Cổng quốc gia", most=6, why=_PORTAL),
)
_AFTER_TIME = (
    Indicator(
        key="2.2",
        name="Thời gian giải quyết trung bình",
        most=0,
        why="ở báo cáo Thời gian giải quyết trung bình",
        shown=True,
    ),
    Indicator(key="3.1", name="Thủ tục cung cấp trực tuyến", most=0, why=_LEVEL),
    Indicator(key="3.2", name="Dịch vụ trực tuyến có hồ sơ", most=0, why=_LEVEL),
)
_AFTER_ONLINE = (
    Indicator(key="3.5", name="Thủ tục có thanh toán trực tuyến", most=2, why=_PORTAL),
    Indicator(
        key="3.5b",
        name="Thủ tục có giao dịch thanh toán trực tuyến",
        most=2,
        why=_TWO_READINGS,
    ),
)
_DIGITAL = (
    Indicator(key="4.1", name="Kết quả điện tử", most=6, why=_RESULT),
    Indicator(key="4.2", name="Số hóa hồ sơ", most=4, why=f"cần cả thành phần và {_RESULT}"),
    Indicator(
        key="4 chứng thực",
        name="Bản sao chứng thực điện tử",
        most=2,
        why=_PORTAL,
    ),
    Indicator(
        key="4.3",
        name="Dùng lại dữ liệu số hóa",
        most=2,
        why="hồ sơ không ghi giấy tờ nào được dùng lại",
    ),
    Indicator(key="4.4", name="Chia sẻ với kho dữ liệu cá nhân", most=4, why=_PORTAL),
    Indicator(
        key="4.5a",
        name="Thủ tục kết nối cơ sở dữ liệu dân cư",
        most=2,
        why="chương trình chạy không cần mạng, không kết nối",
    ),
    Indicator(
        key="4.5b",
        name="Hồ sơ dùng dữ liệu dân cư",
        most=2,
        why="chương trình chạy không cần mạng, không kết nối",
    ),
    Indicator(key="5.1", name="Xếp loại mức độ hài lòng", most=0, why="cấp trên xếp loại"),
    Indicator(key="5.2", name="Phản ánh trả lời đúng hạn", most=6, why=_PETITION),
    Indicator(key="5.3", name="Hài lòng với trả lời phản ánh", most=6, why=_PETITION),
)


def indicators(measured: Measured, payments: Payments) -> Iterator[Indicator]:
    """Yield every indicator in the order of the decision."""
    good, net, kept = in_time(measured), online(measured), not_late(measured)
    portal = Share(len(payments.online), payments.due)
    yield from _BEFORE
    yield Indicator(
        key="2.1",
        name="Hồ sơ xử lý trước hạn, đúng hạn",
        most=20,
        share=good,
        got=points(good, 20),
        why="yêu cầu bổ sung từ hai lần là quá hạn",
        behind=measured.ids("c10", "c13"),
    )
    yield from _AFTER_TIME
    yield Indicator(
        key="3.3",
        name="Hồ sơ nộp trực tuyến",
        most=12,
        share=net,
        got=points(net, 12, HALF),
        why=f"đủ điểm từ {HALF}%; chưa xét kết quả điện tử",
        behind=measured.ids("c4"),
    )
    yield from _AFTER_ONLINE
    yield Indicator(
        key="3.6",
        name="Hồ sơ thanh toán trực tuyến",
        most=6,
        share=portal,
        got=points(portal, 6),
        why="trên hồ sơ nhận trong kỳ của thủ tục có thu, trừ hồ sơ không phải nộp tiền"
        " và hồ sơ chưa biết mức thu theo nghị quyết HĐND",
        behind=tuple(sorted(payments.online)),
    )
    yield from _DIGITAL
    yield Indicator(
        key="5.4",
        name="Hài lòng về giải quyết thủ tục",
        most=6,
        share=kept,
        got=points(kept, 6, NEARLY),
        why=f"đủ điểm từ {NEARLY}%; chưa trừ phản ánh",
        behind=measured.ids("c10"),
    )


def q766_table(measured: Measured, payments: Payments) -> ReportTable:
    """Return the indicators of QĐ 766 with points where they are computed."""
    found = tuple(indicators(measured, payments))
    columns = (
        Column(key="key", heading=("Chỉ số",), kind=Figure.TEXT, width=10),
        Column(key="name", heading=("Nội dung",), kind=Figure.TEXT, width=34),
        Column(key="most", heading=("Điểm tối đa",), width=9),
        Column(key="count", heading=("Số lượng",), kind=Figure.TEXT, width=12),
        Column(key="rate", heading=("Tỷ lệ (%)",), kind=Figure.TEXT, width=14),
        Column(key="points", heading=("Điểm tính được",), kind=Figure.TEXT, width=18),
        Column(key="why", heading=("Cách tính, lý do chưa đo được",), kind=Figure.TEXT, width=38),
    )
    period, moment = measured.form.period, measured.form.as_of
    table = listed("q766", columns, map(_line, found), period=period, as_of=moment)
    return table.noted(_sum(found))


def _sum(found: Iterable[Indicator]) -> str:
    known = [x for x in found if x.got is not None]
    most = sum(x.most for x in known)
    got = sum((x.got or Fraction(0) for x in known), Fraction(0))
    return (
        f"Tính được {hundredths(got)} trên {most} điểm của các chỉ số có số liệu;"
        f" {100 - most} điểm còn lại không tính ở đây."
    )


def _line(found: Indicator) -> Line:
    cells: dict[str, str | int] = {
        "key": found.key,
        "name": found.name,
        "most": found.most,
        "why": found.why,
    }
    if found.share is not None:
        cells |= {
            "count": f"{found.share.part}/{found.share.whole}",
            "rate": rate_text(found.share),
            "points": hundredths(found.got),
        }
    else:
        cells["points"] = SHOWN_ONLY if found.shown else NOT_HERE
    return Line(cells=cells, behind={"rate": found.behind} if found.share is not None else {})


def hundredths(value: Fraction | None) -> str:
    """Write points with two decimals, half up; None is a rate of nothing."""
    if value is None:
        return "không có hồ sơ"
    rounded = int(value * 100 + Fraction(1, 2))
    return f"{rounded // 100},{rounded % 100:02d}"
