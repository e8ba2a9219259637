"""Words of forms: changed from a day on, seen before, and earlier papers keep theirs."""

import base64
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.helpers.training import Office, carry, paired_offices, training_office

from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.forms import (
    form_view,
    form_views,
    keep_form,
    preview_form,
    publish_form,
    reset_form,
)
from ca_desktop.services.desk.letter_papers import draw_letter
from ca_desktop.services.desk.letters import IssuedLetter, IssueLetter, issue_letter
from ca_desktop.services.desk.paper_heads import worded_head
from ca_desktop.services.desk.slips import draw_slip

CONTROL = "R2025.control"
DOT = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
    )
).decode()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with training_office(tmp_path) as held:
        yield held.at("2026-03-02T09:00")


def words_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_a_desk_typed_in_capitals_is_named_as_in_a_sentence() -> None:
    typed = {"desk": "BỘ PHẬN MỘT CỬA XÃ BÌNH MINH"}
    head = worded_head("Xã Bình Minh", datetime(2026, 3, 2, 9, tzinfo=VIETNAM), typed)
    assert head.values["desk"] == "Bộ phận một cửa xã Bình Minh"
    assert head.values["office"] == "UBND xã Bình Minh"


def control(office: Office, code: str) -> IssuedLetter:
    return issue_letter(office.ports, code, IssueLetter(kind=LetterKind.CONTROL))


def paper(office: Office, issued: IssuedLetter) -> str:
    return words_of(draw_letter(office.ports, issued.dossier_id, issued.sheet).pdf)


def test_papers_from_today_take_the_new_words_and_earlier_ones_keep_theirs(
    office: Office,
) -> None:
    taken = office.take_in()
    before = control(office, taken.code)
    office.at("2026-03-03T09:00")
    keep_form(office.ports, CONTROL, {"title": "PHIẾU THEO DÕI", "number": "Số: {number}/PTD"})
    keep_form(office.ports, "office", {"desk": "TRUNG TÂM XÃ", "authority": "TM. UBND\nCHỦ TỊCH"})
    after = control(office, taken.code)
    assert "PHIẾU KIỂM SOÁT QUÁ TRÌNH" in paper(office, before)
    shown = paper(office, after)
    for words in ("PHIẾU THEO DÕI", "Số: 02/PTD", "TRUNG TÂM XÃ"):
        assert words in shown
    assert form_view(office.ports, CONTROL).changed
    with office.ports.writing() as uow:
        assert uow.differing() == []
    reset_form(office.ports, CONTROL)
    assert not form_view(office.ports, CONTROL).changed
    assert "PHIẾU KIỂM SOÁT QUÁ TRÌNH" in paper(office, control(office, taken.code))


def test_the_signer_the_symbol_and_the_slip_follow_the_office(office: Office) -> None:
    texts = {"authority": "TM. UBND\nKT. CHỦ TỊCH", "signer": "Lò Văn A", "symbol": "UBND-HCC"}
    keep_form(office.ports, "office", texts)
    keep_form(office.ports, "R2025.slip", {"title": "GIẤY HẸN"})
    taken = office.take_in()
    wish = IssueLetter(kind=LetterKind.APOLOGY, reason="Chờ", due=date(2026, 3, 9))
    shown = paper(office, issue_letter(office.ports, taken.code, wish))
    for words in ("TM. UBND KT. CHỦ TỊCH", "Lò Văn A"):
        assert words in shown
    slip = words_of(draw_slip(office.ports, taken.code, "a5").pdf)
    assert "GIẤY HẸN" in slip
    assert "Số: 01/UBND-HCC" in slip


@pytest.mark.parametrize(
    ("form", "key", "text", "code"),
    [
        (CONTROL, "title", "PHIẾU {nobody}", "FORM-PLACE"),
        (CONTROL, "title", "PHIẾU {code", "FORM-PLACE"),
        (CONTROL, "title", "X" * 201, "FORM-LONG"),
        (CONTROL, "before", "dòng\n" * 41, "FORM-LINES"),
        (CONTROL, "colour", "đỏ", "FORM-KEY"),
        ("R2025.stop", "paper", "a3", "FORM-PAPER"),
        ("office", "symbol", "tt pvhcc", "FORM-SYMBOL"),
        ("office", "logo", "không phải ảnh", "FORM-LOGO"),
        ("office", "logo", base64.b64encode(b"GIF89a").decode(), "FORM-LOGO"),
        ("office", "logo", base64.b64encode(b"\x89PNG\r\n\x1a\nhong").decode(), "FORM-LOGO"),
    ],
)
def test_what_does_not_hold_is_said_and_changes_nothing(
    office: Office, form: str, key: str, text: str, code: str
) -> None:
    before = office.events()
    with pytest.raises(InvalidField) as refusal:
        keep_form(office.ports, form, {key: text})
    assert (refusal.value.code, refusal.value.field) == (code, key)
    assert office.events() == before


def test_every_form_can_be_seen_before_and_says_that_it_is_a_sample(office: Office) -> None:
    keep_form(office.ports, "office", {"logo": DOT})
    for view in form_views(office.ports):
        assert "MẪU" in words_of(preview_form(office.ports, view.sheet.form, view.texts))
    changed = preview_form(office.ports, CONTROL, {"title": "PHIẾU <b>MỚI</b> & HAY"})
    assert "PHIẾU <b>MỚI</b> & HAY" in words_of(changed)


def test_a_sample_of_a_regime_has_its_codes_its_desk_and_a_day_of_it(office: Office) -> None:
    said = {x: words_of(preview_form(office.ports, f"{x}.slip", {})) for x in ("R2018", "R2025")}
    assert "000.00.00.H00-250912-0000" in said["R2018"]
    assert "Số: 01/BPTNTKQ Bình Minh, ngày 12 tháng 9 năm 2025" in said["R2018"]
    assert "H00.00.00-260302-0000" in said["R2025"]
    assert "Số: 01/TTPVHCC Bình Minh, ngày 02 tháng 3 năm 2026" in said["R2025"]
    letter = words_of(preview_form(office.ports, "R2018.apology", {}))
    assert "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ" in letter
    assert "000.00.00.H00-250912-0000" in letter


def test_only_who_looks_after_the_office_changes_forms(office: Office) -> None:
    with pytest.raises(Forbidden):
        keep_form(office.acting_as(Role.INTAKE), CONTROL, {"title": "X"})
    with pytest.raises(NotFound):
        keep_form(office.ports, "R2025.nothing", {"title": "X"})
    with pytest.raises(NotAllowedNow):
        publish_form(office.ports, CONTROL)


def test_what_the_centre_publishes_reaches_the_commune_below_its_own_words(
    tmp_path: Path,
) -> None:
    with paired_offices(tmp_path) as (commune, centre):
        keep_form(centre.ports, CONTROL, {"title": "PHIẾU CỦA TỈNH", "number": "Số: {number}/T"})
        publish_form(centre.ports, CONTROL)
        with pytest.raises(NotAllowedNow) as refusal:
            publish_form(centre.ports, "office")
        assert refusal.value.code == "FORM-OWN"
        keep_form(commune.ports, CONTROL, {"number": "Số: {number}/X"})
        carry(centre, commune, tmp_path)
        shown = form_view(commune.ports, CONTROL)
        assert (shown.texts["title"], shown.texts["number"]) == ("PHIẾU CỦA TỈNH", "Số: {number}/X")
        reset_form(commune.ports, CONTROL)
        assert form_view(commune.ports, CONTROL).texts["number"] == "Số: {number}/T"
        with commune.ports.writing() as uow:
            assert uow.differing() == []
