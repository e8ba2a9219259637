"""A commune's year of promises: kept, moved, apologised for and broken; every month is closed."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from ca_desktop.app.agenda import Agenda
from ca_desktop.app.citizens import citizen
from ca_desktop.app.demo.world import World
from ca_desktop.domain.calendars import WorkingCalendar, YearCalendar, at
from ca_desktop.domain.letters import Effect, LetterKind
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.promises import Telling
from ca_desktop.domain.reports import official_month
from ca_desktop.services.desk import apologies, calendars, dossiers, intake, letters, results
from ca_desktop.services.desk.promises import TellCitizen, explain_lateness, tell_citizen
from ca_desktop.services.desk.undo import undo
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.office import closing
from ca_desktop.services.ports.office import Ports

YEAR = 2026
FIRST, LAST = date(YEAR, 1, 5), date(YEAR, 12, 18)
EVERYDAY_EACH = 4
"""On one working day in so many somebody comes with nothing special."""

THREE_DAYS, FIVE_DAYS, LINKED = "1.004873", "1.004884", "1.013978"
"""Procedures of 3, 5 and 17 working days."""

LATE_DAY_OFF, MADE_UP = date(YEAR, 6, 12), date(YEAR, 6, 20)
"""A day off that the centre publishes four days before, and the Saturday worked for it."""

MORNING = time(9, 30)


class KeptYear:
    """Plays the year in an open world of one commune and its centre.

    Attributes:
        told: what happened, a line each.
        closed: ids of the snapshots of the twelve months, in order.
    """

    def __init__(self, world: World, seed: int = YEAR) -> None:
        self._world = world
        self._dice = random.Random(seed)
        with world.centre.reading() as view:
            self._calendar: WorkingCalendar = view.master.calendar()
        self._agenda = Agenda(self._calendar, self._dice)
        self.told: list[str] = []
        self.closed: list[str] = []

    @property
    def commune(self) -> Ports:
        """The office whose year it is."""
        return next(iter(self._world.communes.values()))

    def play(self) -> None:
        """Play from the first working day to the closing of the twelfth month."""
        self._plan_everyday()
        for act in (self._tet, self._swap, self._linked, self._late_calendar):
            act()
        for day in (date(YEAR, 3, 9), date(YEAR, 9, 7)):
            self._on(day, self._with_supplement)
        for day in (date(YEAR, 3, 30), date(YEAR, 7, 6), date(YEAR, 10, 5)):
            self._on(day, self._with_apology)
        self._on(date(YEAR, 11, 2), self._apology_too_late)
        self._on(date(YEAR, 8, 10), self._late_without_a_word)
        self._on(date(YEAR, 5, 19), self._taken_in_by_mistake)
        for day in (date(YEAR, 12, 10), date(YEAR, 12, 14)):
            self._on(day, self._left_open)
        for month in range(1, 13):
            self._plan_closing(month)
        for moment, planned in self._agenda.due(at(LAST, time(16, 0))):
            self._world.clock.moment = moment
            planned()

    # --- plain days ----------------------------------------------------------------------

    def _plan_everyday(self) -> None:
        days = [FIRST]
        while days[-1] < LAST:
            days.append(self._calendar.next_working(days[-1]))
        for day in days[::EVERYDAY_EACH]:
            self._agenda.plan(self._agenda.moment_on(day), self._everyday)

    def _everyday(self) -> None:
        code, due = self._take_in(THREE_DAYS)
        early = self._dice.random() >= 0.5  # noqa: PLR2004 half of them early
        self._result_on(_eve(self._calendar, due.date()) if early else due.date(), code)

    def _take_in(self, procedure: str) -> tuple[str, datetime]:
        """Take a dossier in; return its code and the moment promised."""
        given = {
            "procedure": procedure,
            "applicant": citizen(self._dice, self._world.clock.moment.date()),
        }
        with self._world.ledger.timed("take in a dossier"):
            done = intake.receive_dossier(self.commune, intake.ReceiveDossier.from_json(given))
        return done.code, done.deadline.due_at or self._world.clock.moment

    def _result_on(self, day: date, code: str) -> None:
        """Plan that the result is there on a day and fetched on the next."""
        ready = max(at(day, time(10, 45)), self._world.clock.moment)
        self._agenda.plan(ready, lambda: self._step(code, "result_ready", "Đã có kết quả."))
        fetched = self._agenda.later(ready.date(), 1)
        self._agenda.plan(
            fetched, lambda: results.return_result(self.commune, code, results.ReturnResult())
        )

    def _step(self, code: str, step: str, note: str) -> dossiers.Stepped:
        with self._world.ledger.timed(f"step: {step}"):
            return dossiers.step_dossier(self.commune, code, step, note=note)

    def _on(self, day: date, act: Callable[[], object]) -> None:
        self._agenda.plan(at(day, MORNING), act)

    def _tell(self, text: str) -> None:
        self.told.append(f"{self._world.clock.moment:%d/%m/%Y %H:%M}  {text}")

    # --- what the calendar does ----------------------------------------------------------

    def _tet(self) -> None:
        """Three working days before Tết end after it (TB 9441/TB-BNV)."""
        self._on(date(YEAR, 2, 12), lambda: self._promise("Tết"))

    def _swap(self) -> None:
        """A Saturday is worked for the Monday before the National Day."""
        self._on(date(YEAR, 8, 20), lambda: self._promise("thứ Bảy làm bù 22/08"))
        self._on(date(YEAR, 8, 28), lambda: self._promise("nghỉ hoán đổi 31/08"))

    def _promise(self, about: str) -> None:
        code, due = self._take_in(THREE_DAYS)
        self._tell(f"{code}: 3 ngày làm việc, qua {about}: hẹn {day_text(due.date())}")
        self._result_on(due.date(), code)

    def _late_calendar(self) -> None:
        """The centre publishes a day off when dossiers are already promised across it."""
        self._on(date(YEAR, 6, 8), self._before_the_day_off)

    def _before_the_day_off(self) -> None:
        code, due = self._take_in(FIVE_DAYS)
        self._tell(f"{code}: hẹn {day_text(due.date())} theo lịch cũ")
        self._agenda.plan(at(date(YEAR, 6, 8), time(14, 0)), lambda: self._publish(code))

    def _publish(self, code: str) -> None:
        with self._world.centre.reading() as view:
            base = view.master.years()[YEAR].in_force
        if base is None:
            raise LookupError(YEAR)
        off = {**base.off, LATE_DAY_OFF: "swap_off"}
        changed = replace(base, off=off, make_up=base.make_up | {MADE_UP})
        _save(self._world.centre, changed, "Thông báo hoán đổi ngày nghỉ.")
        self._tell("Trung tâm công bố lịch muộn: nghỉ 12/06, làm bù thứ Bảy 20/06")
        self.carry()
        moved = _save(self.commune, None, "Theo lịch Trung tâm công bố.")
        with self.commune.reading() as view:
            state = dossiers.find_dossier(view, code)
        due = parse_moment(state.due_at or state.received_at).date()
        self._tell(f"Xã xem trước và dời {moved.moved} hồ sơ; {code} nay hẹn {day_text(due)}")
        self._result_on(due, code)

    # --- what people do ------------------------------------------------------------------

    def _with_supplement(self) -> None:
        code, due = self._take_in(FIVE_DAYS)
        self._tell(f"{code}: hẹn {day_text(due.date())}")
        asked = self._agenda.later(self._world.clock.moment.date(), 2)
        self._agenda.plan(asked, lambda: self._ask_for_papers(code))

    def _ask_for_papers(self, code: str) -> None:
        wish = letters.IssueLetter(
            kind=LetterKind.SUPPLEMENT,
            reason="Tờ khai thiếu chữ ký của người yêu cầu.",
            demands=("Tờ khai có đủ chữ ký",),
        )
        letters.issue_letter(self.commune, code, wish)
        self._tell(f"{code}: yêu cầu bổ sung, thời hạn dừng")
        came = self._agenda.later(self._world.clock.moment.date(), 4)
        self._agenda.plan(came, lambda: self._papers_came(code))

    def _papers_came(self, code: str) -> None:
        due_at = self._step(code, "in_process", "Đã nộp đủ giấy tờ.").due_at
        due = parse_moment(due_at or "").date()
        self._tell(f"{code}: đủ giấy tờ, tính lại từ đầu, hẹn {day_text(due)}")
        self._result_on(due, code)

    def _with_apology(self) -> None:
        code, due = self._take_in(FIVE_DAYS)
        self._on(_eve(self._calendar, due.date()), lambda: self._apologise(code))

    def _apologise(self, code: str) -> None:
        offered = {row.code: row for row in apologies.apologies(self.commune).unready}
        reason = "Chờ kết quả xác minh của cơ quan phối hợp."
        (letter,) = apologies.apologise(self.commune, [code], reason).letters
        new = parse_moment(letter.due_at or "").date()
        said = "được nhắc trong danh sách Cần xin lỗi" if code in offered else "không được nhắc"
        self._tell(f"{code}: {said}; xin lỗi, hẹn lại {day_text(new)}")
        note = TellCitizen(how=Telling.PHONE, text="Đã báo ngày hẹn mới.", letter=letter.sheet)
        tell_citizen(self.commune, code, note)
        self._result_on(new, code)

    def _apology_too_late(self) -> None:
        code, due = self._take_in(FIVE_DAYS)
        missed = self._calendar.next_working(due.date())
        self._on(missed, lambda: self._apologise_late(code))

    def _apologise_late(self, code: str) -> None:
        wish = letters.IssueLetter(
            kind=LetterKind.APOLOGY,
            reason="Cán bộ thụ lý đi công tác.",
            due=self._agenda.later(self._world.clock.moment.date(), 2).date(),
        )
        done = letters.issue_letter(self.commune, code, wish)
        effect = "không dời ngày hẹn" if done.effect is Effect.TOO_LATE else "dời ngày hẹn"
        self._tell(f"{code}: xin lỗi khi đã quá hạn: {effect}, hồ sơ vẫn tính là quá hạn")
        self._result_on(self._calendar.next_working(self._world.clock.moment.date()), code)

    def _late_without_a_word(self) -> None:
        code, due = self._take_in(FIVE_DAYS)
        self._tell(f"{code}: hẹn {day_text(due.date())}, xã để quá hạn, không ai xin lỗi")
        self._result_on(self._agenda.later(due.date(), 3).date(), code)

    def _taken_in_by_mistake(self) -> None:
        code = _undone(self._world, self.commune, self._dice)
        self._tell(f"{code}: tiếp nhận nhầm, hủy ngay; số giữ nguyên trong sổ")

    def _left_open(self) -> None:
        code, due = self._take_in(FIVE_DAYS)
        self._tell(f"{code}: hẹn {day_text(due.date())}, cuối năm vẫn chưa có kết quả")

    def _linked(self) -> None:
        self._on(date(YEAR, 4, 6), self._forward)

    def _forward(self) -> None:
        code, due = self._take_in(LINKED)
        self._step(code, "forward", "Chuyển trung tâm giải quyết.")
        self._tell(f"{code}: liên thông, chuyển trung tâm, hẹn {day_text(due.date())}")
        self._agenda.plan(at(date(YEAR, 4, 9), MORNING), lambda: self._accept(code))
        held = self._agenda.later(due.date(), 6)
        self._agenda.plan(held, lambda: self._answer(code))

    def _accept(self, code: str) -> None:
        self.carry()
        dossiers.step_dossier(self._world.centre, code, "accept", note="Trung tâm đã nhận.")
        self._tell(f"{code}: trung tâm nhận và giữ lại")

    def _answer(self, code: str) -> None:
        dossiers.step_dossier(self._world.centre, code, "result_ready", note="Đã trả lời.")
        self.carry()
        self._tell(f"{code}: trung tâm trả kết quả quá hạn sáu ngày làm việc")
        results.return_result(self.commune, code, results.ReturnResult())

    # --- the road, and the end of each month ---------------------------------------------

    def carry(self) -> int:
        """Carry what is new both ways, at once; return the number of the commune's package."""
        there = self._export(self.commune, "to-centre")
        imports.import_packages(self._world.centre, [x.file for x in there])
        back = self._export(self._world.centre, "to-communes")
        imports.import_packages(self.commune, [x.file for x in back])
        return max(x.package for x in there)

    def _export(self, ports: Ports, name: str) -> Sequence[exports.Exported]:
        folder = self._world.folder / "sync" / name
        folder.mkdir(parents=True, exist_ok=True)
        with self._world.ledger.timed("export"):
            return exports.export_packages(ports, folder)

    def _plan_closing(self, month: int) -> None:
        day = self._calendar.next_working(official_month(YEAR, month).end)
        self._agenda.plan(at(day, time(10, 0)), lambda: self._close(month))

    def _close(self, month: int) -> None:
        period, commune = official_month(YEAR, month), self.commune
        with self._world.ledger.timed("close a month"):
            missing = closing.closing_of(commune, period).missing
            if missing:
                codes = [dossiers.dossier_detail(commune, x).state.code or "" for x in missing]
                self._tell(f"Tháng {month} chưa đóng được: {', '.join(codes)} chưa ghi lý do")
                explain_lateness(commune, codes, "Việc dồn cuối quý, đã nhắc người thụ lý.")
            done = closing.close_period(commune, period)
        self.closed.append(done.closing_id)
        self._tell(f"Tháng {month}: đã đóng, số liệu không đổi nữa")
        self.carry()


def _undone(world: World, ports: Ports, dice: random.Random) -> str:
    """Take a dossier in and undo it; its number stays in the register, and in no figure."""
    person = citizen(dice, world.clock.moment.date())
    given = {"procedure": THREE_DAYS, "applicant": person}
    done = intake.receive_dossier(ports, intake.ReceiveDossier.from_json(given))
    world.clock.moment += timedelta(minutes=4)
    undo(ports, done.undo)
    return done.code


def _eve(calendar: WorkingCalendar, day: date) -> date:
    """Return the last working day before a day."""
    found = day
    while True:
        found = date.fromordinal(found.toordinal() - 1)
        if calendar.is_working(found):
            return found


def _save(ports: Ports, base: YearCalendar | None, reason: str) -> calendars.CalendarSaved:
    """Look at which dates a calendar moves, and keep it."""
    wanted = calendars.WantedYear(year=YEAR, base=base)
    seen = calendars.preview_calendar(ports, wanted).moves.moves
    return calendars.save_calendar(ports, wanted, seen, reason)
