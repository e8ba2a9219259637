"""The looks: colours that everybody can tell apart, text of any size, a switch at any time."""

import math
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from tests.helpers.colours import MACHADO, apart, ciede2000, contrast
from tests.helpers.windows import worn_theme
from typing_extensions import override

from ca_desktop.services.office.look import (
    LEAST_POINTS,
    MOST_POINTS,
    Look,
    Scheme,
    keep_look,
    kept_look,
)
from ca_desktop.ui.theme import (
    DARK,
    LIGHT,
    Height,
    Theme,
    Tokens,
    height_of,
    points_of,
    tokens_of,
)
from ca_desktop.ui.widgets.counter import Counter
from ca_desktop.ui.widgets.focus_ring import FocusRing, FocusRings
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.vault.this_pc import ThisPc

SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]
TEXTS = (
    ("text", "bg"), ("text", "alt"), ("text", "selection"), ("text", "error-bg"),
    ("text", "filled"), ("warning", "bg"), ("border", "bg"),
    ("muted", "bg"), ("muted", "alt"), ("muted", "selection"),
    ("accent", "bg"), ("accent", "alt"), ("accent", "selection"), ("on-accent", "accent"),
    ("error", "bg"), ("on-training", "training"), ("in-time", "in-time-fill"),
    ("soon", "soon-fill"), ("late", "late-fill"), ("paused", "paused-fill"),
    ("ready", "ready-fill"),
)  # fmt: skip
"""The border is also the colour of what stands in an empty field."""
EDGES = (
    ("border", "alt"), ("border", "selection"), ("in-time-edge", "bg"), ("soon-edge", "bg"),
    ("late-edge", "bg"), ("paused-edge", "bg"), ("ready-edge", "bg"), ("bar-on-time", "bg"),
    ("bar-soon", "bg"), ("bar-late", "bg"),
)  # fmt: skip
PUBLISHED = {
    ("text", "bg"): (16.6, 14.0),
    ("text", "selection"): (13.2, 9.9),
    ("muted", "bg"): (6.8, 7.8),
    ("muted", "selection"): (5.4, 5.5),
    ("border", "bg"): (4.6, 4.6),
    ("border", "selection"): (3.7, 3.2),
    ("accent", "bg"): (6.7, 7.7),
    ("on-accent", "accent"): (6.7, 7.5),
    ("error", "bg"): (7.8, 8.2),
    ("on-training", "training"): (9.4, 9.4),
    ("in-time", "in-time-fill"): (7.8, 9.3),
    ("soon", "soon-fill"): (9.7, 6.3),
    ("soon-edge", "bg"): (5.9, 13.8),
    ("late", "late-fill"): (7.8, 8.5),
    ("paused", "paused-fill"): (7.0, 7.8),
    ("ready", "ready-fill"): (5.7, 7.3),
    ("bar-on-time", "bg"): (4.5, 6.8),
    ("bar-soon", "bg"): (3.4, 8.9),
    ("bar-late", "bg"): (9.4, 5.8),
}
FOCUS_PIXELS = 2
STACKED = "ẶẾỘỮỴgjpqy"


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Iterator[Theme]:
    with worn_theme(qapp) as made:
        yield made


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_distances_are_measured_as_published(
    one: tuple[float, float, float], other: tuple[float, float, float], distance: float
) -> None:
    assert math.isclose(ciede2000(one, other), distance, abs_tol=5e-5)


@pytest.mark.parametrize("tokens", SCHEMES)
def test_every_text_can_be_read_and_every_edge_be_seen(tokens: Tokens) -> None:
    assert not [(a, b) for a, b in TEXTS if contrast(tokens[a], tokens[b]) < 4.5]
    assert not [(a, b) for a, b in EDGES if contrast(tokens[a], tokens[b]) < 3]


def test_the_contrasts_are_those_that_were_published() -> None:
    for (one, other), ratios in PUBLISHED.items():
        for tokens, ratio in zip((LIGHT, DARK), ratios, strict=True):
            assert abs(contrast(tokens[one], tokens[other]) - ratio) <= 0.06, (one, other)


@pytest.mark.parametrize("kind", MACHADO)
@pytest.mark.parametrize(
    ("tokens", "fills", "bars"),
    [pytest.param(LIGHT, 16.5, 25, id="light"), pytest.param(DARK, 29, 14, id="dark")],
)
def test_who_misses_a_kind_of_cone_still_tells_the_colours_apart(
    kind: str, tokens: Tokens, fills: float, bars: float
) -> None:
    for least, names in (
        (fills, ("in-time-fill", "soon-fill", "late-fill")),
        (bars, ("bar-on-time", "bar-soon", "bar-late")),
    ):
        for one, other in combinations(names, 2):
            assert apart(kind, tokens[one], tokens[other]) >= least, (one, other)


