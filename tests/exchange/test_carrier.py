"""The atomic writer says what stands in its way, and leaves what was there."""

from pathlib import Path

import pytest

from ca_desktop.domain.errors import MachineError
from ca_desktop.exchange import carrier


@pytest.mark.parametrize(
    ("name", "there", "code"),
    [
        ("bao-cao.xlsx", True, "XLS-LOCK"),
        ("DANH-SACH.CSV", True, "XLS-LOCK"),
        ("bao-cao.xlsx", False, "NOT-WRITABLE"),
        ("giay-hen.pdf", True, "FILE-HELD"),
    ],
)
def test_a_file_that_another_program_has_open_says_so_and_stays(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    there: bool,  # noqa: FBT001
    code: str,
) -> None:
    """Windows refuses to put another file in the place of one that a program holds."""

    def refuse(_temporary: Path, path: Path) -> None:
        error = PermissionError(13, "held", str(path))
        error.winerror = 32  # type: ignore[attr-defined]
        raise error

    monkeypatch.setattr(carrier, "put_in_place", refuse)
    monkeypatch.setattr(carrier, "_RETRY_SECONDS", 0)
    path = tmp_path / name
    if there:
        path.write_bytes(b"before")
    with pytest.raises(MachineError) as caught:
        carrier.write_atomically(path, b"after")
    assert caught.value.code == code
    assert [x.read_bytes() for x in tmp_path.iterdir()] == ([b"before"] if there else [])
