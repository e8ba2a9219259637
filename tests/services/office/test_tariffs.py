"""Local tariffs at an office: entered by day, read from a sheet, dropped; old fees stay."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from tests.helpers.training import Office, carry

from ca_desktop.domain.errors import Forbidden, InvalidField, NotFound, UserError
from ca_desktop.domain.roles import Role
from ca_desktop.domain.tariffs import FeeTier
from ca_desktop.services.desk import fees
from ca_desktop.services.desk.fee_reckoning import AssessFee
from ca_desktop.services.office import procedures, tariffs
from ca_desktop.services.office.tariff_sheets import (
    TariffImport,
    import_tariffs,
    save_tariffs,
)
from ca_desktop.services.office.tariffs import GivenGround, GivenRate, SetTariff

BIRTH, COPIES, BUSINESS, DEATH = "1.001193", "2.000815", "1.001612", "1.000656"
JULY = date(2026, 7, 1)
NEW = SetTariff(
    code=BIRTH,
    since=JULY,
    legal_basis="Nghị quyết 12/2026/NQ-HĐND",
    rates=(GivenRate(amount_vnd=6000, online_vnd=3000, name="Lệ phí hộ tịch"),),
    grounds=(GivenGround(name="Hộ cận nghèo", percent=50, evidence="Giấy chứng nhận"),),
)
PAGES = SetTariff(
    code=COPIES, since=JULY, legal_basis="NQ", rates=(GivenRate(amount_vnd=1500, unit="page"),)
)
HEADINGS = (
    "STT", "Mã TTHC", "Trường hợp", "Khoản thu", "Đối tượng", "Mức thu (đồng)", "Trực tuyến",
    "Đơn vị tính", "Giảm (%)", "Giấy tờ", "Từ ngày", "Căn cứ",
)  # fmt: skip
BASIS = "NQ 12/2026/NQ-HĐND"
FIRST = (1, BIRTH, "", "Lệ phí hộ tịch", "quá hạn", 6000, 3000, "việc", "", "", JULY, BASIS)
HALF = (2, BIRTH, "", "", "Hộ cận nghèo", "", "", "", "50%", "Sổ hộ", "01/07/2026", BASIS)


def put(office: Office, command: SetTariff = NEW) -> None:
    tariffs.set_tariff(office.ports, command)


def owed(office: Office, **fee: object) -> int:
    return office.take_in(procedure=BIRTH, fee=fee).open_vnd


def sheet(folder: Path, *rows: Sequence[object]) -> Path:
    book = Workbook()
    for row in (("BIỂU MỨC THU",), HEADINGS, *rows):
        book.worksheets[0].append(list(row))
    path = folder / "muc-thu.xlsx"
    book.save(path)
    return path


def numbers(done: TariffImport) -> tuple[int, int, int]:
    return done.new, done.changed, done.same


def test_from_its_day_on_a_resolution_is_what_is_paid(office: Office) -> None:
    put(office.at("2026-06-01T09:00"))
    assert owed(office) == 0
    office.at("2026-07-01T09:00")
    assert owed(office) == 6000
    assert office.take_in(procedure=BIRTH, channel="online", fee={}).open_vnd == 3000
    found = fees.intake_tariff(office.ports, BIRTH, "", "desk")
    local = [ground for ground in found.grounds if ground.code.startswith("DP-")]
    assert [(ground.name, ground.percent) for ground in local] == [("Hộ cận nghèo", 50)]
    assert owed(office, grounds=[local[0].code]) == 3000


def test_a_dossier_of_before_keeps_its_fee_and_the_tariff_of_its_day(office: Office) -> None:
    code = office.at("2026-06-30T09:00").take_in(procedure=BIRTH, fee_vnd=5000).code
    put(office.at("2026-07-02T09:00"))
    (fee,) = fees.dossier_fees(office.ports, code).fees
    assert fee.due_vnd == 5000
    tariff = fees.assessing(office.ports, code).tariff
    assert tariff.usual is not None
    assert tariff.usual[1].amount_vnd == 0
    assert not [ground for ground in tariff.grounds if ground.code.startswith("DP-")]
    with pytest.raises(InvalidField):
        fees.assess_fee(office.ports, code, AssessFee(grounds=("DP-20260701-1",)))


def test_the_same_day_again_puts_it_right_and_dropped_it_never_was(office: Office) -> None:
    put(office.at("2026-07-02T09:00"))
    with pytest.raises(InvalidField, match="SAME-VALUE"):
        put(office)
    dearer = SetTariff(
        code=BIRTH, since=JULY, legal_basis="NQ 13", rates=(GivenRate(amount_vnd=8000),)
    )
    put(office, dearer)
    assert owed(office) == 8000
    tariffs.drop_tariff(office.ports, BIRTH, JULY, "Nghị quyết chưa ban hành")
    assert owed(office) == 0
    assert not tariffs.tariffs_of(office.ports, BIRTH).known
    with pytest.raises(NotFound, match="NO-SUCH-TARIFF"):
        tariffs.drop_tariff(office.ports, BIRTH, JULY, "Lại")
    kinds = [len(office.local_events(kind)) for kind in ("TariffSet", "TariffDropped")]
    assert kinds == [2, 1]


def test_completing_the_procedure_does_not_write_the_tariff_into_it(office: Office) -> None:
    put(office.at("2026-07-02T09:00"))
    known = procedures.procedure(office.ports, BIRTH)
    papers = [
        procedures.GivenDocument(name=x.name, originals=x.originals, copies=x.copies)
        for x in known.documents
    ]
    complete = procedures.CompleteProcedure(
        code=BIRTH, alias="ksinh", limit="1 wd", cutoff="", documents=papers
    )
    procedures.complete_procedure(office.ports, complete)
    assert owed(office) == 6000
    tariffs.drop_tariff(office.ports, BIRTH, JULY, "Nhầm")
    assert owed(office) == 0


def test_prices_by_page_and_their_cap_stay(office: Office) -> None:
    put(office.at("2026-07-02T09:00"), PAGES)
    assert office.take_in(procedure=COPIES, fee={"pages": 4}).open_vnd == 5000
    assert office.take_in(procedure=COPIES, fee={"pages": 999}).open_vnd == 200_000


def test_prices_by_page_and_their_cap_are_set_and_taken_away(office: Office) -> None:
    tiers = (FeeTier(above=1, amount_vnd=1000), FeeTier(above=3, amount_vnd=500))
    dear = GivenRate(amount_vnd=3000, unit="page", tiers=tiers, cap_vnd=6000)
    put(office.at("2026-07-02T09:00"), replace(PAGES, rates=(dear,)))
    for pages, owes in ((1, 3000), (3, 5000), (5, 6000), (9, 6000)):
        assert office.take_in(procedure=COPIES, fee={"pages": pages}).open_vnd == owes
    put(office, replace(PAGES, rates=(GivenRate(amount_vnd=1500, unit="page", tiers=()),)))
    assert office.take_in(procedure=COPIES, fee={"pages": 200}).open_vnd == 300_000


@pytest.mark.parametrize("name", ["muc-thu.xlsx", "muc-thu.csv"])
def test_what_is_written_into_a_sheet_is_read_again_as_it_was(
    office: Office, tmp_path: Path, name: str
) -> None:
    put(office.at("2026-06-01T09:00"))
    tiers = (FeeTier(above=2, amount_vnd=800),)
    put(office, replace(PAGES, rates=(
        GivenRate(amount_vnd=1500, unit="page", tiers=tiers, cap_vnd=150_000, note="=1+1"),
    )))  # fmt: skip
    cased = GivenRate(case="verify", amount_vnd=7000)
    put(office, SetTariff(code=DEATH, since=JULY, legal_basis="NQ 12", rates=(cased,)))
    path = tmp_path / name
    rows = save_tariffs(office.ports, path)
    assert office.local_events("ListExported") == [{"what": "tariffs", "rows": rows}]
    assert numbers(import_tariffs(office.ports, path)) == (0, 0, 3)
    assert not import_tariffs(office.ports, path).problems
    with office.ports.reading() as view:
        known = view.master.tariffs()
    for tariff in known:
        tariffs.drop_tariff(office.ports, tariff.procedure, tariff.since, "Nhập lại")
    assert numbers(import_tariffs(office.ports, path)) == (3, 0, 0)
    with office.ports.reading() as view:
        assert view.master.tariffs() == known


def test_a_line_that_waits_for_a_resolution_is_passed_over_until_it_is_filled_in(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "muc-thu.xlsx"
    assert save_tariffs(office.at("2026-06-01T09:00").ports, path) > 0
    assert numbers(import_tariffs(office.ports, path)) == (0, 0, 0)
    book = load_workbook(path)
    page = book.worksheets[0]
    (line,) = (row for row in page.iter_rows() if row[0].value == BUSINESS)
    line[5].value, line[12].value, line[13].value = 100_000, JULY, "NQ 9"
    book.save(path)
    assert numbers(import_tariffs(office.ports, path)) == (1, 0, 0)
    office.at("2026-07-02T09:00")
    assert office.take_in(procedure=BUSINESS, fee={}).open_vnd == 100_000


def test_what_the_centre_sets_reaches_every_commune_with_its_catalogue(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    put(centre.at("2026-06-01T09:00"))
    procedures.publish_catalogue(centre.ports)
    carry(centre, commune.at("2026-06-02T09:00"), tmp_path)
    assert owed(commune) == 0
    commune.at("2026-07-02T09:00")
    assert owed(commune, grounds=["DP-20260701-1"]) == 3000


def test_what_the_centre_takes_back_or_moves_after_publishing_no_office_charges(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    put(centre.at("2026-07-01T08:00"))
    procedures.publish_catalogue(centre.ports)
    tariffs.drop_tariff(centre.ports, BIRTH, JULY, "Nghị quyết lùi ngày")
    assert owed(centre.at("2026-07-02T08:00")) == 0
    put(centre, replace(NEW, since=date(2026, 8, 1)))
    assert procedures.publish_catalogue(centre.ports).procedures == 1
    assert procedures.publish_catalogue(centre.ports).procedures == 0
    carry(centre, commune.at("2026-07-03T09:00"), tmp_path)
    assert owed(commune) == 0
    assert owed(commune.at("2026-08-03T09:00")) == 6000
    tariffs.drop_tariff(centre.ports, BIRTH, date(2026, 8, 1), "Nghị quyết bị bãi bỏ")
    procedures.publish_catalogue(centre.ports)
    carry(centre, commune, tmp_path)
    assert owed(commune) == 0


def test_a_sheet_brings_many_at_once_and_again_nothing(office: Office, tmp_path: Path) -> None:
    cheap = (3, BUSINESS, "", "", "", "100.000 đ", 0, "", "", "", "25/07/2026", "NQ 9")
    path = sheet(tmp_path, FIRST, HALF, cheap)
    before = office.at("2026-06-01T09:00").events()
    assert numbers(import_tariffs(office.ports, path, preview=True)) == (2, 0, 0)
    assert office.events() == before
    assert numbers(import_tariffs(office.ports, path)) == (2, 0, 0)
    assert numbers(import_tariffs(office.ports, path)) == (0, 0, 2)
    (known,) = tariffs.tariffs_of(office.ports, BIRTH).known
    assert [(x.amount_vnd, x.online_vnd, x.unit.value) for x in known.rules] == [
        (6000, 3000, "case")
    ]
    assert [(x.name, x.percent, x.evidence) for x in known.grounds] == [
        ("Hộ cận nghèo", 50, "Sổ hộ")
    ]
    put(office)
    assert numbers(import_tariffs(office.ports, path)) == (0, 1, 1)


def test_lines_that_cannot_be_used_are_named_and_their_procedure_is_left_out(
    office: Office, tmp_path: Path
) -> None:
    bad = (
        ("1", "9.999999", *FIRST[2:]),
        ("2", COPIES, "", "", "", "hai nghìn", *FIRST[6:]),
        ("3", BUSINESS, "Ca lạ", *FIRST[3:]),
        ("4", BUSINESS, "", *FIRST[3:7], "con", *FIRST[8:]),
        ("5", BUSINESS, "", *FIRST[3:10], "hôm nào", BASIS),
    )
    done = import_tariffs(office.ports, sheet(tmp_path, *bad, FIRST))
    assert [(x.line, x.code) for x in done.problems] == [
        (3, "NO-SUCH-PROCEDURE"),
        (4, "BAD-MONEY"),
        (5, "NO-SUCH-CASE"),
        (6, "BAD-CHOICE"),
        (7, "BAD-DATE"),
    ]
    assert numbers(done) == (1, 0, 0)


def test_a_sheet_of_something_else_is_refused(office: Office, tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Họ tên", "Ngày"])
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(UserError, match="SHEET-NO-TARIFF"):
        import_tariffs(office.ports, tmp_path / "x.xlsx")


def test_only_who_looks_after_the_catalogue_sets_what_is_paid(
    office: Office, tmp_path: Path
) -> None:
    clerk = office.acting_as(Role.INTAKE, Role.CASHIER)
    for act in (
        lambda: tariffs.set_tariff(clerk, NEW),
        lambda: tariffs.drop_tariff(clerk, BIRTH, JULY, "Nhầm"),
        lambda: import_tariffs(clerk, tmp_path / "x.xlsx"),
    ):
        with pytest.raises(Forbidden):
            act()
