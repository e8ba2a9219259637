"""Heaps of made-up dossiers and periods for promises about reports, as hypothesis draws them."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st
from tests.domain import report_oracle as slow
from tests.helpers.report_cards import FIELDS, SECONDS, random_heap

from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.reports import DossierFacts, DueSpan, Period

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
LATER = datetime(2027, 1, 1, tzinfo=VIETNAM)
MOMENTS = st.builds(
    lambda day, second: datetime.combine(day, time()) + timedelta(seconds=second),
    st.dates(FIRST, LAST),
    st.sampled_from(SECONDS),
)


HEAPS = st.integers(0, 2**32).map(random_heap)
PERIODS = st.builds(
    lambda start, days: Period(start=start, end=start + timedelta(days=days)),
    st.dates(FIRST - timedelta(days=3), LAST),
    st.sampled_from([0, 1, 6, 30, 120]),
)
NOWS = st.just(LATER) | MOMENTS.map(lambda moment: moment.replace(tzinfo=VIETNAM))


def here(moment: datetime) -> datetime:
    return moment.replace(tzinfo=VIETNAM)


def facts(paper: slow.Paper) -> DossierFacts:
    return DossierFacts(
        dossier_id=paper.name,
        office_id=paper.office,
        field_code=paper.field,
        field_name=FIELDS[paper.field],
        channel="online" if paper.online else "post" if paper.hours else "desk",
        received_at=here(paper.received),
        finished_at=here(paper.finished) if paper.finished else None,
        dues=tuple(
            DueSpan(since=here(since), due_at=due and here(due), waiting=waiting)
            for since, due, waiting in paper.dues
        ),
        by_minute=paper.hours,
    )
