"""What is open, grouped three ways: nothing is lost, nothing counts twice."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.backlog import BANDS, Backlog, OpenFact, backlog, band_name

TODAY = date(2026, 11, 18)
DAYS = st.integers(-3, 90).map(lambda days: TODAY - timedelta(days=days))
FACTS = st.lists(
    st.builds(
        OpenFact,
        dossier_id=st.uuids().map(str),
        procedure=st.sampled_from(["Khai sinh", "Chứng thực", "Đất đai"]),
        holder=st.sampled_from(["Lò Thị Én", "Sùng A Páo", ""]),
        received=DAYS,
        due=st.none() | DAYS,
        waits=st.booleans(),
    ),
    max_size=30,
)


@given(facts=FACTS)
def test_every_dossier_stands_once_in_each_way_of_looking(facts: list[OpenFact]) -> None:
    found = backlog(facts, TODAY)
    late = {fact.dossier_id for fact in facts if fact.is_late(TODAY)}
    assert set(found.whole.late) == late
    for groups in (found.by_age, found.by_procedure, found.by_holder):
        ids = [each for group in groups for each in group.open]
        assert sorted(ids) == sorted(fact.dossier_id for fact in facts)
        assert {each for group in groups for each in group.late} == late
        assert all(set(group.late) <= set(group.open) for group in groups)


@given(facts=FACTS)
def test_the_bands_are_all_there_and_the_worst_of_the_others_come_first(
    facts: list[OpenFact],
) -> None:
    found = backlog(facts, TODAY)
    assert [group.name for group in found.by_age] == [band_name(*band) for band in BANDS]
    for groups in (found.by_procedure, found.by_holder):
        numbers = [(-len(group.late), -len(group.open)) for group in groups]
        assert numbers == sorted(numbers)


def at_age(days: int) -> Backlog:
    fact = OpenFact(
        dossier_id="a",
        procedure="Khai sinh",
        holder="",
        received=TODAY - timedelta(days=days),
        due=None,
        waits=False,
    )
    return backlog([fact], TODAY)


def test_a_band_begins_where_the_one_before_ends() -> None:
    assert band_name(*BANDS[-1]) == "Trên 30 ngày"
    for days, name in ((0, "Từ 0 đến 5 ngày"), (5, "Từ 0 đến 5 ngày"), (6, "Từ 6 đến 10 ngày")):
        assert [group.name for group in at_age(days).by_age if group.open] == [name]
    assert [group.name for group in at_age(31).by_age if group.open] == ["Trên 30 ngày"]


def test_what_waits_for_papers_is_not_late() -> None:
    fact = OpenFact(
        dossier_id="a",
        procedure="Khai sinh",
        holder="",
        received=TODAY - timedelta(days=9),
        due=TODAY - timedelta(days=1),
        waits=True,
    )
    assert backlog([fact], TODAY).whole.late == ()
