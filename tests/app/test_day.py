"""The story of the day, made short: its pictures and its printer are looked at by people."""

from pathlib import Path

import pytest

from ca_desktop.app import bootstrap
from ca_desktop.app.clocks import TypedClock
from ca_desktop.app.demo.day import MORNING, run_part
from ca_desktop.app.demo.day_desk import Stage
from ca_desktop.app.demo.day_script import AFTER_THE_CUT, morning, rest_of_day
from ca_desktop.app.training import lay_out, training_folder
from ca_desktop.domain.errors import UserError
from ca_desktop.services.desk.dossiers import dossier_rows
from ca_desktop.services.ports.rows import DossierFilter

TYPED_WHEN_THE_POWER_WENT = "Vàng Thị Pà"


@pytest.mark.slow
def test_a_day_with_a_power_cut_ends_with_every_dossier_stored(tmp_path: Path) -> None:
    lay_out(tmp_path / "xa", MORNING)
    stage = Stage(
        office=training_folder(tmp_path / "xa"), place=tmp_path, printer=None, dossiers=10
    )
    run_part(morning, stage, cut=True)
    run_part(rest_of_day, stage)
    with bootstrap.open_office(stage.office, clock=TypedClock(AFTER_THE_CUT)) as ports:
        rows = dossier_rows(ports, DossierFilter(), limit=1000, order="-received")
    today = [row for row in rows if row.received_at > MORNING.isoformat()]
    assert len(today) == stage.dossiers
    assert TYPED_WHEN_THE_POWER_WENT in [row.holder_name for row in today]
    assert {path.name for path in tmp_path.glob("figures-*.json")} == {
        "figures-morning.json",
        "figures-rest.json",
    }


@pytest.mark.slow
def test_a_part_that_breaks_off_is_told_and_ends_the_story(tmp_path: Path) -> None:
    nowhere = Stage(office=tmp_path / "none", place=tmp_path, printer=None)
    with pytest.raises(UserError) as caught:
        run_part(morning, nowhere, cut=True)
    assert caught.value.code == "STORY-BROKEN"
