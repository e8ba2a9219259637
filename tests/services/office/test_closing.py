"""Closing a period: what is frozen stays, and one period carries on what the other left open."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.helpers.offices import COMMUNE
from tests.helpers.training import Office, carry

from ca_desktop.domain.errors import Forbidden, NotAllowedNow, NotFound
from ca_desktop.domain.events.dossiers import IntakeCancelled
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.reports import Period, official_month
from ca_desktop.domain.roles import Role
from ca_desktop.services.attention import matters
from ca_desktop.services.desk import dossiers, undo
from ca_desktop.services.desk.letters import IssueLetter, issue_letter
from ca_desktop.services.desk.promises import explain_lateness
from ca_desktop.services.desk.results import ReturnResult, return_result
from ca_desktop.services.desk.standing import record_step
from ca_desktop.services.office import closing, journals, reports
from ca_desktop.services.office.report_list import REPORTS

MARCH, APRIL = official_month(2026, 3), official_month(2026, 4)
FROZEN = tuple(x.name for x in REPORTS.values() if x.frozen_in(MARCH))


def step(office: Office, code: str, name: str) -> None:
    dossiers.step_dossier(office.ports, code, name, note="Vì lý do đã nêu.")


def busy(office: Office) -> str:
    """A month with one dossier that is late and stays open; return its code."""
    done = office.at("2026-03-02T09:00").take_in().code
    late = office.take_in().code
    step(office.at("2026-03-04T09:00"), done, "result_ready")
    office.at("2026-03-16T09:00")
    return late


def explain(office: Office, code: str) -> None:
    issue_letter(
        office.ports,
        code,
        IssueLetter(kind=LetterKind.APOLOGY, reason="Chờ xác minh.", due=date(2026, 3, 25)),
    )


def refusal(office: Office, period: Period, reason: str = "") -> str:
    with pytest.raises(NotAllowedNow) as caught:
        closing.close_period(office.ports, period, reason)
    return caught.value.code


def printed(office: Office, closing_id: str, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    for name in FROZEN:
        for suffix in ("xlsx", "pdf"):
            path = folder / f"{name}.{suffix}"
            closing.save_snapshot(office.ports, closing_id, name, path)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_was_closed_prints_to_the_byte_whatever_happens_later(
    office: Office, tmp_path: Path
) -> None:
    late = busy(office)
    explain(office, late)
    done = closing.close_period(office.ports, MARCH)
    before = printed(office, done.closing_id, tmp_path / "before")
    assert len(before) == 2 * len(FROZEN)
    step(office.at("2026-03-20T09:00"), late, "result_ready")
    return_result(office.ports, late, ReturnResult())
    office.take_in()
    journals.rebuild_tables(office.ports)
    assert printed(office, done.closing_id, tmp_path / "after") == before


def test_a_closed_period_carries_on_what_the_next_begins_with(office: Office) -> None:
    late = busy(office)
    explain(office, late)
    closing.close_period(office.ports, MARCH)
    (march,) = closing.closed_periods(office.ports)
    step(office.at("2026-03-20T09:00"), late, "result_ready")
    office.at("2026-04-15T09:00")
    closing.close_period(office.ports, APRIL)
    april, _march = closing.closed_periods(office.ports)
    form = closing.table_of(office.ports, april.closing_id, "form06")
    assert form.number(form.total, "c6") == march.still_open == 1
    assert april.still_open == 0


def test_a_month_is_not_closed_while_a_late_dossier_has_neither_letter_nor_reason(
    office: Office,
) -> None:
    late = busy(office)
    assert refusal(office, MARCH) == "PERIOD-UNEXCUSED"
    missing = closing.closing_of(office.ports, MARCH).missing
    assert missing == (dossiers.dossier_id_of(office.ports, late),)
    explain(office, late)
    assert closing.closing_of(office.ports, MARCH).missing == ()
    assert closing.close_period(office.ports, MARCH).number == 1


def test_a_month_that_is_not_over_stays_open(office: Office) -> None:
    office.at("2026-03-14T16:00")
    assert refusal(office, MARCH) == "PERIOD-NOT-OVER"
    assert closing.close_period(office.at("2026-03-15T07:00").ports, MARCH).number == 1


def test_nothing_opens_a_closed_month_a_correction_is_another_snapshot(office: Office) -> None:
    office.at("2026-03-16T09:00")
    first = closing.close_period(office.ports, MARCH)
    assert refusal(office, MARCH) == "PERIOD-CLOSED"
    second = closing.close_period(office.ports, MARCH, "Sót một hồ sơ trực tuyến.")
    rows = closing.closed_periods(office.ports)
    assert [(row.number, row.reason) for row in rows] == [
        (2, "Sót một hồ sơ trực tuyến."),
        (1, ""),
    ]
    assert [row.closing_id for row in rows] == [second.closing_id, first.closing_id]
    assert closing.snapshot(office.ports, first.closing_id).event.number == 1


def test_an_intake_that_is_cancelled_after_closing_asks_for_a_correction_first(
    office: Office,
) -> None:
    taken = office.at("2026-03-14T23:58").take_in()
    closing.close_period(office.at("2026-03-15T00:01").ports, MARCH)
    undo.undo(office.at("2026-03-15T00:02").ports, taken.undo)
    office.at("2026-04-15T09:00")
    assert refusal(office, APRIL) == "PERIOD-CARRIED"
    closing.close_period(office.ports, MARCH, "Một hồ sơ đã hủy tiếp nhận.")
    assert closing.close_period(office.ports, APRIL).number == 1


def cancelled_after_two_months(office: Office) -> None:
    """March and April are closed with a dossier whose intake is then undone."""
    taken = office.at("2026-03-14T23:58").take_in()
    closing.close_period(office.at("2026-03-15T00:01").ports, MARCH)
    explain(office.at("2026-03-16T09:00"), taken.code)
    closing.close_period(office.at("2026-04-15T09:00").ports, APRIL)
    office.at("2026-04-16T09:00")
    with office.ports.writing() as uow:
        state = dossiers.find_dossier(uow, taken.code)
        record_step(
            uow,
            state,
            IntakeCancelled(at="2026-04-16T09:00:00+07:00", officer_name="", note="Nhập nhầm."),
        )
        uow.commit()


def misfitting(office: Office) -> list[str]:
    return [x.about for x in matters(office.ports) if x.code == "PERIOD-MISFIT"]


def test_a_correction_names_the_later_months_it_reaches_and_corrects_them_in_order(
    office: Office,
) -> None:
    cancelled_after_two_months(office)
    (reached,) = closing.closing_of(office.ports, MARCH).later
    assert (reached.period, reached.carried, reached.carried_now) == (APRIL, 1, 0)
    assert (reached.still_open, reached.open_now) == (1, 0)
    done = closing.close_period(office.ports, MARCH, "Nhập nhầm.", following=True)
    assert len(done.followed) == len(done.later) == 1
    april, first, march, _old = closing.closed_periods(office.ports)
    assert (april.number, april.carried, first.number) == (2, march.still_open, 1)
    assert april.reason == "Đính chính theo tháng 3/2026: Nhập nhầm."
    assert closing.closing_of(office.ports, MARCH).later == ()
    assert misfitting(office) == []


def test_a_later_month_that_is_not_corrected_is_seen_not_to_fit_until_it_is(
    office: Office,
) -> None:
    cancelled_after_two_months(office)
    done = closing.close_period(office.ports, MARCH, "Nhập nhầm.")
    assert (len(done.later), done.followed) == (1, ())
    rows = closing.closed_periods(office.ports)
    assert closing.misfitting(rows) == {rows[0].closing_id}
    assert misfitting(office) == ["tháng 4/2026"]
    journals.rebuild_tables(office.ports)
    assert closing.closed_periods(office.ports) == rows
    closing.close_period(office.ports, APRIL, "Theo tháng 3.")
    assert misfitting(office) == []


def test_later_months_are_corrected_all_together_or_not_at_all(office: Office) -> None:
    cancelled_after_two_months(office)
    late = office.at("2026-03-20T09:00").take_in().code
    office.at("2026-04-16T10:00")
    assert refusal(office, APRIL, "Sót một hồ sơ.") == "PERIOD-UNEXCUSED"
    before = closing.closed_periods(office.ports)
    with pytest.raises(NotAllowedNow, match="PERIOD-UNEXCUSED"):
        closing.close_period(office.ports, MARCH, "Nhập nhầm.", following=True)
    assert closing.closed_periods(office.ports) == before
    explain_lateness(office.ports, [late], "Nhập bù từ sổ giấy.")
    done = closing.close_period(office.ports, MARCH, "Nhập nhầm.", following=True)
    assert len(done.followed) == 1


def test_what_is_closed_and_counted_alike_is_not_reached(office: Office) -> None:
    late = busy(office)
    explain(office, late)
    closing.close_period(office.ports, MARCH)
    closing.close_period(office.at("2026-04-15T09:00").ports, APRIL)
    assert closing.closing_of(office.ports, MARCH).later == ()
    assert closing.close_period(office.ports, MARCH, "In lại.", following=True).followed == ()


def test_who_only_works_at_the_counter_closes_nothing(office: Office) -> None:
    office.at("2026-03-16T09:00")
    with pytest.raises(Forbidden):
        closing.close_period(office.acting_as(Role.INTAKE), MARCH)


def test_a_snapshot_names_no_citizen(office: Office) -> None:
    late = busy(office)
    explain(office, late)
    done = closing.close_period(office.ports, MARCH)
    said = str(closing.snapshot(office.ports, done.closing_id).event.tables)
    assert late not in said
    assert "Lò Thị Én" not in said


def test_an_unknown_snapshot_is_refused(office: Office) -> None:
    with pytest.raises(NotFound) as caught:
        closing.table_of(office.ports, "00" * 16, "form06")
    assert caught.value.code == "NO-SUCH-SNAPSHOT"


def test_the_centre_holds_the_months_its_communes_closed(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    late = busy(commune)
    explain(commune, late)
    done = closing.close_period(commune.ports, MARCH)
    carry(commune, centre.at("2026-03-17T09:00"), tmp_path)
    (row,) = closing.closed_periods(centre.ports, COMMUNE[1])
    assert (row.closing_id, row.period, row.still_open) == (done.closing_id, MARCH, 1)
    theirs = closing.table_of(centre.ports, done.closing_id, "form06")
    assert theirs == closing.table_of(commune.ports, done.closing_id, "form06")
    own = reports.report(centre.ports, "form06", reports.Wanted(period=MARCH, commune=COMMUNE[1]))
    assert [line.cells for line in own.lines] == [line.cells for line in theirs.lines]
    assert replace(own, lines=()).words == theirs.words
