"""The day from opening to evening; each part runs in a process of its own."""

import json
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ca_desktop.app.demo.clerk import require, rest, until
from ca_desktop.app.demo.day_desk import SEED, Desk, Stage, desk
from ca_desktop.app.demo.day_visits import (
    apologise,
    ask_for_papers,
    give_back_by_name,
    give_back_scanned,
    results_arrive,
    take_in_another,
    take_in_scanned,
    take_in_typed,
)
from ca_desktop.app.demo.watchdog import LIMIT_MS, memory_mib
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.services.desk.printing import unprinted_count

OPENING = datetime(2026, 3, 2, 7, 30, tzinfo=VIETNAM)
POWER_CUT = datetime(2026, 3, 2, 10, 14, tzinfo=VIETNAM)
AFTER_THE_CUT = datetime(2026, 3, 2, 10, 31, tzinfo=VIETNAM)
CLOSING = datetime(2026, 3, 2, 16, 45, tzinfo=VIETNAM)
"""By then all is done that is done on this day."""
TYPED_MS = 2600
"""A draft is kept two seconds after the last key."""

PRINTING_MS = 2500
"""A paper that is on its way comes out sooner."""

STRANGE = "8936012345678"
ELSEWHERE = "H19.12.99-260227-0003"


# --- what goes wrong -------------------------------------------------------------------------


def strange_scans(at: Desk) -> None:
    """A code that says nothing here, and the slip of another commune: nothing happens."""
    before = at.clerk.stored()
    at.window.show_page(at.window.pages.today)
    for code, name in ((STRANGE, "ma-la"), (ELSEWHERE, "phieu-noi-khac")):
        at.clerk.scan(code)
        rest(300)
        at.picture(name)
    require(at.clerk.stored() == before)


def out_of_paper(at: Desk) -> None:
    """The printer is empty: the dossier is stored, its slip waits, and comes with the paper."""
    printer = at.stage.printer
    if printer is None:
        return
    _let_print(at)
    before = unprinted_count(at.ports)
    printer.take_paper_out()
    take_in_scanned(at)
    until(lambda: "hết giấy" in at.window.message.text())
    at.picture("may-in-het-giay")
    printer.put_paper_in()
    at.window.show_page(at.window.pages.prints)
    at.picture("in-an")
    at.clerk.press(Qt.Key.Key_F9)
    until(lambda: unprinted_count(at.ports) <= before)


def pull_the_plug(at: Desk) -> None:
    """The power goes while an intake is being typed."""
    at.clock.moment = POWER_CUT
    at.clerk.begin_intake()
    at.clerk.enter(at.procedures[0].alias or "")
    at.clerk.enter("001190555666")
    at.clerk.type("Vàng Thị Pà")
    rest(TYPED_MS)
    at.picture("dang-nhap-thi-mat-dien")
    write_figures(at, "morning")
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def go_on_typing(at: Desk) -> None:
    """The program offers what was being typed; the clerk goes on where the power went."""
    until(at.window.desk.recovery.isVisible)
    at.picture("de-nghi-nhap-tiep")
    offered = at.window.desk.recovery.findChild(QPushButton, "draft_go_on")
    if not isinstance(offered, QPushButton):
        raise TypeError("draft_go_on")
    offered.setFocus()
    at.clerk.press(Qt.Key.Key_Space)
    person = at.window.pages.intake.person
    until(lambda: person.name.text() == "Vàng Thị Pà")
    before = at.clerk.stored()
    at.clerk.save_intake(before)


# --- the day ---------------------------------------------------------------------------------

Visit = Callable[[Desk], None]
KINDS: Sequence[tuple[Visit, int]] = (
    (take_in_scanned, 1),
    (take_in_typed, 1),
    (take_in_scanned, 1),
    (take_in_another, 2),
    (take_in_typed, 1),
)


def morning(stage: Stage) -> None:
    """Play from the opening to the power cut; this process does not come back."""
    with desk(stage, OPENING, SEED) as at:
        at.figures["memory when the window is usable, MiB (PSS)"] = memory_mib()
        at.picture("mo-cua")
        between = {6: give_back_scanned, 11: strange_scans, 16: out_of_paper, 20: give_back_scanned}
        queue(at, stage.before_the_cut, between)
        pull_the_plug(at)


def rest_of_day(stage: Stage) -> None:
    """Play from the return of the power to the evening."""
    with desk(stage, AFTER_THE_CUT, SEED + 1) as at:
        go_on_typing(at)
        between = {
            3: results_arrive,
            4: give_back_by_name,
            8: ask_for_papers,
            12: give_back_scanned,
            16: apologise,
            20: give_back_scanned,
        }
        queue(at, stage.dossiers - stage.before_the_cut - 1, between)
        at.window.show_page(at.window.pages.prints)
        _let_print(at)
        at.picture("cuoi-ngay")
        at.figures["memory after the day, MiB (PSS)"] = memory_mib()
        write_figures(at, "rest")


def _let_print(at: Desk) -> None:
    """Wait until nothing comes out any more; some papers of the weeks before still wait."""
    waiting = -1
    while at.stage.printer is not None and (now := unprinted_count(at.ports)) != waiting:
        waiting = now
        rest(PRINTING_MS)


def queue(at: Desk, number: int, between: Mapping[int, Visit]) -> None:
    """Serve people until so many dossiers are taken in; some of them come for something else."""
    first, turn, others = at.clerk.stored(), 0, dict(between)
    while (done := at.clerk.stored() - first) < number:
        for place in sorted(place for place in others if place <= done):
            at.dog.doing(others[place].__name__)
            others.pop(place)(at)
            at.passes()
        visit, makes = KINDS[turn % len(KINDS)]
        turn += 1
        if at.clerk.stored() - first + makes <= number:
            at.dog.doing(visit.__name__)
            visit(at)
            at.passes(6)


def write_figures(at: Desk, part: str) -> None:
    """Keep what was measured."""
    at.figures[f"longest wait of the event loop, {part}, ms"] = at.dog.longest
    at.figures[f"… that was in, {part}"] = at.dog.where
    at.figures[f"waits longer than {LIMIT_MS} ms, {part}"] = at.dog.over
    at.figures[f"keys pressed, {part}"] = at.clerk.keys
    at.figures[f"dossiers in the office, {part}"] = at.clerk.stored()
    path = at.stage.place / f"figures-{part}.json"
    write_atomically(path, json.dumps(at.figures, ensure_ascii=False).encode())
