"""The red band asks what day it is, and the desk works on after the answer."""

from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from typing_extensions import override

from ca_desktop.app import bootstrap
from ca_desktop.app.clocks import MachineClock
from ca_desktop.app.office_window import open_window
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.office.dates import date_doubt
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000


class DeadBattery(MachineClock):
    @override
    def machine_now(self) -> datetime:
        return datetime(2019, 1, 3, 8, 0, tzinfo=VIETNAM)


def test_a_sure_date_shows_no_band(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page(window.pages.intake)
    qtbot.waitUntil(lambda: window.pages.intake.picker.ready, timeout=WAIT)
    assert not window.frame.date_band.isVisible()


def test_a_machine_in_2019_is_asked_for_the_day_and_a_reason(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, founded: Path
) -> None:
    monkeypatch.setattr(bootstrap, "MachineClock", DeadBattery)
    with bootstrap.open_office(founded) as ports:
        window = open_window(ports)
        window.show()
        band = window.frame.date_band
        qtbot.waitUntil(band.isVisible, timeout=WAIT)
        assert "03/01/2019" in band._words.text()
        band.day.fill("31/02/2026")
        band._on_confirm()
        assert band._fields["day"].problem
        band.day.fill("17/11/2026")
        band._on_confirm()
        qtbot.waitUntil(lambda: bool(band._fields["reason"].problem), timeout=WAIT)
        band.reason.fill("Hôm qua đặt ngày nhầm")
        band._on_confirm()
        qtbot.waitUntil(lambda: not band.isVisible(), timeout=WAIT)
        assert "17/11/2026" in window.message.text()
        assert date_doubt(ports) is None
        window.close()
        window.deleteLater()
