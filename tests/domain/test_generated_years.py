"""Generated years of 30 communes: forms balance, chains hold, both sides say the same."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from tests.helpers.campaign import size
from tests.helpers.report_heaps import here

from ca_desktop.domain.calendars import WorkingCalendar, YearCalendar
from ca_desktop.domain.lateness import Cause, Course, Stage, lateness
from ca_desktop.domain.periods import PeriodKind, official
from ca_desktop.domain.rates import on_time
from ca_desktop.domain.reports import COUNTED, DossierFacts, DueSpan, Period, as_of, form06

FIELDS = ("Hộ tịch", "Chứng thực", "Đất đai", "Bảo trợ xã hội")
COMMUNES = tuple(f"commune {n:02}" for n in range(30))
NOW = datetime(2027, 2, 1, 8, 0)  # noqa: DTZ001 made Vietnamese by `here`
CALENDAR = WorkingCalendar(
    years={
        year: YearCalendar(year=year, off={}, make_up=frozenset(), half_days={})
        for year in (2025, 2026, 2027)
    }
)


def life(dice: Random, name: str) -> tuple[DossierFacts, Course]:
    """Make one dossier of the year: most in time, some late, some that waited, some open."""
    day = date(2025, 12, 1) + timedelta(days=dice.randrange(400))
    received = datetime.combine(day, time(dice.randrange(7, 17)))
    due = received + timedelta(days=dice.choice((1, 3, 5, 10, 15, 30)))
    dues = [DueSpan(since=here(received), due_at=here(due), waiting=False)]
    stages = [Stage(since=here(received), cause=Cause.COMMUNE)]
    if dice.random() < 0.15:
        asked = received + timedelta(days=dice.randrange(1, 4))
        came = asked + timedelta(days=dice.randrange(1, 20))
        later = came + (due - received)
        dues += [
            DueSpan(since=here(asked), due_at=here(due), waiting=True),
            DueSpan(since=here(came), due_at=here(later), waiting=False),
        ]
        stages += [
            Stage(since=here(asked), cause=Cause.CITIZEN),
            Stage(since=here(came), cause=Cause.COMMUNE),
        ]
        due = later
    last = max(dues[-1].since.replace(tzinfo=None), received)
    if dice.random() < 0.3:
        sent = last + timedelta(days=dice.randrange(1, 4))
        stages += [
            Stage(since=here(sent), cause=Cause.CARRYING),
            Stage(since=here(sent + timedelta(days=dice.randrange(1, 5))), cause=Cause.CENTRE),
        ]
        last = stages[-1].since.replace(tzinfo=None)
    ends = dice.random() < 0.93
    finished = max(last, due + timedelta(days=dice.choice((-3, -2, -1, -1, 0, 0, 0, 2, 9, 40))))
    facts = DossierFacts(
        dossier_id=name,
        office_id=dice.choice(COMMUNES),
        field_code=(field := dice.choice(FIELDS)),
        field_name=field,
        channel=dice.choice(("desk", "online", "post")),
        received_at=here(received),
        finished_at=here(finished) if ends else None,
        dues=tuple(dues),
        by_minute=False,
    )
    return facts, Course(dossier_id=name, code=name, stages=tuple(stages))


def periods() -> list[Period]:
    months = [official(PeriodKind.MONTH, 2026, month) for month in range(1, 13)]
    quarters = [official(PeriodKind.QUARTER, 2026, month) for month in (3, 6, 9, 12)]
    return [
        *months,
        *quarters,
        official(PeriodKind.HALF, 2026, 6),
        official(PeriodKind.NINE, 2026, 9),
        official(PeriodKind.YEAR, 2026, 12),
    ]


@pytest.mark.campaign("reports")
def test_years_of_thirty_communes_hold_together() -> None:
    for seed in range(size(100, 0.01)):
        dice = Random(f"year {seed}")
        year = [life(dice, f"{seed}.{n}") for n in range(1_500)]
        every = [facts for facts, _course in year]
        for period in periods():
            moment = as_of(period, here(NOW))
            form, table = form06(every, period, moment), on_time(every, period, moment)
            assert form.balanced
            assert len(form.behind(None, "c3")) == form.total.figures["c3"]
            of_communes = [
                form06([x for x in every if x.office_id == name], period, moment).total.figures
                for name in COMMUNES
            ]
            assert dict(form.total.figures) == {
                column: sum(figures[column] for figures in of_communes)
                for column in form.total.figures
            }
            for row in (*table.rows, table.total):
                mild, all_due, first = (
                    share.exact for share in (row.of_results, row.of_all_due, row.of_first_promise)
                )
                assert mild is None or all_due is None or mild >= all_due
                assert all_due is None or first is None or all_due >= first
        _chain(every)
        _causes(year)


def _chain(every: list[DossierFacts]) -> None:
    months = [
        form06(every, period, as_of(period, here(NOW))).total.figures
        for period in (official(PeriodKind.MONTH, 2026, month) for month in range(1, 13))
    ]
    for before, after in pairwise(months):
        assert before["c11"] == after["c6"]
    year = official(PeriodKind.YEAR, 2026, 12)
    whole = form06(every, year, as_of(year, here(NOW))).total.figures
    for column in set(COUNTED) - {"c6", "c12", "c13"}:
        assert sum(month[column] for month in months) == whole[column]


def _causes(year: list[tuple[DossierFacts, Course]]) -> None:
    """Late days, counted by hand from the first promise, are the sum of their causes."""
    for facts, course in year:
        late = lateness(facts, course, here(NOW), CALENDAR)
        done = facts.finished_at is not None and facts.finished_at <= here(NOW)
        end = facts.finished_at if done and facts.finished_at else here(NOW)
        first = facts.dues[0].due_at
        if facts.received_at > here(NOW):
            continue
        days = (end.date() - first.date()).days if first else 0
        number = sum((end.date() - timedelta(days=n)).weekday() < 5 for n in range(max(days, 0)))
        if late is None:
            assert days <= 0
        else:
            assert (
                sum(late.number(cause) for cause in Cause)
                == len(late.days)
                == max(number, int(done))
            )
