"""Promises: whatever is pressed, typed and chosen, in whatever order, the office stays whole."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from tests.helpers import offices
from tests.helpers.campaign import size
from tests.helpers.stray_hands import StrayHands
from tests.helpers.windows import shown_window, worn_theme

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.day_rows import lay_rows
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.training import lay_out, training_folder
from ca_desktop.domain.errors import CaError
from ca_desktop.services.office import journals
from ca_desktop.ui.theme import worn

SEEDS = size(20, 0.05)
ACTS = size(4_000, 0.1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that relative places, documents and the like lead into."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    return tmp_path


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[None]:
    """The program as it is worn; whatever the hands choose is taken off again."""
    with ExitStack() as stack:
        theme = worn() or stack.enter_context(worn_theme(qapp))
        look = theme.look
        yield
        theme.wear(look)


@pytest.mark.slow
@pytest.mark.usefixtures("dressed")
@pytest.mark.campaign("strays")
@pytest.mark.parametrize("kind", ["commune", "centre"])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_stray_hands_break_nothing(home: Path, kind: str, seed: int) -> None:
    """A task that fails says so in words; a slot that fails is caught by the plugin of Qt."""
    lay_out(home / "o", offices.NOW, kind=kind)
    folder = training_folder(home / "o")
    if kind == "commune":
        lay_rows(folder, offices.NOW)
    clock, unexpected = StoryClock(offices.NOW), []

    def passes(hours: int) -> None:
        clock.moment += timedelta(hours=hours)

    def notice(error: Exception) -> None:
        if not isinstance(error, CaError):
            unexpected.append(error)

    with bootstrap.open_office(folder, clock=clock) as ports:
        with shown_window(ports) as window:
            window._context.tasks.failed.connect(notice)
            hands = StrayHands(window, random.Random(seed), passes)
            hands.roam(ACTS)
        assert not unexpected, hands.done[-20:]
        assert journals.verify_journal(ports).problems == 0
        tables = offices.tables(ports)
        journals.rebuild_tables(ports)
        assert offices.tables(ports) == tables
