"""Sheets of keys: what must be typed again is legible, and the square code says the same."""

import os
from pathlib import Path

import pytest
from tests.helpers.slips import codes_on, pages_of

from ca_desktop.app.resources import resources_folder
from ca_desktop.documents.key_sheets import key_sheet
from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.pairing import CentreCard
from ca_desktop.domain.secret_codes import grouped, root_code, root_groups, root_seed
from ca_desktop.services.keys.key_sheets import root_sheet
from ca_desktop.services.ports.paper import KeySheet

LONG = "Trung tâm Phục vụ hành chính công " * 4


def card(*, training: bool = True, name: str = LONG.strip()) -> CentreCard:
    return CentreCard(
        office="ab" * 16,
        code="H19.12",
        name=name,
        training=training,
        root_key=bytes(32),
        escrow_key=bytes(32),
        node="cd" * 16,
        sign=bytes(32),
        box=bytes(32),
        serial=1,
        certificate=b"",
    )


def pages(pdf: bytes) -> list[tuple[str, list[str]]]:
    """Return the text of each page and what its square codes say."""
    return [
        (text, [said for _kind, said in codes_on(pdf, 150, number)])
        for number, text in enumerate(pages_of(pdf))
    ]


@pytest.mark.parametrize("training", [True, False])
def test_the_root_stands_on_two_sheets_and_comes_back_from_each(*, training: bool) -> None:
    code = root_code(os.urandom(32))
    sheet = root_sheet(card(training=training), code, "26/11/2026")
    found = pages(key_sheet(resources_folder(), sheet))
    assert len(found) == 2
    for number, (text, codes) in enumerate(found, start=1):
        assert f"Phong bì {number}" in text
        assert all(grouped(group) in text for group in root_groups(code))
        assert card().fingerprint in text
        assert ("TẬP HUẤN" in text) is training
        (read,) = codes
        assert root_seed(read) == root_seed(code)


def test_a_pairing_sheet_holds_digits_code_and_their_square() -> None:
    digits = card().fingerprint
    sheet = KeySheet(
        kind="pairing",
        values={
            "commune": "H19.12.34",
            "office": LONG,
            "code": "H19.12",
            "digits": digits,
            "secret": "7K2QPX9M",
            "day": "26/11/2026",
        },
        qr=digits.replace(" ", ""),
        training=False,
    )
    ((text, codes),) = pages(key_sheet(resources_folder(), sheet))
    assert digits in text
    assert "7K2QPX9M" in text
    assert codes == [digits.replace(" ", "")]


def test_the_same_sheet_is_the_same_file() -> None:
    sheet = root_sheet(card(), root_code(bytes(32)), "26/11/2026")
    assert key_sheet(resources_folder(), sheet) == key_sheet(resources_folder(), sheet)


def test_a_code_on_a_sheet_shows_nowhere_else() -> None:
    code = root_code(os.urandom(32))
    assert code[:10] not in repr(root_sheet(card(), code, "26/11/2026"))


@pytest.mark.parametrize("content", [None, "root = ["])
def test_a_missing_or_damaged_form_is_named(tmp_path: Path, content: str | None) -> None:
    (tmp_path / "forms").mkdir()
    if content:
        (tmp_path / "forms" / "keys.toml").write_text(content, encoding="utf-8")
    sheet = root_sheet(card(), root_code(bytes(32)), "26/11/2026")
    with pytest.raises(MachineError) as error:
        key_sheet(tmp_path, sheet)
    assert error.value.code == ("BAD-FORM" if content else "NO-FORM")
