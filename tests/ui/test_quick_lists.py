"""The quick lists of Hồ sơ: reached by F6, chosen by arrows and Space, combined with a search."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window

from ca_desktop.app.office_window import as_actor
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.pages.dossiers import DossiersPage
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("quick")) as held:
        held.at("2026-02-24T09:00")
        held.take_in(applicant={"name": "Lò Văn Muộn"})
        held.at("2026-03-02T09:00")
        for name in ("Lò Thị Mới", "Vàng Thị Sẵn", "Vàng Văn Chờ"):
            code = held.take_in(applicant={"name": name}).code
            if name.endswith("Sẵn"):
                step_dossier(held.ports, code, "result_ready")
            elif name.endswith("Chờ"):
                step_dossier(held.ports, code, "supplement", note="Thiếu tờ khai")
        held.at("2026-03-05T09:00")
        yield held


@pytest.fixture(scope="module")
def window(office: Office) -> Iterator[MainWindow]:
    with shown_window(office.ports) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> DossiersPage:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    window.search.begin()
    window.pages.dossiers.search("")
    window.pages.dossiers.show_list(0)
    window.show_page(window.pages.dossiers)
    qtbot.waitUntil(lambda: len(names(window.pages.dossiers)) == 4, timeout=WAIT)
    return window.pages.dossiers


def names(page: DossiersPage) -> set[str]:
    rows = (page.model.row(place) for place in range(page.model.rowCount()))
    return {row.holder_name.split()[-1] for row in rows if row is not None}


def press(qtbot: QtBot, key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key)


def test_f6_arrows_and_space_turn_a_quick_list_on_and_off(
    qtbot: QtBot, window: MainWindow, page: DossiersPage
) -> None:
    window.search.setFocus()
    press(qtbot, Qt.Key.Key_F6)
    chips = page.quick.chips
    assert QApplication.focusWidget() is chips["due_today"]
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: names(page) == {"Mới"}, timeout=WAIT)
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: names(page) == {"Muộn"}, timeout=WAIT)
    assert (chips["overdue"].text(), chips["due_today"].text()) == ("✓ Quá hạn", "Đến hạn hôm nay")
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(names(page)) == 4, timeout=WAIT)
    for _step in range(2):
        press(qtbot, Qt.Key.Key_Left)
    assert QApplication.focusWidget() is chips["mine"]
    press(qtbot, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is page.list


def test_a_search_looks_within_the_quick_list_and_a_list_takes_its_place(
    qtbot: QtBot, window: MainWindow, page: DossiersPage
) -> None:
    page.quick.chips["ready"].click()
    qtbot.waitUntil(lambda: names(page) == {"Sẵn"}, timeout=WAIT)
    page.search("vang")
    qtbot.waitUntil(lambda: page.rows._wanted.find == "vang", timeout=WAIT)
    assert names(page) == {"Sẵn"}
    page.search("lo thi")
    qtbot.waitUntil(lambda: not names(page), timeout=WAIT)
    page.search("")
    page.quick.chips["waiting"].click()
    qtbot.waitUntil(lambda: names(page) == {"Chờ"}, timeout=WAIT)
    page.filter.setCurrentIndex(1)
    qtbot.waitUntil(lambda: names(page) == {"Muộn", "Mới", "Chờ"}, timeout=WAIT)
    assert page.quick.names == frozenset()
    page.quick.chips["overdue"].click()
    page.show_only(DossierFilter(statuses=("result_ready",)))
    qtbot.waitUntil(lambda: names(page) == {"Sẵn"}, timeout=WAIT)
    assert (page.quick.names, page.filter.currentIndex()) == (frozenset(), -1)


def test_mine_goes_with_another_quick_list_and_an_empty_one_says_which(
    qtbot: QtBot, office: Office, page: DossiersPage
) -> None:
    page.quick.chips["mine"].click()
    page.quick.chips["overdue"].click()
    qtbot.waitUntil(lambda: names(page) == {"Muộn"}, timeout=WAIT)
    assert page.quick.names == {"mine", "overdue"}
    office.at("2026-02-24T10:00")
    page.refresh()
    qtbot.waitUntil(lambda: page.rows.count.text() == "0 hồ sơ quá hạn, của tôi.", timeout=WAIT)
    office.at("2026-03-05T09:00")


@pytest.mark.parametrize("role", [Role.INTAKE, Role.LEADER])
def test_an_empty_list_names_only_what_whoever_reads_it_may_do(
    qtbot: QtBot, tmp_path: Path, role: Role
) -> None:
    with training_office(tmp_path) as held:
        actor = replace(held.ports.actor, roles=frozenset({role}))
        with shown_window(as_actor(held.ports, actor)) as made:
            page = made.pages.dossiers
            made.show_page(page)
            qtbot.waitUntil(lambda: page.rows.count.text().startswith("0 hồ sơ."), timeout=WAIT)
            assert ("F2" in page.rows.count.text()) == (role is Role.INTAKE)
