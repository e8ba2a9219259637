"""The dossiers of a list leave the program as a workbook, all of them, in their order."""

from pathlib import Path

import openpyxl
import pytest
from tests.helpers.training import Office

from ca_desktop.domain.errors import Cancelled
from ca_desktop.services.desk.listing import CELLS, save_dossier_list
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.watch import Stage, Watch


def test_a_list_is_written_whole_and_in_its_order(office: Office, tmp_path: Path) -> None:
    codes = [office.take_in().code for _ in range(3)]
    told: list[tuple[Stage, int, int]] = []
    saved = save_dossier_list(
        office.ports,
        DossierFilter(),
        tmp_path / "list.xlsx",
        order="-code",
        watch=Watch(lambda *said: told.append(said)),
    )
    assert saved.rows == 3
    assert told == [(Stage.LIST, 0, 3)]
    (sheet,) = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = rows.index([*CELLS])
    assert [row[0] for row in rows[place + 1 :]] == sorted(codes, reverse=True)


def test_a_list_is_written_with_the_columns_that_a_person_chose(
    office: Office, tmp_path: Path
) -> None:
    code = office.take_in().code
    target = tmp_path / "chosen.xlsx"
    chosen = ("Hẹn trả", "Mã hồ sơ", "Không có cột này")
    save_dossier_list(office.ports, DossierFilter(), target, columns=chosen)
    (sheet,) = openpyxl.load_workbook(target).worksheets
    rows = [[cell.value for cell in row if cell.value] for row in sheet.iter_rows()]
    place = rows.index(["Hẹn trả", "Mã hồ sơ"])
    assert code in [row[1] for row in rows[place + 1 :]]


def test_a_stopped_list_leaves_nothing_behind(office: Office, tmp_path: Path) -> None:
    office.take_in()
    with pytest.raises(Cancelled):
        save_dossier_list(
            office.ports,
            DossierFilter(),
            tmp_path / "list.xlsx",
            watch=Watch(stop=lambda: True),
        )
    assert not list(tmp_path.glob("*list*"))
