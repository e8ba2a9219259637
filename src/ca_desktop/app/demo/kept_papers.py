"""Every paper of a one-stop desk once, on the forms of the days on which it is played."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pypdfium2

from ca_desktop.app.citizens import citizen
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.domain.calendars import at
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.letters import LetterKind, kinds_on
from ca_desktop.domain.moments import day_text, parse_moment
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
from ca_desktop.services.desk.day_sheet import draw_day_sheet
from ca_desktop.services.desk.letter_papers import draw_guidance, draw_letter
from ca_desktop.services.desk.saved_letters import save_letter
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.desk.why import save_why
from ca_desktop.services.office.cash_sheets import day_table, month_table, save_table
from ca_desktop.services.ports.office import Ports

PROCEDURE = "1.004884"
"""Five working days: time for an apology."""

PAID, CERTIFIED = "2.000635", "2.000815"
"""Extracts of civil status, which cost something; copies certified on the same day."""

MORNING, AFTERNOON = time(8, 15), time(15, 20)
SIGNER = "Hoàng Văn Mẫu"
TAKER = "Vàng Thị Máy"
POLICE = "Công an xã Bình Minh"
LATE_ANSWER = "Cơ quan phối hợp chưa trả lời kết quả xác minh."

DOTS = 110
"""Of the pictures, an inch."""


class KeptPapers:
    """Plays some days at a desk and writes each paper once; no dossier is left open."""

    def __init__(self, ports: Ports, clock: StoryClock, regime: Regime, folder: Path) -> None:
        self._ports = ports
        self._clock = clock
        self._regime = regime
        self._folder = folder
        self._dice = random.Random(regime.value)

    def play(self) -> None:
        """Play from the clock's day to the day after the one promised first."""
        self._folder.mkdir(parents=True, exist_ok=True)
        code = self._take_in()
        slips.save_slip(self._ports, code, self._folder, "a5")
        self._first_day(code)
        promised = self._promised(code)
        self._to(self._eve(promised), MORNING)
        self._last_days(code, self._following(promised))
        samples.save_sample(self._ports, PROCEDURE, self._folder)

    def _first_day(self, code: str) -> None:
        self._step(code, "in_process", "Đã nhận hồ sơ.")
        self._letter(code, LetterKind.CONTROL)
        work = (
            f"{POLICE} | Xác minh thông tin cư trú | 2 ngày làm việc",
            "Tư pháp | Đối chiếu sổ hộ tịch | 1 ngày làm việc",
        )
        self._letter(code, LetterKind.TRANSFER, demands=work)
        self._letter(code, LetterKind.RATING)
        self._paid()
        self._missing_papers()
        self._stopped()
        self._refused()
        self._at_the_counter()
        self._after_three()

    def _last_days(self, code: str, new: date) -> None:
        """Ask, beg pardon in time, and hand the result out on the new day."""
        self._write("viec-trong-ngay.pdf", draw_day_sheet(self._ports))
        ask = f"trả lời trước ngày {day_text(self._promised(code))}"
        self._letter(
            code, LetterKind.URGING, reason=LATE_ANSWER, details={"addressee": POLICE, "ask": ask}
        )
        self._letter(code, LetterKind.EXTENSION, reason=LATE_ANSWER, due=new)
        self._letter(code, LetterKind.APOLOGY, reason=LATE_ANSWER, due=new)
        save_why(self._ports, self._state(code).dossier_id, self._folder)
        self._to(new, MORNING)
        self._ready(code, "12/TLKS-BM")
        self._hand_over(LetterKind.RESULTS, code)
        self._clock.moment += timedelta(minutes=40)
        self._fetched(code)

    # --- other visitors ----------------------------------------------------------------------

    def _paid(self) -> None:
        """Take a fee in two parts: on a leaf of a book, and, when it is closed, on the own slip."""
        ports = self._ports
        code = self._take_in(procedure=PAID, fee={"copies": 3})
        self._hand_over(LetterKind.BATCH, code)
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
            fee_papers.save_fee_receipt(ports, taken.receipt.receipt_id, self._folder / name)
        self._ready(code, "31/TLKS-BM")
        results.return_result(ports, code, results.ReturnResult())
        today = ports.clock.now().date()
        for name, table in (
            ("bang-ke-thu-ngay", day_table(ports, today)),
            ("bang-ke-thu-thang", month_table(ports, today.year, today.month)),
        ):
            for suffix in ("pdf", "xlsx"):
                save_table(ports, table, self._folder / f"{name}.{suffix}")

    def _missing_papers(self) -> None:
        code = self._take_in()
        self._letter(
            code,
            LetterKind.SUPPLEMENT,
            reason="Tờ khai thiếu chữ ký của người yêu cầu.",
            demands=("Tờ khai có đủ chữ ký", "Bản sao giấy tờ chứng minh nơi cư trú"),
        )
        self._step(code, "withdrawn", "Người nộp xin rút.")

    def _stopped(self) -> None:
        if LetterKind.STOP not in kinds_on(self._regime, ""):
            return
        today = day_text(self._ports.clock.now().date())
        self._letter(
            self._take_in(),
            LetterKind.STOP,
            reason="Người nộp không còn nhu cầu giải quyết.",
            details={"request": f"Đơn đề nghị dừng giải quyết ngày {today}", "returned": "0 đ"},
        )

    def _refused(self) -> None:
        """Refuse what was asked for after it was looked at: the letter is the result."""
        code = self._take_in()
        reason = "Người yêu cầu không thuộc đối tượng được giải quyết."
        self._letter(code, LetterKind.REFUSAL, reason=reason)
        results.return_result(self._ports, code, results.ReturnResult())

    def _at_the_counter(self) -> None:
        """Refuse one dossier, and send somebody home with what is missing."""
        ports = self._ports
        person = citizen(self._dice, ports.clock.now().date())
        refused = intake.refuse_intake(
            ports,
            procedure=PROCEDURE,
            applicant=person,
            reason="Thủ tục thuộc thẩm quyền của cơ quan khác.",
        )
        self._write("refusal.pdf", draw_letter(ports, refused.dossier_id, refused.sheet).pdf)
        given = letters.guide(
            ports,
            procedure=PROCEDURE,
            applicant=citizen(self._dice, ports.clock.now().date()),
            demands=("Tờ khai theo mẫu",),
            reason="Chưa có tờ khai.",
        )
        self._write("guidance.pdf", draw_guidance(ports, given))

    def _after_three(self) -> None:
        """Somebody comes too late in the day for copies that are certified at once."""
        today = self._ports.clock.now().date()
        self._to(today, AFTERNOON)
        code = self._take_in(procedure=CERTIFIED, fee={"pages": 2})
        self._letter(code, LetterKind.APPOINTMENT, reason="Yêu cầu nhận sau 15 giờ.")
        self._to(self._following(today), MORNING)
        self._ready(code, "87/CTBS")
        results.return_result(self._ports, code, results.ReturnResult())

    # --- what is done again and again --------------------------------------------------------

    def _take_in(self, **more: object) -> str:
        applicant = citizen(self._dice, self._ports.clock.now().date())
        given = {"procedure": PROCEDURE, "applicant": applicant} | more
        return intake.receive_dossier(self._ports, intake.ReceiveDossier.from_json(given)).code

    def _letter(self, code: str, kind: LetterKind, **said: object) -> None:
        make: Callable[..., letters.IssueLetter] = letters.IssueLetter
        save_letter(self._ports, code, make(kind=kind, **said), self._folder)

    def _step(self, code: str, step: str, note: str, **values: object) -> None:
        wish = StepWish(values=values)
        dossiers.step_dossier(self._ports, code, step, note=note, wish=wish)

    def _ready(self, code: str, number: str) -> None:
        today = self._ports.clock.now().date().isoformat()
        said = {"number": number, "dated": today, "signer": SIGNER}
        self._step(code, "result_ready", "Đã có kết quả.", **said)

    def _hand_over(self, kind: LetterKind, code: str) -> None:
        wish = batches.IssueBatch(kind=kind, codes=(code,), taker=TAKER)
        done = batches.issue_batch(self._ports, wish)
        self._write(f"{code}-{kind.value}.pdf", batches.draw_batch(self._ports, done.batch).pdf)

    def _fetched(self, code: str) -> None:
        results.return_result(self._ports, code, results.ReturnResult())
        dossier_id = self._state(code).dossier_id
        history = dossiers.dossier_detail(self._ports, dossier_id).history
        (sheet,) = (
            row.event_id for kind, row in letters.sheets_of(history) if kind is LetterKind.HANDOVER
        )
        self._write(f"{code}-handover.pdf", draw_letter(self._ports, dossier_id, sheet).pdf)

    def _write(self, name: str, pdf: bytes) -> None:
        self._ports.files.write(self._folder / name, pdf)

    def _state(self, code: str) -> DossierState:
        with self._ports.reading() as view:
            return dossiers.find_dossier(view, code)

    def _promised(self, code: str) -> date:
        return parse_moment(self._state(code).due_at or "").date()

    def _to(self, day: date, hour: time) -> None:
        self._clock.moment = max(self._clock.moment, at(day, hour))

    def _following(self, day: date) -> date:
        with self._ports.reading() as view:
            return view.master.calendar().next_working(day)

    def _eve(self, day: date) -> date:
        """Return the last working day before a day."""
        before = self._clock.moment.date()
        while (after := self._following(before)) < day:
            before = after
        return before


def first_pages(folder: Path, target: Path) -> None:
    """Keep the first page of every PDF below ``folder`` as a picture."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*.pdf")):
        with pypdfium2.PdfDocument(path) as pdf:
            picture = pdf[0].render(scale=DOTS / 72).to_pil()
        name = "-".join(path.relative_to(folder).with_suffix("").parts)
        picture.save(target / f"{name}.png", optimize=True)


def next_morning(ports: Ports, moment: datetime) -> datetime:
    """Return the morning of the working day after a moment."""
    with ports.reading() as view:
        return at(view.master.calendar().next_working(moment.date()), MORNING)
