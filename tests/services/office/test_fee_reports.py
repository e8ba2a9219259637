"""Reports of fees: thousands exact, months add up, both offices agree, every figure opens."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.helpers.campaign import size
from tests.helpers.offices import COMMUNE
from tests.helpers.training import Office, carry
from tests.helpers.workbooks import cells, sheet_of

from ca_desktop.domain.errors import Forbidden
from ca_desktop.domain.report_tables import Line, ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk import fees, money_back, receipts
from ca_desktop.services.desk.fee_reckoning import AssessFee
from ca_desktop.services.desk.receipts import CollectFee
from ca_desktop.services.desk.undo import undo
from ca_desktop.services.office.cash_sheets import month_table
from ca_desktop.services.office.reports import Wanted, report, save_report
from ca_desktop.store.queries import fee_owners

EXTRACT, COPIES = "2.000635", "2.000815"
MARCH = Period(start=date(2026, 3, 1), end=date(2026, 3, 31))
APRIL = Period(start=date(2026, 4, 1), end=date(2026, 4, 30))
BOTH = Period(start=MARCH.start, end=APRIL.end)
POOR = "HT-HO-NGHEO"
CASH_NOW = {"collect": {"method": "cash"}}


def table(office: Office, period: Period = MARCH, name: str = "fees") -> ReportTable:
    return report(office.ports, name, Wanted(period=period))


def figures(found: ReportTable, line: Line) -> dict[str, int]:
    keys = [column.key for column in found.columns[1:]]
    return {key: number for key in keys if (number := found.number(line, key))}


def pay(office: Office, code: str, **given: object) -> str:
    done = receipts.collect_fee(office.ports, code, CollectFee.from_json(given))
    return done.receipt.receipt_id


def two_months(office: Office) -> dict[str, str]:
    """Owed, free, paid in part, given back, cancelled later, undone; the codes by what they are."""
    office.at("2026-03-02T09:00")
    codes = {
        "open": office.take_in(procedure=EXTRACT, fee={"copies": 2}).code,
        "free": office.take_in(procedure=EXTRACT, fee={"grounds": [POOR]}).code,
        "part": office.take_in(procedure=COPIES, fee={"pages": 3}).code,
        "back": office.take_in(procedure=COPIES, fee={"pages": 10}).code,
        "void": office.take_in(procedure=EXTRACT, fee={}).code,
    }
    undone = office.at("2026-03-02T09:04").take_in(procedure=EXTRACT, fee=CASH_NOW)
    undo(office.at("2026-03-02T09:05").ports, undone.undo)
    pay(office, codes["part"], amount_vnd=2000)
    back, void = pay(office, codes["back"]), pay(office, codes["void"])
    office.at("2026-04-01T09:00")
    money_back.refund_fee(
        office.ports, back, amount=3000, method="cash", reason="Thu thừa hai trang"
    )
    money_back.cancel_receipt(office.ports, void, "Ghi sai tên")
    office.at("2026-05-04T09:00")
    return codes


@pytest.mark.parametrize("name", ["fees", "fee_officers", "fee_grounds"])
def test_few_are_looked_up_and_many_read_through_with_the_same_figures(
    office: Office, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    two_months(office)
    found = []
    for many in (0, 10**9):
        monkeypatch.setattr(fee_owners, "MANY", many)
        tables = [table(office, period, name) for period in (MARCH, APRIL, BOTH)]
        found.append([(each.lines, dict(each.total.behind)) for each in tables])
    assert found[0] == found[1]
    assert found[0][0][0]


def test_a_month_says_what_was_owed_taken_and_left(office: Office) -> None:
    two_months(office)
    march, april = table(office), table(office, APRIL)
    assert {str(line.cells["name"]): figures(march, line) for line in march.lines} == {
        "Chứng thực": {
            "count": 2, "all": 17_000, "due": 17_000, "taken": 14_000, "left": 14_000,
            "open": 3000,
        },
        "Hộ tịch": {
            "count": 3, "all": 32_000, "free": 8000, "due": 24_000, "taken": 8000, "left": 8000,
            "open": 16_000,
        },
    }  # fmt: skip
    assert {str(line.cells["name"]): figures(april, line) for line in april.lines} == {
        "Chứng thực": {"refunded": -3000, "left": -3000, "open": 3000},
        "Hộ tịch": {"cancelled": -8000, "left": -8000, "open": 24_000},
    }


def test_what_is_open_at_the_end_is_what_the_till_still_asks_for(office: Office) -> None:
    two_months(office)
    found = table(office, BOTH)
    with office.ports.reading() as view:
        asked = view.fees.open_ones(view.offices.own().office_id)
    assert sum(row.open_vnd for row in asked) > 0
    (total,) = {sum(found.number(line, "open") for line in found.lines)}
    assert total == sum(row.open_vnd for row in asked)


def test_every_figure_opens_the_dossiers_it_is_made_of(office: Office) -> None:
    codes = two_months(office)
    found = table(office)
    total = found.total
    with office.ports.reading() as view:
        ids = {kind: view.dossiers.id_of(code) for kind, code in codes.items()}
    opened = {
        column.key: {kind for kind in ids if ids[kind] in found.behind(total, column.key)}
        for column in found.columns[1:]
    }
    assert opened["open"] == {"open", "part"}
    assert opened["free"] == {"free"}
    assert opened["all"] == {"open", "free", "part", "back", "void"}
    assert opened["taken"] == opened["left"] == {"part", "back", "void"}


def test_officers_and_grounds_have_reports_of_their_own(office: Office) -> None:
    two_months(office)
    (officer,) = table(office, BOTH, "fee_officers").lines
    assert officer.cells["name"] == "Cán bộ Làm Mẫu"
    by_officer = table(office, BOTH, "fee_officers")
    by_field = table(office, BOTH)
    assert figures(by_officer, officer)["left"] == 11_000
    for key in [column.key for column in by_officer.columns[1:]]:
        assert by_officer.number(by_officer.total, key) == by_field.number(by_field.total, key)
    assert by_officer.number(officer, "open") == 27_000
    grounds = table(office, MARCH, "fee_grounds")
    (line,) = grounds.lines
    assert str(line.cells["name"]).startswith("Người thuộc hộ nghèo (Luật Hộ tịch 2014")
    assert figures(grounds, line) == {"fees": 1, "free": 8000, "off": 8000}


def test_what_is_put_right_later_counts_as_the_difference_on_that_day(office: Office) -> None:
    code = office.at("2026-03-02T09:00").take_in(procedure=EXTRACT, fee={"copies": 3}).code
    (fee,) = fees.dossier_fees(office.ports, code).fees
    office.at("2026-04-02T09:00")
    right = AssessFee(fee=fee.fee_id, copies=1, grounds=(POOR,))
    fees.assess_fee(office.ports, code, right)
    march, april, both = (table(office, period) for period in (MARCH, APRIL, BOTH))
    assert figures(march, march.total) == {
        "count": 1, "all": 24_000, "due": 24_000, "open": 24_000,
    }  # fmt: skip
    assert figures(april, april.total) == {"all": -16_000, "due": -24_000, "free": 8000}
    assert figures(both, both.total) == {"count": 1, "all": 8000, "free": 8000}


def test_commune_and_centre_say_the_same_of_the_money(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    two_months(commune)
    carry(commune, centre.at("2026-05-04T09:00"), tmp_path)
    for name in ("fees", "fee_officers", "fee_grounds"):
        here, there = (
            report(ports, name, Wanted(period=BOTH, commune=COMMUNE[1]))
            for ports in (commune.ports, centre.ports)
        )
        assert [line.cells for line in here.lines] == [line.cells for line in there.lines]
        assert here.lines


def test_who_looks_after_no_money_does_not_see_it(office: Office) -> None:
    clerk = office.acting_as(Role.INTAKE)
    with pytest.raises(Forbidden):
        report(clerk, "fees", Wanted(period=MARCH))
    assert report(clerk, "officers", Wanted(period=MARCH)).name == "officers"


def test_the_workbook_says_what_the_screen_says(office: Office, tmp_path: Path) -> None:
    two_months(office)
    shown = save_report(office.ports, "fees", Wanted(period=BOTH), tmp_path / "a.xlsx")
    written = cells(sheet_of((tmp_path / "a.xlsx").read_bytes(), values=True))
    for line in shown.shown_lines:
        said = [shown.number(line, column.key) for column in shown.columns[1:]]
        assert [line.cells["name"], *said] in [row[1:] for row in written]
    save_report(office.ports, "fees", Wanted(period=BOTH), tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.campaign("fees")
def test_months_of_a_till_add_up_to_their_period(office: Office) -> None:
    """What the report says is what a simple count of the same acts says."""
    pick = random.Random(20261126)
    owed, taken, codes = 0, Counter[str](), list[str]()
    for number in range(size(600)):
        office.at(f"2026-{3 + number % 3:02d}-{1 + number % 28:02d}T09:{number % 60:02d}")
        copies = pick.randint(1, 9)
        codes.append(office.take_in(procedure=EXTRACT, fee={"copies": copies}).code)
        owed += 8000 * copies
        code = pick.choice(codes)
        if open_vnd := fees.dossier_fees(office.ports, code).open_vnd:
            amount = pick.randint(1, open_vnd)
            paid = pay(office, code, amount_vnd=amount)
            taken["in"] += amount
            if pick.random() < 0.3:
                money_back.refund_fee(
                    office.ports, paid, amount=amount, method="cash", reason="Hoàn"
                )
                taken["back"] += amount
    office.at("2026-06-01T09:00")
    months = [table(office, Period(start=date(2026, m, 1), end=date(2026, m, 28)))
              for m in (3, 4, 5)]  # fmt: skip
    whole = table(office, Period(start=MARCH.start, end=date(2026, 5, 28)))
    sums = figures(whole, whole.total)
    assert sums["due"] == owed
    assert (sums["taken"], sums.get("refunded", 0)) == (taken["in"], -taken["back"])
    assert sums["open"] == owed - taken["in"] == months[-1].number(months[-1].total, "open")
    for key in ("count", "due", "taken", "refunded", "left"):
        assert sum(x.number(x.total, key) for x in months) == whole.number(whole.total, key)
    for number, month in enumerate(months, start=3):
        till = month_table(office.ports, 2026, number)
        assert till.number(till.total, "left") == month.number(month.total, "left")
