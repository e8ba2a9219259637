"""The cash sheet: what it adds up to is what the events say, on screen, in Excel and on paper."""

import io
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.helpers.training import Office

from ca_desktop.domain.errors import Forbidden
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk import fees, money_back, receipt_books, receipts
from ca_desktop.services.desk.receipt_books import RegisterBook
from ca_desktop.services.desk.receipts import CollectFee
from ca_desktop.services.desk.undo import undo
from ca_desktop.services.office.cash_rights import READING
from ca_desktop.services.office.cash_sheets import (
    cash_entries,
    day_table,
    month_table,
    save_table,
)

EXTRACT = "2.000635"
MARCH = date(2026, 3, 1), date(2026, 3, 31)
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
HOSTILE = ("=1+1", "+84 912", "-2", "@SUM(A1)", '=HYPERLINK("x")', "Lò <b>Én</b>", "'=1")


def taken(office: Office, *, copies: int = 1, payer: str = "Lò Thị Én", **given: Any) -> Any:
    code = office.take_in(procedure=EXTRACT, fee={"copies": copies}).code
    wanted = CollectFee.from_json({"payer_name": payer, **given})
    return receipts.collect_fee(office.ports, code, wanted).receipt


def total(office: Office, day: date) -> int:
    table = day_table(office.ports, day)
    return table.number(table.total, "amount")


def test_a_day_shows_every_receipt_and_the_sums_by_officer_and_way(office: Office) -> None:
    taken(office, copies=2)
    taken(office, method="transfer")
    table = day_table(office.ports, MONDAY)
    assert [line.cells["number"] for line in table.lines] == ["PT 1", "PT 2"]
    assert [line.cells["method"] for line in table.lines] == ["Tiền mặt", "Chuyển khoản"]
    assert table.number(table.total, "amount") == 24_000
    assert table.notes == (
        "Cộng theo người thu: Cán bộ Làm Mẫu 24.000 đ.",
        "Cộng theo hình thức: Tiền mặt 16.000 đ; Chuyển khoản 8.000 đ.",
        "Tổng số tiền bằng chữ: Hai mươi tư nghìn đồng.",
    )
    assert not day_table(office.ports, MONDAY, "Người khác").lines


def test_who_is_exempted_stands_there_with_nothing_and_the_ground(office: Office) -> None:
    office.take_in(procedure=EXTRACT, fee={"grounds": ["HT-HO-NGHEO"]})
    (line,) = day_table(office.ports, MONDAY).lines
    assert (line.cells["amount"], line.cells["number"]) == (0, "")
    assert str(line.cells["free"]).startswith("8.000 đ: Người thuộc hộ nghèo (Luật Hộ tịch")


def test_a_receipt_cancelled_on_its_day_stays_there_and_counts_nothing(office: Office) -> None:
    wrong = taken(office)
    money_back.cancel_receipt(office.ports, wrong.receipt_id, "Ghi sai tên")
    (line,) = day_table(office.ports, MONDAY).lines
    assert (line.cells["number"], line.cells["amount"]) == ("PT 1 (hủy)", 0)
    assert line.cells["free"] == "Hủy: Ghi sai tên"


def test_a_sheet_that_was_signed_reads_the_same_for_ever(office: Office) -> None:
    wrong, dear = taken(office), taken(office, copies=2)
    signed = day_table(office.ports, MONDAY).lines
    office.at("2026-03-03T09:00")
    money_back.cancel_receipt(office.ports, wrong.receipt_id, "Ghi sai")
    money_back.refund_fee(
        office.ports, dear.receipt_id, amount=6000, method="cash", reason="Thu thừa"
    )
    assert day_table(office.ports, MONDAY).lines == signed
    assert [line.cells["amount"] for line in day_table(office.ports, TUESDAY).lines] == [
        -8000,
        -6000,
    ]
    month = month_table(office.ports, 2026, 3)
    assert month.number(month.total, "left") == 10_000
    assert month.notes == ("Nộp số đã thu của tháng này chậm nhất ngày 5 tháng 4.",)


