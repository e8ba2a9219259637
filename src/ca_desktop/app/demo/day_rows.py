"""What stands on screens beside the dossiers of the desk: money, agencies, processes, backups."""

import random
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from ca_desktop.app import bootstrap
from ca_desktop.app.citizens import citizen
from ca_desktop.app.clocks import TypedClock
from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.processes import ProcessStep
from ca_desktop.services.desk import dossiers, intake, receipts
from ca_desktop.services.desk.batches import IssueBatch, batch_candidates, issue_batch
from ca_desktop.services.desk.receipt_books import RegisterBook, books, register_book, spoil_leaf
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.office.backups import back_up, try_backup
from ca_desktop.services.office.process_settings import IssueProcess, issue_process
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter

COPIES = "2.000635"
"""A procedure that is paid at the desk: copies out of the civil register."""

LINKED = "1.013978"
AGENCY = "Chi nhánh Văn phòng đăng ký đất đai"
PAID = ("", "", "transfer")
"""How three of four pay: two in cash, one to the bank account."""

VISITS = 4
SEED = 26


def lay_rows(office: Path, at: datetime) -> None:
    """Add them to the office of the day, in the hour before its desk opens.

    Args:
        office: data folder of a commune.
        at: when the last of them has been done, at the latest.
    """
    clock = TypedClock(at - timedelta(minutes=40))
    with bootstrap.open_office(office, clock=clock) as ports:
        _keep_backups(ports)
        for act in (_take_money, _ask_agencies, _hand_over, _issue_process):
            clock.moment += timedelta(minutes=8)
            act(ports)


def _keep_backups(ports: Ports) -> None:
    try_backup(ports)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as stick:
        back_up(ports, Path(stick))


def _take_money(ports: Ports) -> None:
    dice, today = random.Random(SEED), ports.clock.now().date()
    cover = RegisterBook(
        form="01BLP2-001", symbol=f"AB-{today:%y}P", first="0000501", last="0000550"
    )
    register_book(ports, cover)
    for number in range(VISITS):
        given = {"procedure": COPIES, "applicant": citizen(dice, today), "fee": {}}
        taken = intake.receive_dossier(ports, intake.ReceiveDossier.from_json(given))
        if number < len(PAID):
            paid = {"method": PAID[number]} if PAID[number] else {}
            receipts.collect_fee(ports, taken.code, receipts.CollectFee.from_json(paid))
    (book,) = books(ports)
    spoil_leaf(ports, book.book_id, "Tờ biên lai bị rách.")


def _ask_agencies(ports: Ports) -> None:
    """One agency has answered, one has still to."""
    at_work = DossierFilter(statuses=(Status.IN_PROCESS.value,))
    first, second = dossiers.dossier_rows(ports, at_work, limit=99, order="due")[-2:]
    until = ports.clock.now().date() + timedelta(days=3)
    asked = (
        ("Công an xã", "Xác nhận nơi thường trú của người nộp."),
        (AGENCY, "Cho ý kiến về ranh giới thửa đất."),
    )
    for row, (agency, question) in zip((first, second), asked, strict=True):
        values = {"agency": agency, "question": question, "answer_by": f"{until:%d/%m/%Y}"}
        dossiers.step_dossier(ports, row.code or "", "consult", wish=StepWish(values=values))
    dossiers.step_dossier(ports, first.code or "", "consulted", note="Công an xã đã xác nhận.")


def _hand_over(ports: Ports) -> None:
    codes = [row.code or "" for row in batch_candidates(ports, LetterKind.BATCH)[:3]]
    issue_batch(ports, IssueBatch(kind=LetterKind.BATCH, codes=codes, taker="Bộ phận chuyên môn"))


def _issue_process(ports: Ports) -> None:
    steps = tuple(
        ProcessStep(who=who, task=task, limit=limit, linked=who == AGENCY)
        for who, task, limit in (
            ("Bộ phận Một cửa", "Tiếp nhận, chuyển hồ sơ", "4 h"),
            ("Công chức địa chính", "Thẩm định, xác minh thực địa", "5 wd"),
            (AGENCY, "Đo đạc, trích lục", "5 wd"),
            ("Lãnh đạo xã", "Ký giấy chứng nhận", "1 wd"),
            ("Bộ phận Một cửa", "Vào sổ, trả kết quả", "4 h"),
        )
    )
    since = ports.clock.now().date()
    decision = f"Quyết định 12/QĐ-UBND ngày {since:%d/%m/%Y}"
    issued = IssueProcess(procedure=LINKED, since=since, decision=decision, steps=steps)
    issue_process(ports, issued)
