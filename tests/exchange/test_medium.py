"""What the medium holds is read, on both systems; a name is given only once."""

import ctypes
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ca_desktop.exchange import medium


class Kernel:
    """The few functions of Windows that are asked, on one file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.closed = False
        self.flags: tuple[int, ...] = ()
        self.moved: tuple[Any, ...] = ()
        self.CreateFileW = _Create(self)

    def ReadFile(self, _handle: Any, place: Any, room: int, got: Any, _none: None) -> int:  # noqa: N802 its name there
        assert ctypes.addressof(place) % 4096 == 0
        piece, self.data = self.data[:room], self.data[room:]
        ctypes.memmove(place, piece, len(piece))
        got._obj.value = len(piece)
        return 1

    def CloseHandle(self, _handle: Any) -> int:  # noqa: N802 its name there
        self.closed = True
        return 1

    def MoveFileExW(self, *given: Any) -> int:  # noqa: N802 its name there
        self.moved = given
        return int("refused" not in given[0])


class _Create:
    """A function that takes a result type, as those of a library do."""

    restype: Any = None

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def __call__(self, *given: Any) -> int:
        self._kernel.flags = given[5:6]
        return (ctypes.c_void_p(-1).value or 0) if "absent" in given[0] else 7


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    made = Kernel(bytes(range(256)) * 9_000)
    monkeypatch.setattr(ctypes, "WinDLL", lambda *_a, **_k: made, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: 5, raising=False)
    monkeypatch.setattr(ctypes, "WinError", lambda code: OSError(code, "refused"), raising=False)
    return made


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    data = bytes(range(256)) * 9_000
    (tmp_path / "a").write_bytes(data)
    assert b"".join(medium.read_past_cache(tmp_path / "a")) == data
    assert list(medium._read_dropped(tmp_path / "a"))[0:1] == [data[: medium.CHUNK]]


def test_windows_reads_around_its_cache_into_whole_pages(kernel: Kernel) -> None:
    data = kernel.data
    assert b"".join(medium._read_unbuffered(Path("E:/a.hsg"))) == data
    assert kernel.flags == (medium._NO_BUFFERING,)
    assert kernel.closed
    with pytest.raises(OSError, match="refused"):
        list(medium._read_unbuffered(Path("absent")))


def test_windows_gives_the_name_only_once_it_is_on_the_disk(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(medium, "sys", SimpleNamespace(platform="win32"))
    medium.put_in_place(Path("a.part"), Path("a.hsg"))
    assert kernel.moved == ("a.part", "a.hsg", 0x1 | 0x8)
    with pytest.raises(OSError, match="refused"):
        medium.put_in_place(Path("refused"), Path("a.hsg"))
    assert sys.platform  # the real one is not touched