def test_a_spoilt_leaf_stands_on_the_sheet_of_its_day(office: Office) -> None:
    given = RegisterBook(form="01BLP", symbol="AB-26P", first="0000001", last="0000009")
    book = receipt_books.register_book(office.ports, given).book
    receipt_books.spoil_leaf(office.ports, book.book_id, "Rách")
    (line,) = day_table(office.ports, MONDAY).lines
    assert (line.cells["number"], line.cells["amount"]) == ("AB-26P 0000001 (hủy)", 0)


def test_the_sheets_of_a_month_add_up_to_what_the_events_say(office: Office) -> None:
    dice, expected, undone = random.Random(7), dict.fromkeys(range(1, 11), 0), 0
    held: list[Any] = []
    for day in expected:
        office.at(f"2026-03-{day:02d}T09:00")
        for _n in range(3):
            held.append(taken(office, copies=dice.randrange(1, 5)))
            expected[day] += held[-1].amount_vnd
        receipt = held.pop(dice.randrange(len(held)))
        if dice.random() < 0.5:
            money_back.cancel_receipt(office.ports, receipt.receipt_id, "Sai")
            expected[day] -= receipt.amount_vnd
        else:
            money_back.refund_fee(
                office.ports, receipt.receipt_id, amount=1000, method="cash", reason="Thừa"
            )
            expected[day] -= 1000
        last = office.take_in(procedure=EXTRACT, fee={"collect": {}})
        undo(office.ports, last.undo)
        undone += 1
    assert {day: total(office, date(2026, 3, day)) for day in expected} == expected
    month = month_table(office.ports, 2026, 3)
    assert month.number(month.total, "left") == sum(expected.values())
    events = office.local_events("FeeCollected")
    away = {event["receipt"] for event in office.local_events("ReceiptCancelled")}
    refunds = sum(event["amount_vnd"] for event in office.local_events("FeeRefunded"))
    assert len(events) == 30 + undone
    assert len(away) >= undone
    with office.ports.reading() as view:
        rows = view.fees.taken(view.offices.own().office_id, *MARCH)
    kept = sum(row.amount_vnd for row in rows if row.receipt_id not in away)
    assert kept - refunds == sum(expected.values())


def test_no_name_becomes_a_formula_and_the_total_is_one(office: Office, tmp_path: Path) -> None:
    for payer in HOSTILE:
        taken(office, payer=payer)
    path = tmp_path / "bang-ke.xlsx"
    save_table(office.ports, day_table(office.ports, MONDAY), path)
    sheet = load_workbook(path).active
    assert sheet is not None
    formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert [str(cell.value) for cell in formulas] == ["=SUM(F7:F13)"]
    counted: Any = load_workbook(path, data_only=True).active
    assert counted[formulas[0].coordinate].value == 56_000
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert set(HOSTILE) <= texts


def test_the_sheet_prints_with_its_nine_columns_and_room_to_sign(
    office: Office, tmp_path: Path
) -> None:
    taken(office, payer=HOSTILE[4])
    path = tmp_path / "bang-ke.pdf"
    save_table(office.ports, day_table(office.ports, MONDAY), path)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)
    text = " ".join(text.split())
    for words in (
        "BẢNG KÊ THU PHÍ, LỆ PHÍ TRONG NGÀY", "STT", "Số biên lai", "Mã hồ sơ", "Người nộp",
        "Loại phí, lệ phí", "Số tiền", "Miễn, giảm (lý do)", "Hình thức", "Người thu",
        "TỔNG CỘNG", "8.000", "Tám nghìn đồng", "NGƯỜI THU TIỀN", "KẾ TOÁN",
    ):  # fmt: skip
        assert words in text, words


def test_only_who_looks_after_money_sees_it(office: Office) -> None:
    for role in Role:
        if role in READING:
            cash_entries(office.acting_as(role), MONDAY)
        else:
            with pytest.raises(Forbidden):
                cash_entries(office.acting_as(role), MONDAY)


def test_what_is_typed_finds_lines_without_marks(office: Office) -> None:
    taken(office, payer="Đặng Văn Ơn")
    (entry,) = cash_entries(office.ports, MONDAY)
    assert entry.matches("dang on")
    assert entry.matches("PT 1")
    assert not entry.matches("dang huong")
    assert MONDAY + timedelta(days=1) == TUESDAY
    assert fees.dossier_fees(office.ports, entry.code).open_vnd == 0
