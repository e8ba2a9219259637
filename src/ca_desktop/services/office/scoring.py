"""How the points of units and people come about: dossiers, what people entered, quarters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ca_desktop.domain.periods import PeriodKind, kind_of, quarters_of
from ca_desktop.domain.quality import Measured, Points, dossier_points
from ca_desktop.domain.reports import DossierFacts, as_of, form06
from ca_desktop.domain.roles import Role
from ca_desktop.domain.scoring import (
    Entry,
    Indicator,
    Mark,
    ScoreSheet,
    of_year,
    scale_on,
)
from ca_desktop.domain.text import sort_key
from ca_desktop.services.office.asked import Asked
from ca_desktop.services.ports.rows import OfficeRow

STAFF = frozenset({Role.INTAKE.value, Role.CASE_OFFICER.value})
"""Who takes part in settling dossiers by office."""

READERS = (Role.LEADER, Role.DESK_HEAD, Role.KSTT, Role.INSPECTOR, Role.ADMIN)
"""Who sees the points of people; everybody sees their own."""

ADDING = frozenset({PeriodKind.QUARTER, PeriodKind.YEAR})
"""Periods that points are added up in (TT 01/2018 art. 15)."""

_SHARE = frozenset({"DossierReceived", "ResultReady", "DossierWithdrawn", "DossierStopped"})
"""Steps by which a dossier is somebody's: taking it in, and ending it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Who is judged.

    Attributes:
        person: id of the account; empty for the unit.
    """

    office_id: str
    person: str = ""
    name: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """The points of a period; what it reads is read once, for however many units and people."""

    asked: Asked

    @cached_property
    def _entries(self) -> Mapping[tuple[str, str, int], Entry]:
        rows = self.asked.view.scores.entries(self.asked.period)
        return {(row.office_id, row.person, row.indicator): row.entry for row in rows}

    @cached_property
    def _quarters(self) -> tuple["Scoring", ...]:
        """The quarters of a year that have begun; none of any other period."""
        asked = self.asked
        if kind_of(asked.period) is not PeriodKind.YEAR:
            return ()
        return tuple(
            Scoring(asked=replace(asked, period=quarter, moment=as_of(quarter, asked.moment)))
            for quarter in quarters_of(asked.period)
            if quarter.start <= asked.moment.date()
        )

    @cached_property
    def _of_person(self) -> Mapping[str, frozenset[str]]:
        """The dossiers that people had a share in, by account."""
        found: dict[str, set[str]] = {}
        for deed in self.asked.deeds:
            if deed.kind in _SHARE:
                found.setdefault(deed.actor, set()).add(deed.dossier_id)
        return {person: frozenset(ids) for person, ids in found.items()}

    def _facts(self, judged: Judged) -> Iterable[DossierFacts]:
        if judged.person:
            mine = self._of_person.get(judged.person, frozenset())
            return (x for x in self.asked.facts if x.dossier_id in mine)
        return (x for x in self.asked.facts if x.office_id == judged.office_id)

    def _computed(self, judged: Judged) -> tuple[Mapping[int, Points], bool]:
        """Return what dossiers give, and whether any were settled."""
        facts = tuple(self._facts(judged))
        form = form06(facts, self.asked.period, self.asked.moment)
        settled = set(form.behind(None, "c7"))
        at_once = [
            x.dossier_id
            for x in facts
            if x.dossier_id in settled
            and x.finished_at is not None
            and x.finished_at.date() == x.received_at.date()
        ]
        points = dossier_points(Measured(form=form, asked=self.asked.requests), at_once)
        return points, bool(settled)

    def marks(self, judged: Judged, indicators: Sequence[Indicator]) -> tuple[Mark, ...]:
        """Return the mark of each indicator, of a year beside its quarters."""
        computed, dossiers = self._computed(judged)
        quarters = [quarter.marks(judged, indicators) for quarter in self._quarters]
        found = []
        for place, indicator in enumerate(indicators):
            points = computed.get(indicator.number, Points(tenths=None, behind=()))
            mark = Mark(
                indicator=indicator,
                computed=points.tenths,
                entry=self._entries.get((judged.office_id, judged.person, indicator.number)),
                dossiers=dossiers,
                behind=points.behind,
            )
            found.append(of_year(mark, [marks[place] for marks in quarters]))
        return tuple(found)

    def sheet(self, judged: Judged) -> ScoreSheet:
        """Return the points of a unit or a person."""
        view, period = self.asked.view, self.asked.period
        scale = scale_on(view.master.scales(), period.start)
        staff = bool(judged.person)
        return ScoreSheet(
            scale=scale,
            staff=staff,
            adds=kind_of(period) in ADDING,
            marks=self.marks(judged, scale.of(staff=staff)),
        )

    def unit(self) -> Judged:
        """Return the unit that is asked about: a commune, or whoever asks."""
        office = self._office()
        return Judged(office_id=office.office_id, name=office.name)

    def _office(self) -> OfficeRow:
        own = self.asked.view.offices.own()
        return self.asked.offices.get(self.asked.office_id or "", own)

    def units(self) -> tuple[Judged, ...]:
        """Return every unit that is asked about, by name."""
        if self.asked.office_id is not None:
            return (self.unit(),)
        offices = sorted(self.asked.offices.values(), key=lambda office: sort_key(office.name))
        return tuple(
            Judged(office_id=office.office_id, name=office.name)
            for office in offices
            if office.office_id in self.asked.desks
        )

    def people(self) -> tuple[Judged, ...]:
        """Return who takes part in settling dossiers here, by name; nobody of another office."""
        view = self.asked.view
        own = view.offices.own().office_id
        if self.asked.office_id not in {None, own}:
            return ()
        names = view.offices.names()
        held = {user.user_id for user in view.offices.users() if STAFF.intersection(user.roles)}
        entered = {person for office, person, _number in self._entries if office == own and person}
        found = (held | entered | set(self._of_person)) & set(names)
        return tuple(
            Judged(office_id=own, person=person, name=names[person])
            for person in sorted(found, key=lambda person: (sort_key(names[person]), person))
        )

    def each(self, judged: Iterable[Judged]) -> Iterator[tuple[str, ScoreSheet]]:
        """Yield the sheet of each with the name of whose it is."""
        for one in judged:
            yield one.name, self.sheet(one)
