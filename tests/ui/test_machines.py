"""A commune's second PC is paired from the window, which asks about the first."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.training import put_office, put_pair

from ca_desktop.app.office_window import open_window
from ca_desktop.services.exchange import pairing
from ca_desktop.services.exchange.choices import Rivalry
from ca_desktop.services.machines import successions
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.ui.dialogs.machines import WhichGoesOn, WhichRun, WhoTakesOver
from ca_desktop.ui.pages.pairing import CentrePairingPage
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 15_000


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def centre(qtbot: QtBot, tmp_path: Path, usb: Path) -> Iterator[MainWindow]:
    """A centre with one machine of a commune paired, and the request of another one."""
    old, new, there = (tmp_path / name for name in ("old", "new", "centre"))
    put_pair(old, there)
    put_office(new)
    with offices.opened(there) as ports:
        made = pairing.make_offer(ports, offices.COMMUNE[1], usb / "a.hspair")
    with offices.opened(new) as ports:
        pairing.answer_offer(
            ports, usb / "a.hspair", made.secret, usb / "b.hsreq", LastPapers(receipt="7")
        )
    with ExitStack() as stack:
        window = open_window(stack.enter_context(offices.opened(there)))
        window.show()
        yield window
        qtbot.waitUntil(lambda: not window._context.tasks.writing, timeout=WAIT)
        window.close()
        window.deleteLater()


def asked(qtbot: QtBot, centre: MainWindow, usb: Path) -> WhichRun:
    page = centre.pages.pairing
    assert isinstance(page, CentrePairingPage)
    centre.show_page(page)
    page.folder.path.fill(str(usb))
    page.request.path.fill(str(usb / "b.hsreq"))
    page._on_accept()
    qtbot.waitUntil(lambda: bool(page.findChildren(WhichRun)), timeout=WAIT)
    return page.findChildren(WhichRun)[0]


@pytest.mark.parametrize("runs", [False, True], ids=["replaced", "beside"])
def test_the_window_asks_of_each_other_machine_whether_it_runs(
    qtbot: QtBot, centre: MainWindow, usb: Path, *, runs: bool
) -> None:
    question = asked(qtbot, centre, usb)
    question.send()
    assert question.problem.text() == "Trả lời cho từng máy."
    ((_node, gone, still),) = question._answers
    (still if runs else gone).setChecked(True)
    question.send()
    qtbot.waitUntil(lambda: "Đã nhận Xã Bình Minh" in centre.message.text(), timeout=WAIT)
    machines = successions.known_machines(centre._context.ports)
    assert sorted(x.closed for x in machines) == ([False, False] if runs else [False, True])
    assert (usb / "ket-noi-b.hsg").exists()


def test_of_two_machines_that_run_one_takes_the_place_of_the_other(
    qtbot: QtBot, centre: MainWindow, usb: Path
) -> None:
    page = centre.pages.pairing
    assert isinstance(page, CentrePairingPage)
    asked(qtbot, centre, usb).close()
    page._enrol([])
    qtbot.waitUntil(page.replace.isVisible, timeout=WAIT)
    page.replace.click()
    (question,) = page.findChildren(WhoTakesOver)
    question.send()
    assert question.problem.text() == "Chọn một máy không còn chạy và một máy thay chỗ."
    choices = {x.objectName(): x for x in question.findChildren(QRadioButton)}
    choices["gone-0"].click()
    choices["heir-0"].click()
    question.send()
    assert question.problem.text() == "Máy thay chỗ phải là máy khác của cùng một xã."
    choices["heir-1"].click()
    question.send()
    qtbot.waitUntil(page.replace.isHidden, timeout=WAIT)
    machines = successions.known_machines(centre._context.ports)
    assert sorted(x.closed for x in machines) == [False, True]


def test_one_of_two_rival_machines_is_chosen_by_its_life(qtbot: QtBot) -> None:
    rivalry = Rivalry(node="a" * 32, office="Xã", lives=("1" * 16, "2" * 16), since="")
    question = WhichGoesOn(rivalry)
    qtbot.addWidget(question)
    question.send()
    assert question.problem.text() == "Chọn một máy."
    question._choices[1][1].setChecked(True)
    with qtbot.waitSignal(question.given) as said:
        question.send()
    assert said.args == ["a" * 32, "2" * 16]
