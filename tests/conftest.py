"""Settings that must stand before Qt is imported, and fixtures every layer may use."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.helpers.disks import memory_folder

from ca_desktop.exchange import pairing_files
from ca_desktop.store import engine
from ca_desktop.vault import passphrases

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.pyside.libpyside.warning=true")

if (memory := memory_folder()) and "TMPDIR" not in os.environ:
    # Each commit of an office reaches the disk; on a real one the tests would only wait for it.
    os.environ["TMPDIR"] = tempfile.tempdir = str(memory)

PROJECT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Stretch the codes of pairings hardly at all; tests/golden stretches them in full."""
    pairing_files.CODE_COST = (1, 64, 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold slow tests, so that no worker ends alone with one of them."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """Leave ten thousand collected tests out of every later look for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with real public data; it lies beside the project and is not part of it."""
    folder = Path(os.environ.get("CA_SHARED_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the folder with real public data is not here")
    return folder


@pytest.fixture(scope="session", autouse=True)
def quick_stretching() -> Iterator[None]:
    """Stretch the passphrases of real offices no longer than the floor.

    What a machine can bear is promised in tests/vault/test_passphrases.py; others only wait.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "calibrate", lambda: passphrases.FLOOR)
        yield


@pytest.fixture(scope="session", autouse=True)
def unguarded_memory() -> Iterator[None]:
    """Let the library's memory be as it is: to lock each piece of it is a fifth of all the time.

    That offices guard it is promised in tests/store/test_engine.py, in a process of its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "MEMORY_GUARD", "PRAGMA cipher_memory_security")
        yield
