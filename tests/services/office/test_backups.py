"""A backup is a whole office that opens, or it is not there at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tests.helpers.offices import NOW, opened
from tests.helpers.stopping import After
from tests.helpers.training import Office

from ca_desktop.domain.errors import (
    Cancelled,
    DatabaseDamaged,
    Forbidden,
    MachineError,
    UserError,
)
from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services.desk import dossiers
from ca_desktop.services.office import backups, journals
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.work import View
from ca_desktop.services.watch import Stage
from ca_desktop.store.tables import dossiers as dossier_table
from ca_desktop.store.tables import journal as journal_table
from ca_desktop.vault.backups import kept

ALLOWED = {Role.INTAKE, Role.ADMIN}


def test_a_backup_opens_as_the_office_it_was_made_of(office: Office, tmp_path: Path) -> None:
    codes = [office.take_in().code for _n in range(3)]
    made = backups.back_up(office.ports, tmp_path)
    office.take_in()
    place = shutil.copytree(made.folder, tmp_path / "again")
    with opened(place) as ports:
        journals.verify_journal(ports)
        rows = dossiers.dossier_rows(ports, DossierFilter(), order="code")
        assert [row.code for row in rows] == codes
        assert not ports.mark_fits


def test_a_backup_is_named_after_office_and_moment(office: Office, tmp_path: Path) -> None:
    made = backups.back_up(office.ports, tmp_path)
    assert "H19.12.34" in made.folder.name
    assert f"{NOW:%Y}" in made.folder.name
    assert {item.name for item in made.folder.iterdir()} >= {"office.db", "keys.json"}


def test_two_backups_of_one_minute_stand_beside_each_other(office: Office, tmp_path: Path) -> None:
    made = {backups.back_up(office.ports, tmp_path).folder for _n in range(2)}
    assert len(made) == 2
    assert all(folder.is_dir() for folder in made)


def test_a_backup_is_in_the_journal(office: Office, tmp_path: Path) -> None:
    made = backups.back_up(office.ports, tmp_path)
    assert office.local_events("BackupMade") == [
        {"folder": made.folder.name, "why": "manual", "elsewhere": True}
    ]


def test_nobody_can_read_names_in_a_backup(office: Office, tmp_path: Path) -> None:
    office.take_in()
    made = backups.back_up(office.ports, tmp_path)
    whole = b"".join(path.read_bytes() for path in made.folder.rglob("*") if path.is_file())
    assert "Lò Thị Én".encode() not in whole
    assert b"001190123456" not in whole
    assert b"SQLite format 3" not in whole


def test_a_backup_that_cannot_be_made_leaves_nothing(office: Office, tmp_path: Path) -> None:
    wrong = tmp_path / "file"
    wrong.write_bytes(b"")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(MachineError):
        backups.back_up(office.ports, wrong)
    assert sorted(tmp_path.iterdir()) == before
    assert office.local_events("BackupMade") == []


@pytest.mark.parametrize("role", sorted(ALL_ROLES))
def test_desk_and_administrator_make_backups(office: Office, tmp_path: Path, role: Role) -> None:
    ports = office.acting_as(role)
    if role in ALLOWED:
        assert backups.back_up(ports, tmp_path).folder.is_dir()
        return
    with pytest.raises(Forbidden):
        backups.back_up(ports, tmp_path)
    assert office.local_events("BackupMade") == []


def test_the_day_has_one_backup_and_the_exit_one_of_what_came_after(office: Office) -> None:
    ports = office.ports
    assert backups.back_up_daily(ports) is not None
    assert backups.back_up_daily(ports) is None
    assert backups.back_up_at_exit(ports) is None
    office.take_in()
    assert backups.back_up_at_exit(ports) is not None
    assert [row["why"] for row in office.local_events("BackupMade")] == ["daily", "exit"]
    office.clock.moment += timedelta(days=1)
    assert backups.back_up_daily(ports) is not None


def test_a_copy_elsewhere_takes_the_second_journal_along(office: Office, tmp_path: Path) -> None:
    office.take_in()
    made = backups.back_up(office.ports, tmp_path / "usb")
    home = backups.back_up(office.ports)
    assert list((made.folder / "journal").glob("segment-*.jrn"))
    assert not (home.folder / "journal").exists()
    found = backups.safety(office.ports)
    assert found.copy is not None
    assert found.copy.detail == made.folder.name
    assert found.backup is not None
    assert found.backup.later == 0


def test_after_many_days_as_many_backups_stay_as_the_rules_say(office: Office) -> None:
    ports = office.ports
    for _day in range(12):
        office.take_in()
        backups.back_up(ports)
        office.clock.moment += timedelta(days=1)
    names = {path.name for path in ports.backups.home.glob("H19*")}
    assert names == kept(names)
    assert len(names) < 12
    assert backups.back_up(ports).folder.name in {p.name for p in ports.backups.home.iterdir()}
    segments = sorted(ports.second_journal.folder.glob("segment-*.jrn"))
    assert len(segments) == 2


def test_a_backup_is_tried_and_found_good(office: Office) -> None:
    office.take_in()
    done = backups.try_backup(office.ports)
    assert done.differing == ()
    assert office.local_events("BackupTried") == [{"folder": done.folder.name, "differing": []}]
    assert backups.safety(office.ports).trial_due is False
    assert not list(office.ports.backups.home.glob("~*"))


def test_tables_that_are_not_what_the_journal_says_are_found_by_the_trial(office: Office) -> None:
    office.take_in()
    uow: Any = office.ports.writing()
    with uow:
        uow._connection.execute(dossier_table.update().values(holder_name="X"))
        uow.commit()
    done = backups.try_backup(office.ports)
    assert done.differing == ("dossiers",)
    with office.ports.reading() as view:
        (matter,) = backups.unsafe(office.ports, view)
    assert (matter.code, matter.about) == ("BACKUP-BAD", "dossiers")


def test_a_backup_of_a_journal_that_was_edited_does_not_count(
    office: Office, tmp_path: Path
) -> None:
    for _n in range(3):
        office.take_in()
    uow: Any = office.ports.writing()
    with uow:
        changed = journal_table.update().where(journal_table.c.kind == "DossierReceived")
        uow._connection.execute(changed.values(payload=b"{}"))
        uow.commit()
    with pytest.raises(DatabaseDamaged):
        backups.back_up(office.ports, tmp_path)
    assert list(tmp_path.glob("H19*")) == []


def test_the_newest_events_alone_are_checked_when_that_is_asked(office: Office) -> None:
    for _n in range(3):
        office.take_in()
    with office.ports.reading() as view:
        for newest in (0, 1, 2, 5, office.events(), 10**6):
            assert view.journal.verify(newest=newest) == min(newest, office.events())


def test_after_a_month_a_trial_is_due(office: Office) -> None:
    assert backups.safety(office.ports).trial_due is False
    office.clock.moment += timedelta(days=31)
    assert backups.safety(office.ports).trial_due is True


def test_the_second_journal_moves_to_another_drive_and_back(office: Office, tmp_path: Path) -> None:
    ports = office.ports
    home = ports.second_journal.folder
    found = backups.move_journal(ports, tmp_path / "drive")
    assert (found.journal, found.journal_sound) == (tmp_path / "drive", True)
    assert not list(home.glob("segment-*"))
    with pytest.raises(UserError) as caught:
        backups.move_journal(ports, ports.folder / "backups")
    assert caught.value.code == "JOURNAL-INSIDE"
    assert backups.move_journal(ports, None).journal == home


def test_a_drive_that_is_not_there_is_said_and_stops_no_intake(
    office: Office, tmp_path: Path
) -> None:
    ports = office.ports
    backups.move_journal(ports, tmp_path / "drive")
    (tmp_path / "drive").rename(tmp_path / "gone")
    office.take_in()
    with ports.reading() as view:
        assert [matter.code for matter in backups.unsafe(ports, view)] == ["JOURNAL-BEHIND"]
    assert backups.back_up(ports, tmp_path / "usb").folder.is_dir()


@contextmanager
def in_earnest(ports: Ports) -> Iterator[View]:
    """What the rules for safety see of an office that is not for training."""
    with ports.reading() as view:
        node = replace(view.offices.node(), training=False)
        offices = SimpleNamespace(upkeep=view.offices.upkeep, node=lambda: node)
        yield cast("View", SimpleNamespace(offices=offices, master=view.master))


def test_after_two_working_days_without_a_backup_a_person_is_asked_for_one(office: Office) -> None:
    ports = office.at("2026-02-27T16:00").ports  # a Friday
    backups.back_up(ports)
    waits = []
    for day in ("02", "03", "04"):
        office.at(f"2026-03-{day}T08:00")
        with in_earnest(ports) as view:
            waits.append([(x.code, x.details) for x in backups.unsafe(ports, view)])
    assert waits == [[], [], [("BACKUP-OLD", {"n": 3})]]
    assert backups.safety(ports).backup_days == 0  # nobody is asked for one in training


def test_a_backup_tells_how_far_it_is_and_leaves_nothing_when_it_is_stopped(
    office: Office, tmp_path: Path
) -> None:
    person = After(10**9)
    backups.back_up(office.ports, tmp_path / "whole", person.watch)
    done, total = [said[1:] for said in person.told if said[0] is Stage.BACKUP][-1]
    assert 0 < done == total
    for steps in range(person.asked):
        with pytest.raises(Cancelled):
            backups.back_up(office.ports, tmp_path / "stopped", After(steps).watch)
        assert list((tmp_path / "stopped").iterdir()) == []
