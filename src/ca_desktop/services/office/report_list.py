"""The list of reports: window, command line and tests all read this one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.figures import BY_FIELD, BY_UNIT, form06_table, on_time_table
from ca_desktop.domain.late_figures import causes_table, late_table
from ca_desktop.domain.lateness import Lateness, is_late, lateness
from ca_desktop.domain.rates import OnTimeTable, on_time
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import DossierFacts, Form06, Period, form06, place
from ca_desktop.services.ports.rows import OfficeRow
from ca_desktop.services.ports.work import View


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a report is asked about; read once, however many reports are made of it.

    Attributes:
        moment: as of when.
        office_id: whose dossiers; None: everything this office knows.
    """

    view: View
    period: Period
    moment: datetime
    office_id: str | None

    @cached_property
    def facts(self) -> tuple[DossierFacts, ...]:
        """Every dossier that the period counts."""
        return tuple(self.view.dossiers.facts(self.period, self.office_id))

    @cached_property
    def late(self) -> tuple[Lateness, ...]:
        """Every dossier that the period counts and that is late, its late days in the period.

        Days are working days of the calendar that all offices share: an office's own days off
        are not known elsewhere, and both sides must count alike.
        """
        found = {
            item.dossier_id: item
            for item in self.facts
            if place(item, self.period, self.moment) and is_late(item, self.moment)
        }
        calendar = common_calendar(self.view)
        split = (
            lateness(found[course.dossier_id], course, self.moment, calendar)
            for course in self.view.courses.of(found)
        )
        return tuple(item.within(self.period) for item in split if item is not None)

    @cached_property
    def offices(self) -> Mapping[str, OfficeRow]:
        """Every known office by id."""
        return {office.office_id: office for office in self.view.offices.all()}

    @property
    def names(self) -> dict[str, str]:
        """Return the names of offices by id."""
        return {office_id: office.name for office_id, office in self.offices.items()}

    @property
    def desks(self) -> set[str]:
        """Return the offices that have a row even without any dossier."""
        if self.office_id is not None:
            return {self.office_id}
        return {office.office_id for office in self.offices.values() if office.kind == "commune"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report.

    Attributes:
        title: in menus and lists; what stands on paper is the form's own.
        file: beginning of the name of its file.
        frozen: its figures stand in the snapshot of a closed period.
    """

    name: str
    title: str
    file: str
    build: Callable[[Asked], ReportTable]
    frozen: bool = False


def count_form06(asked: Asked) -> Form06:
    """Count Biểu 06 by field."""
    return form06(asked.facts, asked.period, asked.moment)


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
    return on_time_table(count_on_time(asked), asked.names)


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


def common_calendar(view: View) -> WorkingCalendar:
    """Return the calendar that every office of the centre shares."""
    known = (layers.base for layers in view.master.years().values())
    return WorkingCalendar(years={year.year: year for year in known if year is not None})


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
            title="Nguyên nhân trễ hạn: số ngày trễ theo khâu",
            file="nguyen-nhan-tre-han",
            build=_causes,
            frozen=True,
        ),
        Report(
            name="late",
            title="Danh sách hồ sơ trễ hạn và nguyên nhân",
            file="ho-so-tre-han",
            build=_late,
        ),
    )
)
