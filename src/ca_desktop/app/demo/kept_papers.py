"""Every paper of a one-stop desk once, on the forms of the day on which it is played."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pypdfium2

from ca_desktop.app.citizens import citizen
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.letters import LetterKind, kinds_on
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.regimes import Regime
from ca_desktop.services.desk import (
    batches,
    dossiers,
    fee_papers,
    intake,
    letters,
    receipt_books,
    receipts,
    results,
    samples,
    slips,
)
from ca_desktop.services.desk.letter_papers import draw_guidance, draw_letter
from ca_desktop.services.desk.saved_letters import save_letter
from ca_desktop.services.ports.office import Ports

PROCEDURE = "1.004884"
"""Five working days: time for an apology."""

PAID = "2.000635"
"""Extracts of civil status, which cost something."""

_ENDING = {LetterKind.SUPPLEMENT, LetterKind.STOP, LetterKind.REFUSAL, LetterKind.APOLOGY}
"""Letters that wait for their own dossier, and the one that comes last."""

DOTS = 110
"""Of the pictures, an inch."""


def every_paper(ports: Ports, clock: StoryClock, regime: Regime, folder: Path) -> None:
    """Write each paper once into ``folder``; no dossier is left open."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(regime.value)
    code = _take_in(ports, dice)
    slips.save_slip(ports, code, folder, "a5")
    clock.moment += timedelta(hours=1)
    for wish in _about(_new_day(ports, code), regime):
        save_letter(ports, code, wish, folder)
    _return(ports, code, folder)
    _paid(ports, dice, folder)
    _missing_papers(ports, dice, folder)
    if LetterKind.STOP in kinds_on(regime):
        stopped = _take_in(ports, dice)
        wish = letters.IssueLetter(
            kind=LetterKind.STOP,
            reason="Người nộp xin dừng giải quyết.",
            details={
                "request": "Đơn đề nghị dừng giải quyết",
                "returned": "0 đ",
            },
        )
        save_letter(ports, stopped, wish, folder)
    _refused(ports, dice, folder)
    _at_the_counter(ports, dice, folder)
    samples.save_sample(ports, PROCEDURE, folder)


