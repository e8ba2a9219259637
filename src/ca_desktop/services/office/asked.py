"""What a report is asked about: read once, however many reports are made of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.lateness import Lateness, is_late, lateness
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.quality import Measured
from ca_desktop.domain.reports import DossierFacts, Form06, Period, form06, place
from ca_desktop.domain.standings import HandIn
from ca_desktop.services.office.hand_ins import hand_ins
from ca_desktop.services.ports.deeds import Deed
from ca_desktop.services.ports.fees import FeeMove
from ca_desktop.services.ports.rows import DossierFilter, DossierRow, OfficeRow
from ca_desktop.services.ports.work import View


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a report is asked about; read once, however many reports are made of it.

    Attributes:
        moment: as of when.
        today: the day on which it is asked.
        office_id: whose dossiers; None: everything this office knows.
    """

    view: View
    period: Period
    moment: datetime
    today: date
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

    @cached_property
    def hand_ins(self) -> Mapping[str, HandIn]:
        """Who has handed in, by office id, where a centre is asked about all of them."""
        return {} if self.office_id else hand_ins(self.view, self.period, self.today)

    @cached_property
    def form(self) -> Form06:
        """Biểu 06 by field."""
        return form06(self.facts, self.period, self.moment)

    @cached_property
    def deeds(self) -> tuple[Deed, ...]:
        """Every step with the dossiers of the period."""
        return tuple(self.view.deeds.of(self.period, self.office_id))

    @property
    def money(self) -> Iterator[FeeMove]:
        """What the money did in the period, and what is open at its end."""
        return self.view.fees.moves(self.period.start, moment_text(self.moment), self.office_id)

    @cached_property
    def requests(self) -> Counter[str]:
        """How often papers were asked for by the moment, by dossier."""
        return Counter(
            deed.dossier_id
            for deed in self.deeds
            if deed.kind == "SupplementRequested" and parse_moment(deed.at) <= self.moment
        )

    @property
    def measured(self) -> Measured:
        """Return what both scorings look at."""
        return Measured(form=self.form, asked=self.requests)

    def open_rows(self, *statuses: str) -> Iterator[DossierRow]:
        """Yield the dossiers in these statuses now; without any, every open one."""
        wanted = DossierFilter(statuses=statuses, open_only=not statuses, office_id=self.office_id)
        return self.view.dossiers.each(wanted)


def common_calendar(view: View) -> WorkingCalendar:
    """Return the calendar that every office of the centre shares."""
    known = (layers.base for layers in view.master.years().values())
    return WorkingCalendar(years={year.year: year for year in known if year is not None})
