"""Questions about the money of a period, as the database plans them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, Select, create_engine, text
from sqlalchemy.dialects import sqlite

from ca_desktop.store.columns import metadata
from ca_desktop.store.queries import fee_moves

DAYS = "2026-03-01T00:00:00+07:00", "2026-03-31T23:59:59+07:00"
ASKED: dict[str, Callable[[str, str], Select[Any]]] = {
    "fees": partial(fee_moves.assessed, many=False),
    "receipts": partial(fee_moves.taken, many=False),
    "receipt_cancellations": fee_moves._cancelled,
    "refunds": fee_moves._refunds,
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    made = create_engine("sqlite://")
    metadata.create_all(made)
    return made


@pytest.mark.parametrize("table", ASKED)
def test_the_money_of_a_period_is_found_by_its_days_and_not_among_all_dossiers(
    engine: Engine, table: str
) -> None:
    wanted = ASKED[table](*DAYS)
    said = wanted.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        steps = connection.execute(text(f"EXPLAIN QUERY PLAN {said}".replace(":", r"\:"))).all()
    assert steps[0][-1] == f"SEARCH {table} USING INDEX ix_{table}_at (at>? AND at<?)"
