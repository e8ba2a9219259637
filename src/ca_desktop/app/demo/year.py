"""A working year: what comes over the counter, what is carried, what goes wrong."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from ca_desktop.app.agenda import Act, Agenda
from ca_desktop.app.citizens import citizen
from ca_desktop.app.demo.world import World
from ca_desktop.domain.calendars import WorkingCalendar, at
from ca_desktop.domain.dossiers import OPEN, Status
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.procedures import Procedure
from ca_desktop.services.desk import dossiers, intake, results, slips
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.office import procedures
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, DossierRow

FIRST, LAST = date(2026, 1, 5), date(2026, 12, 18)
CLOSING = time(15, 30)
"""When the story ends on the last day: with people waiting, as on every day."""

EXCHANGE_EVERY = 10
"""Working days between two journeys of the stick."""

QUIET_EVERY = 2
"""One working day in so many passes without a dossier; on each other one a commune takes one in."""

PER_JOURNEY = 5
"""Dossiers an office takes in between two journeys, at least."""

ROOM_FOR_A_JOURNEY = 21
"""Days a dossier must have left to go to the centre and back with the stick in time."""

EVERYTHING = 10**6


class Year:
    """Plays a working year in an open world, the same for the same seed."""

    def __init__(self, world: World, seed: int = 2026) -> None:
        self._world = world
        self._dice = random.Random(seed)
        self._journey = 0
        self._slips = 0
        with world.centre.reading() as view:
            self._calendar: WorkingCalendar = view.master.calendar()
        self._agenda = Agenda(self._calendar, self._dice)
        self._catalogue: Sequence[Procedure] = procedures.catalogue(world.centre)

    def play(self) -> None:
        """Play to the afternoon of the last day, then carry until nothing is missing."""
        days = [day for day in _days(FIRST, LAST) if self._calendar.is_working(day)]
        turn = 0
        for number, day in enumerate(days):
            for code in self._world.communes:
                if number % QUIET_EVERY:
                    turn += 1
                    self._agenda.plan(self._agenda.moment_on(day), self._intake_of(code, turn))
            if number % EXCHANGE_EVERY == EXCHANGE_EVERY - 1:
                self._agenda.plan(at(day, self._calendar.shifts_on(day)[-1].end), self._carry)
        for moment, action in self._agenda.due(at(LAST, CLOSING)):
            self._world.clock.moment = moment
            action()
        for _round in range(2):
            self._world.clock.moment += timedelta(minutes=10)
            self._carry_whole()

    def _later(self, days: int) -> datetime:
        return self._agenda.later(self._world.clock.moment.date(), days)

    # at the desk

    def _intake_of(self, code: str, turn: int) -> Act:
        def take_in() -> None:
            ports = self._world.communes[code]
            chosen = self._catalogue[turn % len(self._catalogue)]
            today = self._world.clock.moment.date()
            command = intake.ReceiveDossier.from_json(
                {
                    "procedure": chosen.code,
                    "applicant": citizen(self._dice, today),
                    "channel": self._dice.choice(("desk", "desk", "online", "post")),
                    "receive_result": self._dice.choice(("desk", "desk", "post")),
                }
            )
            with self._world.ledger.timed("take in a dossier"):
                taken = intake.receive_dossier(ports, command)
            with self._world.ledger.timed("print a slip (PDF)"):
                slips.save_slip(ports, taken.code, self._slip_folder(code))
            self._plan_life(ports, taken, turn)

        return take_in

    def _slip_folder(self, code: str) -> Path:
        folder = self._world.folder / "slips" / code
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _plan_life(self, ports: Ports, taken: intake.ReceivedDossier, turn: int) -> None:
        code, due = taken.code, taken.deadline.due_at
        room = (due - self._world.clock.moment).days if due else 0
        if turn % 17 == 0:
            self._step_later(ports, code, "withdrawn", 0, "Người nộp xin rút.")
        elif turn % 2 == 0 and room >= ROOM_FOR_A_JOURNEY:
            self._step_later(ports, code, "forward", 1, "Chuyển trung tâm giải quyết.")
        elif turn % 9 == 0:
            self._agenda.plan(self._later(0), lambda: self._supplement(ports, code))
        else:
            self._settle_later(ports, code, due, late=turn % 23 == 0)

    def _settle_later(
        self, ports: Ports, code: str, due: datetime | None, *, late: bool = False
    ) -> None:
        """Plan the result: in good time, except for the few that come late."""
        now = self._world.clock.moment
        room = (due - now).days if due else 5
        moment = self._later(max(0, room * 5 // 7 - 1))
        if due is not None:
            in_time = max(now, min(moment, due - timedelta(minutes=10)))
            moment = due + timedelta(days=3) if late else in_time
        self._agenda.plan(moment, lambda: self._settle(ports, code))

    def _step_later(self, ports: Ports, code: str, step: str, days: int, note: str) -> None:
        self._agenda.plan(self._later(days), lambda: self._step(ports, code, step, note))

    def _step(self, ports: Ports, code: str, step: str, note: str) -> dossiers.Stepped:
        with self._world.ledger.timed(f"step: {step}"):
            return dossiers.step_dossier(ports, code, step, note=note)

    def _supplement(self, ports: Ports, code: str) -> None:
        self._step(ports, code, "supplement", "Thiếu giấy tờ chứng minh.")

        def arrive() -> None:
            due = self._step(ports, code, "in_process", "Đã nộp đủ giấy tờ.").due_at
            self._settle_later(ports, code, parse_moment(due) if due else None)

        self._agenda.plan(self._later(3), arrive)

    def _settle(self, ports: Ports, code: str) -> None:
        self._step(ports, code, "result_ready", "Đã có kết quả.")
        if self._dice.random() < 0.9:  # noqa: PLR2004 some are not collected
            self._agenda.plan(self._later(1), lambda: self.collect(ports, code))

    def _return(self, ports: Ports, code: str) -> None:
        with self._world.ledger.timed("return a result"):
            results.return_result(ports, code, results.ReturnResult())

    # on the road

    def _carry(self) -> None:
        self._journey += 1
        outbound = self._export_communes()
        if self._journey == 3:  # noqa: PLR2004 the third stick never arrives
            self._world.ledger.counts["file lost on purpose"] += 1
            return
        if self._journey == 4:  # noqa: PLR2004 the fourth arrives damaged
            outbound[0] = self._damaged(outbound[0])
        if self._journey == 5:  # noqa: PLR2004 the fifth is delivered twice
            outbound.append(outbound[0])
            self._world.ledger.counts["file delivered twice"] += 1
        self._deliver(self._world.centre, outbound)
        self._answer()
        self._bring_back()

    def _carry_whole(self) -> None:
        self._deliver(self._world.centre, self._export_communes())
        self._answer()
        self._bring_back()

    def _folder(self, name: str) -> Path:
        folder = self._world.folder / "sync" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _export_communes(self) -> list[Path]:
        files = []
        for ports in self._world.communes.values():
            with self._world.ledger.timed("export at a commune"):
                done = exports.export_packages(ports, self._folder("to-centre"))
            files += [item.file for item in done]
        return files

    def _damaged(self, path: Path) -> Path:
        copy = self._folder("damaged") / path.name
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0x40
        self._world.centre.files.write(copy, bytes(data))
        self._world.ledger.counts["file damaged on purpose"] += 1
        return copy

    def _deliver(self, ports: Ports, files: list[Path]) -> None:
        with self._world.ledger.timed("import a package", len(files)):
            done = imports.import_packages(ports, files)
        for item in done:
            self._world.ledger.counts[f"import result: {item.result}"] += 1

    def _answer(self) -> None:
        centre = self._world.centre
        with centre.reading() as view:
            own = view.offices.own().office_id
        waiting = DossierFilter(forwarded_to=own, statuses=(Status.FORWARDED.value,))
        for row in dossiers.dossier_rows(centre, waiting, limit=EVERYTHING):
            self._step(centre, row.code or "", "accept", "Trung tâm đã nhận.")
            self._step(centre, row.code or "", "result_ready", "Trung tâm trả lời.")

    def _bring_back(self) -> None:
        with self._world.ledger.timed("export at the centre"):
            done = exports.export_packages(self._world.centre, self._folder("to-communes"))
        for item in done:
            ports = self._world.communes[item.peer.code]
            self._deliver(ports, [item.file])
            self._return_answered(ports)

    def _return_answered(self, ports: Ports) -> None:
        ready = DossierFilter(statuses=(Status.RESULT_READY.value,))
        for row in dossiers.dossier_rows(ports, ready, limit=EVERYTHING):
            if row.code and self._dice.random() < 0.8:  # noqa: PLR2004 most come for it
                moment = self._later(1)
                self._agenda.plan(moment, _Collect(self, ports, row.code))

    def collect(self, ports: Ports, code: str) -> None:
        """Return a result unless it was returned meanwhile."""
        with ports.reading() as view:
            state = dossiers.find_dossier(view, code)
        if state.status is Status.RESULT_READY:
            self._return(ports, code)


class _Collect:
    """A citizen who will come for a result."""

    def __init__(self, year: Year, ports: Ports, code: str) -> None:
        self._year = year
        self._ports = ports
        self._code = code

    def __call__(self) -> None:
        """Come for it."""
        self._year.collect(self._ports, self._code)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def differences(world: World) -> list[str]:
    """Return the codes that commune and centre do not see alike."""
    found = []
    for code, ports in world.communes.items():
        with world.centre.reading() as view:
            office = view.offices.by_code(code)
        wanted = DossierFilter(office_id=office.office_id if office else "")
        here = _seen(dossiers.dossier_rows(ports, wanted, limit=EVERYTHING))
        there = _seen(dossiers.dossier_rows(world.centre, wanted, limit=EVERYTHING))
        found += sorted({row[0] for row in here ^ there})
    return found


def _seen(rows: Sequence[DossierRow]) -> set[tuple[str, ...]]:
    return {
        (
            row.code or row.dossier_id,
            row.status,
            row.received_at,
            row.due_at or "",
            row.finished_at or "",
            row.returned_at or "",
            row.held_by,
        )
        for row in rows
    }


def open_dossiers(ports: Ports) -> int:
    """Return how many dossiers are still open."""
    return dossiers.count_dossiers(ports, DossierFilter(statuses=tuple(x.value for x in OPEN)))
