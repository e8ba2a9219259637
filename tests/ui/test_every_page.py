"""Every page of a commune and of a centre, looked at by the same eyes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from tests.helpers import eyes, offices
from tests.helpers.windows import worn_theme

from ca_desktop.app.office_window import open_window
from ca_desktop.domain.letters import LetterKind
from ca_desktop.services.office.look import Look
from ca_desktop.ui.screens import BY_MENU
from ca_desktop.ui.theme import Theme
from ca_desktop.ui.told import Level, Offer, Told
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.windows.main_window import LEAST_HEIGHT, LEAST_WIDTH, MainWindow

SIZES = (11, 9, 14)
"""The usual one first: each change of it styles every page anew."""

SMALL_SCREEN = (1024, 640)
ZOOMED_SCREEN = (910, 460)
"""What 1366×768 leaves a window at 150 %, its title and the task bar taken off."""

LONG_MESSAGE = (
    "Đã tiếp nhận H19.12.34-261118-000123 Hoàng Thị Phương Thảo, hẹn 16:00 18/12/2026."
    " Còn phải thu 2.000 đ. Chưa in được giấy hẹn: chưa chọn máy in nào trên máy tính này."
)
"""An intake that owes money, and whose slip did not come out."""

LOW_SCREEN = (1093, 584)
"""What it leaves at 125 %."""

LOOKS: dict[str, Callable[[QWidget], Sequence[object]]] = {
    "nameless": eyes.nameless,
    "order": eyes.out_of_order,
    "traps": eyes.traps,
    "speechless": eyes.speechless,
    "unspoken": eyes.unspoken,
    "dead": eyes.dead,
}
Seen = dict[str, list[object]]


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Iterator[Theme]:
    with worn_theme(qapp) as made:
        yield made


@pytest.fixture(scope="module", params=[offices.COMMUNE, offices.CENTRE], ids=lambda x: x[0])
def window(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    qapp: QApplication,
    theme: Theme,
) -> Iterator[MainWindow]:
    theme.wear(Look())
    folder = offices.found(tmp_path_factory.mktemp("office") / "o", request.param)
    with ExitStack() as stack:
        ports = stack.enter_context(offices.opened(folder))
        if request.param is offices.COMMUNE:
            offices.take_in(ports)
        made = open_window(ports)
        made.resize(*SMALL_SCREEN)
        made.show()
        for name in (*made.rail.names, *BY_MENU, "dossier", "letter", "help"):
            made.show_page(made.pages.named(name))
            qapp.processEvents()
        yield made
        while made._context.tasks.writing:
            qapp.processEvents()
        made.close()
        made.deleteLater()


def pages(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Put each page in front and yield it, laid out."""
    for name in (*window.rail.names, *BY_MENU, "dossier", "letter", "help"):
        page = window.pages.named(name)
        window.pages.show_page(page)
        yield name, page


@pytest.fixture(scope="module")
def seen(window: MainWindow, theme: Theme, qapp: QApplication) -> Seen:
    """What the eyes found on one walk at each size of text."""
    found: Seen = defaultdict(list)
    for points in SIZES:
        if theme.look.points != points:
            theme.wear(Look(points=points))
            qapp.processEvents()
        beside, around = window.rail.width(), window.height() - window.pages.height()
        for name, page in pages(window):
            for promise, look in LOOKS.items() if points == SIZES[0] else ():
                found[promise] += [(name, x) for x in look(page)]
            found["cut"] += [(name, points, x) for x in eyes.cut(page)]
            found["sideways"] += [(name, points, x) for x in eyes.sideways(page)]
            least = page.minimumSizeHint()
            if least.width() + beside > SMALL_SCREEN[0]:
                found["too wide"].append((name, points, least.width() + beside))
            if points == SIZES[0] and least.height() + around > SMALL_SCREEN[1]:
                found["too high"].append((name, least.height() + around))
        smallest = window.minimumSizeHint()
        if smallest.width() > LEAST_WIDTH or smallest.height() > LEAST_HEIGHT:
            found["window"].append((points, smallest))
    return found


def test_whoever_takes_the_focus_has_a_name(seen: Seen) -> None:
    assert not seen["nameless"]


