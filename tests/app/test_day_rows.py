"""What the pictures of the manual show beside dossiers is really there, by the same services."""

from datetime import timedelta
from pathlib import Path

from tests.helpers import offices

from ca_desktop.app.demo.day_pictures import USUAL_PLACE, usual_place
from ca_desktop.app.demo.day_rows import lay_rows
from ca_desktop.services.desk.dossiers import dossier_rows, step_dossier
from ca_desktop.services.desk.receipt_books import books
from ca_desktop.services.office.backups import safety
from ca_desktop.services.office.cash_sheets import cash_entries
from ca_desktop.services.office.process_settings import shown_process
from ca_desktop.services.ports.rows import DossierFilter


def test_screens_have_receipts_a_question_asked_a_process_and_backups(tmp_path: Path) -> None:
    folder = offices.found(tmp_path / "o")
    with offices.opened(folder) as ports:
        for _visit in range(3):
            step_dossier(ports, offices.take_in(ports), "in_process")
    lay_rows(folder, offices.NOW + timedelta(hours=1))
    with offices.opened(folder) as ports:
        assert len(cash_entries(ports, offices.NOW.date())) == 4
        assert [(book.given, book.cancelled) for book in books(ports)] == [(3, 1)]
        assert len(dossier_rows(ports, DossierFilter(at_station=True))) == 1
        process = shown_process(ports, "1.013978").process
        assert process is not None
        assert any(step.linked for step in process.steps)
        kept = safety(ports)
        assert kept.backup
        assert kept.copy
        assert kept.trial
        assert not kept.trial.detail


def test_a_picture_names_the_usual_place_of_data_and_no_folder_of_its_story() -> None:
    office = Path("anywhere", "xa")
    said = usual_place(f"tốt · {office}.state/journal", office)
    assert said == f"tốt · {USUAL_PLACE}.state\\journal"
    assert usual_place("05/03/2026", office) == "05/03/2026"
