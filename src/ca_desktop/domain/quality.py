"""What can be computed here of QĐ 766/QĐ-TTg and of the scoring of TT 01/2018; the rest is named.

Points are whole tenths or hundredths made of exact fractions; nothing that is not measured gets a
point. Rules: docs/sources.md#quality.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ca_desktop.domain.figures import listed
from ca_desktop.domain.rates import Share
from ca_desktop.domain.report_tables import Column, Figure, Line, ReportTable, rate_text
from ca_desktop.domain.reports import Form06

NOT_HERE = "không đo được ở đây"
BY_HAND = "người chấm điểm nhập"
TWICE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What both scorings look at, of every dossier that a period counts.

    Attributes:
        form: Biểu 06 of the period.
        asked: how often papers were asked for, by dossier; a missing one: never.
    """

    form: Form06
    asked: Mapping[str, int]

    def ids(self, *columns: str) -> tuple[str, ...]:
        """Return the dossiers in columns of the form."""
        return tuple(x for column in columns for x in self.form.behind(None, column))


def points(share: Share, most: int, threshold: int = 100) -> Fraction | None:
    """Return rate × most ÷ threshold, at most ``most``; None for 0 of 0.

    Source:
        QĐ 766/QĐ-TTg as its scoring is published (docs/sources.md#quality).
    """
    if share.exact is None:
        return None
    return min(share.exact * 100 / threshold, Fraction(1)) * most


def _hundredths(value: Fraction | None) -> str:
    if value is None:
        return "không có hồ sơ"
    rounded = int(value * 100 + Fraction(1, 2))
    return f"{rounded // 100},{rounded % 100:02d}"


def in_time(measured: Measured) -> Share:
    """Return indicator 2.1: settled or open in time, of all; asked twice for papers is late."""
    everything = measured.ids("c7", "c11")
    good = [x for x in measured.ids("c8", "c9", "c12") if measured.asked.get(x, 0) < TWICE]
    return Share(len(good), len(everything))


def online(measured: Measured) -> Share:
    """Return indicator 3.3: taken in online, of all taken in."""
    total = measured.form.total.figures
    return Share(total["c4"], total["c4"] + total["c5"])


def not_late(measured: Measured) -> Share:
    """Return indicator 5.4 without what citizens say: settled in time, of settled."""
    total = measured.form.total.figures
    return Share(total["c8"] + total["c9"], total["c7"])


_MISSING_766 = (
    ("1.1–1.4", "Công khai, minh bạch", 18),
    ("2.2", "Thời gian giải quyết trung bình (chỉ hiển thị)", 0),
    ("3 còn lại", "Hồ sơ trực tuyến toàn trình trên hồ sơ đủ điều kiện", 0),
    ("4", "Thanh toán trực tuyến", 10),
    ("5", "Số hóa hồ sơ", 22),
    ("5.2, 5.3", "Phản ánh, kiến nghị", 12),
)


def q766_table(measured: Measured) -> ReportTable:
    """Return the indicators of QĐ 766 with points where they are computed."""
    good, net, kept = in_time(measured), online(measured), not_late(measured)
    known = (
        ("2.1", "Hồ sơ xử lý trước hạn, đúng hạn", 20, good, points(good, 20)),
        ("3.3", "Hồ sơ nộp trực tuyến (đủ điểm từ 50%)", 12, net, points(net, 12, 50)),
        ("5.4", "Không trễ hạn, chưa trừ phản ánh (đủ điểm từ 90%)", 6, kept, points(kept, 6, 90)),
    )
    opens = {
        "2.1": measured.ids("c10", "c13"),
        "3.3": measured.ids("c4"),
        "5.4": measured.ids("c10"),
    }
    lines = [
        Line(
            cells={
                "key": key,
                "name": name,
                "most": most,
                "rate": rate_text(share),
                "count": f"{share.part}/{share.whole}",
                "points": _hundredths(got),
            },
            behind={"rate": opens[key]},
        )
        for key, name, most, share, got in known
    ]
    lines += [
        Line(cells={"key": key, "name": name, "most": most, "points": NOT_HERE})
        for key, name, most in _MISSING_766
    ]
    columns = (
        Column(key="key", heading=("Chỉ số",), kind=Figure.TEXT, width=10),
        Column(key="name", heading=("Nội dung",), kind=Figure.TEXT, width=52),
        Column(key="most", heading=("Điểm tối đa",), width=10),
        Column(key="count", heading=("Số hồ sơ",), kind=Figure.TEXT, width=14),
        Column(key="rate", heading=("Tỷ lệ (%)",), kind=Figure.TEXT, width=16),
        Column(key="points", heading=("Điểm tính được",), kind=Figure.TEXT, width=22),
    )
    return listed("q766", columns, lines, period=measured.form.period, as_of=measured.form.as_of)


