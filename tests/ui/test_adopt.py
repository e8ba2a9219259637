"""A copied or restored folder asks its one question, and goes on with the answer."""

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.conftest import NOW

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.office_window import open_window

WAIT = 20_000


@pytest.mark.parametrize("copy", [False, True])
def test_a_copied_folder_asks_whose_place_it_takes(
    qtbot: QtBot, founded: Path, tmp_path: Path, *, copy: bool
) -> None:
    shutil.copytree(founded, tmp_path / "copied")
    with ExitStack() as stack:
        opened = bootstrap.open_office(tmp_path / "copied", clock=StoryClock(NOW))
        ports = stack.enter_context(opened)
        window = open_window(ports)
        qtbot.addWidget(window)
        window.show()
        page = window.pages.attention
        qtbot.waitUntil(lambda: window.pages.current is page, timeout=WAIT)
        qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
        page.primary()
        question = page.question
        assert question is not None
        question.send()
        assert "Chọn một" in question._problem.text()
        (question.copy if copy else question.replaces).setChecked(True)
        question.last.code.fill("số lạ")
        question.send()
        qtbot.waitUntil(lambda: "không đúng dạng" in question._problem.text(), timeout=WAIT)
        question.last.code.fill("H19.12.34-261118-30001")
        question.send()
        qtbot.waitUntil(lambda: page.question is None, timeout=WAIT)
        assert "dãy 4" in window.message.text()
        assert ports.mark_fits
        with ports.reading() as view:
            node = view.offices.node()
        assert node.series == 4
        assert bool(node.former) is copy
        qtbot.waitUntil(lambda: page.model.rowCount() == 0, timeout=WAIT)
        qtbot.waitUntil(lambda: not window._context.tasks.writing, timeout=WAIT)
        window.close()
