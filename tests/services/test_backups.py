"""A backup is a whole office that opens, or it is not there at all."""

import shutil
from pathlib import Path

import pytest
from tests.helpers.offices import NOW, opened
from tests.helpers.training import Office

from ca_desktop.domain.errors import Forbidden, MachineError
from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services import backups, dossiers, journals
from ca_desktop.services.ports.rows import DossierFilter

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
    assert office.local_events("BackupMade") == [{"folder": made.folder.name}]


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
