"""Undo: an event of its own, for ten minutes, while nothing else has happened."""

from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import Office, carry

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import Forbidden, NotAllowedNow
from ca_desktop.domain.reports import month_period
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk import dossiers, results, undo
from ca_desktop.services.desk.dossiers import DossierDetail
from ca_desktop.services.desk.results import ReturnResult
from ca_desktop.services.office import journals, reports
from ca_desktop.services.ports.rows import DossierFilter

MARCH = month_period(2026, 3)


def detail(office: Office, code: str) -> DossierDetail:
    return dossiers.dossier_detail(office.ports, dossiers.dossier_id_of(office.ports, code))


def same_when_made_anew(office: Office) -> None:
    before = offices.tables(office.ports)
    journals.rebuild_tables(office.ports)
    assert offices.tables(office.ports) == before


def received_in_march(office: Office) -> int:
    return reports.form06_report(office.ports, MARCH).total.figures["c3"]


def test_an_undone_intake_is_cancelled_and_its_number_never_comes_again(office: Office) -> None:
    first = office.take_in()
    done = undo.undo(office.ports, first.undo)
    assert (done.what, done.code, done.printed) == ("intake", first.code, False)
    shown = detail(office, first.code)
    assert shown.state.status is Status.CANCELLED
    assert shown.state.register_no
    assert [row.kind for row in shown.history] == ["DossierReceived", "IntakeCancelled"]
    assert (shown.history[1].fields or {})["note"] == undo.REASON
    assert shown.steps == ()
    assert office.take_in().code[-4:] == "0002"
    same_when_made_anew(office)


def test_a_cancelled_intake_counts_nowhere(office: Office) -> None:
    first, kept = office.take_in(), office.take_in()
    undo.undo(office.ports, first.undo)
    unprinted = dossiers.dossier_rows(office.ports, DossierFilter(unprinted=True))
    assert [row.code for row in unprinted] == [kept.code]
    assert received_in_march(office) == 1
    assert dossiers.count_dossiers(office.ports, DossierFilter(open_only=True)) == 1


@pytest.mark.parametrize("step", ["in_process", "result_ready", "supplement", "withdrawn"])
def test_an_undone_step_leaves_the_dossier_as_it_was(office: Office, step: str) -> None:
    code = office.take_in().code
    before = detail(office, code).state
    stepped = dossiers.step_dossier(office.ports, code, step, note="nhầm")
    assert stepped.undo is not None
    undo.undo(office.ports, stepped.undo)
    after = detail(office, code)
    for name in ("status", "due_at", "asked_at", "finished_at", "supplements"):
        assert getattr(after.state, name) == getattr(before, name)
    assert [row.kind for row in after.history][-1] == "StepUndone"
    assert dossiers.step_dossier(office.ports, code, step, note="đúng").code == code
    same_when_made_anew(office)


def test_an_undone_return_can_be_returned_again(office: Office) -> None:
    code = office.take_in().code
    dossiers.step_dossier(office.ports, code, "result_ready")
    returned = results.return_result(office.ports, code, ReturnResult())
    undo.undo(office.ports, returned.undo)
    assert detail(office, code).state.status is Status.RESULT_READY
    results.return_result(office.ports, code, ReturnResult())
    assert detail(office, code).state.status is Status.RESULT_RETURNED
    same_when_made_anew(office)


def test_after_ten_minutes_nothing_is_undone(office: Office) -> None:
    first = office.at("2026-03-02T09:00").take_in()
    second = office.at("2026-03-02T09:05").take_in()
    office.at("2026-03-02T09:11")
    with pytest.raises(NotAllowedNow) as caught:
        undo.undo(office.ports, first.undo)
    assert caught.value.code == "UNDO-LATE"
    assert undo.undo(office.ports, second.undo).code == second.code


def test_what_something_followed_is_not_undone(office: Office) -> None:
    taken = office.take_in()
    dossiers.step_dossier(office.ports, taken.code, "in_process")
    with pytest.raises(NotAllowedNow) as caught:
        undo.undo(office.ports, taken.undo)
    assert caught.value.code == "UNDO-PASSED"
    assert detail(office, taken.code).state.status is Status.IN_PROCESS


def test_only_who_may_act_may_undo(office: Office) -> None:
    taken = office.take_in()
    with pytest.raises(Forbidden):
        undo.undo(office.acting_as(Role.INSPECTOR), taken.undo)
    started = dossiers.step_dossier(office.ports, taken.code, "in_process")
    assert started.undo is not None
    undo.undo(office.acting_as(Role.CASE_OFFICER), started.undo)
    ended = dossiers.step_dossier(office.ports, taken.code, "stopped", note="Trùng hồ sơ.")
    assert ended.undo is not None
    with pytest.raises(Forbidden):
        undo.undo(office.acting_as(Role.INTAKE), ended.undo)


def test_a_forward_is_undone_while_it_has_not_left(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code, other = commune.take_in().code, commune.take_in().code
    stepped = dossiers.step_dossier(commune.ports, code, "forward")
    assert stepped.undo is not None
    undo.undo(commune.ports, stepped.undo)
    assert detail(commune, code).state.status is Status.RECEIVED
    left = dossiers.step_dossier(commune.ports, other, "forward")
    assert left.undo is not None
    carry(commune, centre, tmp_path)
    with pytest.raises(NotAllowedNow):
        undo.undo(commune.ports, left.undo)


def test_the_centre_learns_what_was_undone(pair: tuple[Office, Office], tmp_path: Path) -> None:
    commune, centre = pair
    cancelled = commune.take_in()
    stepped_code = commune.take_in().code
    carry(commune, centre, tmp_path)
    undo.undo(commune.ports, cancelled.undo)
    step = dossiers.step_dossier(commune.ports, stepped_code, "result_ready")
    assert step.undo is not None
    undo.undo(commune.ports, step.undo)
    assert carry(commune, centre, tmp_path) == ["imported"]
    assert detail(centre, cancelled.code).state.status is Status.CANCELLED
    assert detail(centre, stepped_code).state.status is Status.RECEIVED
    same_when_made_anew(centre)
