"""The list of reports: window, command line and tests all read this one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ca_desktop.domain.catalogue_figures import procedures_table
from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.figures import BY_FIELD, BY_UNIT, form06_table, on_time_table
from ca_desktop.domain.handling_times import handling_table
from ca_desktop.domain.indicators import q766_table
from ca_desktop.domain.late_figures import causes_table, late_table
from ca_desktop.domain.lateness import Lateness
from ca_desktop.domain.periods import PeriodKind, kind_of
from ca_desktop.domain.rates import FINISHED, OnTimeTable, on_time
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import Form06, Period, form06
from ca_desktop.domain.roles import Role
from ca_desktop.domain.score_tables import sheet_table, sheets_table
from ca_desktop.domain.text_report import text_report
from ca_desktop.services.office.asked import Asked
from ca_desktop.services.office.cash_rights import READING
from ca_desktop.services.office.fee_reports import (
    fee_grounds_table,
    fee_officers_table,
    fees_table,
)
from ca_desktop.services.office.indicator_facts import handled, payments
from ca_desktop.services.office.scoring import ADDING, READERS, Scoring
from ca_desktop.services.office.work_reports import (
    due_table,
    officers_table,
    reasons_table,
    uncollected_table,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report.

    Attributes:
        title: in menus and lists; what stands on paper is the form's own.
        file: beginning of the name of its file.
        frozen: its figures stand in the snapshot of a closed period.
        periods: kinds of periods whose snapshot has it; empty: all.
        freeze: what the snapshot says, where it says less; None: the report itself.
        roles: who may see it; empty: everybody who sees reports.
    """

    name: str
    title: str
    file: str
    build: Callable[[Asked], ReportTable]
    frozen: bool = False
    periods: frozenset[PeriodKind] = frozenset()
    freeze: Callable[[Asked], ReportTable] | None = None
    roles: tuple[Role, ...] = ()

    def frozen_in(self, period: Period) -> bool:
        """Tell whether the snapshot of a period has it."""
        return self.frozen and (not self.periods or kind_of(period) in self.periods)

    def snapshot(self, asked: Asked) -> ReportTable:
        """Return what is frozen of it."""
        return (self.freeze or self.build)(asked)


def count_form06(asked: Asked) -> Form06:
    """Count Biểu 06 by field."""
    return asked.form


def count_on_time(asked: Asked) -> OnTimeTable:
    """Count the on-time rates by unit."""
    return on_time(asked.facts, asked.period, asked.moment, offices=asked.desks)


def _form06(asked: Asked) -> ReportTable:
    return form06_table(count_form06(asked))


def _units(asked: Asked) -> ReportTable:
    """Count Biểu 06 once more, a unit a row."""
    names = asked.names
    facts = (
        replace(item, field_code=item.office_id, field_name=names.get(item.office_id, ""))
        for item in asked.facts
    )
    return form06_table(form06(facts, asked.period, asked.moment), "units", BY_UNIT)


def _on_time(asked: Asked) -> ReportTable:
    least = asked.view.master.on_time_target(asked.period.end).least
    return on_time_table(count_on_time(asked), asked.names, asked.hand_ins, least)


def _causes(asked: Asked) -> ReportTable:
    """Split late days by unit, or by field where it is about one unit."""
    names = asked.names

    def unit(late: Lateness) -> str:
        return names.get(late.office_id, "")

    group, first = (field_of, BY_FIELD) if asked.office_id else (unit, BY_UNIT)
    return causes_table(asked.late, group, first, asked.period, asked.moment)


def field_of(late: Lateness) -> str:
    """Return the field of a late dossier."""
    return late.field_name


def _late(asked: Asked) -> ReportTable:
    return late_table(asked.late, asked.period, asked.moment)


def _officers(asked: Asked) -> ReportTable:
    placed = {dossier: column for column in FINISHED for dossier in asked.form.behind(None, column)}
    names = asked.view.offices.names()
    return officers_table(asked.deeds, placed, names, asked.period, asked.moment)


def _reasons(asked: Asked) -> ReportTable:
    return reasons_table(asked.deeds, asked.period, asked.moment)


def _uncollected(asked: Asked) -> ReportTable:
    return uncollected_table(asked.open_rows(Status.RESULT_READY.value), asked.moment)


def _due(asked: Asked) -> ReportTable:
    return due_table(asked.open_rows(), asked.moment)


def _procedures(asked: Asked) -> ReportTable:
    master, day = asked.view.master, asked.moment.date()
    return procedures_table(master.procedures(day), master.processes(day), asked.moment)


def _q766(asked: Asked) -> ReportTable:
    return q766_table(asked.measured, payments(asked))


def _handling(asked: Asked) -> ReportTable:
    return handling_table(handled(asked), asked.period, asked.moment)


def _score(asked: Asked) -> ReportTable:
    return _sheet(asked, naming=True)


def _frozen_score(asked: Asked) -> ReportTable:
    """Score the unit, and name nobody: a snapshot has figures and no people."""
    return _sheet(asked, naming=False)


