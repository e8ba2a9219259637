"""What every start asks has been put into words before anybody has signed in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.helpers import offices

from ca_desktop.app import bootstrap, rehearsal
from ca_desktop.app.resources import use_words
from ca_desktop.services.attention import matters
from ca_desktop.services.desk.intake import procedures_for_intake
from ca_desktop.services.office.offices import office_facts
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.today import desk_day
from ca_desktop.store import engine

SCREENS: tuple[Callable[[Ports], object], ...] = (
    office_facts,
    desk_day,
    procedures_for_intake,
    matters,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    use_words()
    return offices.found(tmp_path / "xa", offices.COMMUNE)


def test_after_the_rehearsal_a_start_puts_next_to_nothing_into_words(folder: Path) -> None:
    engine._COMPILED.clear()
    rehearsal.rehearse()
    known = len(engine._COMPILED)
    with bootstrap.open_office(folder) as ports:
        for screen in SCREENS:
            screen(ports)
    assert known > 20
    assert len(engine._COMPILED) - known <= 2


def test_the_rehearsal_reads_and_writes_no_file_of_an_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not rehearsal.NOWHERE.exists()
    monkeypatch.setattr(rehearsal, "NOWHERE", tmp_path / "nowhere")  # where it could write
    rehearsal.rehearse()
    assert not list(tmp_path.iterdir())
