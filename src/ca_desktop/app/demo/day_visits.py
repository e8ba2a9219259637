"""What the clerk of the day does for whoever comes to the counter, key by key."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ca_desktop.app.citizens import citizen
from ca_desktop.app.demo.clerk import require, until
from ca_desktop.app.demo.day_desk import Desk
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import parse_moment
from ca_desktop.services.desk.dossiers import dossier_rows, step_dossier
from ca_desktop.services.ports.rows import DossierFilter, DossierRow

RESULTS = 8
"""Results that arrive at noon."""


def card_of(person: dict[str, Any]) -> str:
    """Return what the scanner reads off a citizen's card."""
    year, month, day = person["birth"].split("-")
    sex = "Nữ" if person["sex"] == "female" else "Nam"
    parts = (person["id_number"], "", person["name"], f"{day}{month}{year}", sex)
    return "|".join([*parts, person["address"], "15042021"])


def take_in_scanned(at: Desk) -> None:
    """The citizen has a card."""
    person = citizen(at.dice, at.clock.moment.date())
    clerk, intake = at.clerk, at.window.pages.intake
    before = clerk.begin_intake()
    clerk.scan(card_of(person))
    until(lambda: intake.person.name.text() == person["name"])
    clerk.enter(at.dice.choice(at.procedures).alias or "")
    clerk.enter(person["phone"])
    clerk.save_intake(before)


def take_in_typed(at: Desk) -> None:
    """The citizen has no card: everything is typed."""
    person = citizen(at.dice, at.clock.moment.date())
    year, month, day = person["birth"].split("-")
    clerk = at.clerk
    before = clerk.begin_intake()
    clerk.enter(at.dice.choice(at.procedures).alias or "")
    clerk.enter(person["id_number"])
    clerk.enter(person["name"])
    clerk.enter(f"{day}{month}{year}")
    clerk.press(Qt.Key.Key_Return)  # the number has told the sex
    clerk.enter(person["phone"])
    clerk.save_intake(before)


def take_in_another(at: Desk) -> None:
    """The same citizen has two things to do."""
    person = citizen(at.dice, at.clock.moment.date())
    clerk, intake = at.clerk, at.window.pages.intake
    first, second = at.dice.sample(list(at.procedures), 2)
    before = clerk.begin_intake()
    clerk.enter(first.alias or "")
    clerk.enter(person["id_number"])
    clerk.enter(person["name"])
    clerk.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    until(lambda: intake.picker.procedure.hasFocus() or bool(intake.checks.bar.text))
    if intake.checks.bar.text:
        clerk.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    until(intake.picker.procedure.hasFocus)
    require(clerk.stored() == before + 1)
    clerk.enter(second.alias or "")
    until(lambda: intake.papers.rowCount() > 0)
    clerk.save_intake(before + 1)


def give_back_scanned(at: Desk) -> None:
    """Somebody comes with the slip of a dossier whose result is there."""
    code = _ready(at)
    at.window.show_page(at.window.pages.today)
    at.clerk.scan(code)
    until(lambda: code in at.window.pages.results.card.shown_code)
    _hand_over(at, code)


def give_back_by_name(at: Desk) -> None:
    """Somebody comes without the slip."""
    row = at.dice.choice(_rows(at, "result_ready"))
    at.window.show_page(at.window.pages.results)
    results = at.window.pages.results
    results.start()
    until(results.code.hasFocus)
    at.clerk.enter(row.holder_name)
    until(lambda: bool(results.card.shown_code) or results.list.isVisible())
    if results.list.isVisible():
        at.clerk.press(Qt.Key.Key_Down)
        at.clerk.press(Qt.Key.Key_Return)
    until(lambda: bool(results.card.shown_code))
    at.picture("tra-ket-qua")
    _hand_over(at, results.card.shown_code)


def _hand_over(at: Desk, code: str) -> None:
    at.clerk.press(Qt.Key.Key_F9)
    until(lambda: not at.window.pages.results.card.shown_code)
    done = DossierFilter(find=code, statuses=("result_returned",))
    require(at.clerk.stored(done) == 1)


def _ready(at: Desk) -> str:
    return at.dice.choice(_rows(at, "result_ready")).code or ""


def _rows(at: Desk, status: str) -> Sequence[DossierRow]:
    with at.dog.looking_away():
        return dossier_rows(at.ports, DossierFilter(statuses=(status,)), limit=200)


def ask_for_papers(at: Desk) -> None:
    """Papers are missing: the clerk writes what is to be brought, and the clock stands."""
    _write_letter(at, _open_rows(at)[0], LetterKind.SUPPLEMENT)
    page = at.window.pages.letter
    until(page.demands.hasFocus)
    at.clerk.type("Giấy chứng nhận quyền sử dụng đất")
    at.picture("phieu-yeu-cau-bo-sung")
    _issue(at)


def apologise(at: Desk) -> None:
    """A result will not be ready in time: the office apologises and names another day."""
    late = at.clock.moment.date() + timedelta(days=2)
    row = next(each for each in _open_rows(at) if (each.due_at or "") > late.isoformat())
    _write_letter(at, row, LetterKind.APOLOGY)
    page = at.window.pages.letter
    until(page.due.hasFocus)
    day = parse_moment(row.due_at or "").date() + timedelta(days=7)
    at.clerk.enter(f"{day:%d%m%Y}")
    at.picture("phieu-xin-loi")
    _issue(at)


def _open_rows(at: Desk) -> Sequence[DossierRow]:
    """Return what was taken in today and is being worked on."""
    day = at.clock.moment.date().isoformat()
    return [row for row in _rows(at, "received") if row.received_at.startswith(day)]


def _write_letter(at: Desk, row: DossierRow, kind: LetterKind) -> None:
    window, page = at.window, at.window.pages.dossier
    window.errands.open_dossier(row.dossier_id)
    begin = page.findChild(QPushButton, "write_letter")
    if not isinstance(begin, QPushButton):
        raise TypeError("write_letter")
    until(begin.isEnabled)
    begin.setFocus()
    at.clerk.press(Qt.Key.Key_Space)
    letter = window.pages.letter
    until(lambda: window.pages.current is letter)
    letter.kind.setCurrentIndex(letter.kind.findData(kind))


def _issue(at: Desk) -> None:
    at.clerk.press(Qt.Key.Key_F9)
    until(lambda: at.window.pages.current is at.window.pages.dossier)


def results_arrive(at: Desk) -> None:
    """Whoever decides has decided: results lie at the desk."""
    for row in _rows(at, "in_process")[:RESULTS]:
        with at.dog.looking_away():  # others do it, at other desks
            step_dossier(at.ports, row.code or "", "result_ready")
