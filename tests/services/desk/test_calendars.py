"""The working calendar: who changes it, what is shown before, and which promises move."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import Office, carry

from ca_desktop.domain.calendars import Shift, YearCalendar, year_to_json
from ca_desktop.domain.errors import CalendarMissing, Forbidden, InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.master import CalendarYearAdjusted
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.roles import ALL_ROLES, MASTER_KEEPERS
from ca_desktop.services import attention
from ca_desktop.services.desk import calendars
from ca_desktop.services.desk.calendars import CalendarSaved, WantedYear
from ca_desktop.services.desk.dossiers import find_dossier, step_dossier
from ca_desktop.services.desk.letters import IssueLetter, issue_letter
from ca_desktop.services.today import desk_day

CLOSED = YearCalendar(year=2026, off={date(2026, 3, 4): "holiday"})
REASON = "Đơn vị chuyển trụ sở"
PROMISED, LATER = "2026-03-05T09:00:00+07:00", "2026-03-06T09:00:00+07:00"


def due_of(office: Office, code: str) -> tuple[str | None, str | None]:
    with office.ports.reading() as view:
        state = find_dossier(view, code)
    return state.first_due_at, state.due_at


def save(office: Office, wanted: WantedYear, reason: str = REASON) -> CalendarSaved:
    seen = calendars.preview_calendar(office.ports, wanted).moves.moves
    return calendars.save_calendar(office.ports, wanted, seen, reason)


def base(office: Office, year: int, **changes: object) -> YearCalendar:
    found = calendars.calendar_year(office.ports, year).layers.base
    assert found is not None
    return replace(found, **changes)  # type: ignore[arg-type]


def test_a_day_off_of_its_own_is_shown_with_the_promises_it_moves_before_it_is_kept(
    office: Office,
) -> None:
    code = office.take_in().code
    before = office.events()
    shown = calendars.preview_calendar(office.ports, WantedYear(year=2026, own=CLOSED))
    assert [(x.code, x.old, x.new, x.here) for x in shown.moves.moves] == [
        (code, PROMISED, LATER, True)
    ]
    assert office.events() == before
    assert due_of(office, code) == (PROMISED, PROMISED)


def test_kept_each_move_is_an_event_with_its_reason_and_the_first_promise_stays(
    office: Office,
) -> None:
    code, other = office.take_in().code, office.take_in(procedure="1.001193").code
    done = save(office, WantedYear(year=2026, own=CLOSED))
    assert (done.moved, done.elsewhere) == (1, 0)
    assert due_of(office, code) == (PROMISED, LATER)
    assert due_of(office, other)[0] == due_of(office, other)[1]
    (move,) = (row for row in office.history(code) if row.kind == "DueDateMoved")
    assert move.fields is not None
    assert (move.fields["note"], move.fields["cause"]) == (REASON, "calendar")
    assert {"date": "2026-03-04", "counted": 0, "why": "holiday"} in move.fields["trace"]
    assert office.take_in().deadline.due_at.isoformat() == LATER  # type: ignore[union-attr]


def test_the_tables_come_out_the_same_when_they_are_made_anew(office: Office) -> None:
    office.take_in()
    save(office, WantedYear(year=2026, own=CLOSED))
    found = offices.tables(office.ports)
    with office.ports.writing() as uow:
        uow.rebuild()
        uow.commit()
    assert offices.tables(office.ports) == found


def test_days_off_that_are_taken_back_move_the_promises_back(office: Office) -> None:
    code = office.take_in().code
    save(office, WantedYear(year=2026, own=CLOSED))
    assert save(office, WantedYear(year=2026, own=YearCalendar(year=2026))).moved == 1
    assert due_of(office, code) == (PROMISED, PROMISED)


def test_a_date_that_an_apology_chose_stays_and_is_named_when_its_day_is_off_now(
    office: Office,
) -> None:
    code = office.take_in().code
    wish = IssueLetter(kind=LetterKind.APOLOGY, reason="chờ xác minh", due=date(2026, 3, 10))
    issue_letter(office.ports, code, wish)
    closed = YearCalendar(
        year=2026, off=dict.fromkeys((date(2026, 3, 4), date(2026, 3, 10)), "holiday")
    )
    wanted = WantedYear(year=2026, own=closed)
    found = calendars.preview_calendar(office.ports, wanted).moves
    assert (found.moves, found.resting) == ((), (code,))
    assert save(office, wanted, "").moved == 0
    assert due_of(office, code) == (PROMISED, "2026-03-10T09:00:00+07:00")


def test_moves_that_were_left_undone_are_found_at_the_next_look(office: Office) -> None:
    code = office.take_in().code
    with office.ports.writing() as uow:  # as a version without moves left it
        event = CalendarYearAdjusted(calendar=year_to_json(CLOSED))
        uow.record(event, Standing(audience=LOCAL))
        uow.commit()
    assert save(office, WantedYear(year=2026)).moved == 1
    assert due_of(office, code) == (PROMISED, LATER)


def test_a_move_needs_a_reason_and_just_the_list_that_was_seen(office: Office) -> None:
    office.take_in()
    wanted = WantedYear(year=2026, own=CLOSED)
    seen = calendars.preview_calendar(office.ports, wanted).moves.moves
    with pytest.raises(InvalidField):
        calendars.save_calendar(office.ports, wanted, seen, " ")
    office.take_in()
    with pytest.raises(NotAllowedNow) as caught:
        calendars.save_calendar(office.ports, wanted, seen, REASON)
    assert caught.value.code == "MOVES-CHANGED"
    assert calendars.calendar_year(office.ports, 2026).layers.own is None


def test_finished_dossiers_and_other_days_move_nothing(office: Office) -> None:
    code = office.take_in().code
    step_dossier(office.ports, code, "result_ready")
    assert save(office, WantedYear(year=2026, own=CLOSED), "").moved == 0
    office.take_in()
    far = YearCalendar(year=2026, off={**CLOSED.off, date(2026, 7, 1): "holiday"})
    assert save(office, WantedYear(year=2026, own=far), "").moved == 0


def test_half_a_day_off_brings_the_hour_forward(office: Office) -> None:
    office.at("2026-03-02T15:30")
    code = office.take_in().code
    half = YearCalendar(year=2026, half_days={date(2026, 3, 5): (Shift(time(7), time(11, 30)),)})
    save(office, WantedYear(year=2026, own=half))
    assert due_of(office, code)[1] == "2026-03-05T11:30:00+07:00"


def test_an_office_without_a_centre_enters_a_year_of_its_own(office: Office) -> None:
    office.at("2027-12-20T09:00")
    assert desk_day(office.ports).no_calendar == 2028
    found = calendars.calendar_year(office.ports, 2028)
    assert (found.layers.layer, found.edits_all, found.publishes) == ("", True, False)
    with pytest.raises(CalendarMissing):
        save(office, WantedYear(year=2028, own=YearCalendar(year=2028)))
    assert save(office, WantedYear(year=2028, base=found.suggestion), "").moved == 0
    again = calendars.calendar_year(office.ports, 2028)
    assert (again.layers.layer, again.layers.base) == ("import", found.suggestion)
    assert again.lacking[0].startswith("Tết Âm lịch")
    assert desk_day(office.ports).no_calendar is None
    with pytest.raises(InvalidField):
        calendars.calendar_year(office.ports, 1900)


def test_only_who_keeps_the_catalogue_changes_the_calendar(office: Office) -> None:
    for role in ALL_ROLES - set(MASTER_KEEPERS):
        ports = office.acting_as(role)
        assert not calendars.calendar_year(ports, 2026).may_edit
        with pytest.raises(Forbidden):
            calendars.preview_calendar(ports, WantedYear(year=2026, own=CLOSED))


def test_a_paired_commune_says_only_its_own_days(pair: tuple[Office, Office]) -> None:
    commune, _centre = pair
    assert not calendars.calendar_year(commune.ports, 2026).edits_all
    with pytest.raises(NotAllowedNow) as caught:
        save(commune, WantedYear(year=2026, base=base(commune, 2026, off={})))
    assert caught.value.code == "CALENDAR-FROM-CENTRE"
    made_up = YearCalendar(year=2026, make_up=frozenset({date(2026, 3, 7)}))
    with pytest.raises(InvalidField):
        save(commune, WantedYear(year=2026, own=made_up))
    assert save(commune, WantedYear(year=2026, own=CLOSED), "").moved == 0


def test_what_the_centre_publishes_waits_until_the_commune_has_seen_which_dates_move(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    assert carry(commune, centre, tmp_path) == ["imported"]
    off = {**base(centre, 2026).off, date(2026, 3, 4): "holiday"}
    wanted = WantedYear(year=2026, base=base(centre, 2026, off=off))
    shown = calendars.preview_calendar(centre.ports, wanted)
    assert [(x.code, x.here) for x in shown.moves.moves] == [(code, False)]
    done = save(centre, wanted)
    assert (done.moved, done.elsewhere) == (0, 1)
    assert attention.matters(centre.ports) == []

    assert carry(centre, commune, tmp_path) == ["imported"]
    (matter,) = attention.matters(commune.ports)
    assert (matter.code, matter.details) == ("CALENDAR-NEW", {"year": 2026})
    assert due_of(commune, code) == (PROMISED, PROMISED)
    assert calendars.calendar_year(commune.ports, 2026).news
    assert save(commune, WantedYear(year=2026)).moved == 1
    assert due_of(commune, code) == (PROMISED, LATER)
    assert attention.matters(commune.ports) == []

    assert carry(commune, centre, tmp_path) == ["imported"]
    assert due_of(centre, code) == (PROMISED, LATER)


def test_a_year_published_as_it_was_asks_for_nothing(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    commune.take_in()
    off = {**base(centre, 2027).off, date(2027, 3, 4): "holiday"}
    save(centre, WantedYear(year=2027, base=base(centre, 2027, off=off)))
    save(centre, WantedYear(year=2027, base=base(centre, 2027, off=base(commune, 2027).off)))
    assert carry(centre, commune, tmp_path) == ["imported"]
    assert attention.matters(commune.ports) == []
    assert calendars.calendar_year(commune.ports, 2027).layers.layer == "centre"
