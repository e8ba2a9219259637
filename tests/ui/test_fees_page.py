"""Phí, lệ phí: money is taken, taken back and summed up at the real window."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from tests.helpers.training import Office, training_office
from tests.helpers.windows import shown_window

from ca_desktop.domain.roles import Role
from ca_desktop.services.desk import fees, receipt_books, receipts
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.giving_back import proposals
from ca_desktop.services.desk.receipts import CollectFee
from ca_desktop.ui.dialogs.assess import AssessDialog
from ca_desktop.ui.dialogs.collect import CollectDialog
from ca_desktop.ui.dialogs.money_back import BookDialog, GiveBackDialog, ReasonDialog
from ca_desktop.ui.dialogs.unpaid import UnpaidDialog
from ca_desktop.ui.models.rows import Column, RowsModel
from ca_desktop.ui.pages.fee_desk import BACK, BOOKS, OPEN, TILL
from ca_desktop.ui.pages.fees import MONTH, FeesPage, _key
from ca_desktop.ui.screens import screens_of
from ca_desktop.ui.widgets.typed_fields import AmountField
from ca_desktop.ui.windows.main_window import MainWindow

WAIT = 10_000
EXTRACT = "2.000635"


@pytest.fixture(scope="module")
def office(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with training_office(tmp_path_factory.mktemp("fees")) as held:
        held.at("2026-11-26T09:00")
        yield held


@pytest.fixture(scope="module")
def window(office: Office) -> Iterator[MainWindow]:
    with shown_window(office.ports) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> FeesPage:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    found = window.pages.fees
    assert isinstance(found, FeesPage)
    window.show_page(found)
    return found


def look_at(page: FeesPage, view: str) -> None:
    page.view.setCurrentIndex(page.view.findData(view))


def owing(office: Office, name: str = "Lò Thị Én") -> str:
    return office.take_in(procedure=EXTRACT, applicant={"name": name}, fee={}).code


def open_vnd(office: Office, code: str) -> int:
    return fees.dossier_fees(office.ports, code).open_vnd


def has_rows(model: RowsModel[Any]) -> bool:
    return model.rowCount() > 0


def dialog_of(qtbot: QtBot, page: QDialog | FeesPage, kind: type[QDialog]) -> QDialog:
    qtbot.waitUntil(lambda: page.findChild(kind) is not None, timeout=WAIT)
    found = page.findChild(kind)
    assert found is not None
    return found


def test_a_fee_is_taken_from_the_list_of_those_who_owe(
    qtbot: QtBot, office: Office, page: FeesPage
) -> None:
    code = owing(office, "Đặng Văn Ơn")
    look_at(page, OPEN)
    qtbot.waitUntil(lambda: page.models[OPEN].rowCount() > 0, timeout=WAIT)
    page.sought.fill("dang on")
    page._show_rows()
    page.sought.seen.emit("dang on")
    assert page.models[OPEN].rowCount() == 1
    page.tables[OPEN].selectRow(0)
    qtbot.keyClick(page, Qt.Key.Key_F9)
    dialog = dialog_of(qtbot, page, CollectDialog)
    assert isinstance(dialog, CollectDialog)
    qtbot.waitUntil(dialog._go.isEnabled, timeout=WAIT)
    assert (dialog.amount.text(), dialog.payer.text()) == ("8.000", "Đặng Văn Ơn")
    assert dialog.kind.currentData() == "internal"
    with qtbot.waitSignal(page.told, timeout=WAIT) as told:
        qtbot.keyClick(dialog, Qt.Key.Key_F9)
    assert told.args is not None
    assert "Đã thu 8.000 đ, phiếu thu PT" in told.args[0].text
    assert open_vnd(office, code) == 0
    page.sought.begin()


def test_money_of_a_withdrawn_dossier_is_given_back_from_its_list(
    qtbot: QtBot, office: Office, page: FeesPage
) -> None:
    code = owing(office, "Lường Văn Inh")
    receipts.collect_fee(office.ports, code, CollectFee())
    step_dossier(office.ports, code, "withdrawn", note="Người dân rút.")
    look_at(page, BACK)
    page.refresh()
    qtbot.waitUntil(lambda: has_rows(page.models[BACK]), timeout=WAIT)
    page.tables[BACK].selectRow(0)
    page.desk.give_back()
    dialog = dialog_of(qtbot, page, GiveBackDialog)
    assert isinstance(dialog, GiveBackDialog)
    assert dialog.amount.text() == "8.000"
    dialog.amount.fill("5.000")
    dialog.reason.fill("Rút hồ sơ")
    dialog.send()
    wait = partial(qtbot.waitUntil, timeout=WAIT)
    wait(lambda: [x.amount_vnd for x in proposals(office.ports)] == [3000])
    wait(lambda: "Cần hoàn: 3.000 đ" in page.total.text())
    page.tables[BACK].selectRow(0)
    page.desk._on_keep()
    reason = dialog_of(qtbot, page, ReasonDialog)
    assert isinstance(reason, ReasonDialog)
    reason.reason.fill("Đã làm xong phần việc")
    reason.send()
    wait(lambda: not proposals(office.ports))
    look_at(page, OPEN)


def test_a_fee_is_lessened_by_law_after_the_intake(
    qtbot: QtBot, office: Office, page: FeesPage
) -> None:
    code = owing(office, "Sùng Thị Máy")
    look_at(page, OPEN)
    page.refresh()
    model = page.models[OPEN]
    qtbot.waitUntil(lambda: code in [row.code for row in model._rows], timeout=WAIT)
    page.tables[OPEN].selectRow([row.code for row in model._rows].index(code))
    page.desk._on_assess()
    dialog = dialog_of(qtbot, page, AssessDialog)
    assert isinstance(dialog, AssessDialog)
    qtbot.waitUntil(dialog._go.isEnabled, timeout=WAIT)
    assert dialog.money.fee.text() == "8.000"
    copies = dialog.fields["fee.copies"].editor
    assert isinstance(copies, AmountField)
    copies.fill("2")
    assert dialog.money.fee.text() == "16.000"
    dialog.money.grounds.boxes["HT-HO-NGHEO"].setChecked(True)
    assert "Phải nộp: 0 đ" in dialog.money._due.text()
    dialog.send()
    qtbot.waitUntil(lambda: open_vnd(office, code) == 0, timeout=WAIT)
    (fee,) = fees.dossier_fees(office.ports, code).fees
    assert fee.grounds
    again = AssessDialog(page.context, code, page)
    qtbot.waitUntil(again._go.isEnabled, timeout=WAIT)
    assert again.money.grounds.boxes["HT-HO-NGHEO"].isChecked()
    assert again.money.evidence.value() == fee.evidence


def test_the_number_of_an_electronic_receipt_is_asked_for(
    qtbot: QtBot, office: Office, page: FeesPage
) -> None:
    code = owing(office)
    page.desk.collect(code)
    dialog = dialog_of(qtbot, page, CollectDialog)
    assert isinstance(dialog, CollectDialog)
    qtbot.waitUntil(dialog._go.isEnabled, timeout=WAIT)
    assert not dialog.symbol.isVisible()
    dialog.kind.setCurrentIndex(dialog.kind.findData("electronic"))
    assert dialog.symbol.isVisible()
    dialog.send()
    qtbot.waitUntil(lambda: bool(dialog.fields["symbol"].problem), timeout=WAIT)
    dialog.symbol.fill("AA-26E")
    dialog.number.fill("17")
    dialog.send()
    qtbot.waitUntil(lambda: open_vnd(office, code) == 0, timeout=WAIT)


def codes(page: FeesPage) -> list[str]:
    model = page.models[TILL]
    return [row.code for row in map(model.row, range(model.rowCount())) if row is not None]


def test_a_receipt_is_cancelled_with_a_reason_and_its_line_stays(
    qtbot: QtBot, office: Office, page: FeesPage
) -> None:
    code = owing(office, "Giàng A Sủ")
    receipts.collect_fee(office.ports, code, CollectFee())
    look_at(page, TILL)
    page.refresh()
    qtbot.waitUntil(lambda: code in codes(page), timeout=WAIT)
    page.tables[TILL].selectRow(codes(page).index(code))
    page.desk._on_cancel()
    dialog = dialog_of(qtbot, page, ReasonDialog)
    assert isinstance(dialog, ReasonDialog)
    dialog.send()
    qtbot.waitUntil(lambda: bool(dialog.fields["reason"].problem), timeout=WAIT)
    dialog.reason.fill("Ghi sai tên")
    dialog.send()
    qtbot.waitUntil(lambda: open_vnd(office, code) == 8000, timeout=WAIT)
    page.refresh()
    qtbot.waitUntil(
        lambda: any(
            row is not None and row.code == code and row.free == "Hủy: Ghi sai tên"
            for row in map(page.models[TILL].row, range(page.models[TILL].rowCount()))
        ),
        timeout=WAIT,
    )


def test_a_book_is_registered_and_the_page_says_when_paper_is_over(
    qtbot: QtBot, office: Office, page: FeesPage
) -> None:
    look_at(page, BOOKS)
    assert not page.hint.isVisible()
    page.desk._on_book()
    dialog = dialog_of(qtbot, page, BookDialog)
    assert isinstance(dialog, BookDialog)
    cover = {"form": "01BLP", "symbol": "AB-26P", "first": "0000501", "last": "0000550"}
    for name, text in cover.items():
        dialog.editors[name].fill(text)
    dialog.send()
    qtbot.waitUntil(lambda: bool(receipt_books.books(office.ports)), timeout=WAIT)
    code = owing(office)
    office.at("2027-01-04T09:00")
    page.refresh()
    qtbot.waitUntil(page.hint.isVisible, timeout=WAIT)
    assert "Biên lai giấy chỉ dùng đến hết ngày 31/12/2026" in page.hint.text()
    page.desk.collect(code)
    asked = dialog_of(qtbot, page, CollectDialog)
    assert isinstance(asked, CollectDialog)
    qtbot.waitUntil(asked._go.isEnabled, timeout=WAIT)
    kinds = [asked.kind.itemData(place) for place in range(asked.kind.count())]
    assert kinds == ["electronic", "internal"]
    asked.reject()
    office.at("2026-11-26T09:00")
    page.refresh()
    qtbot.waitUntil(lambda: not page.hint.isVisible(), timeout=WAIT)


def test_the_day_and_the_month_leave_as_files(
    qtbot: QtBot, office: Office, page: FeesPage, tmp_path: Path
) -> None:
    receipts.collect_fee(office.ports, owing(office), CollectFee())
    for view, name in ((TILL, "ngay.xlsx"), (MONTH, "thang.pdf")):
        look_at(page, view)
        model = page.models[view]
        qtbot.waitUntil(partial(has_rows, model), timeout=WAIT)
        with qtbot.waitSignal(page.told, timeout=WAIT):
            page.export_to(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    last = page.models[MONTH].row(page.models[MONTH].rowCount() - 1)
    assert last is not None
    assert page.models[MONTH].columns[0].text(last) == "TỔNG CỘNG"


def test_a_header_sorts_amounts_by_size_and_names_by_the_alphabet(
    qtbot: QtBot, office: Office, page: FeesPage
) -> None:
    for name, copies in (("Đức", 9), ("Én", 11), ("An", 2)):
        office.take_in(procedure=EXTRACT, applicant={"name": name}, fee={"copies": copies})
    look_at(page, OPEN)
    page.sought.fill("trích lục")
    page.refresh()
    qtbot.waitUntil(lambda: page.models[OPEN].rowCount() >= 3, timeout=WAIT)
    page._on_sorted(5)
    amounts = [page.models[OPEN].row(n).open_vnd for n in range(page.models[OPEN].rowCount())]  # type: ignore[union-attr]
    assert amounts == sorted(amounts)
    page._on_sorted(5)
    again = [page.models[OPEN].row(n).open_vnd for n in range(page.models[OPEN].rowCount())]  # type: ignore[union-attr]
    assert again == sorted(amounts, reverse=True)
    page.sought.begin()


def test_days_are_sorted_by_the_calendar() -> None:
    column: Column[str] = Column("Ngày nhận", str)
    days = ["28/02/2026", "01/12/2025", "02/01/2026"]
    assert sorted(days, key=partial(_key, column)) == ["01/12/2025", "02/01/2026", "28/02/2026"]


def test_the_return_of_an_unpaid_dossier_asks_for_the_money_or_the_reason(
    qtbot: QtBot, office: Office, window: MainWindow
) -> None:
    code = owing(office)
    step_dossier(office.ports, code, "result_ready")
    results = window.pages.results
    window.show_page(results)
    results.start(code)
    qtbot.waitUntil(lambda: results.card.shown_code == code, timeout=WAIT)
    assert "Chưa thu phí, lệ phí: 8.000 đ" in results.card.fee.text()
    results.primary()
    qtbot.waitUntil(lambda: results.findChild(UnpaidDialog) is not None, timeout=WAIT)
    dialog = results.findChild(UnpaidDialog)
    assert dialog is not None
    dialog.send()
    qtbot.waitUntil(lambda: bool(dialog.fields["reason"].problem), timeout=WAIT)
    dialog.reason.fill("Công dân nộp sau")
    with qtbot.waitSignal(results.told, timeout=WAIT):
        dialog.send()
    kinds = [row.kind for row in office.history(code)]
    assert kinds[-2:] == ["FeeLeftUnpaid", "ResultReturned"]


def test_only_who_looks_after_money_has_the_page() -> None:
    seen = {
        role for role in Role for screen in screens_of("commune", [role]) if screen.name == "fees"
    }
    assert Role.CASHIER in seen
    assert Role.LEADER in seen
    assert not seen & {Role.INTAKE, Role.CASE_OFFICER, Role.CLERK}