def test_the_tab_key_goes_as_one_reads(seen: Seen) -> None:
    assert not seen["order"]


def test_nothing_keeps_the_tab_key(seen: Seen) -> None:
    assert not seen["traps"]


def test_every_list_says_what_belongs_there_while_it_is_empty(seen: Seen) -> None:
    assert not seen["speechless"]


def test_a_screen_reader_hears_words_in_every_column(seen: Seen) -> None:
    assert not seen["unspoken"]


def test_no_label_reads_its_text_as_markup(window: MainWindow) -> None:
    assert not eyes.marked_up(window)


def test_no_button_takes_enter_for_itself(window: MainWindow) -> None:
    assert not eyes.presses_by_itself(window)


def test_no_word_that_the_glossary_avoids_is_shown(window: MainWindow) -> None:
    acts = [action.text() for action in window.commands.actions.values()]
    assert not eyes.banned(window) + [text for text in acts if eyes.BANNED.search(text)]


def test_no_word_is_cut_at_any_size_of_text(seen: Seen) -> None:
    assert not seen["cut"]


def test_every_page_fits_the_smallest_window_at_any_size_of_text(seen: Seen) -> None:
    assert not seen["too wide"]
    assert not seen["too high"]
    assert not seen["window"]


def test_no_list_is_scrolled_sideways_at_any_size_of_text(seen: Seen) -> None:
    """What matters less is left out, and shown again where somebody chooses the columns."""
    assert not seen["sideways"]


def test_the_window_fits_a_small_screen_that_is_zoomed(
    window: MainWindow, qapp: QApplication
) -> None:
    window.resize(*ZOOMED_SCREEN)
    qapp.processEvents()
    assert (window.width(), window.height()) == ZOOMED_SCREEN
    assert window.minimumHeight() <= ZOOMED_SCREEN[1]
    window.resize(*SMALL_SCREEN)


@pytest.mark.parametrize("system", [None, QPalette(QColor("#000000"))], ids=["ours", "contrast"])
def test_the_main_button_of_every_page_stays_in_sight_on_a_low_screen(
    window: MainWindow, theme: Theme, qapp: QApplication, system: QPalette | None
) -> None:
    """Also in high contrast, whose frames are thicker."""
    theme.wear(Look())
    theme.wear_system(system)
    window.resize(*LOW_SCREEN)
    window.pages.letter._fields.show_kind(LetterKind.SUPPLEMENT)  # asks for the most
    hidden = []
    for name, page in pages(window):
        qapp.processEvents()
        mains = (x for x in page.findChildren(QPushButton) if x.property("primary"))
        hidden += [(name, x.text()) for x in mains if x.isVisible() and not eyes.whole(x)]
    window.resize(*SMALL_SCREEN)
    theme.wear_system(None)
    assert not hidden


def test_the_longest_message_after_an_intake_fits_at_the_largest_size_of_text(
    window: MainWindow, theme: Theme, qapp: QApplication
) -> None:
    """Its sentence breaks over lines; no way on is pushed out or cut."""
    theme.wear(Look(points=max(SIZES)))
    titles = ("In lại", "Lưu PDF", "Mở", "Thu phí…")
    offers = tuple(
        Offer(title, f"way_{n}", window.message.take_back) for n, title in enumerate(titles)
    )
    window.resize(*SMALL_SCREEN)
    window.pages.show_page(window.pages.named(window.rail.names[0]))
    window.message.tell(Told(text=LONG_MESSAGE, level=Level.WARNING, offers=offers))
    window.desk.undo_button.show()
    qapp.processEvents()
    said = window.desk.undo_button.parentWidget()
    assert said is not None
    try:
        assert (window.width(), window.height()) == SMALL_SCREEN
        assert not eyes.cut(said)
        assert all(eyes.whole(x) for x in said.findChildren(QPushButton) if x.isVisible())
        assert said.height() * 4 <= window.height()
    finally:
        window.message.take_back()
        window.desk.undo_button.hide()


def test_no_main_button_is_greyed(seen: Seen) -> None:
    """It says what is missing instead: nobody wonders why a button is dead."""
    assert not seen["dead"]


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
