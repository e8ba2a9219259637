"""Settings that must stand before Qt is imported, and fixtures every layer may use."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.pyside.libpyside.warning=true")

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder with real public data; it lies beside the project and is not part of it."""
    folder = Path(os.environ.get("CA_SHARED_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the folder with real public data is not here")
    return folder
