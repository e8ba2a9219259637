"""Vì sao hẹn ngày này: each day with its reason and its law, each date a dossier was given."""

import io
import tomllib
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.helpers.training import Office

from ca_desktop.app.resources import resources_folder
from ca_desktop.app.starter import starter_data
from ca_desktop.domain.calendar_layers import YearLayers, marked
from ca_desktop.domain.calendars import YearCalendar
from ca_desktop.domain.deadlines import TraceDay
from ca_desktop.domain.errors import NotAllowedNow, NotFound
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.reckoning import Why
from ca_desktop.domain.reckoning_law import Cause
from ca_desktop.services.desk.calendars import WantedYear, preview_calendar, save_calendar
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.desk.intake import promise, refuse_intake
from ca_desktop.services.desk.letters import IssueLetter, issue_letter
from ca_desktop.services.desk.why import explain_dossier, explain_promise, save_why

LAW = starter_data().reckoning_law
YEARS = {year.year: YearLayers(starter=year) for year in starter_data().calendars}


def law_of(day: str, why: Why, counted: int = 0) -> tuple[str, str]:
    reason = LAW.of_day(TraceDay(date.fromisoformat(day), counted, why), YEARS)
    return reason.says, reason.law


def test_every_code_of_a_trace_and_every_cause_has_words_and_a_law_of_its_day() -> None:
    for why in Why:
        for year in (2025, 2026, 2027):
            says, law = law_of(f"{year}-03-12", why, 480)
            assert says[0].isupper()
            assert law
    for cause in Cause:
        for day in (date(2025, 6, 30), date(2025, 7, 1)):
            assert LAW.of_cause(cause, day, "lý do").says[0].isupper()
    before, after = (LAW.of_cause(Cause.APOLOGY, date(2025, x, 1)).law for x in (6, 7))
    assert "61/2018" in before
    assert "118/2025" in after


@pytest.mark.parametrize(
    ("day", "why", "says", "law"),
    [
        ("2026-02-17", Why.HOLIDAY, "Tết Âm lịch", "Điều 112"),
        ("2026-04-27", Why.HOLIDAY, "Giỗ Tổ Hùng Vương", "Điều 112"),
        ("2026-11-24", Why.HOLIDAY, "Ngày Văn hóa Việt Nam", "28/2026/QH16"),
        ("2027-05-03", Why.HOLIDAY, "Nghỉ bù", "Điều 111 khoản 3"),
        ("2026-01-02", Why.SWAP_OFF, "hoán đổi", "năm 2026"),
        ("2026-08-22", Why.MAKE_UP, "Làm bù", "năm 2026"),
        ("2026-03-14", Why.WEEKEND, "Ngày nghỉ hằng tuần", "188/1999"),
        ("2026-03-16", Why.ROLLED, "ngày nghỉ", "Điều 148 khoản 5"),
        ("2026-03-12", Why.CUTOFF, "15 giờ", "118/2025"),
        ("2025-03-12", Why.CUTOFF, "15 giờ", "61/2018"),
    ],
)
def test_a_day_names_its_holiday_and_the_law_it_rests_on(
    day: str, why: Why, says: str, law: str
) -> None:
    found = law_of(day, why)
    assert says in found[0]
    assert law in found[1]


def test_every_day_off_of_the_shipped_years_is_called_by_a_name() -> None:
    for layers in YEARS.values():
        year = layers.base or YearCalendar(year=0)
        weekdays = [x for x, why in year.off.items() if why == "holiday" and x.weekday() < 5]
        nameless = [x for x in weekdays if law_of(x.isoformat(), Why.HOLIDAY)[0][:7] == "Nghỉ bù"]
        assert all(day == date(2027, 5, 3) for day in nameless)


def test_a_day_off_of_the_office_itself_is_not_called_a_holiday() -> None:
    day = date(2026, 3, 26)
    own = marked(YearCalendar(year=2026), day, "holiday")
    years = {2026: YearLayers(starter=YEARS[2026].starter, own=own)}
    assert LAW.of_day(TraceDay(day, 0, Why.HOLIDAY), years).says == "Ngày nghỉ riêng của đơn vị"


