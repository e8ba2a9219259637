"""Sổ theo dõi: the year is shown with its count, and F9 writes it where the clerk says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office

from ca_desktop.services.desk.undo import undo
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.pages.register import RegisterPage
from ca_desktop.ui.tasks import TaskRunner

WAIT = 10_000


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with training_office(tmp_path / "register") as held:
        yield held.at("2026-03-02T09:00")


def test_the_year_is_shown_with_its_cancelled_numbers_and_saved(
    qtbot: QtBot, office: Office, tmp_path: Path
) -> None:
    undo(office.ports, office.take_in(applicant={"name": "Lò A"}).undo)
    office.take_in(applicant={"name": "Lò B"})
    tasks = TaskRunner()
    page = RegisterPage(UiContext(office.ports, tasks))
    qtbot.addWidget(page)
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=WAIT)
    assert page._count.text() == "2 số · đã hủy 1 · 1 quyển"
    assert page.model.index(0, 6).data() == "Đã hủy"
    with qtbot.waitSignal(page.told, timeout=WAIT) as said:
        page.save_to(tmp_path)
    assert "so-theo-doi-2026.pdf và so-theo-doi-2026.xlsx" in said.args[0].text
    assert (tmp_path / "so-theo-doi-2026.pdf").read_bytes().startswith(b"%PDF")
    page.end.fill("31122025")
    page.refresh()
    assert page._fields["end"].problem
    tasks.close()
