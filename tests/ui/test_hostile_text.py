"""Text from outside is shown as it is: no tag is followed, no picture fetched, no page bursts."""

import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QTextEdit, QWidget
from tests.helpers import eyes, offices
from tests.helpers.windows import worn_theme

from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import resources_folder
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.people import Person
from ca_desktop.services.desk import dossiers, intake, slips
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.dialogs.ask import AskDialog
from ca_desktop.ui.dialogs.edit_people import EditDialog
from ca_desktop.ui.dialogs.why import WhyDialog
from ca_desktop.ui.screens import BY_MENU
from ca_desktop.ui.widgets.fields import TextArea, TextField
from ca_desktop.ui.windows.main_window import MainWindow

LONG = 65_536
DICE = random.Random(5)  # what repeats itself is taken for a bomb before anybody sees it
LONGEST_SENT = 32_000
"""What is longer than 32 KiB a package may not carry at all."""

SLOWEST = 5.0
"""Seconds that a page full of such texts may take."""


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture that nobody may look at: a look would move its time of reading."""
    path = tmp_path_factory.mktemp("canary") / "canary.png"
    path.write_bytes((resources_folder() / "icons" / "check.svg").read_bytes())
    return path


def bury(path: Path) -> None:
    os.utime(path, (0, time.time()))  # read long ago, written now: the next look is noted


def was_read(path: Path) -> bool:
    return path.stat().st_atime > 0


def hostile(canary: Path) -> list[str]:
    return [
        f"<img src='{canary.as_uri()}'><b>Lò</b>",
        f'<qt><img src="{canary}" width=9999 height=9999></qt>',
        r"<img src='\\evil.example\share\x.png'><a href='http://evil.example/'>Én</a>",
        "<html><head><style>@import url(http://evil.example/a.css)</style></head><h1>Én",
        "\u202egnp.exe\u202c Lò \u2066Thị\u2069 Én",
        "".join(DICE.choices("BCDFGHKLMNPQ<>&;", k=LONG)),
        " ".join("".join(DICE.choices("ẶẾỘgỳ<b", k=6)) for _word in range(LONG // 7)),
    ]


def sockets() -> set[str]:
    """Sockets of this process; those of the event loop stand before anything hostile comes."""
    if not sys.platform.startswith("linux"):
        return set()
    found = set()
    for handle in Path("/proc/self/fd").iterdir():
        try:
            target = str(handle.readlink())
        except OSError:
            continue
        if target.startswith("socket:"):
            found.add(target)
    return found


@contextmanager
def untouched(canary: Path) -> Iterator[None]:
    """Nothing of the block looks at the canary or speaks to anybody."""
    bury(canary)
    canary.read_bytes()
    if not was_read(canary):
        pytest.skip("this file system does not note when a file is read")
    bury(canary)
    before = sockets()
    yield
    assert not was_read(canary)
    assert sockets() <= before


def record_hostile(ports: Ports, texts: list[str]) -> None:
    """Write events as no clerk could type them, but a crooked office could send them."""
    offices.take_in(ports)
    with ports.writing() as uow:
        first = uow.dossiers.rows(DossierFilter())[0]
        honest = slips._intake(uow, first.dossier_id)
        for number, text in enumerate(texts, start=1):
            part = text[:2000]
            person = Person(
                name=text.encode()[:LONGEST_SENT].decode(errors="ignore"),
                phone=part,
                address=part,
                email=part,
            )
            event = replace(
                honest,
                code=f"H19.12.34-260302-{number:04d}9",
                submitter=person,
                holder=person,
                procedure_name=part,
                field_name=part,
                case_name=part,
                note=part,
                receiver_name=part,
                office_name=part,
                documents=tuple(replace(each, name=part) for each in honest.documents),
            )
            standing = Standing(
                audience=uow.offices.own().accounts_to, subject=ports.new_id(), custody=1
            )
            uow.record(event, standing)
        uow.commit()


@pytest.fixture(scope="module")
def window(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    canary: Path,
    qapp: QApplication,
) -> Iterator[MainWindow]:
    folder = tmp_path_factory.mktemp("hostile")
    name = f"<img src='{canary.as_uri()}'>"[:110]
    commune = offices.found(folder / "xa", ("commune", "H19.12.34", name))
    centre = offices.found(folder / "tt", ("centre", "H19.12", "<b>Thị xã</b>"))
    offices.pair(commune, centre, folder / "papers")
    with offices.opened(commune) as here:
        record_hostile(here, hostile(canary))
        (folder / "stick").mkdir()
        files = [x.file for x in exports.export_packages(here, folder / "stick")]
    with ExitStack() as stack:
        stack.enter_context(worn_theme(qapp))
        place = commune if request.param == "commune" else centre
        ports = stack.enter_context(offices.opened(place))
        if place is centre:
            assert [x.result for x in imports.import_packages(ports, files)] == ["imported"]
        made = open_window(ports)
        made.resize(1024, 640)
        made.show()
        yield made
        while made._context.tasks.writing:
            qapp.processEvents()
        made.close()
        made.deleteLater()


def rich(root: QWidget) -> list[str]:
    """Whatever would follow a tag."""
    tips = [eyes.name_of(x) for x in root.findChildren(QWidget) if "<" in x.toolTip()]
    cells = [
        eyes.name_of(view)
        for view in root.findChildren(QTableView)
        for row in range(min(view.model().rowCount(), 9))
        for column in range(view.model().columnCount())
        if view.model().index(row, column).data(Qt.ItemDataRole.ToolTipRole)
    ]
    writing = [eyes.name_of(x) for x in root.findChildren(QTextEdit)]
    return [*tips, *cells, *writing, *eyes.marked_up(root)]


def settle(window: MainWindow, qapp: QApplication) -> None:
    """Let what was asked for come, then paint it."""
    until = time.monotonic() + 0.04
    while time.monotonic() < until or window._context.tasks.writing:
        qapp.processEvents()
    window.grab()


@pytest.mark.parametrize("window", ["commune", "centre"], indirect=True)
def test_no_page_follows_what_stands_in_its_data(
    window: MainWindow, canary: Path, qapp: QApplication
) -> None:
    beside = window.rail.width()
    with untouched(canary):
        for name in (*window.rail.names, *BY_MENU):
            started = time.monotonic()
            page = window.pages.named(name)
            window.show_page(page)
            settle(window, qapp)
            for view in page.findChildren(QTableView):
                if view.isVisibleTo(page) and view.model().rowCount():
                    view.selectRow(view.model().rowCount() - 1)
            page.grab()
            assert not rich(window), name
            assert page.minimumSizeHint().width() + beside <= 1024, name
            assert time.monotonic() - started < SLOWEST, name


@pytest.mark.parametrize("window", ["centre"], indirect=True)
def test_no_dossier_follows_what_stands_in_it(
    window: MainWindow, canary: Path, qapp: QApplication
) -> None:
    ports = window._context.ports
    rows = dossiers.dossier_rows(ports, DossierFilter(), limit=50)
    assert len(rows) == 8
    with untouched(canary):
        for row in rows:
            window.errands.open_dossier(row.dossier_id)
            settle(window, qapp)
            page = window.pages.current
            assert not rich(window)
            assert page.minimumSizeHint().width() + window.rail.width() <= 1024
            detail = dossiers.dossier_detail(ports, row.dossier_id)
            people = detail.people
            assert people is not None
            for dialog in (
                AskDialog(window._context, detail, window),
                EditDialog(window._context, detail, people, window),
            ):
                dialog.show()
                dialog.grab()
                assert not rich(dialog)
                assert dialog.minimumSizeHint().width() <= 1024
                dialog.reject()
        deadline = intake.promise(ports, "1.004873", None)
        why = WhyDialog(window._context, deadline, window)
        assert not rich(why)
        why.deleteLater()


@pytest.mark.parametrize("window", ["commune"], indirect=True)
def test_no_field_follows_what_is_typed_or_pasted_into_it(
    window: MainWindow, canary: Path, qapp: QApplication
) -> None:
    texts, seen = hostile(canary), set()
    with untouched(canary):
        for name in (*window.rail.names, *BY_MENU):
            page = window.pages.named(name)
            window.pages.show_page(page)
            fields = [x for x in page.findChildren(QWidget) if isinstance(x, TextField | TextArea)]
            for turn in range(2):
                for number, field in enumerate(fields):
                    field.fill(texts[(number + 3 * turn) % len(texts)])
                page.grab()
            seen.update(fields)
            assert not rich(page), name
            for field in fields:
                field.fill("")
        for text in texts:
            window.search.setText(text)
            settle(window, qapp)
            assert not rich(window)
        window.search.begin()
    assert len(seen) > 20


@pytest.mark.parametrize("window", ["commune"], indirect=True)
def test_what_the_window_says_of_it_is_not_followed_either(
    window: MainWindow, canary: Path, qapp: QApplication
) -> None:
    with untouched(canary):
        for text in hostile(canary):
            window.message.warn(text)
            settle(window, qapp)
            label = window.message.findChild(QLabel, "message_text")
            assert label is not None
            assert label.textFormat() == Qt.TextFormat.PlainText
            assert window.minimumSizeHint().width() <= 1024
        window.message.take_back()
