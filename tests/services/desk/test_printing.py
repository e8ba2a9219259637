"""Papers on their way to a printer: nothing that was asked for is forgotten before it came out."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from tests.helpers.slips import pages_of
from tests.helpers.training import Office

from ca_desktop.domain.errors import NotFound
from ca_desktop.services.desk import printing, slips
from ca_desktop.services.desk.dossiers import count_dossiers
from ca_desktop.services.office.printers import PrinterChoice, choose_printer, printer_choice
from ca_desktop.services.ports.prints import PaperForm, PrintState
from ca_desktop.services.ports.rows import DossierFilter


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "Documents"))
    return tmp_path / "Documents"


def test_what_was_asked_for_waits_until_it_came_out(office: Office) -> None:
    code = office.take_in().code
    (line,) = printing.print_desk(office.ports).waiting
    assert (line.dossier.code, line.job) == (code, None)
    job = printing.ask_slip(office.ports, code).job
    desk = printing.print_desk(office.ports)
    assert [row.job for row in desk.waiting] == [job]
    assert desk.waiting[0].dossier.holder_name == "Lò Thị Én"
    assert desk.done == []
    sent = printing.note_sent(office.ports, job, "Canon", "17").job
    assert printing.sent_prints(office.ports) == [sent]
    assert printing.unprinted_count(office.ports) == 1
    printing.note_printed(office.ports, sent)
    desk = printing.print_desk(office.ports)
    assert desk.waiting == []
    assert [line.job and line.job.state for line in desk.done] == [PrintState.PRINTED]
    assert printing.unprinted_count(office.ports) == 0


def test_the_same_slip_asked_for_twice_is_one_wish(office: Office) -> None:
    code = office.take_in().code
    first = printing.ask_slip(office.ports, code).job
    printing.note_trouble(office.ports, first, "PRINTER-PAPER", "Canon")
    second = printing.ask_slip(office.ports, f" {code} ").job
    assert (second.job_id, second.state, second.reason) == (first.job_id, PrintState.ASKED, "")
    assert printing.unprinted_count(office.ports) == 1


def test_a_slip_that_failed_is_no_reprint_and_one_that_came_out_is(office: Office) -> None:
    code = office.take_in().code
    outcomes = [(False, 0), (False, 0), (True, 0), (True, 1), (False, 2), (True, 2)]
    for comes_out, expected in outcomes:
        drawn = printing.draw(office.ports, printing.ask_slip(office.ports, code).job, "a5")
        assert drawn.job.reprint == expected
        assert (f"IN LẠI lần {expected}" in pages_of(drawn.pdf)[0]) is bool(expected)
        if comes_out:
            printing.note_sent(office.ports, drawn.job, "Canon", "")
        else:
            printing.note_trouble(office.ports, drawn.job, "PRINTER-PAPER", "Canon")
    assert slips.draw_slip(office.ports, code).reprint == 3


def test_a_paper_that_came_out_is_written_down_once(office: Office) -> None:
    code = office.take_in().code
    job = printing.note_sent(office.ports, printing.ask_slip(office.ports, code).job, "C", "1").job
    for _look in range(2):
        printing.note_printed(office.ports, job)
    assert slips.draw_slip(office.ports, code).reprint == 1


def test_trouble_in_the_queue_keeps_the_paper_there(office: Office) -> None:
    job = printing.ask_slip(office.ports, office.take_in().code).job
    sent = printing.note_sent(office.ports, job, "Canon", "17").job
    stuck = printing.note_trouble(office.ports, sent, "PRINTER-PAPER", "").job
    assert (stuck.state, stuck.reason, stuck.printer) == (
        PrintState.SENT,
        "PRINTER-PAPER",
        "Canon",
    )
    assert printing.sent_prints(office.ports) == [stuck]
    lost = printing.note_lost(office.ports, stuck, "PRINT-LOST").job
    assert (lost.state, lost.spool) == (PrintState.FAILED, "")


def test_a_pdf_for_later_lies_in_the_folder_of_the_day(office: Office, documents: Path) -> None:
    code = office.take_in().code
    saved = printing.save_for_later(office.ports, code, "a5")
    assert saved.path == documents / printing.LATER / "2026-03-02" / f"{code}.pdf"
    assert saved.path.read_bytes().startswith(b"%PDF")
    (line,) = printing.print_desk(office.ports).done
    assert line.job is not None
    assert line.job.state is PrintState.SAVED
    again = printing.save_for_later(office.ports, code, "a5")
    assert again.path.name == f"{code}-in-lai-1.pdf"


@pytest.mark.parametrize("asked", [True, False])
def test_a_slip_that_nobody_wants_is_dropped_everywhere_and_comes_back_as_it_was(
    office: Office,
    asked: bool,  # noqa: FBT001 a parameter of the promise
) -> None:
    code = office.take_in().code
    if asked:
        printing.ask_slip(office.ports, code)
    (line,) = printing.print_desk(office.ports).waiting
    dropped = printing.drop_wish(office.ports, line).job
    assert not printing.print_desk(office.ports).waiting
    assert printing.unprinted_count(office.ports) == 0
    assert not count_dossiers(office.ports, DossierFilter(unprinted=True))
    printing.put_back_wish(office.ports, line, dropped)
    (back,) = printing.print_desk(office.ports).waiting
    assert back.job == line.job
    assert printing.unprinted_count(office.ports) == int(asked)
    dropped = printing.drop_wish(office.ports, back).job
    again = printing.ask_slip(office.ports, code).job
    printing.put_back_wish(office.ports, back, dropped)
    (line,) = printing.print_desk(office.ports).waiting
    assert line.job == again


def test_nobody_can_ask_for_the_slip_of_a_dossier_that_is_not_there(office: Office) -> None:
    with pytest.raises(NotFound):
        printing.ask_slip(office.ports, "H19.12.34-260302-0099")
    with pytest.raises(NotFound):
        printing.ask_receipt(office.ports, "0" * 32)


def test_each_form_keeps_its_own_printer_on_this_computer(office: Office) -> None:
    chosen = PrinterChoice(printer="Xprinter 80", layout="roll80", tray="Lower", copies=2)
    choose_printer(office.ports, PaperForm.SLIP, chosen)
    choose_printer(office.ports, PaperForm.SHEET, PrinterChoice(printer="Canon LBP2900"))
    assert printer_choice(office.ports, PaperForm.SLIP) == chosen
    assert printer_choice(office.ports, PaperForm.SHEET).printer == "Canon LBP2900"
    assert printer_choice(office.ports, PaperForm.RECEIPT) == PrinterChoice()


@pytest.mark.parametrize(
    "edited",
    [
        {"copies": 400, "layout": "a0", "printer": 7, "tray": None},
        {"copies": True, "layout": ["a5"]},
        [],
        "Canon",
    ],
)
def test_a_choice_that_somebody_spoiled_by_hand_does_no_harm(
    office: Office, edited: object
) -> None:
    office.ports.pc.keep("printers", {"slip": edited})
    found = printer_choice(office.ports, PaperForm.SLIP)
    assert replace(found, copies=1) == PrinterChoice()
    assert 1 <= found.copies <= 9


def test_the_papers_survive_a_rebuild_of_the_tables(office: Office) -> None:
    job = printing.ask_slip(office.ports, office.take_in().code).job
    with office.ports.writing() as uow:
        uow.rebuild()
        uow.commit()
    assert [row.job for row in printing.print_desk(office.ports).waiting] == [job]


def test_news_of_an_earlier_attempt_changes_nothing(office: Office) -> None:
    job = printing.ask_slip(office.ports, office.take_in().code).job
    first = printing.note_sent(office.ports, job, "Canon", "17").job
    asked = printing.ask_slip(office.ports, first.code).job
    second = printing.note_sent(office.ports, replace(asked, spool=""), "Canon", "18").job
    for note in (
        partial(printing.note_trouble, office.ports, first, "PRINTER-PAPER", ""),
        partial(printing.note_lost, office.ports, first, "PRINT-LOST"),
        partial(printing.note_printed, office.ports, first),
    ):
        assert note().touched == frozenset()
        assert printing.sent_prints(office.ports) == [second]
