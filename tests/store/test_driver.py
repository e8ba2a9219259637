from pathlib import Path

import pytest
from tests.helpers.programs import run_python

from ca_desktop.domain.errors import DatabaseDamaged, LibraryTooOld
from ca_desktop.store import driver
from ca_desktop.store.engine import connect


def test_the_library_in_use_is_sound() -> None:
    driver.require_sound_library()


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2), (3,)])
def test_a_library_with_the_known_fault_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(LibraryTooOld) as refused:
        driver.require_sound_library(version)

    assert refused.value.details["found"] == ".".join(map(str, version))


def test_the_first_sound_version_is_accepted() -> None:
    driver.require_sound_library((3, 51, 3))


def damaged_file(folder: Path) -> Path:
    path = folder / "office.db"
    path.write_bytes(b"\xa5" * 8192)
    return path


def test_the_cipher_complains_into_the_file_it_was_given(tmp_path: Path) -> None:
    log = tmp_path / "nhật ký" / "o'cipher.log"
    log.parent.mkdir()
    try:
        assert driver.log_to(log)
        with pytest.raises(DatabaseDamaged):
            connect(damaged_file(tmp_path), bytes(32))
    finally:
        driver.log_to(None)

    assert "hmac check failed" in log.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    assert not driver.log_to(tmp_path / "no such folder" / "cipher.log")
    driver.log_to(None)


def test_the_cipher_never_writes_to_stderr(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from ca_desktop.domain.errors import DatabaseDamaged\n"
        "from ca_desktop.store.engine import connect\n"
        "try:\n"
        "    connect(Path(sys.argv[1]), bytes(32))\n"
        "except DatabaseDamaged:\n"
        "    print('damaged')\n"
    )
    done = run_python(script, damaged_file(tmp_path))

    assert done.stdout == "damaged\n"
    assert done.stderr == ""
