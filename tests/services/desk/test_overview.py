"""One dossier at a look: what took how long, what came when, what was printed, what goes again."""

from pathlib import Path

import pytest
from tests.helpers.training import Office, carry, paired_offices, training_office

from ca_desktop.domain.errors import NotFound
from ca_desktop.services.desk import tasks
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.overview import DossierOverview, dossier_overview
from ca_desktop.services.desk.slips import draw_slip, log_print


def seen(office: Office, dossier_id: str) -> DossierOverview:
    return dossier_overview(office.ports, dossier_id)


def test_each_step_says_how_many_working_days_it_took_and_waiting_takes_none(
    tmp_path: Path,
) -> None:
    with training_office(tmp_path) as office:
        taken = office.at("2026-03-02T09:00").take_in()
        office.at("2026-03-03T10:00")
        step_dossier(office.ports, taken.code, "in_process")
        assert (seen(office, taken.dossier_id).used, seen(office, taken.dossier_id).left) == (1, 2)
        office.at("2026-03-05T10:00")
        step_dossier(office.ports, taken.code, "supplement", note="Thiếu giấy chứng sinh")
        waiting = seen(office, taken.dossier_id)
        assert (waiting.used, waiting.left) == (3, None)
        office.at("2026-03-11T10:00")
        step_dossier(office.ports, taken.code, "in_process")
        office.at("2026-03-13T10:00")
        step_dossier(office.ports, taken.code, "result_ready")
        office.at("2026-03-20T10:00")
        found = seen(office, taken.dossier_id)
        assert [each.used for each in found.passages] == [None, 1, 2, None, 2]
        assert (found.used, found.left) == (5, None)


def test_a_weekend_is_no_working_day_and_a_late_dossier_has_none_left(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        taken = office.at("2026-03-05T09:00").take_in()
        office.at("2026-03-09T09:00")
        found = seen(office, taken.dossier_id)
        assert (found.used, found.left) == (2, 1)
        office.at("2026-03-23T09:00")
        assert seen(office, taken.dossier_id).left is None


def test_papers_prints_and_the_promise_with_its_trace_are_shown(tmp_path: Path) -> None:
    with training_office(tmp_path) as office:
        papers = [{"name": "Tờ khai", "originals": 1, "copies": 2}]
        taken = office.take_in(documents=papers)
        empty = seen(office, taken.dossier_id)
        assert empty.printed == ()
        for _copy in range(2):
            log_print(office.ports, draw_slip(office.ports, taken.code))
        found = seen(office, taken.dossier_id)
        assert [(each.paper.name, each.later) for each in found.papers] == [("Tờ khai", False)]
        assert [(each.reprint, each.layout, each.who) for each in found.printed] == [
            (0, "a4x2", "Cán bộ Làm Mẫu"),
            (1, "a4x2", "Cán bộ Làm Mẫu"),
        ]
        assert [each.row.kind for each in found.passages] == ["DossierReceived"]
        assert found.deadline is not None
        assert found.deadline.due_at == taken.deadline.due_at
        assert found.deadline.trace == taken.deadline.trace
        assert found.intake is not None
        assert found.row.code == taken.code
        with pytest.raises(NotFound):
            dossier_overview(office.ports, "nobody")


def test_what_has_left_and_changed_since_goes_again_with_the_next_file(tmp_path: Path) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        taken = commune.take_in()
        assert not seen(commune, taken.dossier_id).resend
        carry(commune, centre, tmp_path)
        assert not seen(commune, taken.dossier_id).resend
        tasks.ask(commune.ports, taken.code, tasks.Ask(what="note", note="Đã gọi điện."))
        assert seen(commune, taken.dossier_id).resend
        assert seen(centre, taken.dossier_id).passages[0].office == "Xã Bình Minh"
        carry(commune, centre, tmp_path)
        assert not seen(commune, taken.dossier_id).resend
