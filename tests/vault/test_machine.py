import ctypes
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.helpers.rights import reachable_folder, without_rights

from ca_desktop.domain.errors import NotWritable
from ca_desktop.vault import machine
from ca_desktop.vault.files import write_once
from ca_desktop.vault.machine import default_data_folder, machine_secret, secret_file


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


def test_data_and_secret_of_the_pc_lie_beside_each_other(home: Path) -> None:
    assert default_data_folder() == home / "ca-desktop"
    assert secret_file() == home / "ca-desktop.machine"


def test_the_secret_is_made_once_and_only_on_request(home: Path) -> None:
    assert machine_secret(make=False) is None
    assert not home.exists()

    secret = machine_secret(make=True)

    assert secret is not None
    assert len(secret) == 32
    assert machine_secret(make=True) == secret
    assert machine_secret(make=False) == secret


def test_nobody_else_may_read_it_and_nothing_else_is_left(home: Path) -> None:
    machine_secret(make=True)

    assert stat.S_IMODE(secret_file().stat().st_mode) == 0o600
    assert list(home.iterdir()) == [secret_file()]


@pytest.mark.parametrize("damage", [b"", b"short", bytes(33)])
def test_a_damaged_secret_counts_as_lost_and_is_never_overwritten(
    home: Path, damage: bytes
) -> None:
    machine_secret(make=True)
    secret_file().write_bytes(damage)

    assert machine_secret(make=False) is None
    fresh = machine_secret(make=True)

    assert machine_secret(make=False) == fresh
    assert [file.read_bytes() for file in home.glob("*.damaged-*")] == [damage]


def test_of_two_programs_that_make_it_at_once_the_first_wins(home: Path) -> None:
    home.mkdir()
    write_once(secret_file(), bytes(32))
    write_once(secret_file(), b"\1" * 32)

    assert machine_secret(make=True) == bytes(32)


def test_a_secret_that_may_not_be_read_counts_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    with reachable_folder() as folder:
        monkeypatch.setenv("XDG_DATA_HOME", str(folder))
        machine_secret(make=True)
        folder.chmod(0o555)
        secret_file().chmod(0)

        with without_rights():
            assert machine_secret(make=False) is None
            with pytest.raises(NotWritable):
                machine_secret(make=True)


class FakeWindows:
    """Stands for the two libraries; protects by turning every bit."""

    def __init__(self) -> None:
        self.flags: list[int] = []
        self.freed = 0
        self.refuses = False
        self.crypt32 = SimpleNamespace(CryptProtectData=self._turn, CryptUnprotectData=self._turn)
        self.kernel32 = SimpleNamespace(LocalFree=self._free)

    def _turn(self, given: Any, _name: None, _e: None, _r: None, _p: None, *rest: Any) -> int:
        flags, made = rest
        self.flags.append(flags)
        blob = given._obj
        self._kept = ctypes.create_string_buffer(
            bytes(byte ^ 0xFF for byte in ctypes.string_at(blob.data, blob.size)), blob.size
        )
        made._obj.size = blob.size
        made._obj.data = ctypes.cast(self._kept, ctypes.POINTER(ctypes.c_char))
        return not self.refuses

    def _free(self, _memory: Any) -> None:
        self.freed += 1


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> FakeWindows:
    fake = FakeWindows()
    monkeypatch.setattr(ctypes, "windll", fake, raising=False)
    return fake


def test_windows_is_asked_for_the_scope_of_the_machine(windows: FakeWindows) -> None:
    secret = bytes(range(32))

    protected = machine._dpapi("CryptProtectData", secret)

    assert protected != secret
    assert machine._dpapi("CryptUnprotectData", protected) == secret
    assert windows.flags == [5, 5]
    assert windows.freed == 2


def test_what_windows_refuses_is_an_error_of_the_system(windows: FakeWindows) -> None:
    windows.refuses = True

    with pytest.raises(OSError, match="CryptUnprotectData"):
        machine._dpapi("CryptUnprotectData", b"protected elsewhere")