def _sheet(asked: Asked, *, naming: bool) -> ReportTable:
    """Score the unit that is asked about; a centre, asked about everybody, scores itself."""
    own = asked.office_id or asked.view.offices.own().office_id
    scoring = Scoring(asked=replace(asked, office_id=own))
    unit = scoring.unit()
    sheet = scoring.sheet(unit)
    return sheet_table(
        "score",
        sheet,
        whose=unit.name,
        period=asked.period,
        as_of=asked.moment,
        naming=naming,
    )


def _score_units(asked: Asked) -> ReportTable:
    scoring = Scoring(asked=asked)
    sheets = list(scoring.each(scoring.units()))
    return sheets_table("score_units", sheets, BY_UNIT, period=asked.period, as_of=asked.moment)


STAFF = "score_staff"
"""Points of people: frozen beside the snapshot, which travels and names nobody."""


def _score_staff(asked: Asked) -> ReportTable:
    scoring = Scoring(asked=asked)
    sheets = list(scoring.each(scoring.people()))
    return sheets_table("score_staff", sheets, "Cán bộ", period=asked.period, as_of=asked.moment)


def _text(asked: Asked) -> ReportTable:
    rates = count_on_time(asked).total
    own = asked.view.offices.own()
    unit = asked.names.get(asked.office_id or own.office_id, own.name)
    return text_report(asked.measured, rates, asked.late, unit)


def _fees(asked: Asked) -> ReportTable:
    return fees_table(asked.money, asked.period, asked.moment)


def _fee_officers(asked: Asked) -> ReportTable:
    offices = asked.names if asked.office_id is None else {}
    return fee_officers_table(asked.money, offices, asked.period, asked.moment)


def _fee_grounds(asked: Asked) -> ReportTable:
    return fee_grounds_table(asked.money, asked.period, asked.moment)


def _by_name(reports: Iterable[Report]) -> Mapping[str, Report]:
    return {report.name: report for report in reports}


REPORTS: Mapping[str, Report] = _by_name(
    (
        Report(
            name="form06",
            title="Tình hình, kết quả giải quyết TTHC theo lĩnh vực (Biểu 06)",
            file="bieu-06",
            build=_form06,
            frozen=True,
        ),
        Report(
            name="units",
            title="Tình hình, kết quả giải quyết TTHC theo đơn vị (II.06a)",
            file="bieu-06-theo-don-vi",
            build=_units,
            frozen=True,
        ),
        Report(
            name="ontime",
            title="Tỷ lệ giải quyết đúng hạn",
            file="ty-le-dung-han",
            build=_on_time,
            frozen=True,
        ),
        Report(
            name="causes",
            title="Nguyên nhân quá hạn: số ngày quá hạn theo khâu",
            file="nguyen-nhan-tre-han",
            build=_causes,
            frozen=True,
        ),
        Report(
            name="late",
            title="Danh sách hồ sơ quá hạn và nguyên nhân",
            file="ho-so-tre-han",
            build=_late,
        ),
        Report(
            name="officers",
            title="Công việc của từng cán bộ",
            file="cong-viec-can-bo",
            build=_officers,
        ),
        Report(
            name="reasons",
            title="Yêu cầu bổ sung, từ chối, dừng: kèm lý do",
            file="bo-sung-tu-choi",
            build=_reasons,
        ),
        Report(
            name="uncollected",
            title="Kết quả chưa có người nhận (đến hôm nay)",
            file="ket-qua-chua-nhan",
            build=_uncollected,
        ),
        Report(
            name="due",
            title="Hồ sơ đến hạn trong tuần này",
            file="den-han-tuan-nay",
            build=_due,
        ),
        Report(
            name="fees",
            title="Phí, lệ phí theo lĩnh vực",
            file="phi-le-phi",
            build=_fees,
            roles=READING,
        ),
        Report(
            name="fee_officers",
            title="Phí, lệ phí theo cán bộ",
            file="phi-theo-can-bo",
            build=_fee_officers,
            roles=READING,
        ),
        Report(
            name="fee_grounds",
            title="Miễn, giảm phí, lệ phí theo căn cứ",
            file="mien-giam-phi",
            build=_fee_grounds,
            roles=READING,
        ),
        Report(
            name="procedures",
            title="Số thủ tục, quy trình nội bộ (II.07b)",
            file="thu-tuc-ii07b",
            build=_procedures,
        ),
        Report(
            name="text",
            title="Báo cáo bằng lời, đã điền số liệu",
            file="bao-cao",
            build=_text,
        ),
        Report(
            name="score",
            title="Chấm điểm đơn vị theo Thông tư 01/2018 (18 điểm)",
            file="cham-diem-tt01",
            build=_score,
            frozen=True,
            periods=ADDING,
            freeze=_frozen_score,
        ),
        Report(
            name="score_units",
            title="Chấm điểm: bảng các đơn vị",
            file="cham-diem-don-vi",
            build=_score_units,
            frozen=True,
            periods=ADDING,
        ),
        Report(
            name=STAFF,
            title="Chấm điểm: bảng cán bộ",
            file="cham-diem-can-bo",
            build=_score_staff,
            roles=READERS,
        ),
        Report(
            name="q766",
            title="Bộ chỉ số Quyết định 766, phần tính được",
            file="chi-so-766",
            build=_q766,
        ),
        Report(
            name="handling",
            title="Thời gian giải quyết trung bình theo thủ tục",
            file="thoi-gian-giai-quyet",
            build=_handling,
        ),
    )
)
