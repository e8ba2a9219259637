"""The drawings: one set, in the colours of the theme, made when they are first painted."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette, QPixmap, QPixmapCache
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers.windows import worn_theme

from ca_desktop.app.resources import resources_folder
from ca_desktop.services.office.look import Look
from ca_desktop.ui.actions import ACTS
from ca_desktop.ui.icons import (
    ACT_DRAWINGS,
    PRIMARY_DRAWINGS,
    STATUS_DRAWINGS,
    drawing,
    drawing_of,
)
from ca_desktop.ui.screens import SCREENS
from ca_desktop.ui.theme import DARK, LIGHT, Theme
from ca_desktop.ui.windows.main_window import MainWindow

FOLDER = resources_folder() / "icons"
OF_FIELDS = {
    mark + ink for mark in ("check", "chevron-down", "dot") for ink in ("", "-black", "-white")
}
"""Drawn by the style sheet inside fields."""


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    with worn_theme(qapp) as made:
        made.wear(Look(scheme="light"))
        yield made
        made.wear(Look())


def colours(pixmap: QPixmap) -> set[str]:
    """The colours of what is wholly painted."""
    image = pixmap.toImage()
    seen = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name().upper() for colour in seen if colour.alpha() == 255}


def test_every_drawing_that_is_named_is_there_and_every_one_there_is_used() -> None:
    named = {
        *SCREENS,
        *ACT_DRAWINGS.values(),
        *PRIMARY_DRAWINGS.values(),
        *STATUS_DRAWINGS.values(),
        *OF_FIELDS,
    }
    assert {path.stem for path in FOLDER.glob("*.svg")} == named
    assert set(PRIMARY_DRAWINGS) == set(SCREENS)
    assert set(ACT_DRAWINGS) <= set(ACTS)


def test_a_drawing_is_lines_and_nothing_from_elsewhere() -> None:
    allowed = {"svg", "path", "circle", "rect"}
    for path in FOLDER.glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"<([a-z]+)", text)) <= allowed, path.name
        assert 'viewBox="0 0 24 24"' in text, path.name
        assert not re.search(r"href|url\(|<!|style|script|on[a-z]+=", text), path.name
        assert path.stem in OF_FIELDS or "currentColor" in text, path.name


def test_drawings_wear_the_colours_of_the_theme_and_follow_a_switch(theme: Theme) -> None:
    seen, off = drawing("prints"), drawing("prints", "accent")
    size = QSize(40, 40)
    for look, tokens in ((Look(scheme="light"), LIGHT), (Look(scheme="dark"), DARK)):
        theme.wear(look)
        assert colours(seen.pixmap(size)) == {tokens["text"]}
        assert colours(off.pixmap(size)) == {tokens["on-accent"]}
        assert colours(off.pixmap(size, QIcon.Mode.Disabled)) == {tokens["muted"]}
    system = QPalette()
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        system.setColor(role, QColor("yellow"))
    system.setColor(QPalette.ColorRole.HighlightedText, QColor("black"))
    theme.wear_system(system)
    assert colours(seen.pixmap(size)) == {"#FFFF00"}
    assert colours(drawing("prints", "menu").pixmap(size, QIcon.Mode.Active)) == {"#000000"}
    theme.wear_system(None)


def test_what_was_rendered_once_is_taken_from_the_cache(theme: Theme) -> None:
    QPixmapCache.clear()
    first = drawing("usb").pixmap(QSize(20, 20))
    assert drawing("usb").pixmap(QSize(20, 20)).cacheKey() == first.cacheKey()


def test_where_there_is_no_room_nothing_is_drawn(theme: Theme) -> None:
    theme.wear(Look())
    assert drawing("today").pixmap(QSize(0, 16)).isNull()


def test_menus_are_drawn_when_they_are_opened_and_the_rail_once_it_stands(
    qtbot: QtBot, window: MainWindow
) -> None:
    acts = window.commands.actions
    assert all(action.icon().isNull() for action in acts.values())
    for menu in window.commands.menus.values():
        menu.aboutToShow.emit()
    drawn = {name for name, action in acts.items() if not action.icon().isNull()}
    assert drawn == {name for name in acts if drawing_of(name)}
    assert {"intake", "page:today", "lock"} <= drawn
    rail = window.rail
    qtbot.waitUntil(lambda: rail._drawn, timeout=5000)


def test_no_two_acts_of_a_menu_look_the_same(window: MainWindow) -> None:
    for menu in window.commands.menus.values():
        names = {action.objectName().removeprefix("page:") for action in menu.actions()}
        drawn = [drawing_of(name) for name in names if drawing_of(name)]
        assert sorted({*drawn}) == sorted(drawn)
