"""Tests of rights: root may do everything, so these step down for a moment."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65534


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """Make a folder that a user without rights can enter; pytest's own cannot be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        try:
            yield folder
        finally:
            folder.chmod(0o755)


@contextmanager
def without_rights() -> Iterator[None]:
    """Act as a user to whom nothing belongs; as an ordinary user the modes alone do."""
    if not hasattr(os, "geteuid"):
        pytest.skip("modes of files mean nothing here")
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
