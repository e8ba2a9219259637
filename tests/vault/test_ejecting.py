"""A stick is let go by the system's own means, or the person hears that it was not."""

import ctypes
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ca_desktop.domain.errors import MachineError
from ca_desktop.vault import drives, ejecting


def tool(folder: Path, name: str, fails_at: str = "") -> Path:
    """Make a tool that notes what it was told."""
    path = folder / name
    test = f'case "$*" in *{fails_at}*) exit 1;; esac\n' if fails_at else ""
    path.write_text(f'#!/bin/sh\necho "$@" >> "{folder}/told"\n{test}', encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def plug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Plug a stick in beside a tool of the system; return where the stick stands."""

    def plugged(name: str, fails_at: str) -> Path:
        if name:
            tool(tmp_path, name, fails_at)
        table = tmp_path / "mounts"
        table.write_text(f"/dev/sdx1 {tmp_path}/usb vfat rw 0 0\n", encoding="utf-8")
        monkeypatch.setattr(ejecting, "TABLE", table)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/nowhere")
        return tmp_path / "usb"

    return plugged


def told(tmp_path: Path) -> list[str]:
    return (tmp_path / "told").read_text(encoding="utf-8").splitlines()


def test_the_desktop_s_own_tool_unmounts_and_powers_off(
    plug: Callable[[str, str], Path], tmp_path: Path
) -> None:
    ejecting.eject(plug("udisksctl", ""))
    assert told(tmp_path) == [
        "unmount --no-user-interaction -b /dev/sdx1",
        "power-off --no-user-interaction -b /dev/sdx1",
    ]
    assert ejecting.can_eject()


def test_a_stick_without_power_switch_counts_as_let_go(plug: Callable[[str, str], Path]) -> None:
    ejecting.eject(plug("udisksctl", "power-off"))


def test_the_older_tool_will_do(plug: Callable[[str, str], Path], tmp_path: Path) -> None:
    ejecting.eject(plug("eject", ""))
    assert told(tmp_path) == ["/dev/sdx1"]


@pytest.mark.parametrize(
    ("name", "fails_at"), [("udisksctl", "unmount"), ("eject", "dev"), ("", "")]
)
def test_what_is_still_in_use_or_cannot_be_let_go_is_said(
    plug: Callable[[str, str], Path], name: str, fails_at: str
) -> None:
    place = plug(name, fails_at)
    with pytest.raises(MachineError, match="EJECT-FAILED"):
        ejecting.eject(place)
    assert ejecting.can_eject() is bool(name)


def test_no_stick_there_is_said(plug: Callable[[str, str], Path], tmp_path: Path) -> None:
    plug("eject", "")
    with pytest.raises(MachineError, match="EJECT-FAILED"):
        ejecting.eject(tmp_path / "other")


def test_a_drive_takes_in_everything_or_is_gone(tmp_path: Path) -> None:
    ejecting.flush(tmp_path)
    ejecting.flush(tmp_path / "gone")


@pytest.mark.parametrize("refuses", [0, ejecting._LOCK, ejecting._EJECT])
def test_windows_locks_dismounts_and_lets_go(monkeypatch: pytest.MonkeyPatch, refuses: int) -> None:
    codes: list[int] = []

    def control(_volume: Any, code: int, *_rest: Any) -> int:
        codes.append(code)
        return int(code != refuses)

    kernel = SimpleNamespace(
        CreateFileW=_Opening(), CloseHandle=codes.append, DeviceIoControl=control
    )
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert ejecting._ejected_by_windows(Path("E:\\")) is (refuses == 0)
    assert codes[0] == ejecting._LOCK
    assert len(codes) == (2 if refuses == ejecting._LOCK else 4)


class _Opening:
    """A function that takes a result type, as those of a library do."""

    restype: Any = None

    def __call__(self, name: str, *_rest: Any) -> int:
        assert name == r"\\.\E:"
        return 7


def test_a_stick_is_known_by_what_the_device_list_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = Path("/dev/null").stat().st_rdev
    (tmp_path / f"b{os.major(number)}:{os.minor(number)}").write_text(
        "S:disk/by-id/x\nE:ID_FS_UUID=12AB\nE:ID_SERIAL=Kingston_DT_0C9D\n", encoding="utf-8"
    )
    monkeypatch.setattr(drives, "_DEVICES", tmp_path)
    assert drives._linux_serial("/dev/null") == "Kingston_DT_0C9D"
    assert drives._linux_serial("/dev/none") == ""
