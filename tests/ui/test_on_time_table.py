"""The three rates of every commune are seen together on the smallest screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.domain.test_figures import shown
from tests.helpers.windows import worn_theme

from ca_desktop.ui.badges import BADGE_ROLE, Badge, Bar, Standing
from ca_desktop.ui.models.report_lines import ReportLines, going, least_widths, widths
from ca_desktop.ui.theme import Theme
from ca_desktop.ui.widgets.rows_view import table

PAGE = 1134
"""Pixels of the page beside the rail on a screen of 1366 × 768."""

SMALL_PAGE = 792
"""Pixels of it in the smallest window."""


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    with worn_theme(qapp) as made:
        yield made


@pytest.mark.usefixtures("theme")
def test_a_centre_sees_every_column_without_scrolling_sideways(qtbot: QtBot) -> None:
    found = shown()
    model = ReportLines(found.columns)
    view = table(model, "rates", widths(found.on_screen), model)
    qtbot.addWidget(view)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    view.resize(PAGE, 300)
    model.show_table(found)
    view.lay_out(widths(found.on_screen))
    view.show()
    assert view.horizontalHeader().length() <= view.viewport().width()
    assert view.columnWidth(0) >= 120


@pytest.mark.usefixtures("theme")
def test_the_smallest_screen_keeps_the_columns_that_count(qtbot: QtBot) -> None:
    """Other readings of the rate go first; they come back with the room, and are in the files."""
    found = shown()
    columns = found.on_screen
    model = ReportLines(found.columns)
    view = table(model, "rates", widths(columns), model)
    qtbot.addWidget(view)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    view.resize(SMALL_PAGE, 300)
    model.show_table(found)
    view.lay_out(widths(columns), found.name, least_widths(columns), going(columns))
    view.show()
    header = view.horizontalHeader()
    assert header.length() <= view.viewport().width()
    away = {columns[x].key for x in range(header.count()) if view.isColumnHidden(x)}
    assert away == {"rate_first", "rate_all"}
    seen = [x for x in range(header.count()) if not view.isColumnHidden(x)]
    assert all(view.columnWidth(x) >= header.sectionSizeHint(x) for x in seen)
    view.resize(PAGE, 300)
    assert not [x for x in range(header.count()) if view.isColumnHidden(x)]
    assert header.length() <= view.viewport().width()


def test_a_screen_reader_hears_which_unit_is_below_its_target_and_whose_file_is_late() -> None:
    found = shown()
    model = ReportLines(found.columns)
    model.show_table(found)
    keys = [column.key for column in found.on_screen]
    low = model.index(0, keys.index("rate_all"))
    assert isinstance(low.data(BADGE_ROLE), Bar)
    heard = low.data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard.endswith("95,00%, 95 trên 100 hồ sơ, dưới mục tiêu 98%")
    late, done = (model.index(row, keys.index("missing")) for row in (3, 0))
    assert late.data(BADGE_ROLE) == Badge(Standing.LATE, "quá 3 ngày")
    assert late.data(Qt.ItemDataRole.AccessibleTextRole) == "quá 3 ngày"
    assert done.data(BADGE_ROLE) is None
    assert done.data(Qt.ItemDataRole.AccessibleTextRole) == ""
