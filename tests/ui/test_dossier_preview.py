"""Beside a list: what can be done with a dossier stays in sight, whatever is told of it."""

from datetime import datetime

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.helpers import eyes, offices

from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.desk.dossiers import dossier_rows
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.widgets.dossier_preview import DossierPreview
from ca_desktop.ui.widgets.fields import button
from ca_desktop.ui.widgets.scrolled import Scrolled

LOW = (260, 160)
"""What a pane has left at 125 % of a small screen, under counters and the offer of the morning."""


def test_on_a_low_screen_the_facts_scroll_and_the_buttons_stay(qtbot: QtBot, ports: Ports) -> None:
    offices.take_in(ports)
    (row,) = dossier_rows(ports, DossierFilter(), limit=1)
    host = QWidget()
    qtbot.addWidget(host)
    pane = DossierPreview(button("Mở hồ sơ", "open", primary=True), host)
    host.resize(*LOW)
    host.show()
    pane.show_row(row, datetime(2026, 11, 18, 9, 0, tzinfo=VIETNAM))
    pane.resize(*LOW)
    assert pane.minimumSizeHint().height() <= LOW[1]
    assert all(eyes.whole(each) for each in pane.findChildren(QPushButton))
    pane.resize(LOW[0], 3 * LOW[1])
    scrolled = pane.findChildren(Scrolled)[0]
    assert scrolled.verticalScrollBar().maximum() == 0
    assert pane.history.height() > LOW[1]