def mean_tenths(values: Sequence[int]) -> str:
    """Return the mean of points with one decimal, half up; an empty text for none."""
    if not values:
        return ""
    tenths = int(Fraction(10 * sum(values), len(values)) + Fraction(1, 2))
    return f"{tenths // 10},{tenths % 10}"


_SCALE = {"c8": 2, "c9": 1, "c10": 0}
_BY_PERSON = {
    2: "Thời gian của từng cơ quan so với quy định",
    4: "Số cơ quan phải liên hệ",
    6: "Công khai thủ tục hành chính",
    8: "Xử lý phản ánh, kiến nghị",
}


def score_table(measured: Measured, handled_at_once: Sequence[str]) -> ReportTable:
    """Return the nine indicators of TT 01/2018 art. 13–15, 0 to 2 points each, 18 in all.

    Args:
        measured: the period.
        handled_at_once: dossiers settled on the day they were taken in.
    """
    time = [_SCALE[column] for column in _SCALE for _id in measured.ids(column)]
    settled = measured.ids("c7")
    contacts = [max(2 - measured.asked.get(x, 0), 0) for x in settled]
    at_once = Share(len(handled_at_once), len(settled))
    fifth = at_once.exact is not None and at_once.exact >= Fraction(1, 5)
    desk = "2,0" if fifth else "1,0"
    share = online(measured)
    late = bool(measured.ids("c10", "c13"))
    known = {
        1: ("Tổng thời gian giải quyết so với quy định", mean_tenths(time), measured.ids("c10")),
        3: ("Số lần liên hệ để hoàn thiện hồ sơ", mean_tenths(contacts), _asked(measured)),
        5: ("Tổ chức một cửa", desk if settled else "", tuple(handled_at_once)),
        7: ("Thái độ phục vụ, nếu không có phản ánh đúng", mean_tenths(time), measured.ids("c10")),
        9: ("Dịch vụ trực tuyến, theo hồ sơ", _online(share, late=late), measured.ids("c4")),
    }
    lines = []
    for number in range(1, 10):
        if number in _BY_PERSON:
            cells = {"name": _BY_PERSON[number], "points": "", "how": BY_HAND}
            lines.append(Line(cells={"key": str(number)} | cells))
            continue
        name, got, behind = known[number]
        how = "tính từ hồ sơ" if got else "không có hồ sơ"
        cells = {"key": str(number), "name": name, "points": got, "how": how}
        lines.append(Line(cells=cells, behind={"points": behind}))
    columns = (
        Column(key="key", heading=("Chỉ số",), kind=Figure.TEXT, width=8),
        Column(key="name", heading=("Nội dung",), kind=Figure.TEXT, width=52),
        Column(key="points", heading=("Điểm (0 đến 2)",), kind=Figure.TEXT, width=14),
        Column(key="how", heading=("Cách có điểm",), kind=Figure.TEXT, width=24),
    )
    return listed("score", columns, lines, period=measured.form.period, as_of=measured.form.as_of)


def _asked(measured: Measured) -> tuple[str, ...]:
    return tuple(x for x in measured.ids("c7") if measured.asked.get(x, 0))


def _online(share: Share, *, late: bool) -> str:
    if share.exact is None:
        return ""
    if late or share.exact < Fraction(15, 100):
        return "0,0"
    return "2,0" if share.exact >= Fraction(30, 100) else "1,0"