def first_pages(folder: Path, target: Path) -> None:
    """Keep the first page of every PDF below ``folder`` as a picture."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*.pdf")):
        with pypdfium2.PdfDocument(path) as pdf:
            picture = pdf[0].render(scale=DOTS / 72).to_pil()
        name = "-".join(path.relative_to(folder).with_suffix("").parts)
        picture.save(target / f"{name}.png", optimize=True)


def _about(later: date, regime: Regime) -> Iterator[letters.IssueLetter]:
    """Yield a letter of each kind that leaves its dossier open, the apology last."""
    reason = "Chờ kết quả xác minh của cơ quan phối hợp."
    for kind in kinds_on(regime):
        if kind is LetterKind.TRANSFER:
            work = (
                "Công an xã | Xác minh thông tin cư trú | 2 ngày làm việc",
                "Tư pháp | Đối chiếu sổ hộ tịch | 1 ngày làm việc",
            )
            yield letters.IssueLetter(kind=kind, demands=work)
        elif kind not in _ENDING:
            due = later if kind is LetterKind.EXTENSION else None
            yield letters.IssueLetter(kind=kind, reason=reason, due=due)
    yield letters.IssueLetter(kind=LetterKind.APOLOGY, reason=reason, due=later)


def _new_day(ports: Ports, code: str) -> date:
    """Return a working day after the one promised."""
    due_at = _state(ports, code).due_at
    with ports.reading() as view:
        return view.master.calendar().next_working(parse_moment(due_at or "").date())


def _take_in(ports: Ports, dice: random.Random, **more: object) -> str:
    applicant = citizen(dice, ports.clock.now().date())
    given = {"procedure": PROCEDURE, "applicant": applicant} | more
    return intake.receive_dossier(ports, intake.ReceiveDossier.from_json(given)).code


def _state(ports: Ports, code: str) -> DossierState:
    with ports.reading() as view:
        return dossiers.find_dossier(view, code)


def _return(ports: Ports, code: str, folder: Path) -> None:
    _give_out(ports, code, folder)
    dossier_id = _state(ports, code).dossier_id
    history = dossiers.dossier_detail(ports, dossier_id).history
    (sheet,) = (
        row.event_id for kind, row in letters.sheets_of(history) if kind is LetterKind.HANDOVER
    )
    ports.files.write(folder / f"{code}-handover.pdf", draw_letter(ports, dossier_id, sheet).pdf)


def _give_out(ports: Ports, code: str, folder: Path) -> None:
    """Hand the result over to whoever gives it out, and from there to the citizen."""
    dossiers.step_dossier(ports, code, "result_ready", note="Đã có kết quả.")
    _hand_over(ports, LetterKind.RESULTS, code, folder)
    results.return_result(ports, code, results.ReturnResult())


def _hand_over(ports: Ports, kind: LetterKind, code: str, folder: Path) -> None:
    done = batches.issue_batch(
        ports, batches.IssueBatch(kind=kind, codes=(code,), taker="Vàng Thị Máy – Bộ phận Một cửa")
    )
    path = folder / f"{code}-{kind.value}.pdf"
    ports.files.write(path, batches.draw_batch(ports, done.batch).pdf)


def _paid(ports: Ports, dice: random.Random, folder: Path) -> None:
    """Take a fee in two parts: on a leaf of a book, and, when it is closed, on the own slip."""
    code = _take_in(ports, dice, procedure=PAID, fee={"copies": 3})
    _hand_over(ports, LetterKind.BATCH, code, folder)
    book = receipt_books.register_book(
        ports,
        receipt_books.RegisterBook(
            form="01BLP2-001",
            symbol=f"AB-{ports.clock.now():%y}P",
            first="0000501",
            last="0000550",
        ),
    ).book
    first = receipts.collect_fee(ports, code, receipts.CollectFee(amount_vnd=16_000))
    receipt_books.close_book(ports, book.book_id, "Nộp lại quyển biên lai.")
    second = receipts.collect_fee(ports, code, receipts.CollectFee())
    for taken in (first, second):
        name = f"{code}-{taken.receipt.kind}-receipt.pdf"
        fee_papers.save_fee_receipt(ports, taken.receipt.receipt_id, folder / name)
    dossiers.step_dossier(ports, code, "result_ready", note="Đã có kết quả.")
    results.return_result(ports, code, results.ReturnResult())


def _missing_papers(ports: Ports, dice: random.Random, folder: Path) -> None:
    code = _take_in(ports, dice)
    wish = letters.IssueLetter(
        kind=LetterKind.SUPPLEMENT,
        reason="Tờ khai thiếu chữ ký của người yêu cầu.",
        demands=("Tờ khai có đủ chữ ký", "Bản sao giấy tờ chứng minh nơi cư trú"),
    )
    save_letter(ports, code, wish, folder)
    dossiers.step_dossier(ports, code, "withdrawn", note="Người nộp xin rút.")


def _refused(ports: Ports, dice: random.Random, folder: Path) -> None:
    """Refuse what was asked for after it was looked at: the letter is the result."""
    code = _take_in(ports, dice)
    reason = "Người yêu cầu không thuộc đối tượng được giải quyết."
    wish = letters.IssueLetter(kind=LetterKind.REFUSAL, reason=reason)
    save_letter(ports, code, wish, folder)
    results.return_result(ports, code, results.ReturnResult())


def _at_the_counter(ports: Ports, dice: random.Random, folder: Path) -> None:
    """Refuse one dossier, and send somebody home with what is missing."""
    person = citizen(dice, ports.clock.now().date())
    refused = intake.refuse_intake(
        ports,
        procedure=PROCEDURE,
        applicant=person,
        reason="Thủ tục thuộc thẩm quyền của cơ quan khác.",
    )
    ports.files.write(
        folder / "refusal.pdf", draw_letter(ports, refused.dossier_id, refused.sheet).pdf
    )
    given = letters.guide(
        ports,
        procedure=PROCEDURE,
        applicant=person,
        demands=("Tờ khai theo mẫu",),
        reason="Chưa có tờ khai.",
    )
    ports.files.write(folder / "guidance.pdf", draw_guidance(ports, given))
