"""Lists of any length: every order is an index, so that no question sorts or reads all rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event

from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.reports import Period
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.store import migrate
from ca_desktop.store.engine import open_engine
from ca_desktop.store.queries.deeds import SqlDeeds
from ca_desktop.store.queries.dossier_lists import ORDERS
from ca_desktop.store.queries.dossiers import SqlDossiers
from ca_desktop.store.queries.lives import SqlLives
from ca_desktop.store.queries.people import SqlPeople

KEY = bytes(range(32))
OFFICE = "0" * 32
WANTED = {
    "everything": DossierFilter(),
    "of the office": DossierFilter(office_id=OFFICE),
    "returned": DossierFilter(statuses=("result_returned",)),
    "returned of the office": DossierFilter(office_id=OFFICE, statuses=("result_returned",)),
}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("lists")
    migrate.upgrade(folder / "office.db", KEY, backup=folder / "before.db")
    engine = open_engine(folder / "office.db", KEY)
    with engine.connect().execution_options(reading=True) as opened:
        yield opened
    engine.dispose()


@contextmanager
def plans_of(connection: Connection) -> Iterator[list[str]]:
    """Collect how the database goes about what is asked meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        asked.append((statement, given))

    event.listen(connection, "before_cursor_execute", note)
    plans: list[str] = []
    try:
        yield plans
    finally:
        event.remove(connection, "before_cursor_execute", note)
    for statement, given in asked:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        plans += [str(row[3]) for row in rows]


@pytest.mark.parametrize("order", [*ORDERS, *(f"-{order}" for order in ORDERS)])
@pytest.mark.parametrize("wanted", WANTED.values(), ids=WANTED)
def test_no_window_of_a_list_sorts(
    connection: Connection, wanted: DossierFilter, order: str
) -> None:
    with plans_of(connection) as plans:
        assert not SqlDossiers(connection).rows(wanted, limit=200, order=order)
    assert plans
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]


def test_the_first_screen_reads_no_more_than_what_is_open(connection: Connection) -> None:
    with plans_of(connection) as plans:
        SqlDossiers(connection).day_counts(datetime(2026, 11, 26, 9, 0, tzinfo=VIETNAM))
    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN dossiers") or "office_id" in plan]


def test_what_is_late_is_found_by_its_date_among_what_is_open(connection: Connection) -> None:
    late = DossierFilter(due_before="2026-11-26", office_id=OFFICE, clock_runs=True)
    with plans_of(connection) as plans:
        assert SqlDossiers(connection).count(late) == 0
    assert [plan for plan in plans if "ix_dossiers_status_due_counted (status=? AND due" in plan]


def test_dossiers_with_strays_are_found_by_their_own_index(connection: Connection) -> None:
    with plans_of(connection) as plans:
        SqlDossiers(connection).rows(DossierFilter(crossed=True), order="-received")
    assert [plan for plan in plans if "ix_dossiers_strays" in plan]


def test_numbers_on_two_papers_are_found_by_an_index_alone(connection: Connection) -> None:
    with plans_of(connection) as plans:
        assert not SqlLives(connection).doubled_papers()
    assert [plan for plan in plans if "COVERING INDEX ix_dossiers_code" in plan]


def test_numbers_are_compared_without_a_group_for_each(connection: Connection) -> None:
    with plans_of(connection) as plans:
        SqlLives(connection).doubled_papers()
    assert [plan for plan in plans if plan.startswith("SEARCH earlier EXISTS")]


def test_a_report_reads_no_more_than_what_was_alive_within_its_days(
    connection: Connection,
) -> None:
    year = Period(start=date(2026, 1, 1), end=date(2026, 12, 31))
    with plans_of(connection) as plans:
        assert not list(SqlDossiers(connection).facts(year, OFFICE))
    assert [plan for plan in plans if "COVERING INDEX ix_dossiers_finished_at" in plan]
    assert not [plan for plan in plans if plan.startswith("SCAN dossiers") or "office_id" in plan]


def test_what_ended_and_what_was_done_is_not_looked_up_by_the_desk(connection: Connection) -> None:
    year = Period(start=date(2026, 1, 1), end=date(2026, 12, 31))
    with plans_of(connection) as plans:
        assert not list(SqlDossiers(connection).finished("2026-01-01", "2026-12-31", OFFICE))
        assert not list(SqlDeeds(connection).of(year, OFFICE))
        assert not list(SqlDeeds(connection).ruled(year, OFFICE))
    assert [plan for plan in plans if "ix_dossiers_finished_at" in plan]
    assert not [plan for plan in plans if "office_id" in plan]


def test_addresses_are_looked_for_among_the_last_dossiers_alone(connection: Connection) -> None:
    with plans_of(connection) as plans:
        assert not SqlPeople(connection).addresses(10)
    assert not [plan for plan in plans if plan.startswith("SCAN journal") or "TEMP" in plan]


def test_all_dossiers_are_counted_by_an_index(connection: Connection) -> None:
    with plans_of(connection) as plans:
        assert SqlDossiers(connection).count(DossierFilter(office_id=OFFICE)) == 0
    assert [plan for plan in plans if "COVERING INDEX ix_dossiers_office_id" in plan]
