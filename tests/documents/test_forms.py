from pathlib import Path

import pytest
from tests.helpers.slips import AUTHORISED, ORDINARY, RESOURCES, pages_of

from ca_desktop.documents.forms import SMALLEST, Line, read_form
from ca_desktop.documents.slips import FORM_FILES, SlipPress
from ca_desktop.domain.errors import MachineError

FORMS = RESOURCES / "forms"
SHIPPED = [FORMS / name for name in FORM_FILES.values()]


def changed(tmp_path: Path, before: str, after: str) -> Path:
    text = SHIPPED[1].read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / SHIPPED[1].name
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


def values(lines: tuple[Line, ...]) -> list[str]:
    return [word.text for line in lines for word in line.words if word.is_value]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_forms_are_sound(path: Path) -> None:
    form = read_form(path)
    assert form.title == "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
    assert form.name == "Mẫu số 01"
    assert min(*form.sizes.values(), *form.compact.values()) >= SMALLEST
    assert [signature.role for signature in form.signatures] == [
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ]


def test_the_form_of_2025_has_the_fields_of_the_circular_in_order() -> None:
    form = read_form(SHIPPED[1])
    assert values(form.band)[0] == "dossier_code"
    assert values(form.fields) == [
        "desk.name",
        "parent_unit",
        *(f"submitter.{what}" for what in ("name", "id_number", "address", "phone", "email")),
        *(f"authoriser.{what}" for what in ("name", "address", "id_number", "phone", "email")),
        "authorisation",
        "procedure_name",
        "case_name",
        "sets",
        "limit_words",
        "received_at",
        "due_at",
        "result_place",
        "fee",
        "register_volume",
        "register_number",
    ]


def test_the_form_of_2018_names_the_holder_first_and_the_submitter_apart() -> None:
    form = read_form(SHIPPED[0])
    assert values(form.band) == ["dossier_code", "copy", "register_volume", "register_number"]
    assert values(form.fields)[2:4] == ["holder.name", "submitter.name"]


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("{procedure_name}", "{procedure}", "fields[11].text"),
        ("body = 11", "body = 9.5", "sizes.body"),
        ("body = 10", "body = 8", "compact.body"),
        ("left = 15", "left = -1", "margins.left"),
        ("left = 15", "left = true", "margins.left"),
        ('title = "GIẤY', 'titel = "GIẤY', "title"),
        ('strong = ["due_at"]', 'strong = ["due"]', "fields[17].strong"),
        ('needs = "fee"', 'needs = "fees"', "fields[19].needs"),
        ('value = "copies"', 'value = "__class__"', "columns[4].value"),
        ('align = "left"', 'align = "justify"', "columns[2].align"),
        ('value = "name"', 'value = "name"\nwidth = 60', "columns"),
        ('["Liên 1: Giao người nộp", "Liên 2: Lưu"]', '["Liên 1"]', "copies"),
        ("[margins]", "[[margins]]", "margins."),
    ],
)
def test_a_faulty_form_says_where(tmp_path: Path, before: str, after: str, place: str) -> None:
    with pytest.raises(MachineError) as raised:
        read_form(changed(tmp_path, before, after))
    assert raised.value.code == "BAD-FORM"
    assert raised.value.details == {"file": "m01-r2025.toml", "place": place}


@pytest.mark.parametrize(
    ("content", "place"), [(b"ok = 1\nnumber = x\n", "dòng 2"), (b"\xff\xfe", "cả tệp")]
)
def test_a_form_that_cannot_be_read_says_in_which_line_and_no_english(
    tmp_path: Path, content: bytes, place: str
) -> None:
    path = tmp_path / "m01-r2025.toml"
    path.write_bytes(content)
    with pytest.raises(MachineError) as raised:
        read_form(path)
    assert raised.value.details == {"file": path.name, "place": place}


def test_a_file_that_is_no_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m01-r2025.toml"
    path.write_bytes(b"\xff\xfe not toml")
    with pytest.raises(MachineError) as raised:
        read_form(path)
    assert raised.value.code == "BAD-FORM"


def test_a_form_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as raised:
        SlipPress(tmp_path).slip(ORDINARY, "a5")
    assert raised.value.code == "NO-FORM"
    assert raised.value.details == {"file": "m01-r2025.toml"}


def test_an_office_words_its_own_form(tmp_path: Path) -> None:
    changed(tmp_path, "Tiếp nhận hồ sơ của Ông (Bà)/Tổ chức", "Đã nhận <b>hồ sơ</b> của Ông (Bà)")
    own = SlipPress(RESOURCES, office_forms=tmp_path)
    assert "Đã nhận <b>hồ sơ</b> của Ông (Bà): Nguyễn" in pages_of(own.slip(ORDINARY, "a5"))[0]
    shipped = SlipPress(RESOURCES, office_forms=tmp_path / "none")
    assert "Đã nhận" not in pages_of(shipped.slip(AUTHORISED, "a5"))[0]
