"""Sticks are found where they stand, and nothing else is taken for one."""

import ctypes
from pathlib import Path
from types import SimpleNamespace

import pytest

from ca_desktop.vault import drives
from ca_desktop.vault.mounts import Mount

TABLE = """\
/dev/sda1 / ext4 rw 0 0
/dev/sda2 /boot/efi vfat rw 0 0
server:/share {0}/media/share nfs4 rw 0 0
/dev/sdb1 {0}/one\\040stick vfat rw,nosuid 0 0
/dev/sdc1 {0}/locked exfat ro,nosuid 0 0
/dev/sdd1 {0}/pulled vfat rw 0 0
"""


def test_the_mount_table_names_the_sticks(tmp_path: Path) -> None:
    for name in ("one stick", "locked"):
        (tmp_path / name).mkdir()
    table = tmp_path / "mounts"
    table.write_text(TABLE.format(tmp_path), encoding="utf-8")

    found = sorted(drives._linux_drives(table), key=lambda drive: drive.name)

    assert [(item.name, item.read_only) for item in found] == [
        ("locked", True),
        ("one stick", False),
    ]
    assert all(item.free > 0 for item in found)


@pytest.mark.parametrize(
    ("point", "kind", "pulled"),
    [
        ("/media/lan/KINGSTON", "ext4", True),
        ("/run/media/lan/X", "fuseblk", True),
        ("/usb", "vfat", True),
        ("/boot/efi", "vfat", False),
        ("/mediathek", "ext4", False),
        ("/", "ext4", False),
    ],
)
def test_what_can_be_pulled_out(point: str, kind: str, pulled: bool) -> None:  # noqa: FBT001 a column
    mount = Mount(Path(point), kind, read_only=False)
    assert drives._can_be_pulled(mount) is pulled


def test_no_mount_table_means_no_stick(tmp_path: Path) -> None:
    assert list(drives._linux_drives(tmp_path / "none")) == []


def test_windows_is_asked_letter_by_letter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kinds = {"C:\\": 3, "E:\\": 2, "F:\\": 2}
    kernel = SimpleNamespace(
        GetLogicalDrives=lambda: 0b110100,
        GetDriveTypeW=kinds.__getitem__,
        GetVolumeInformationW=_label,
    )
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr("shutil.disk_usage", _usage)

    (stick,) = drives._windows_drives()

    assert (stick.name, stick.free) == ("KINGSTON", 5)


def _label(root: str, label: "ctypes.Array[ctypes.c_wchar]", *_rest: object) -> int:
    label.value = "KINGSTON" if root == "E:\\" else ""
    return 1


def _usage(root: str) -> SimpleNamespace:
    if root == "F:\\":
        raise OSError
    return SimpleNamespace(free=5)