def test_both_schemes_have_the_same_tokens() -> None:
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize(("scheme", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_the_colours_change_while_the_program_runs(
    qtbot: QtBot, theme: Theme, scheme: Scheme, tokens: Tokens
) -> None:
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.show()
    theme.wear(Look(scheme=scheme))
    assert tokens_of(shown.palette()) is tokens
    assert shown.grab().toImage().pixelColor(3, 3) == QColor(tokens["bg"])


def test_in_high_contrast_every_colour_is_the_systems(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    system = QPalette(QColor("#000000"))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        system.setColor(role, QColor("#FFFF00"))
    theme.wear_system(system)
    try:
        shown = QWidget()
        qtbot.addWidget(shown)
        assert theme.tokens is None
        assert tokens_of(shown.palette()) is None
        assert shown.palette().color(QPalette.ColorRole.Text) == QColor("#FFFF00")
        sheet = qapp.styleSheet()
        assert "#" not in sheet.replace("QListWidget#rail", "")
    finally:
        theme.wear_system(None)


@pytest.mark.parametrize(("ground", "ink"), [("#000000", "#FFFFFF"), ("#FFFFFF", "#000000")])
def test_in_high_contrast_a_box_is_seen_before_it_is_ticked(
    qtbot: QtBot, theme: Theme, ground: str, ink: str
) -> None:
    system = QPalette(QColor(ground))
    system.setColor(QPalette.ColorRole.Base, QColor(ground))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        system.setColor(role, QColor(ink))
    theme.wear_system(system)
    try:
        box = QCheckBox()
        qtbot.addWidget(box)
        seen = []
        for ticked in (False, True):
            box.setChecked(ticked)
            image = box.grab().toImage()
            places = [(x, y) for x in range(image.width()) for y in range(image.height())]
            seen.append(sum(image.pixelColor(*place) == QColor(ink) for place in places))
        assert seen[0] >= 4 * 16
        assert seen[1] > seen[0] + 8
    finally:
        theme.wear_system(None)


def test_a_light_system_in_high_contrast_is_not_taken_for_ours() -> None:
    palette = QPalette(QColor("#FFFFFF"))
    palette.setColor(QPalette.ColorRole.Base, QColor(LIGHT["bg"]))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#37006E"))
    assert tokens_of(palette) is None


class Counting(QWidget):
    """Counts how often it is styled."""

    styled = 0

    @override
    def changeEvent(self, event: QEvent) -> None:
        self.styled += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def test_a_change_of_looks_styles_a_widget_no_more_often_the_deeper_it_lies(
    qtbot: QtBot, theme: Theme
) -> None:
    """Else a window with all its pages stands still for seconds."""
    top = inner = QWidget()
    qtbot.addWidget(top)
    for _step in range(12):
        box = QVBoxLayout(inner)
        inner = Counting()
        box.addWidget(inner)
    top.show()
    deep = inner
    assert isinstance(deep, Counting)
    deep.styled = 0
    theme.wear(Look(points=12))
    assert 1 <= deep.styled <= 3
    theme.wear(Look())


@pytest.mark.parametrize("points", range(LEAST_POINTS, MOST_POINTS + 1))
def test_marks_stay_whole_at_every_size_of_text(qtbot: QtBot, theme: Theme, points: int) -> None:
    theme.wear(Look(points=points))
    shown = QWidget()
    qtbot.addWidget(shown)
    line, button = QLineEdit(STACKED), QPushButton("Đóng")
    box = QVBoxLayout(shown)
    box.addWidget(line)
    box.addWidget(button)
    shown.show()
    font = line.font()
    ink = QFontMetrics(font).tightBoundingRect(STACKED).height()
    assert font.pointSize() == points
    assert min(points_of(points).values()) >= LEAST_POINTS
    for height in (line.height(), button.height(), height_of(font, Height.ROW)):
        assert height >= ink + 4
    theme.wear(Look())


def test_at_the_usual_size_heights_are_those_of_the_design(theme: Theme) -> None:
    theme.wear(Look())
    font = QApplication.font()
    heights = [height_of(font, part) for part in Height]
    assert heights == [34, 38, 34, 32, 40, 26]


def test_the_look_is_kept_on_this_computer(tmp_path: Path) -> None:
    pc = ThisPc(tmp_path)
    assert kept_look(pc) == Look()
    keep_look(pc, Look(scheme="dark", points=14))
    assert kept_look(ThisPc(tmp_path)) == Look(scheme="dark", points=14)


@pytest.mark.parametrize(
    ("kept", "points"), [({"points": 99, "scheme": "pink"}, 16), ({"points": True}, 11), ({}, 11)]
)
def test_a_look_that_was_edited_by_hand_harms_nothing(
    tmp_path: Path, kept: dict[str, object], points: int
) -> None:
    pc = ThisPc(tmp_path)
    pc.keep("look", kept)
    assert kept_look(pc) == Look(points=points)


@pytest.mark.parametrize(("scheme", "tokens"), [("light", LIGHT), ("dark", DARK)])
@pytest.mark.parametrize("kind", [QPushButton, QLineEdit, QCheckBox])
def test_whatever_has_the_focus_has_a_ring_of_two_pixels(
    qtbot: QtBot,
    qapp: QApplication,
    theme: Theme,
    scheme: Scheme,
    tokens: Tokens,
    kind: type[QWidget],
) -> None:
    theme.wear(Look(scheme=scheme))
    shown = QWidget()
    qtbot.addWidget(shown)
    rings = FocusRings(qapp)
    part = kind()
    box = QVBoxLayout(shown)
    box.addWidget(QPushButton("Lưu"))
    box.addWidget(part)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    before = shown.grab().toImage()
    part.setFocus()
    qtbot.waitUntil(lambda: shown.findChild(FocusRing) is not None)
    for depth in range(FOCUS_PIXELS):
        edges = ring_edges(shown, before, depth)
        assert {seen for seen, _was in edges} == {tokens["accent"].lower()}, depth
        assert all(contrast(*pair) >= 3 for pair in edges)
    inside = {seen for seen, _was in ring_edges(shown, before, FOCUS_PIXELS)}
    assert tokens["accent"].lower() not in inside
    rings.deleteLater()
    theme.wear(Look())


def test_a_ring_is_whole_where_a_field_fills_what_it_stands_in(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    """As the fields of forms do, each in a box with its label, in a page that scrolls."""
    theme.wear(Look(scheme="light"))
    shown, page, around = QWidget(), Scrolled(), QWidget()
    qtbot.addWidget(shown)
    rings = FocusRings(qapp)
    QVBoxLayout(shown).addWidget(page)
    tight = QVBoxLayout(around)
    tight.setContentsMargins(0, 0, 0, 0)
    field = QLineEdit()
    tight.addWidget(field)
    page.box.addWidget(QPushButton("Đóng"))
    page.box.addWidget(around)
    shown.resize(300, 200)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    before = shown.grab().toImage()
    field.setFocus()
    qtbot.waitUntil(lambda: shown.findChild(FocusRing) is not None)
    assert {seen for seen, _was in ring_edges(shown, before)} == {LIGHT["accent"].lower()}
    rings.deleteLater()


def test_a_ring_stays_as_clear_when_the_program_is_dressed_anew(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    theme.wear(Look(scheme="light"))
    shown, button = QWidget(), QPushButton("Lưu")
    qtbot.addWidget(shown)
    rings = FocusRings(qapp)
    QVBoxLayout(shown).addWidget(button)
    shown.resize(300, 200)
    shown.show()
    shown.activateWindow()
    before = shown.grab().toImage()
    button.setFocus()
    qtbot.waitUntil(lambda: shown.findChild(FocusRing) is not None)
    for look, tokens in ((Look(scheme="dark"), DARK), (Look(scheme="light"), LIGHT)):
        theme.wear(look)
        accent = tokens["accent"].lower()
        qtbot.waitUntil(lambda: {x for x, _y in ring_edges(shown, before)} == {accent})  # noqa: B023 at once
    rings.deleteLater()


def test_the_chosen_counter_has_a_bar_below_it(qtbot: QtBot, theme: Theme) -> None:
    theme.wear(Look(scheme="light"))
    shown = QWidget()
    qtbot.addWidget(shown)
    chosen, other = Counter("Quá hạn", shown), Counter("Chưa in", shown)
    chosen.setChecked(True)
    box = QVBoxLayout(shown)
    box.addWidget(chosen)
    box.addWidget(other)
    shown.show()
    picture = shown.grab().toImage()
    bars = [picture.pixelColor(x.geometry().bottomLeft() + QPoint(40, -1)) for x in (chosen, other)]
    accent = LIGHT["accent"].lower()
    assert [bar.name() == accent for bar in bars] == [True, False]


def ring_edges(shown: QWidget, before: QImage, depth: int = 0) -> list[tuple[str, str]]:
    """Return the colour in the middle of each edge so many pixels inside, and what was there."""
    ring = shown.findChild(FocusRing)
    assert ring is not None
    edge = ring._edge().translated(ring.mapTo(shown, QPoint(0, 0)))
    edge.adjust(depth, depth, -depth, -depth)
    after, middle = shown.grab().toImage(), edge.center()
    places = (
        (middle.x(), edge.top()),
        (middle.x(), edge.bottom()),
        (edge.left(), middle.y()),
        (edge.right(), middle.y()),
    )
    return [(after.pixelColor(*at).name(), before.pixelColor(*at).name()) for at in places]
