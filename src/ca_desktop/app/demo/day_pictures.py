"""Pictures of every screen in every look, at the scale that the process was started with."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PIL import Image
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QPushButton

from ca_desktop.app.demo.clerk import settle
from ca_desktop.app.demo.day_desk import SEED, Desk, Stage, desk
from ca_desktop.app.demo.day_script import AFTER_THE_CUT, CLOSING
from ca_desktop.services.desk.dossiers import dossier_rows, step_dossier
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.office.look import Look
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.screens import SCREENS
from ca_desktop.ui.theme import Theme, worn
from ca_desktop.ui.widgets.labels import PlainLabel

PHYSICAL = (1366, 768)
TITLE_AND_TASKS = 38
"""Pixels of a small screen that the system keeps for itself."""

USUAL_PLACE = r"C:\ProgramData\CA Desktop"
COLOURS = 64
"""Of a picture in the manual: enough for every letter, and a third of the bytes."""

Wear = Callable[[Theme], None]


def take(stage: Stage) -> None:
    """Walk every screen in light, dark and high contrast."""
    scale = float(os.environ.get("QT_SCALE_FACTOR", "1"))
    with _dressed_desk(stage, scale, CLOSING) as (at, theme):
        at.window.desk.recovery.hide()  # the pictures before these left a draft
        for name, wear in LOOKS.items():
            wear(theme)
            folder = stage.place / "screens" / f"{name}-{scale:.0%}"
            folder.mkdir(parents=True, exist_ok=True)
            for screen in SCREENS:
                _show(at, screen)
                at.window.grab().save(str(folder / f"{screen}.png"))


def take_for_manual(stage: Stage) -> None:
    """Walk every screen once, as the manual shows it: light, and in few colours."""
    with _dressed_desk(stage, 1.0, AFTER_THE_CUT) as (at, theme):
        LOOKS["light"](theme)
        for screen in SCREENS:
            _show(at, screen)
            _tell_usual_place(at)
            path = stage.place / f"{screen}.png"
            at.window.grab().save(str(path))
            with Image.open(path) as picture:
                picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)


@contextmanager
def _dressed_desk(stage: Stage, scale: float, moment: datetime) -> Iterator[tuple[Desk, Theme]]:
    with desk(stage, moment, SEED) as at:
        width, height = (int(side / scale) for side in PHYSICAL)
        at.window.resize(width, height - int(TITLE_AND_TASKS / scale))
        theme = worn()
        if theme is None:
            raise RuntimeError("the program is not dressed")
        settle(at.window)
        yield at, theme
        theme.wear_system(None)


def _show(at: Desk, screen: str) -> None:
    page = at.window.pages.named(screen)
    if screen in FURNISH:
        FURNISH[screen](at)
    at.window.show_page(page)
    settle(at.window)


def _tell_usual_place(at: Desk) -> None:
    """Say where the data of an office lie usually, not where they lie for this story."""
    for label in at.window.findChildren(PlainLabel):
        label.setText(usual_place(label.text(), at.stage.office))


def usual_place(text: str, office: Path) -> str:
    """Return a text with the folder of an office where the program keeps it on Windows."""
    before, folder, after = text.partition(str(office))
    return before + USUAL_PLACE + after.replace("/", "\\") if folder else text


def _intake(at: Desk) -> None:
    page = at.window.pages.intake
    at.window.show_page(page)
    settle(at.window)
    page.choose(at.procedures[0].code)
    page.person.name.fill("Nguyễn Thị Hường")
    page.person.id_number.fill("001190123456")
    page.person.birth.fill("01/01/1990")
    page.person.phone.setFocus()


def _today(at: Desk) -> None:
    page = at.window.pages.today
    at.window.show_page(page)
    settle(at.window)
    page.list.setFocus()


def _dossier(at: Desk) -> None:
    asked, done = DossierFilter(at_station=True), DossierFilter(statuses=("result_returned",))
    rows = dossier_rows(at.ports, asked, limit=1) or dossier_rows(at.ports, done, limit=1)
    at.window.pages.dossier.choose(rows[0].dossier_id)


def _letter(at: Desk) -> None:
    page = at.window.pages.dossier
    page.choose(dossier_rows(at.ports, DossierFilter(open_only=True), limit=1)[0].dossier_id)
    at.window.show_page(page)
    settle(at.window)
    page.findChildren(QPushButton, "write_letter")[0].click()
    at.window.pages.letter.demands.fill("Tờ khai chưa có chữ ký của người yêu cầu")


def _results(at: Desk) -> None:
    rows = dossier_rows(at.ports, DossierFilter(statuses=("result_ready",)), limit=1)
    at.window.show_page(at.window.pages.results)
    at.window.pages.results.start(rows[0].code or "")


def _rulings(at: Desk) -> None:
    """Let somebody have signed refusals after their day, and another have agreed to that."""
    values = {
        "negative": "yes",
        "number": "12/TB-UBND",
        "signer": "Quàng Thị Lả",
        "dated": at.ports.clock.now().date().isoformat(),
    }
    approver = "Hà Thị Mây, Phó Chủ tịch"
    wish = StepWish(values=values, reason="Chờ trả lời xác minh.", approver=approver)
    wanted = DossierFilter(statuses=("in_process",))
    for row in dossier_rows(at.ports, wanted, limit=3, order="due"):
        step_dossier(
            at.ports, row.code or "", "result_ready", note="Không đủ điều kiện.", wish=wish
        )
    at.window.pages.named("rulings").refresh()


FURNISH: dict[str, Callable[[Desk], None]] = {
    "today": _today,
    "intake": _intake,
    "dossier": _dossier,
    "letter": _letter,
    "results": _results,
    "rulings": _rulings,
}
"""What stands on a screen that shows nothing by itself."""


def _contrast(theme: Theme) -> None:
    palette = QPalette(QColor("#000000"))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.HighlightedText,
    ):
        palette.setColor(role, QColor("#FFFFFF"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#1AEBFF"))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#000000"))
    theme.wear_system(palette)


LOOKS: dict[str, Wear] = {
    "light": lambda theme: theme.wear(Look(scheme="light")),
    "dark": lambda theme: theme.wear(Look(scheme="dark")),
    "contrast": _contrast,
}
