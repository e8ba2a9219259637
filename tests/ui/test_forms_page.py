"""Biểu mẫu: what is typed is seen on the paper, wrong words are explained, F9 keeps them."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office

from ca_desktop.domain.letters import LetterKind
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.forms import form_view, preview_form
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.batch import BatchDialog
from ca_desktop.ui.pages.forms import FormsPage
from ca_desktop.ui.tasks import TaskRunner

WAIT = 10_000
APOLOGY = "R2025.apology"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with training_office(tmp_path / "forms") as held:
        yield held.at("2026-03-02T09:00")


@pytest.fixture
def context(office: Office) -> Iterator[UiContext]:
    tasks = TaskRunner()
    yield UiContext(office.ports, tasks)
    tasks.close()


def choose(qtbot: QtBot, page: FormsPage, form: str, part: str) -> None:
    qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=WAIT)
    names = [page.model.row(at).sheet.form for at in range(page.model.rowCount())]  # type: ignore[union-attr]
    page.list.selectRow(names.index(form))
    page.part.setCurrentIndex(page.part.findData(part))


def test_words_are_seen_on_the_paper_refused_with_a_reason_and_kept(
    qtbot: QtBot, office: Office, context: UiContext
) -> None:
    page = FormsPage(context)
    qtbot.addWidget(page)
    page.refresh()
    with qtbot.waitSignal(page.preview.drawn, timeout=WAIT):
        choose(qtbot, page, APOLOGY, "title")
    assert page.text.toPlainText().startswith("PHIẾU XIN LỖI")
    with qtbot.waitSignal(page.preview.failed, timeout=WAIT):
        page.text.fill("PHIẾU {khong_co}")
    assert "{khong_co} không phải là giá trị" in page._field.problem
    with qtbot.waitSignal(page.preview.drawn, timeout=WAIT):
        page.text.fill("THƯ XIN LỖI")
    assert page._field.problem == ""
    page.place.setCurrentIndex(page.place.findData("holder"))
    page._on_place(0)
    assert page.text.toPlainText() == "THƯ XIN LỖI{holder}"
    with qtbot.waitSignal(page.said, timeout=WAIT):
        page.primary()
    assert form_view(office.ports, APOLOGY).texts["title"] == "THƯ XIN LỖI{holder}"
    qtbot.waitUntil(page._reset.isEnabled, timeout=WAIT)
    with qtbot.waitSignal(page.said, timeout=WAIT):
        page._on_reset()
    assert not form_view(office.ports, APOLOGY).changed


def test_words_that_are_being_typed_outlive_a_reload_and_so_does_the_cursor(
    qtbot: QtBot, context: UiContext
) -> None:
    page = FormsPage(context)
    qtbot.addWidget(page)
    page.refresh()
    choose(qtbot, page, APOLOGY, "title")
    page.text.fill("THƯ XIN LỖI")
    with qtbot.waitSignal(page.model.modelReset, timeout=WAIT):
        page.refresh()
    qtbot.waitUntil(lambda: bool(page.list.selectionModel().selectedRows()), timeout=WAIT)
    assert page.part.currentData() == "title"
    assert page.text.toPlainText() == "THƯ XIN LỖI"
    assert page.text.textCursor().position() == len("THƯ XIN LỖI")


def test_the_mark_of_the_office_is_a_small_picture(
    qtbot: QtBot, context: UiContext, tmp_path: Path
) -> None:
    page = FormsPage(context)
    qtbot.addWidget(page)
    page.refresh()
    choose(qtbot, page, "office", "logo")
    assert not page._picture.isHidden()
    big = tmp_path / "big.png"
    big.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(70_000))
    with qtbot.waitSignal(page.warned, timeout=WAIT) as said:
        page.take_picture(big)
    assert "60 KB" in said.args[0]


def test_a_preview_is_drawn_in_a_third_of_a_second_of_work(office: Office) -> None:
    shown = form_view(office.ports, APOLOGY)
    preview_form(office.ports, APOLOGY, shown.texts)
    before = time.process_time()
    for _n in range(5):
        preview_form(office.ports, APOLOGY, shown.texts)
    assert time.process_time() - before < 5 * 0.3


def test_a_list_of_results_has_all_of_them_until_one_is_left_out(
    qtbot: QtBot, office: Office, context: UiContext
) -> None:
    for name in "AB":
        code = office.take_in(applicant={"name": f"Lò {name}"}).code
        for step in ("in_process", "result_ready"):
            step_dossier(office.ports, code, step)
    page = FormsPage(context)
    qtbot.addWidget(page)
    dialog = BatchDialog(context, LetterKind.RESULTS, page)
    qtbot.waitUntil(lambda: len(dialog.chosen()) == 2, timeout=WAIT)
    dialog.send()
    qtbot.waitUntil(lambda: bool(dialog._fields["taker"].problem), timeout=WAIT)
    dialog.taker.fill("Bưu điện xã")
    dialog.list.selectRow(0)  # chooses or leaves out, as a click does
    with qtbot.waitSignal(dialog.issued, timeout=WAIT) as issued:
        dialog.send()
    assert (issued.args[0].number, issued.args[0].count) == ("01", 1)
