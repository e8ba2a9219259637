"""Lists from hand to hand: kept with a number, printed from the queue, marked as reprints."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.helpers.training import Office, training_office

from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.papers import BatchHandedOver, PaperNumber
from ca_desktop.domain.letters import LetterKind
from ca_desktop.services.desk import batches, intake
from ca_desktop.services.desk.batches import (
    IssueBatch,
    batch_candidates,
    draw_batch,
    issue_batch,
)
from ca_desktop.services.desk.dossiers import find_dossier, step_dossier
from ca_desktop.services.desk.printing import ask_letter, draw, note_printed, print_desk
from ca_desktop.services.desk.samples import save_sample
from ca_desktop.services.desk.step_words import step_words
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.store.tables import journal


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with training_office(tmp_path) as held:
        yield held.at("2026-03-02T09:00")


def words_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def ready(office: Office, name: str, **changes: object) -> str:
    code = office.take_in(applicant={"name": name, "address": "Bản Nà Tăm"}, **changes).code
    for step in ("in_process", "result_ready"):
        step_dossier(office.ports, code, step)
    return code


def ready_with(office: Office, negative: str) -> str:
    code = office.take_in().code
    wish = StepWish(values={"number": "7", "negative": negative})
    step_dossier(office.ports, code, "result_ready", note="Theo hồ sơ.", wish=wish)
    return code


def test_results_go_on_one_list_that_is_printed_and_printed_again(office: Office) -> None:
    codes = [ready(office, "Lò A", fee_vnd=8000), ready(office, "Lò B", receive_result="post")]
    office.take_in(applicant={"name": "Lò C"})
    found = batch_candidates(office.ports, LetterKind.RESULTS)
    assert {row.code for row in found} == set(codes)
    wish = IssueBatch(kind=LetterKind.RESULTS, codes=codes, taker="Bưu điện xã")
    done = issue_batch(office.ports, wish)
    assert (done.number, done.count) == ("01", 2)
    job = ask_letter(office.ports, done.dossier_id, done.batch).job
    drawn = draw(office.ports, job, "a4x2")
    shown = words_of(drawn.pdf)
    for words in (
        "PHIẾU BÀN GIAO KẾT QUẢ",
        "Số: 01/PBG-",
        "Bưu điện xã",
        "1 H19",
        "Lò B Bản Nà Tăm",
    ):
        assert words in shown
    assert "IN LẠI" not in shown
    note_printed(office.ports, drawn.job)
    assert [line.job.task_id for line in print_desk(office.ports).done if line.job] == [done.batch]
    again = draw_batch(office.ports, done.batch)
    assert again.reprint == 1
    assert "IN LẠI lần 1" in words_of(again.pdf)


def test_a_list_of_results_says_of_each_what_is_handed_over(office: Office) -> None:
    granted, refused, mended = (ready_with(office, name) for name in ("no", "yes", "yes"))
    anew = StepWish(values={"number": "9/GCN", "signer": "Hoàng Thị Ơ", "negative": "no"})
    step_dossier(office.ports, mended, "correct_result", note="Tính sai tuổi.", wish=anew)
    codes = [granted, refused, mended]
    wish = IssueBatch(kind=LetterKind.RESULTS, codes=codes, taker="Bưu điện xã")
    shown = words_of(draw_batch(office.ports, issue_batch(office.ports, wish).batch).pdf)
    assert shown.count("Phiếu từ chối giải quyết, số 7") == 1
    assert shown.count("Kết quả giải quyết, số 7") == 1
    assert "Kết quả giải quyết, số 9/GCN" in shown


def test_dossiers_go_on_a_record_of_their_own_count(office: Office) -> None:
    codes = [office.take_in(applicant={"name": f"Lò {x}"}).code for x in "AB"]
    wish = IssueBatch(kind=LetterKind.BATCH, codes=codes, taker="Tư pháp", note="đủ")
    issue_batch(office.ports, wish)
    done = issue_batch(office.ports, wish)
    shown = words_of(draw_batch(office.ports, done.batch).pdf)
    for words in ("BIÊN BẢN GIAO NHẬN HỒ SƠ", "Số: 02/BB-", "giao, nhận 2 hồ sơ", "05/03/2026"):
        assert words in shown
    with office.ports.writing() as uow:
        assert uow.differing() == []


def test_a_list_needs_a_taker_dossiers_and_results(office: Office) -> None:
    code = office.take_in().code
    for codes, taker in (([code], " "), ([], "Tư pháp")):
        with pytest.raises(InvalidField):
            issue_batch(office.ports, IssueBatch(kind=LetterKind.BATCH, codes=codes, taker=taker))
    with pytest.raises(NotAllowedNow):
        issue_batch(
            office.ports, IssueBatch(kind=LetterKind.RESULTS, codes=[code], taker="Bưu điện")
        )


def test_a_sample_dossier_is_filled_in_with_a_made_up_citizen(
    office: Office, tmp_path: Path
) -> None:
    cover, slip = save_sample(office.ports, "1.004873", tmp_path).paths
    shown = words_of(cover.read_bytes())
    for words in ("MẪU", "HỒ SƠ MẪU", "Nguyễn Thị Mẫu", "1.004873", "3 ngày làm việc"):
        assert words in shown
    slip_words = words_of(slip.read_bytes())
    assert "MẪU" in slip_words
    promised = intake.promise(office.ports, "1.004873", "").due_at
    assert promised is not None
    assert f"{promised:%d/%m/%Y}" in slip_words


def test_the_data_of_one_citizen_are_erased_from_a_list_and_the_others_stay(
    office: Office,
) -> None:
    codes = [ready(office, "Lò A"), ready(office, "Lò B"), ready(office, "Lò C")]
    wish = IssueBatch(kind=LetterKind.RESULTS, codes=codes, taker="Bưu điện xã")
    batch = issue_batch(office.ports, wish).batch
    (told,) = [row for row in office.history(codes[1]) if row.kind == "DossierListed"]
    assert "số 01" in step_words(told.kind, told.fields or {})
    erase(office, codes[1])
    shown = words_of(draw_batch(office.ports, batch).pdf)
    assert "Lò B" not in shown
    for words in ("1 H19", "Lò A", "2 Thông tin đã xóa theo yêu cầu", "3 H19", "Lò C"):
        assert words in shown


def test_a_list_of_an_earlier_journal_still_prints_its_lines(office: Office) -> None:
    code = ready(office, "Lò A")
    wish = IssueBatch(kind=LetterKind.RESULTS, codes=[code], taker="Bưu điện xã")
    with office.ports.writing() as uow:
        line = batches._line(uow, find_dossier(uow, code), wish.kind)
        number = PaperNumber(book="results", unit="x", day="2026-03-02", running=1, text="01")
        event = BatchHandedOver(
            at="2026-03-02T09:00:00+07:00",
            letter="results",
            number=number,
            giver="A",
            taker="B",
            note="",
            officer_name="A",
            lines=(line,),
        )
        uow.record(event, Standing(audience=LOCAL, subject="ab" * 16))
        uow.commit()
    assert "Lò A" in words_of(draw_batch(office.ports, "ab" * 16).pdf)


def erase(office: Office, code: str) -> None:
    """Do to the journal what erasing does: the payloads of a dossier go, their envelopes stay."""
    with office.ports.writing() as uow:
        subject = uow.dossiers.id_of(code)
        gone = journal.update().where(journal.c.subject == subject)
        uow._connection.execute(gone.values(salt=None, payload=None))  # type: ignore[attr-defined]
        uow.commit()
