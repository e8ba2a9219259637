"""What is unusual about an intake: who it is for, how it came, how its result is fetched."""

from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.test_main_window import WAIT, choose_procedure

from ca_desktop.services.desk.dossiers import count_dossiers, dossier_detail, dossier_rows
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.widgets.fields import TextField
from ca_desktop.ui.windows.main_window import MainWindow


def fill(window: MainWindow, name: str, text: str) -> None:
    editor = window.pages.intake._fields[name].editor
    assert isinstance(editor, TextField)
    editor.fill(text)


def begun(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F2)
    choose_procedure(qtbot, window, "hn")
    window.pages.intake.person.name.fill("Lò Văn Ó")
    window.pages.intake.person.id_number.fill("001090666777")


def kept(qtbot: QtBot, ports: Ports) -> dict[str, Any]:
    qtbot.waitUntil(lambda: count_dossiers(ports, DossierFilter()) == 1, timeout=WAIT)
    (row,) = dossier_rows(ports, DossierFilter())
    return dossier_detail(ports, row.dossier_id).history[0].fields or {}


def test_an_intake_is_at_the_desk_in_one_set_and_free_unless_somebody_says_more(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    begun(qtbot, window)
    assert not window.pages.intake.filing._panel.isVisible()
    window.pages.intake.save()
    usual = kept(qtbot, ports)
    assert (usual["channel"], usual["receive_result"]) == ("desk", "desk")
    assert (usual["sets"], usual["fee_vnd"], usual["note"]) == (1, 0, "")
    assert usual["holder"] is None


def test_how_it_came_and_whom_it_is_for_are_kept_as_typed(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    begun(qtbot, window)
    page = window.pages.intake
    page.filing.behalf.fill("Lò Thị Én")
    page.filing.toggle.click()
    assert page.filing._panel.isVisible()
    page.filing.channel.setCurrentIndex(page.filing.channel.findData("online"))
    page.filing.way.setCurrentIndex(page.filing.way.findData("post"))
    for name, text in (
        ("sets", "2"),
        ("fee_vnd", "8.000"),
        ("applicant.email", "o@example.vn"),
        ("note", "Nộp qua Cổng"),
        ("on_behalf_of.id_number", "001190123456"),
        ("on_behalf_of.phone", "0912345678"),
    ):
        fill(window, name, text)
    assert "trực tuyến" in page.filing.toggle.text()
    page.save()
    given = kept(qtbot, ports)
    assert (given["channel"], given["receive_result"]) == ("online", "post")
    assert (given["sets"], given["fee_vnd"], given["note"]) == (2, 8000, "Nộp qua Cổng")
    assert given["submitter"]["email"] == "o@example.vn"
    assert (given["holder"]["name"], given["holder"]["phone"]) == ("Lò Thị Én", "0912345678")
    qtbot.waitUntil(lambda: page.filing.channel.currentData() == "desk", timeout=WAIT)
    assert not page.filing._panel.isVisible()


def test_a_wrong_number_unfolds_its_field_and_is_said_below_it(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    begun(qtbot, window)
    page = window.pages.intake
    for name, text in (("sets", "hai"), ("fee_vnd", "tám nghìn"), ("sets", "0")):
        page.filing.clear()
        fill(window, name, text)
        page.save()
        said = page._fields[name]._below()
        qtbot.waitUntil(said.isVisible, timeout=WAIT)
        assert said.text()
    assert count_dossiers(ports, DossierFilter()) == 0


def test_a_holder_without_a_name_is_asked_for(
    qtbot: QtBot, window: MainWindow, ports: Ports
) -> None:
    begun(qtbot, window)
    fill(window, "on_behalf_of.phone", "0912345678")
    window.pages.intake.save()
    field = window.pages.intake._fields["on_behalf_of.name"]
    qtbot.waitUntil(lambda: bool(field.problem), timeout=WAIT)
    assert count_dossiers(ports, DossierFilter()) == 0
