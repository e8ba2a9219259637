"""What did not count is named with what counted in its place, also in histories that lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.services.desk.history import counted, strays
from ca_desktop.services.ports.rows import HistoryRow

AT = "2026-03-02T09:00:00+07:00"


def row(event_id: str, kind: str, on: str | None, *, counts: bool = False) -> HistoryRow:
    return HistoryRow(
        position=0,
        event_id=event_id,
        kind=kind,
        at=AT,
        office_name="Xã Bình Minh",
        builds_on=on,
        counted=counts,
        fields={},
    )


INTAKE = row("1", "DossierReceived", None, counts=True)
FORWARD = row("2", "DossierForwarded", "1", counts=True)
TAKEN_BACK = row("3", "DossierTakenBack", "2", counts=True)
LATE = row("4", "DossierAccepted", "2")
RESULT = row("5", "ResultReady", "4")
NOTE = row("6", "NoteAdded", None)
LATER_KIND = row("7", "FromTheFuture", "2")


def test_a_late_accept_and_what_was_built_on_it_stand_against_the_take_back() -> None:
    found = strays([INTAKE, NOTE, FORWARD, LATE, RESULT, TAKEN_BACK, LATER_KIND, LATE])
    assert [(x.row, x.instead, x.code) for x in found] == [
        (LATE, TAKEN_BACK, "CROSSED"),
        (RESULT, TAKEN_BACK, "CROSSED"),
    ]


def test_what_nothing_stands_against_came_from_who_did_not_hold_the_dossier() -> None:
    (found,) = strays([INTAKE, row("8", "ResultReady", "1")])
    assert (found.instead, found.code) == (None, "NOT-COUNTED")


def test_what_builds_on_something_that_is_not_here_may_still_count() -> None:
    (found,) = strays([INTAKE, RESULT])
    assert found.code == "COUNTS-LATER"


@pytest.mark.parametrize("order", [1, -1])
def test_what_counts_is_told_in_the_order_of_its_chain(order: int) -> None:
    rows = [INTAKE, FORWARD, TAKEN_BACK, LATE][::order]
    assert counted(rows) == [INTAKE, FORWARD, TAKEN_BACK]


@given(
    st.lists(
        st.builds(
            row,
            st.sampled_from("abcde"),
            st.sampled_from(["DossierAccepted", "ResultReady", "NoteAdded"]),
            st.none() | st.sampled_from("abcdef"),
            counts=st.booleans(),
        ),
        max_size=8,
    )
)
def test_no_history_however_it_lies_holds_up_the_list(rows: list[HistoryRow]) -> None:
    assert len(counted(rows)) <= len(rows)
    assert all(not stray.row.counted for stray in strays(rows))