def test_an_intake_that_is_not_kept_yet_is_explained_day_by_day(office: Office) -> None:
    office.at("2026-11-20T10:00")
    (part,) = explain_promise(office.ports, promise(office.ports, "1.004873", None)).parts
    assert [(day.date.day, day.counted) for day in part.days] == [
        (20, ""), (21, ""), (22, ""), (23, "1 ngày"), (24, ""), (25, "1 ngày"), (26, "1 ngày"),
    ]  # fmt: skip
    assert "Văn hóa" in part.days[4].reason.says


def test_every_date_a_dossier_was_given_stands_in_its_order_with_its_reason(
    office: Office, tmp_path: Path
) -> None:
    taken = office.at("2026-03-02T09:00").take_in()
    office.at("2026-03-03T09:00")
    step_dossier(office.ports, taken.code, "supplement", note="Giấy chứng sinh")
    office.at("2026-03-05T09:00")
    step_dossier(office.ports, taken.code, "in_process")
    with office.ports.reading() as view:
        base = view.master.years()[2026].base or YearCalendar(year=2026)
    wanted = WantedYear(year=2026, base=marked(base, date(2026, 3, 6), "holiday"))
    moves = preview_calendar(office.ports, wanted).moves.moves
    save_calendar(office.ports, wanted, moves, "Nghỉ theo thông báo của huyện")
    office.at("2026-03-10T15:00")
    wish = IssueLetter(kind=LetterKind.APOLOGY, reason="Chờ xác minh", due=date(2026, 3, 13))
    issue_letter(office.ports, taken.code, wish)
    parts = explain_dossier(office.ports, taken.dossier_id).parts
    dues = [part.due_at.date().day for part in parts if part.due_at]
    assert dues == [5, 10, 11, 13]
    said = [part.reason.says for part in parts]
    assert said[0] == "Hẹn khi tiếp nhận"
    assert "tính lại từ đầu" in said[1]
    assert "Nghỉ theo thông báo của huyện" in said[2]
    assert "Chờ xác minh" in said[3]
    assert parts[3].days == ()
    path = save_why(office.ports, taken.dossier_id, tmp_path)
    text = " ".join(
        " ".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(path.read_bytes())).pages
    )
    for part in (*said, taken.code, "13/03/2026", "Bộ luật Dân sự 2015", "Thứ Sáu, 06/03/2026"):
        assert part in text
    assert "Lò Thị Én" not in text


def test_a_step_that_was_taken_back_gave_no_date_and_a_refusal_never_had_one(
    office: Office, tmp_path: Path
) -> None:
    refused = refuse_intake(
        office.ports, procedure="1.004873", applicant={"name": "Lò Thị Én"}, reason="Thiếu"
    )
    with pytest.raises(NotAllowedNow):
        save_why(office.ports, refused.dossier_id, tmp_path)
    with pytest.raises(NotFound):
        explain_dossier(office.ports, "0" * 32)


def test_the_laws_follow_each_other_without_a_gap_since_the_one_stop_mechanism() -> None:
    path = resources_folder() / "calendar" / "law" / "reckoning.toml"
    steps = tomllib.loads(path.read_text(encoding="utf-8"))["step"]
    places = [(row["step"], row["since"]) for row in steps]
    assert len(set(places)) == len(places)
    first = {step: min(x for name, x in places if name == step) for step, _since in places}
    late = {step for step, since in first.items() if since > date(2018, 6, 21)}
    assert late <= {"holiday", "moved_holiday"}


def test_a_step_that_moves_no_date_is_none_of_its_reasons(office: Office) -> None:
    taken = office.at("2026-03-02T09:00").take_in()
    step_dossier(office.ports, taken.code, "supplement", note="Giấy chứng sinh")
    step_dossier(office.ports, taken.code, "in_process")
    (part,) = explain_dossier(office.ports, taken.dossier_id).parts
    assert part.reason.says == "Hẹn khi tiếp nhận"
