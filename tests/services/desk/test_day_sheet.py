"""What the day brings: on one page, in the counters, and as days for other calendars."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.helpers.training import Office

from ca_desktop.services.desk import day_sheet
from ca_desktop.services.desk.agenda_file import save_agenda
from ca_desktop.services.desk.apologies import apologise
from ca_desktop.services.desk.day_sheet import HEAPS, DayItem, day_work, draw_day_sheet
from ca_desktop.services.desk.dossiers import count_dossiers, step_dossier
from ca_desktop.services.today import COUNTERS, counter_filter, desk_day


@pytest.fixture
def busy(office: Office) -> tuple[Office, dict[str, str]]:
    """A desk on a Friday with one dossier of each kind."""
    codes = {}
    for name, day in (
        ("waiting_long", "2026-02-02"),
        ("ready", "2026-02-25"),
        ("late", "2026-03-02"),
        ("due_today", "2026-03-03"),
        ("due_next", "2026-03-04"),
        ("far", "2026-03-05"),
    ):
        codes[name] = office.at(f"{day}T09:00").take_in().code
        if name == "waiting_long":
            step_dossier(office.ports, codes[name], "supplement", note="Giấy chứng sinh")
        if name == "ready":
            step_dossier(office.ports, codes[name], "result_ready")
    return office.at("2026-03-06T07:30"), codes


def test_each_dossier_stands_where_it_presses(busy: tuple[Office, dict[str, str]]) -> None:
    office, codes = busy
    work = day_work(office.ports)
    found = {name: [item.code for item in work.heaps[name]] for name in HEAPS}
    assert found == {
        **{name: [codes[name]] for name in HEAPS if name != "apology"},
        "apology": [codes["due_next"]],
    }
    assert {item.officer for item in work.heaps["late"]} == {"Cán bộ Làm Mẫu"}
    apologise(office.ports, [codes["due_next"]], "Mất điện")
    assert day_work(office.ports).heaps["apology"] == ()


def test_the_counters_of_the_day_count_what_their_lists_show(
    busy: tuple[Office, dict[str, str]],
) -> None:
    office, _codes = busy
    day = desk_day(office.ports)
    for name in (*COUNTERS, "due_next", "waiting_long"):
        if name != "unsent":
            listed = count_dossiers(office.ports, counter_filter(office.ports, name))
            assert getattr(day.counts, name) == listed, name
    assert (day.apologies, day.pressing) == (1, 2)
    assert day.words == (
        "1 đến hạn hôm nay, 1 đến hạn ngày làm việc tới, 1 quá hạn, 1 cần xin lỗi hôm nay,"
        " 1 chờ trả kết quả, 1 chờ bổ sung quá lâu"
    )


def test_the_sheet_names_dossiers_and_officers_and_no_citizen(
    busy: tuple[Office, dict[str, str]],
) -> None:
    office, codes = busy
    (page,) = PdfReader(io.BytesIO(draw_day_sheet(office.ports))).pages
    text = " ".join(page.extract_text().split())
    for words in (*codes.values(), "PHIẾU VIỆC TRONG NGÀY", "Thứ Sáu, 06/03/2026"):
        assert (words in text) is (words != codes["far"])
    assert "Cán bộ Làm Mẫu" in text
    assert "Lò Thị Én" not in text


def test_however_much_there_is_the_sheet_stays_one_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crowd(_rows: object, _officers: object) -> list[DayItem]:
        return [
            DayItem(
                code=f"H19.12.34-260302-{number:04}",
                procedure="Thủ tục có tên rất dài " * 30,
                due_at="2026-03-05T09:00:00+07:00",
                officer=f"Nguyễn Thị Hoàng Hường {number % 40}",
            )
            for number in range(300)
        ]

    monkeypatch.setattr(day_sheet, "_items", crowd)
    (page,) = PdfReader(io.BytesIO(draw_day_sheet(office.ports))).pages
    text = " ".join(page.extract_text().split())
    assert "Quá hạn: 300, ghi 2" in text
    assert "N. T. H. Hường 0" in text


def test_the_days_go_into_a_file_that_names_nobody(office: Office, tmp_path: Path) -> None:
    first = office.at("2026-03-02T09:00").take_in()
    waits = office.take_in()
    step_dossier(office.ports, waits.code, "supplement", note="Giấy chứng sinh")
    saved = save_agenda(office.ports, tmp_path / "hen.ics")
    text = saved.file.read_bytes().decode().replace("\r\n ", "")
    assert saved.days == text.count("BEGIN:VEVENT") == 1
    assert f"SUMMARY:Hẹn trả {first.code}: " in text
    assert f"UID:{first.dossier_id}@ca-desktop" in text
    assert "DTSTART;VALUE=DATE:20260305" in text
    assert "Lò Thị Én" not in text
    assert "001190123456" not in text
