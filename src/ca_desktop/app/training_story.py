"""What lies in a training office: two months of a commune's desk, the same for the same day."""

import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from ca_desktop.app.agenda import Agenda
from ca_desktop.app.citizens import citizen
from ca_desktop.app.clocks import TypedClock
from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.domain.procedures import Procedure
from ca_desktop.services.desk import dossiers, drafts, intake, results
from ca_desktop.services.desk.slips import log_made
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.desk.undo import undo
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.watch import Stage, Watch

SEED = 2026
DAYS = 40
"""Working days before today that the office has been at work."""

PER_DAY = 2
DRAFTS = 2
UNPRINTED = 3
"""The last slips wait for paper."""

COMMON = frozenset({"Hộ tịch", "Chứng thực", "Bảo trợ xã hội", "Cư trú", "Đất đai"})
"""Fields of every second visit."""

ROUND = 16
"""Visits after which the fates of dossiers come round again."""

LATE_EVERY = 11
NEVER_BACK_EVERY = 2
SOON = timedelta(minutes=10)


class Story:
    """Plays the days before today in an open training office; nothing happens after ``until``.

    Args:
        ports: the office, whose clock is ``clock``.
        clock: is moved on, never back.
        until: the moment of whoever will work here.
        seed: another one is another commune with other people.
    """

    def __init__(self, ports: Ports, clock: TypedClock, until: datetime, *, seed: int = 0) -> None:
        self._ports, self._clock, self._until = ports, clock, until
        self._dice = random.Random(SEED + seed)
        with ports.reading() as view:
            self._calendar: WorkingCalendar = view.master.calendar()
            self._all: Sequence[Procedure] = view.master.procedures(until.date())
        self._agenda = Agenda(self._calendar, self._dice)
        self._common = [each for each in self._all if each.field_name in COMMON] or self._all
        self._fates: Mapping[int, Callable[[intake.ReceivedDossier], object]] = {
            0: self._withdraw,
            1: self._stop,
            2: self._supplement,
            3: self._forward,
            5: self._cancel,
            6: self._begin,
            8: self._leave,
            9: self._ask_payment,
        }

    def play(self, watch: Watch) -> None:
        """Play to the end, telling how many visits are behind us.

        Raises:
            Cancelled: the person has asked to stop.
            CalendarMissing: this release has no calendar for these days.
        """
        visits = [day for day in self._days() for _visit in range(PER_DAY)]
        for number, day in enumerate(visits):
            visit = partial(self._visit, number, len(visits), watch)
            self._agenda.plan(self._agenda.moment_on(day), visit)
        for moment, act in self._agenda.due(self._until):
            self._clock.moment = max(self._clock.moment, moment)
            act()
        self._clock.moment = max(self._clock.moment, self._until)
        for number in range(DRAFTS):
            self._draft(number)
        watch.step(Stage.SAMPLE, len(visits), len(visits))

    def _days(self) -> list[date]:
        found: list[date] = []
        day = self._until.date()
        while len(found) < DAYS:
            if self._calendar.is_working(day):
                found.append(day)
            day -= timedelta(days=1)
        return sorted(found)

    def _later(self, days: int) -> datetime:
        moment = self._agenda.later(self._clock.moment.date(), days)
        return max(moment, self._clock.moment + SOON)

    # over the counter

    def _visit(self, number: int, total: int, watch: Watch) -> None:
        watch.step(Stage.SAMPLE, number, total)
        chosen = self._dice.choice(self._common if number % 2 else self._all)
        person = citizen(self._dice, self._clock.moment.date())
        if number % ROUND == 4:  # noqa: PLR2004 the one that is refused at the desk
            reason = "Thủ tục này thuộc cơ quan khác giải quyết."
            intake.refuse_intake(
                self._ports, procedure=chosen.code, applicant=person, reason=reason
            )
            return
        command = intake.ReceiveDossier.from_json(
            {
                "procedure": chosen.code,
                "applicant": person,
                "channel": self._dice.choice(("desk", "desk", "online", "post")),
                "receive_result": self._dice.choice(("desk", "desk", "post")),
            }
        )
        taken = intake.receive_dossier(self._ports, command)
        if number < total - UNPRINTED:
            self._print(taken)
        fate = self._fates.get(number % ROUND, partial(self._settle, number))
        fate(taken)

    def _print(self, taken: intake.ReceivedDossier) -> None:
        with self._ports.writing() as uow:
            log_made(uow, taken.dossier_id, 0, "a5")
            uow.commit()

    def _step(self, code: str, step: str, note: str = "") -> None:
        dossiers.step_dossier(self._ports, code, step, note=note)

    def _soon(self, code: str, days: int, step: str, note: str = "") -> None:
        self._agenda.plan(self._later(days), partial(self._step, code, step, note))

    def _withdraw(self, taken: intake.ReceivedDossier) -> None:
        self._soon(taken.code, 1, "withdrawn", "Người nộp xin rút hồ sơ.")

    def _stop(self, taken: intake.ReceivedDossier) -> None:
        self._soon(taken.code, 2, "stopped", "Người nộp không bổ sung giấy tờ đúng hạn.")

    def _forward(self, taken: intake.ReceivedDossier) -> None:
        self._soon(taken.code, 1, "forward", "Chuyển trung tâm giải quyết.")

    def _begin(self, taken: intake.ReceivedDossier) -> None:
        self._soon(taken.code, 0, "in_process")

    def _leave(self, taken: intake.ReceivedDossier) -> None:
        """Nobody has begun with it."""

    def _cancel(self, taken: intake.ReceivedDossier) -> None:
        undo(self._ports, taken.undo)

    def _supplement(self, taken: intake.ReceivedDossier) -> None:
        self._soon(taken.code, 0, "supplement", "Thiếu giấy tờ chứng minh nơi cư trú.")
        if self._dice.randrange(NEVER_BACK_EVERY):
            self._soon(taken.code, 3, "in_process", "Đã nộp đủ giấy tờ.")

    def _ask_payment(self, taken: intake.ReceivedDossier) -> None:
        """A financial duty stands between the dossier and its result."""
        self._soon(taken.code, 0, "in_process")
        step = partial(dossiers.step_dossier, self._ports, taken.code)
        asked = StepWish(values={"duty": "Nghĩa vụ tài chính theo thông báo thuế"})
        self._agenda.plan(self._later(1), partial(step, "payment", wish=asked))
        if self._dice.randrange(NEVER_BACK_EVERY):
            paid = StepWish(values={"paper": "Giấy nộp tiền vào ngân sách"})
            self._agenda.plan(self._later(3), partial(step, "paid", wish=paid))

    def _settle(self, number: int, taken: intake.ReceivedDossier) -> None:
        """Plan the result: before the promised day, except for the few that come late."""
        due, now = taken.deadline.due_at, self._clock.moment
        start = self._later(0)
        self._agenda.plan(start, partial(self._step, taken.code, "in_process"))
        if due is None:
            ready = self._later(5)
        elif number % LATE_EVERY == 0:
            ready = self._agenda.moment_on(self._calendar.next_working(due.date()))
        else:
            ready = now + (due - now) * 0.7
        self._agenda.plan(max(ready, start + SOON), partial(self._ready, number, taken.code))

    def _ready(self, number: int, code: str) -> None:
        self._step(code, "result_ready", "Đã có kết quả.")
        if number % ROUND != 7:  # noqa: PLR2004 the one that nobody collects
            collect = partial(results.return_result, self._ports, code, results.ReturnResult())
            self._agenda.plan(self._later(1), collect)

    def _draft(self, number: int) -> None:
        person = citizen(self._dice, self._clock.moment.date())
        fields = {f"applicant.{name}": person[name] for name in ("name", "id_number", "phone")}
        body = {"procedure": self._common[number].code, "fields": fields}
        drafts.save_draft(self._ports, secrets.token_hex(16), body, aside=True)
