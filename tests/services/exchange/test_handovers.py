"""What was handed over stands on a paper that both offices can check and sign."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader
from tests.helpers import offices
from tests.helpers.notes import NOTE
from tests.helpers.stopping import After
from tests.helpers.training import Office, paired_offices

from ca_desktop.documents.exchange_notes import FILE, NotePress, read_note_form
from ca_desktop.domain.errors import Cancelled, MachineError, NotFound
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.exchange.handovers import draw_note, save_note

RESOURCES = Path(__file__).resolve().parents[3] / "resources"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    with paired_offices(tmp_path) as made:
        yield made


def words(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def squares(pdf: bytes) -> list[str]:
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=300 / 72).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_both_offices_print_the_same_figures_hashes_and_square(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    for _ in range(3):
        commune.take_in()
    (sent,) = exports.export_packages(commune.ports, tmp_path)
    assert imports.import_package(centre.ports, sent.file).result == "imported"
    given = draw_note(commune.ports, sent.package)
    taken = draw_note(centre.ports, sent.package, peer=offices.COMMUNE[1], taken=True)
    assert given.name == f"BIEN-BAN-giao-{offices.CENTRE[1]}-000001.pdf"
    assert taken.name == f"BIEN-BAN-nhan-{offices.COMMUNE[1]}-000001.pdf"
    for text in (words(given.pdf), words(taken.pdf)):
        assert "BIÊN BẢN GIAO NHẬN DỮ LIỆU" in text
        assert "Bên giao: Xã Bình Minh" in text
        assert "Bên nhận: Thị xã Làm Mẫu" in text
        assert f"Số thay đổi: {sent.events}" in text
        assert "Tiếp nhận hồ sơ 3" in text
        assert "TẬP HUẤN" in text
        assert "Lò Thị Én" not in text
    assert sent.file.name in words(given.pdf)
    (code,), (other,) = squares(given.pdf), squares(taken.pdf)
    assert code == other
    digest = commune.ports.files.digest(sent.file)
    first, *heads = code.splitlines()
    assert first.split() == [
        "CA-DESKTOP/NOTE/1", offices.COMMUNE[1], offices.CENTRE[1], "1", digest,
    ]  # fmt: skip
    with commune.ports.reading() as view:
        (stream,) = [x for x in view.journal.streams() if x.own and x.audience == "centre"]
    assert heads == [f"centre {stream.seq} {stream.hash}"]


def test_a_package_without_news_is_noted_too(pair: tuple[Office, Office], tmp_path: Path) -> None:
    centre = pair[1]
    (first,) = exports.export_packages(centre.ports, tmp_path)
    exports.export_packages(pair[0].ports, tmp_path)
    assert words(draw_note(centre.ports, first.package).pdf)
    (only,) = exports.export_packages(pair[0].ports, tmp_path)
    text = words(draw_note(pair[0].ports, only.package, peer=offices.CENTRE[1]).pdf)
    assert "không có thay đổi mới" in text or "Số thay đổi: " in text


def test_a_note_is_saved_and_accounted_for(pair: tuple[Office, Office], tmp_path: Path) -> None:
    commune = pair[0]
    commune.take_in()
    (sent,) = exports.export_packages(commune.ports, tmp_path)
    path = save_note(commune.ports, sent.package, tmp_path)
    assert path.read_bytes().startswith(b"%PDF")
    assert commune.local_events("ListExported") == [{"what": "exchange_note", "rows": 1}]


def test_numbers_that_went_and_came_are_told_apart(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    (sent,) = exports.export_packages(commune.ports, tmp_path)
    (back,) = exports.export_packages(centre.ports, tmp_path)
    assert sent.package == 1
    imports.import_package(commune.ports, back.file)
    with pytest.raises(NotFound, match="NO-SUCH-PACKAGE"):
        draw_note(commune.ports, 99)
    assert "giao" in draw_note(commune.ports, sent.package, peer=offices.CENTRE[1]).name
    assert "nhan" in draw_note(commune.ports, back.package, taken=True).name


def test_drawing_can_be_stopped(pair: tuple[Office, Office], tmp_path: Path) -> None:
    commune = pair[0]
    commune.take_in()
    (sent,) = exports.export_packages(commune.ports, tmp_path)
    for steps in (0, 1):
        with pytest.raises(Cancelled):
            save_note(commune.ports, sent.package, tmp_path, watch=After(steps).watch)
    assert [path.suffix for path in tmp_path.glob("BIEN*")] == []


def test_a_damaged_form_is_named(tmp_path: Path) -> None:
    text = (RESOURCES / "forms" / FILE).read_text(encoding="utf-8")
    path = tmp_path / FILE
    with pytest.raises(MachineError, match="NO-FORM"):
        read_note_form(path)
    for found, put, place in (
        ('title = "', "title = 1 #", "title"),
        ("body = 12", "body = 9", "sizes.body"),
        ("left = 30", "left = -1", "margins.left"),
        ('counts_columns = ["Loại thay đổi", ', "counts_columns = [", "counts_columns"),
        ('role = "ĐẠI DIỆN BÊN GIAO"', "", "signatures"),
        ('none = "không có thay đổi mới"', "", "periods"),
        ("[sizes]", "[", ""),
    ):
        assert found in text
        path.write_text(text.replace(found, put, 1), encoding="utf-8")
        with pytest.raises(MachineError, match="BAD-FORM") as caught:
            read_note_form(path)
        assert place in str(caught.value.details["place"])
    path.write_text(text, encoding="utf-8")
    assert read_note_form(path)["title"] == "BIÊN BẢN GIAO NHẬN DỮ LIỆU"


@pytest.mark.parametrize("kinds", range(8, 22))
def test_wherever_a_page_ends_the_signatures_stand_below_what_was_compared(kinds: int) -> None:
    counts = tuple((f"Việc thứ {number}", number) for number in range(kinds))
    given = replace(NOTE, counts=counts)
    for data in (given, replace(given, files=())):
        pages = PdfReader(BytesIO(NotePress(RESOURCES).exchange_note(data))).pages
        texts = [" ".join(page.extract_text().split()) for page in pages]
        (last,) = [text for text in texts if "ĐẠI DIỆN BÊN GIAO" in text]
        assert f"{3 if data.files else 2}. Mã đối chiếu" in last
        assert len(pages) <= 2
