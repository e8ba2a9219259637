"""Every page of a commune and of a centre, looked at by the same eyes."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QWidget,
)
from tests.helpers import offices

from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import resources_folder
from ca_desktop.services.office.look import Look
from ca_desktop.ui.screens import BY_MENU
from ca_desktop.ui.theme import Theme, dress
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.windows.main_window import MainWindow

BANNED = re.compile(
    r"Bạn có chắc|\bOK\b|\bFile\b|\bError\b|\brecord\b|khách hàng|trễ hạn|sớm hạn|"
    r"\bdashboard\b|\bbackup\b|đầu đọc|cấu hình|!(?!“)",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Iterator[Theme]:
    font, palette = qapp.font(), qapp.palette()
    made = dress(qapp, resources_folder())
    yield made
    made.setParent(None)
    made.deleteLater()
    qapp.setStyleSheet("")
    qapp.setFont(font)
    qapp.setPalette(palette)


@pytest.fixture(scope="module", params=[offices.COMMUNE, offices.CENTRE], ids=lambda x: x[0])
def window(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    qapp: QApplication,
    theme: Theme,
) -> Iterator[MainWindow]:
    folder = offices.found(tmp_path_factory.mktemp("office") / "o", request.param)
    with ExitStack() as stack:
        ports = stack.enter_context(offices.opened(folder))
        if request.param is offices.COMMUNE:
            offices.take_in(ports)
        made = open_window(ports)
        made.resize(1024, 640)
        made.show()
        for name in (*made.rail.names, *BY_MENU):
            made.show_page(made.pages.named(name))
            qapp.processEvents()
        yield made
        while made._context.tasks.writing:
            qapp.processEvents()
        made.close()
        made.deleteLater()


def pages(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Show each page and yield it, laid out."""
    for name in (*window.rail.names, *BY_MENU):
        window.show_page(window.pages.named(name))
        yield name, window.pages.named(name)


def test_whoever_takes_the_focus_has_a_name(window: MainWindow) -> None:
    nameless = [
        (name, part.objectName() or type(part).__name__)
        for name, page in pages(window)
        for part in page.findChildren(QWidget)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(part, QHeaderView)
        and not part.objectName().startswith("qt_")
        and not part.accessibleName()
        and not (isinstance(part, QAbstractButton) and part.text())
        and part.isVisibleTo(page)
    ]
    assert not nameless


def test_no_label_reads_its_text_as_markup(window: MainWindow) -> None:
    for label in window.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()


def test_no_button_takes_enter_for_itself(window: MainWindow) -> None:
    assert not [x.objectName() for x in window.findChildren(QPushButton) if x.autoDefault()]


def test_no_main_button_is_greyed(window: MainWindow) -> None:
    """It says what is missing instead: nobody wonders why a button is dead."""
    dead = [
        (name, part.objectName())
        for name, page in pages(window)
        for part in page.findChildren(QPushButton)
        if part.property("primary") and part.isVisibleTo(page) and not part.isEnabled()
    ]
    assert not dead


def test_f9_without_anything_chosen_says_what_is_to_be_chosen(window: MainWindow) -> None:
    silent = []
    for name in {"drafts", "dossiers", "catalogue", "pairing"} & {*window.rail.names}:
        window.show_page(window.pages.named(name))
        window.message.take_back()
        window.pages.current.primary()
        problems = [x.text() for x in window.pages.current.findChildren(PlainLabel, "problem")]
        if window.message.isHidden() and not any(problems):
            silent.append(name)
    window.show_page(window.pages.transfer)
    for panel in range(window.pages.transfer.tabs.count()):
        window.pages.transfer.tabs.setCurrentIndex(panel)
        window.message.take_back()
        window.pages.transfer.primary()
        if window.message.isHidden():
            silent.append(window.pages.transfer.tabs.tabText(panel))
    assert not silent


def test_no_word_that_the_glossary_avoids_is_shown(window: MainWindow) -> None:
    shown: list[QLabel | QAbstractButton] = [
        *window.findChildren(QLabel),
        *window.findChildren(QAbstractButton),
    ]
    texts = [part.text() for part in shown]
    texts += [action.text() for action in window.commands.actions.values()]
    assert not [text for text in texts if BANNED.search(text)]


@pytest.mark.parametrize("points", [9, 14])
def test_no_word_is_cut_at_any_size_of_text(window: MainWindow, theme: Theme, points: int) -> None:
    theme.wear(Look(points=points))
    cut: list[tuple[str, str]] = []
    try:
        window.resize(1366, 720)
        for name, page in pages(window):
            cut += [
                (name, part.text())
                for part in page.findChildren(QPushButton)
                if part.isVisibleTo(page)
                and part.width() < QFontMetrics(part.font()).horizontalAdvance(part.text())
            ]
            cut += [
                (name, view.objectName())
                for view in page.findChildren(QTableView)
                if view.verticalHeader().defaultSectionSize()
                < QFontMetrics(view.font()).height() + 4
            ]
    finally:
        theme.wear(Look())
    assert not cut


def test_every_page_fits_the_smallest_window(window: MainWindow) -> None:
    beside = window.rail.width()
    too_large = [
        (name, hint.width() + beside, hint.height())
        for name, page in pages(window)
        if (hint := page.minimumSizeHint()).width() + beside > 1024 or hint.height() > 520
    ]
    assert not too_large
