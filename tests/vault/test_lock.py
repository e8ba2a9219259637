import ctypes
import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.helpers.programs import child_environment, run_python
from tests.helpers.rights import reachable_folder, without_rights

from ca_desktop.domain.errors import AlreadyOpen, DiskFull, MachineError, NotWritable
from ca_desktop.vault import lock
from ca_desktop.vault.lock import FolderLock, check_folder, is_low_on_space

TRY = """
import sys
from pathlib import Path
from ca_desktop.domain.errors import AlreadyOpen
from ca_desktop.vault.lock import FolderLock
try:
    with FolderLock(Path(sys.argv[1])):
        print("mine", flush=True)
        sys.stdin.readline()
except AlreadyOpen as error:
    print(error.code)
"""


def test_a_second_program_is_turned_away_until_the_first_has_gone(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        assert run_python(TRY, tmp_path).stdout == "ALREADY-OPEN\n"

    assert run_python(TRY, tmp_path).stdout == "mine\n"


def test_the_folder_is_held_only_once_within_one_program_too(tmp_path: Path) -> None:
    with FolderLock(tmp_path), pytest.raises(AlreadyOpen) as raised, FolderLock(tmp_path):
        pass

    assert raised.value.details == {"path": str(tmp_path)}
    with FolderLock(tmp_path):
        pass


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_killed_program_holds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TRY, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=child_environment()
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"mine\n"
        with pytest.raises(AlreadyOpen), FolderLock(tmp_path):
            pass
        child.send_signal(signal.SIGKILL)
        child.wait(timeout=60)

    with FolderLock(tmp_path):
        pass


def test_a_folder_that_is_not_there_is_not_called_open(tmp_path: Path) -> None:
    with pytest.raises(NotWritable), FolderLock(tmp_path / "gone"):
        pass


def test_a_disk_that_knows_no_locks_is_not_called_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(lock, "_lock", refuse)
    with pytest.raises(MachineError) as raised, FolderLock(tmp_path):
        pass
    assert not isinstance(raised.value, AlreadyOpen)


def test_an_ordinary_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    check_folder(tmp_path / "một" / "hai")

    assert list((tmp_path / "một" / "hai").iterdir()) == []


@pytest.mark.parametrize("name", ["OneDrive - UBND xã", "Dropbox", "Google Drive", "iCloudDrive"])
def test_a_folder_that_a_cloud_copies_away_is_refused_and_not_made(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(NotWritable) as raised:
        check_folder(tmp_path / name / "CA")

    assert raised.value.code == "FOLDER-CLOUD"
    assert not (tmp_path / name).exists()


def test_a_link_into_a_cloud_folder_does_not_hide_it(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "Dropbox")

    with pytest.raises(NotWritable):
        check_folder(tmp_path / "data")


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
tmpfs /run/user tmpfs rw 0 0
overlay /srv/overlay overlay rw 0 0
server:/share /srv/share nfs4 rw 0 0
//server/xa /srv/ch\\303\\244 cifs rw 0 0
//server/m /srv/one\\040stop cifs rw 0 0
/dev/sdb1 /media/stick vfat rw 0 0
me@host: /srv/ssh fuse.sshfs rw 0 0
/dev/sdc1 /srv/ntfs fuseblk rw 0 0
systemd-1 /srv/auto autofs rw 0 0
server:/auto /srv/auto nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("/var/lib/data", ""),
        ("/run/user/demo", ""),
        ("/srv/overlay/D", ""),
        ("/srv/ntfs/D", ""),
        ("/srv/share/D", "FOLDER-NETWORK"),
        ("/srv/shared", ""),
        ("/srv/one stop/D", "FOLDER-NETWORK"),
        ("/srv/ssh/D", "FOLDER-NETWORK"),
        ("/srv/auto/D", "FOLDER-NETWORK"),
        ("/media/stick", "FOLDER-STICK"),
    ],
)
def test_the_mount_table_tells_shares_and_sticks_from_disks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, code: str
) -> None:
    table = tmp_path / "mounts"
    table.write_text(MOUNTS, encoding="utf-8")
    known = lock._file_system
    monkeypatch.setattr(lock, "_file_system", lambda path: known(path, table))

    assert lock._refused_place(Path(folder)) == code


def test_without_a_mount_table_nothing_is_guessed(tmp_path: Path) -> None:
    assert lock._file_system(tmp_path, tmp_path / "none") == ""


@pytest.mark.parametrize("code", ["FOLDER-NETWORK", "FOLDER-STICK"])
def test_a_share_or_a_stick_is_refused_and_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(lock, "_refused_place", lambda _folder: code)

    with pytest.raises(NotWritable) as raised:
        check_folder(tmp_path / "D")

    assert raised.value.code == code
    assert not (tmp_path / "D").exists()


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("C:\\ProgramData\\CA Desktop", ""),
        ("\\\\?\\C:\\ProgramData", ""),
        ("E:\\CA", "FOLDER-STICK"),
        ("Z:\\chung", "FOLDER-NETWORK"),
        ("\\\\server\\chung", "FOLDER-NETWORK"),
        ("\\\\?\\UNC\\server\\chung", "FOLDER-NETWORK"),
    ],
)
def test_windows_is_asked_what_kind_of_drive_it_is(
    monkeypatch: pytest.MonkeyPatch, folder: str, code: str
) -> None:
    drives = {"C:\\": 3, "E:\\": 2, "Z:\\": 4}
    kernel = SimpleNamespace(GetDriveTypeW=lambda root: drives[root])
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)

    assert lock._refused_on_windows(folder) == code


def test_a_folder_without_rights_is_refused() -> None:
    with reachable_folder() as folder:
        folder.chmod(0o555)

        with without_rights():
            with pytest.raises(NotWritable) as raised:
                check_folder(folder)
            with pytest.raises(NotWritable):
                check_folder(folder / "new")
            with pytest.raises(NotWritable), FolderLock(folder):
                pass

    assert raised.value.code == "NOT-WRITABLE"
    assert raised.value.details == {"path": str(folder)}


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "D").write_bytes(b"")

    with pytest.raises(MachineError):
        check_folder(tmp_path / "D")


@pytest.mark.parametrize(
    ("free", "refused", "low"),
    [
        (200 * 1024**2 - 1, True, True),
        (200 * 1024**2, False, True),
        (1024**3 - 1, False, True),
        (1024**3, False, False),
    ],
)
def test_a_disk_running_full_is_said_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, *, refused: bool, low: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))

    assert is_low_on_space(tmp_path) is low
    if refused:
        with pytest.raises(DiskFull):
            check_folder(tmp_path)
    else:
        check_folder(tmp_path)
