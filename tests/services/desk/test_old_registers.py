"""An old register comes in as closed history: found, never counted, never sent, never twice."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import Office, carry

from ca_desktop.domain.errors import Cancelled, Forbidden, NotAllowedNow, UserError
from ca_desktop.domain.old_books import OldCell
from ca_desktop.domain.old_registers import Plan
from ca_desktop.domain.reports import Period
from ca_desktop.domain.roles import ALL_ROLES
from ca_desktop.services.desk import old_registers, tasks
from ca_desktop.services.desk.dossiers import count_dossiers, dossier_rows, step_dossier
from ca_desktop.services.desk.old_registers import KEEPERS, TOGETHER, OldImport, OldLook
from ca_desktop.services.desk.overview import dossier_overview
from ca_desktop.services.desk.results import ReturnResult, return_result
from ca_desktop.services.office.reports import form06_report, on_time_report
from ca_desktop.services.ports.rows import DossierFilter, DossierRow
from ca_desktop.services.watch import Watch

REGISTER = Path(__file__).parents[2] / "documents" / "old-register.xls"
YEAR = Period(start=date(2019, 1, 1), end=date(2019, 12, 31))


def look(office: Office) -> OldLook:
    return old_registers.look_into(office.ports, REGISTER)


def bring(office: Office) -> OldImport:
    found = look(office)
    return old_registers.import_old(office.ports, found.book, found.plan)


def found(office: Office, typed: str) -> list[DossierRow]:
    return list(dossier_rows(office.ports, DossierFilter(find=typed)))


def test_a_preview_says_what_the_import_then_does_and_writes_nothing(office: Office) -> None:
    before, looked = office.events(), look(office)
    told = old_registers.preview_old(office.ports, looked.book, looked.plan)
    assert (told.new, told.known, told.refused) == (3, 0, 0)
    assert (told.rewritten, told.guessed) == (5, 0)
    assert [row.submitter.name for row in told.rows if row.submitter] == [
        "LÒ THỊ ÉN",
        "Sùng A Páo",
        "GIÀNG A Chứ",
    ]
    assert office.events() == before
    done = bring(office)
    assert (done.rows, done.known, done.refused) == (3, 0, 0)


def test_what_came_in_is_found_by_name_and_by_its_old_number(office: Office) -> None:
    bring(office)
    (row,) = found(office, "sung a pao")
    assert (row.code, row.procedure_name, row.status, row.channel) == (
        "02/HT",
        "Chứng thực bản sao",
        "result_returned",
        "archive",
    )
    assert found(office, "02/HT") == [row]
    overview = dossier_overview(office.ports, row.dossier_id)
    assert overview.old is not None
    assert (overview.intake, overview.left, overview.detail.steps) == (None, None, ())
    written = {cell.column: (cell.font, cell.text) for cell in overview.old.as_written}
    assert written["name"] == ("VNI-Times", "Suøng A Paùo")


def test_importing_again_brings_nothing_twice(office: Office) -> None:
    bring(office)
    before = office.events()
    again = bring(office)
    assert (again.rows, again.known) == (0, 3)
    assert office.events() == before


def test_old_rows_count_in_no_report_and_wait_for_nobody(office: Office) -> None:
    bring(office)
    assert form06_report(office.ports, YEAR).total.figures["c3"] == 0
    assert on_time_report(office.ports, YEAR).table.total.finished == 0
    assert count_dossiers(office.ports, DossierFilter(open_only=True)) == 0
    assert count_dossiers(office.ports, DossierFilter(unprinted=True)) == 0
    assert count_dossiers(office.ports, DossierFilter()) == 3


def test_closed_history_takes_no_step_but_its_people_can_be_put_right(office: Office) -> None:
    bring(office)
    for step in ("in_process", "supplement", "withdrawn", "result_ready"):
        with pytest.raises(NotAllowedNow) as caught:
            step_dossier(office.ports, "02/HT", step, note="x")
        assert caught.value.code == "ARCHIVED"
    with pytest.raises(NotAllowedNow):
        return_result(office.ports, "02/HT", ReturnResult())
    tasks.correct(office.ports, "02/HT", "applicant.name", "Sùng A Pao", "ghi sai dấu")
    (row,) = found(office, "sung a pao")
    assert row.holder_name == "Sùng A Pao"


def test_old_registers_leave_no_office(pair: tuple[Office, Office], tmp_path: Path) -> None:
    commune, centre = pair
    bring(commune)
    tasks.correct(commune.ports, "02/HT", "applicant.name", "Sùng A Pao", "ghi sai dấu")
    carry(commune, centre, tmp_path)
    assert count_dossiers(centre.ports, DossierFilter()) == 0


def test_the_tables_come_out_the_same_when_they_are_made_anew(office: Office) -> None:
    bring(office)
    tasks.correct(office.ports, "02/HT", "applicant.name", "Sùng A Pao", "ghi sai dấu")
    kept = offices.tables(office.ports)
    with office.ports.writing() as uow:
        uow.rebuild()
        uow.commit()
    assert offices.tables(office.ports) == kept

    bring(office)
    with office.ports.reading() as view:
        assert view.dossiers.person_before("012345678901") is None


def test_an_import_that_was_stopped_goes_on_where_it_was(office: Office) -> None:
    looked = look(office)
    line = looked.book.sheets[0].lines[-1]
    many = tuple(
        replace(line, number=number, cells=(_numbered(line.cells[0], number), *line.cells[1:]))
        for number in range(10, 10 + TOGETHER + 5)
    )
    sheet = replace(looked.book.sheets[0], lines=(*looked.book.sheets[0].lines, *many))
    book = replace(looked.book, sheets=(sheet,))
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    with pytest.raises(Cancelled):
        old_registers.import_old(office.ports, book, looked.plan, Watch(stop=stop))
    assert count_dossiers(office.ports, DossierFilter()) == TOGETHER
    rest = old_registers.import_old(office.ports, book, looked.plan)
    assert (rest.rows, rest.known) == (8, TOGETHER)


def _numbered(cell: OldCell, number: int) -> OldCell:
    (run,) = cell.runs
    return replace(cell, runs=(replace(run, text=f"{number}/HT"),))


def test_without_name_and_day_nothing_comes_in(office: Office) -> None:
    looked = look(office)
    blind = Plan(sheet=0, header=3, columns={})
    assert old_registers.preview_old(office.ports, looked.book, blind).new == 0
    with pytest.raises(NotAllowedNow) as caught:
        old_registers.import_old(office.ports, looked.book, blind)
    assert caught.value.code == "OLD-COLUMNS"


def test_only_who_answers_for_the_desk_brings_a_register_in(office: Office, tmp_path: Path) -> None:
    for role in ALL_ROLES - set(KEEPERS):
        with pytest.raises(Forbidden):
            old_registers.look_into(office.acting_as(role), REGISTER)
    with pytest.raises(UserError) as caught:
        old_registers.look_into(office.ports, tmp_path / "none.xls")
    assert caught.value.code == "NO-SUCH-FILE"
