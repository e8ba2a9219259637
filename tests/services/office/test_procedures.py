"""The catalogue: a portal's list comes in, gets complete, and goes out to every office."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.helpers.slips import pages_of
from tests.helpers.training import Office, carry

from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow, NotFound, UserError
from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services.desk import slips
from ca_desktop.services.office import procedures
from ca_desktop.services.office.procedures import CompleteProcedure, GivenDocument

HEADER = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
NEW = ("9.123456", "Thủ tục làm mẫu", "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Việc mới")
MARRIAGE = "1.004873"
DEATH = "1.000656"
RENAMED = (MARRIAGE, "Xác nhận độc thân", "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Hộ tịch")
ALLOWED = {Role.KSTT, Role.ADMIN}
COMPLETE = CompleteProcedure(
    code=NEW[0],
    alias=" Mẫu ",
    limit="5 wd",
    cutoff="15:00",
    documents=[GivenDocument(name="Đơn đề nghị", originals=1, copies=0)],
)


def sheet(folder: Path, *rows: Sequence[object]) -> Path:
    book = Workbook()
    for row in (HEADER, *rows):
        book.worksheets[0].append(list(row))
    path = folder / "portal.xlsx"
    book.save(path)
    return path


def bring(office: Office, path: Path, *, preview: bool = False) -> tuple[int, int, int, int]:
    done = procedures.import_catalogue(office.ports, path, preview=preview)
    return done.new, done.changed, done.same, done.incomplete


def test_a_preview_tells_what_the_import_then_does_and_changes_nothing(
    office: Office, tmp_path: Path
) -> None:
    path = sheet(tmp_path, NEW, RENAMED)
    before = office.events(), procedures.catalogue(office.ports)
    told = bring(office, path, preview=True)
    assert (office.events(), procedures.catalogue(office.ports)) == before
    assert told == bring(office, path) == (1, 1, 0, 1)
    assert procedures.procedure(office.ports, NEW[0]).name == NEW[1]


def test_importing_again_changes_nothing(office: Office, tmp_path: Path) -> None:
    path = sheet(tmp_path, NEW, RENAMED)
    bring(office, path)
    before = office.events()
    assert bring(office, path) == (0, 0, 2, 0)
    assert office.events() == before


def test_rows_that_cannot_be_used_are_named_by_line_and_the_others_come_in(
    office: Office, tmp_path: Path
) -> None:
    path = sheet(tmp_path, ("abc", *NEW[1:]), NEW, (NEW[0], *NEW[1:]), ("9.000001", "", *NEW[2:]))
    done = procedures.import_catalogue(office.ports, path)
    assert [(x.line, x.code) for x in done.problems] == [
        (2, "ROW-BAD-CODE"),
        (4, "ROW-DOUBLE"),
        (5, "ROW-NO-NAME"),
    ]
    assert (done.new, done.incomplete) == (1, 1)


def test_a_list_takes_no_detail_away_that_the_office_works_with(
    office: Office, tmp_path: Path
) -> None:
    before = procedures.procedure(office.ports, MARRIAGE)
    bring(office, sheet(tmp_path, RENAMED))
    after = procedures.procedure(office.ports, MARRIAGE)
    assert after.name == RENAMED[1]
    assert (after.cases, after.documents, after.alias) == (
        before.cases,
        before.documents,
        before.alias,
    )
    assert office.take_in().code.endswith("0001")


def test_an_imported_row_is_not_enough_to_take_a_dossier_in(office: Office, tmp_path: Path) -> None:
    bring(office, sheet(tmp_path, NEW))
    found = procedures.procedure(office.ports, NEW[0])
    assert (found.ready_for_intake, found.missing) == (False, ("time_limit", "documents"))
    with pytest.raises(NotAllowedNow) as caught:
        office.take_in(procedure=NEW[0])
    assert caught.value.code == "NOT-READY-FOR-INTAKE"


def test_a_completed_procedure_is_taken_in_with_its_limit_and_papers(
    office: Office, tmp_path: Path
) -> None:
    path = sheet(tmp_path, NEW)
    bring(office, path)
    procedures.complete_procedure(office.ports, COMPLETE)
    found = procedures.procedure(office.ports, NEW[0])
    assert (found.alias, found.cutoff, found.ready_for_intake) == ("mau", "15:00", True)
    kept = office.intake_of(office.take_in(procedure=NEW[0]).code)
    assert kept["due_at"] == "2026-03-09T09:00:00+07:00"
    assert kept["documents"] == [{"name": "Đơn đề nghị", "originals": 1, "copies": 0}]
    assert bring(office, path) == (0, 0, 1, 0)
    assert procedures.procedure(office.ports, NEW[0]) == found


def test_a_last_hour_is_counted_back_from_closing(office: Office, tmp_path: Path) -> None:
    bring(office, sheet(tmp_path, NEW))
    procedures.complete_procedure(office.ports, replace(COMPLETE, cutoff="closing-60"))
    due = {}
    for hour in ("16:00", "16:01"):
        done = office.at(f"2026-03-02T{hour}").take_in(procedure=NEW[0])
        due[hour] = office.intake_of(done.code)["due_at"]
    assert due == {"16:00": "2026-03-09T16:00:00+07:00", "16:01": "2026-03-10T07:00:00+07:00"}


def test_completing_keeps_what_the_form_does_not_show(office: Office) -> None:
    before = procedures.procedure(office.ports, MARRIAGE)
    given = [GivenDocument(name=x.name, originals=2, copies=0) for x in before.documents]
    command = CompleteProcedure(
        code=MARRIAGE, alias=before.alias, limit="2 wd", cutoff="", documents=given
    )
    procedures.complete_procedure(office.ports, command)
    after = procedures.procedure(office.ports, MARRIAGE)
    assert [str(case.limit) for case in after.cases] == ["2 wd"]
    assert [x.mandatory for x in after.documents] == [x.mandatory for x in before.documents]
    assert after.fees == before.fees


def test_every_case_of_a_procedure_may_have_another_limit(office: Office) -> None:
    before = procedures.procedure(office.ports, DEATH)
    given = [GivenDocument(name=x.name, originals=1, copies=0) for x in before.documents]
    command = CompleteProcedure(
        code=DEATH, alias=before.alias, limit="1 wd", cutoff="", documents=given
    )
    for further, limits in (((), ["1 wd", "3 wd"]), (("24 clock_h",), ["1 wd", "24 clock_h"])):
        procedures.complete_procedure(office.ports, replace(command, further=further))
        after = procedures.procedure(office.ports, DEATH)
        assert [str(case.limit) for case in after.cases] == limits
        assert [case.name for case in after.cases] == [case.name for case in before.cases]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"limit": "soon"}, "BAD-LIMIT"),
        ({"limit": ""}, "BAD-LIMIT"),
        ({"alias": "hn"}, "ALIAS-TAKEN"),
        ({"alias": "a b"}, "BAD-TYPE"),
        ({"cutoff": "25:00"}, "BAD-TIME"),
        ({"cutoff": "closing-0"}, "BAD-TIME"),
        ({"documents": [GivenDocument(name=" ", originals=1, copies=0)]}, "REQ-FIELD"),
        ({"documents": [GivenDocument(name="A", originals=-1, copies=0)]}, "BAD-COUNT"),
    ],
)
def test_what_does_not_hold_is_refused_and_the_procedure_stays(
    office: Office, tmp_path: Path, change: dict[str, object], code: str
) -> None:
    bring(office, sheet(tmp_path, NEW))
    before = office.events()
    with pytest.raises(InvalidField) as caught:
        procedures.complete_procedure(office.ports, replace(COMPLETE, **change))  # type: ignore[arg-type]
    assert caught.value.code == code
    assert office.events() == before


def test_a_procedure_that_is_not_here_cannot_be_completed(office: Office) -> None:
    with pytest.raises(NotFound):
        procedures.complete_procedure(office.ports, COMPLETE)
    with pytest.raises(NotFound) as caught:
        procedures.procedure(office.ports, NEW[0])
    assert caught.value.code == "NO-SUCH-PROCEDURE"


def test_a_dossier_keeps_the_procedure_of_its_day(office: Office, tmp_path: Path) -> None:
    code = office.take_in().code
    bring(office, sheet(tmp_path, RENAMED))
    (page,) = pages_of(slips.draw_slip(office.ports, code, "a5").pdf)
    assert RENAMED[1] not in page
    assert office.intake_of(code)["procedure_name"] == "Cấp Giấy xác nhận tình trạng hôn nhân"


@pytest.mark.parametrize("role", sorted(ALL_ROLES - ALLOWED))
def test_only_the_keepers_of_the_catalogue_change_it(
    office: Office, tmp_path: Path, role: Role
) -> None:
    path, before = sheet(tmp_path, NEW), office.events()
    with pytest.raises(Forbidden):
        procedures.import_catalogue(office.acting_as(role), path)
    with pytest.raises(Forbidden):
        procedures.complete_procedure(office.acting_as(role), replace(COMPLETE, code=MARRIAGE))
    with pytest.raises(Forbidden):
        procedures.publish_catalogue(office.acting_as(role))
    assert office.events() == before


def test_a_paired_commune_has_its_catalogue_from_the_centre(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    path = sheet(tmp_path, NEW)
    with pytest.raises(NotAllowedNow) as caught:
        bring(commune, path)
    assert caught.value.code == "CATALOGUE-FROM-CENTRE"
    assert bring(centre, path)[0] == 1


def test_only_a_centre_publishes(office: Office) -> None:
    with pytest.raises(NotAllowedNow) as caught:
        procedures.publish_catalogue(office.ports)
    assert caught.value.code == "NOT-CENTRE"


def test_what_the_centre_completed_and_published_is_taken_in_at_the_commune(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    bring(centre, sheet(tmp_path, NEW))
    procedures.complete_procedure(centre.ports, COMPLETE)
    with pytest.raises(InvalidField):
        commune.take_in(procedure=NEW[0])
    waiting = procedures.unpublished(centre.ports)
    assert NEW[0] in waiting.procedures
    assert waiting.communes == 1
    procedures.publish_catalogue(centre.ports)
    assert not procedures.unpublished(centre.ports).procedures
    assert carry(centre, commune, tmp_path) == ["imported"]
    found = procedures.procedure(commune.ports, NEW[0])
    assert found == procedures.procedure(centre.ports, NEW[0])
    assert commune.take_in(procedure=NEW[0]).deadline.due_at is not None


def test_only_what_differs_is_published_again(centre_alone: Office, tmp_path: Path) -> None:
    first = procedures.publish_catalogue(centre_alone.ports)
    assert first.procedures == len(procedures.catalogue(centre_alone.ports)) >= 60
    assert first.calendars == 3
    again = procedures.publish_catalogue(centre_alone.ports)
    assert (again.procedures, again.calendars) == (0, 0)
    bring(centre_alone, sheet(tmp_path, RENAMED, NEW))
    third = procedures.publish_catalogue(centre_alone.ports)
    assert (third.procedures, third.calendars) == (2, 0)
    assert procedures.procedure(centre_alone.ports, MARRIAGE).name == RENAMED[1]
    assert bring(centre_alone, sheet(tmp_path, RENAMED, NEW)) == (0, 0, 2, 0)


def test_a_newer_list_counts_also_for_what_the_office_completed_before(
    office: Office, tmp_path: Path
) -> None:
    bring(office, sheet(tmp_path, NEW))
    procedures.complete_procedure(office.ports, COMPLETE)
    path = sheet(tmp_path, (NEW[0], "Thủ tục đổi tên", *NEW[2:]))
    assert bring(office, path) == (0, 1, 0, 0)
    found = procedures.procedure(office.ports, NEW[0])
    assert (found.name, found.alias, found.ready_for_intake) == ("Thủ tục đổi tên", "mau", True)
    assert bring(office, path) == (0, 0, 1, 0)


def test_a_file_that_is_no_sheet_changes_nothing(office: Office, tmp_path: Path) -> None:
    before = office.events()
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(UserError) as caught:
        bring(office, path)
    assert caught.value.code == "SHEET-NOT-READABLE"
    assert office.events() == before


def test_the_real_export_comes_in_whole_and_once(office: Office, shared_data: Path) -> None:
    path = shared_data / "procedures" / "portal_export_BoTuPhap.xlsx"
    new, changed, same, incomplete = bring(office, path)
    assert new + changed + same == 271
    assert new == incomplete > 200
    assert bring(office, path) == (0, 0, 271, 0)
    taken = procedures.procedure(office.ports, "1.001193")
    assert taken.ready_for_intake
