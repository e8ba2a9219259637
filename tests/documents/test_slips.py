import ast
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers.slips import (
    AUTHORISED,
    HOSTILE,
    LONG,
    ORDINARY,
    RESOURCES,
    operations_on,
    pages_of,
    pdftotext,
    squeezed,
)

import ca_desktop.documents
from ca_desktop.documents.fonts import printable
from ca_desktop.documents.slips import SlipPress
from ca_desktop.services.ports.paper import (
    SlipData,
    SlipDocument,
    SlipLayout,
    SlipPerson,
    SlipPort,
    SlipRegime,
)

LAYOUTS: list[SlipLayout] = ["a5", "a4x2"]
REGIMES: list[SlipRegime] = ["R2018", "R2025"]
TRAINING = replace(AUTHORISED, training=True, reprint=2)
SLIPS = {
    "ordinary": ORDINARY,
    "authorised": AUTHORISED,
    "long": LONG,
    "hostile": HOSTILE,
    "training": TRAINING,
    "bare": replace(
        ORDINARY,
        submitter=SlipPerson(name="Ẩn"),
        documents=(),
        due_at=None,
        fee_vnd=None,
        register_volume="",
        register_number="",
        number_text="",
    ),
}
MM = 72 / 25.4
PRESS: SlipPort = SlipPress(RESOURCES)


def said(data: SlipData) -> Iterator[str]:
    """Every text a clerk or a citizen gave; long ones may be torn by a page and are cut up."""
    for person in (data.submitter, data.authoriser):
        if person is not None:
            for part in fields(person):
                yield getattr(person, part.name)
    yield from (data.parent_unit, data.desk, data.authorisation, data.result_place)
    yield from (data.case_name, data.limit_words, data.dossier_code, data.receiver_name)
    yield from data.procedure_name.split()
    for document in data.documents:
        yield from document.name.split()


@pytest.mark.parametrize("name", SLIPS)
@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_word_can_be_read_back(name: str, regime: SlipRegime, layout: SlipLayout) -> None:
    data = replace(SLIPS[name], regime=regime)
    text = squeezed("".join(pages_of(PRESS.slip(data, layout))))
    unread = {"address", "email"} if regime == "R2018" else set()
    for words in said(data):
        if data.authoriser and unread and words in _unread_2018(data):
            continue
        assert squeezed(printable(words)) in text


def _unread_2018(data: SlipData) -> set[str]:
    """The form of 2018 has one address, that of the holder, and one e-mail, the submitter's."""
    holder = data.authoriser or data.submitter
    return {data.submitter.address, holder.email, holder.phone}


@pytest.mark.parametrize("name", ["ordinary", "authorised", "hostile"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_poppler_reads_the_same_words(name: str, layout: SlipLayout) -> None:
    text = squeezed(pdftotext(PRESS.slip(SLIPS[name], layout), "-raw"))
    for words in said(SLIPS[name]):
        assert squeezed(printable(words)) in text


def test_names_of_minorities_are_read_back_with_all_their_marks() -> None:
    name = "H’Ƀlŭ Niê Kđăm Sô\u0306n Ơ\u0306ng Hơ\u0306 Ư\u0306 ƀĕĭčñ"
    pdf = PRESS.slip(replace(ORDINARY, submitter=SlipPerson(name=name)), "a5")
    assert set(name.split()) <= set(pdftotext(pdf).split())


@pytest.mark.parametrize("regime", REGIMES)
def test_all_lines_of_the_form_stand_in_order(regime: SlipRegime) -> None:
    pages = pages_of(PRESS.slip(replace(AUTHORISED, regime=regime), "a5"))
    text = " ".join(" ".join(pages).split())
    lines = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 0123/BPTNTKQ",
        "Bình Minh, ngày 27 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H19.12.34-261127-0001",
        "Bộ phận Tiếp nhận và Trả kết quả: UBND XÃ BÌNH MINH",
        "Tiếp nhận hồ sơ của",
        "Giấy tờ ủy quyền: Giấy ủy quyền số 12/2026",
        "Nội dung yêu cầu giải quyết: Thủ tục đăng ký khai sinh",
        "Trường hợp: Trẻ em bị bỏ rơi",
        "1. Thành phần hồ sơ nộp gồm:",
        "Bản chính",
        "3 Giấy chứng nhận kết hôn của cha, mẹ – 2",
        "2. Số lượng hồ sơ: 01 (bộ)",
        "3. Thời gian giải quyết hồ sơ theo quy định là: 03 ngày làm việc",
        "4. Thời gian nhận hồ sơ: 08 giờ 05 phút, ngày 27/11/2026",
        "5. Thời gian trả kết quả giải quyết hồ sơ: 08 giờ 05 phút, ngày 02/12/2026",
        "6. Đăng ký nhận kết quả tại: Bộ phận Tiếp nhận và Trả kết quả xã Bình Minh",
        "7. Phí, lệ phí: 8.000 đồng",
        "Vào Sổ theo dõi hồ sơ, Quyển số: 01, Số thứ tự: 0456",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ]
    places = [text.find(line) for line in lines]
    assert -1 not in places, lines[places.index(-1)]
    assert places == sorted(places)


def test_an_ordinary_slip_takes_one_page_and_so_does_one_by_proxy() -> None:
    for data in (ORDINARY, AUTHORISED):
        for layout in LAYOUTS:
            assert len(pages_of(PRESS.slip(data, layout))) == 1


def test_both_copies_say_whose_they_are() -> None:
    (text,) = pages_of(PRESS.slip(ORDINARY, "a4x2"))
    assert text.count("Liên 1: Giao người nộp") == 1
    assert text.count("Liên 2: Lưu") == 1
    assert text.count("Mã hồ sơ: H19.12.34-261127-0001") == 2


@pytest.mark.parametrize(("layout", "copies"), [("a5", 1), ("a4x2", 2)])
def test_111_documents_flow_over_pages_without_loss(layout: SlipLayout, copies: int) -> None:
    pages = pages_of(PRESS.slip(LONG, layout))
    whole = " ".join(" ".join(pages).split())
    for number in range(1, 112):
        assert len(re.findall(rf"Giấy tờ thứ {number}:", whole)) == copies
    assert whole.count("bản sao có chứng thực") == copies * sum(
        document.name.count("bản sao có chứng thực") for document in LONG.documents
    )
    for number, page in enumerate(pages, start=1):
        assert page.count(f"Trang {number}/{len(pages)}") == copies
        assert page.count("Mã hồ sơ: H19.12.34-261127-0001") == copies
        assert page.count("(tiếp theo)") == (0 if number == 1 else copies)
    for page in pages[1:]:
        assert "Tên giấy tờ" in page


def test_signatures_never_stand_alone() -> None:
    for count in range(1, 16):
        pages = pages_of(PRESS.slip(replace(LONG, documents=LONG.documents[:count]), "a5"))
        assert "NGƯỜI NỘP HỒ SƠ" in pages[-1]
        assert "5. Thời gian trả kết quả giải quyết hồ sơ" in pages[-1]
        assert "Trần Văn Hậu" in pages[-1]


def test_a_document_longer_than_a_page_is_torn_and_nothing_is_lost() -> None:
    words = [f"từ{number}" for number in range(1500)]
    data = replace(ORDINARY, documents=(SlipDocument(name=" ".join(words)),))
    read = " ".join(pages_of(PRESS.slip(data, "a5"))).split()
    assert [word for word in read if re.fullmatch(r"từ\d+", word)] == words


@pytest.mark.parametrize("name", SLIPS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_stands_outside_the_margins(name: str, layout: SlipLayout) -> None:
    pdf = pypdfium2.PdfDocument(PRESS.slip(SLIPS[name], layout))
    half = 148.5 * MM
    for page in pdf:
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            if not text.get_text_range(index, 1).strip():
                continue
            left, bottom, right, top = text.get_charbox(index)
            copy = half if layout == "a4x2" and left > half else 0
            assert left - copy >= 15 * MM - 1
            assert right - copy <= (138 if layout == "a5" else 138.5) * MM + 1
            assert bottom >= 8 * MM - 3
            assert top <= height - 8 * MM
        assert (round(width / MM), round(height / MM)) == (
            (148, 210) if layout == "a5" else (297, 210)
        )


@pytest.mark.parametrize("layout", ["a5", "a4x2", "roll80"])
@pytest.mark.parametrize("name", SLIPS)
def test_dot_matrix_printers_can_print_it(name: str, layout: SlipLayout) -> None:
    """Solid black only, no line under half a point, no type under ten."""
    pdf = PRESS.slip(SLIPS[name], layout)
    for page in range(len(pypdf.PdfReader(io.BytesIO(pdf)).pages)):
        for operands, operator in operations_on(pdf, page):
            assert operator not in {b"g", b"G", b"rg", b"RG", b"k", b"K", b"sc", b"scn", b"gs"}
            assert operator != b"w" or operands[0] >= 0.5
            assert operator != b"Tf" or operands[1] >= 10


@pytest.mark.parametrize("name", SLIPS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_slip_is_the_same_bytes(name: str, layout: SlipLayout) -> None:
    first = SlipPress(RESOURCES).slip(SLIPS[name], layout)
    assert first == SlipPress(RESOURCES).slip(SLIPS[name], layout)


@pytest.mark.slow
def test_the_same_slip_is_the_same_bytes_in_another_process() -> None:
    script = (
        "import sys;from ca_desktop.documents.slips import SlipPress;"
        "from tests.helpers.slips import HOSTILE,RESOURCES;"
        "sys.stdout.buffer.write(SlipPress(RESOURCES).slip(HOSTILE,'a4x2'))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": f"{root / 'src'}:{root}", "PYTHONHASHSEED": "7", "TZ": "America/Lima"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == PRESS.slip(HOSTILE, "a4x2")


def test_hostile_words_are_only_words() -> None:
    pdf = PRESS.slip(HOSTILE, "a5")
    text = " ".join(" ".join(pages_of(pdf)).split())
    assert "<b>Nguyễn</b> &amp; <img src='file:///x'/> <font color='[[]]'>" in text
    assert "{submitter.phone} %s \\n $(x)" in text
    assert "Địa chỉ: afb c Tổ 3 Thôn 4" in text
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert not {"/JS", "/Names", "/AA", "/OpenAction", "/AcroForm"} & set(reader.root_object)
    assert all("/Annots" not in page for page in reader.pages)


def test_training_paper_says_so_on_every_page_and_real_paper_never() -> None:
    for page in pages_of(PRESS.slip(replace(LONG, training=True), "a4x2")):
        assert squeezed(page).count("TẬPHUẤN") == 2
    assert squeezed(pages_of(PRESS.slip(TRAINING, "a5"))[0]).count("TẬPHUẤN") == 1
    assert "TẬP HUẤN" not in pages_of(PRESS.slip(ORDINARY, "a5"))[0]


def test_a_reprint_says_so_on_every_page_and_a_first_print_never() -> None:
    moment = datetime(2026, 11, 27, 2, 41, tzinfo=UTC)
    for page in pages_of(PRESS.slip(replace(LONG, reprint=2, printed_at=moment), "a4x2")):
        assert page.count("IN LẠI lần 2 – 27/11/2026 09:41") == 2
    assert "IN LẠI" not in pages_of(PRESS.slip(ORDINARY, "a5"))[0]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"due_at": None}, "5. Thời gian trả kết quả giải quyết hồ sơ: không quy định"),
        ({"fee_vnd": 0}, "7. Phí, lệ phí: không thu"),
        ({"fee_vnd": 1_250_000}, "7. Phí, lệ phí: 1.250.000 đồng"),
        ({"documents": ()}, "1. Thành phần hồ sơ nộp gồm: không có"),
        ({"sets": 12}, "2. Số lượng hồ sơ: 12 (bộ)"),
        ({"number_text": "Số: 07/TNHS"}, "Số: 07/TNHS Bình Minh"),
        ({"number_text": ""}, "Số: …… Bình Minh"),
        ({"desk": "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"}, "Số: 0123/TTPVHCC Bình Minh"),
        (
            {"received_at": datetime(2027, 1, 4, 23, 59, tzinfo=UTC)},
            "Bình Minh, ngày 05 tháng 01 năm 2027",
        ),
        (
            {"received_at": datetime(2027, 3, 9, 1, 0, tzinfo=UTC)},
            "Bình Minh, ngày 09 tháng 3 năm 2027",
        ),
    ],
)
def test_a_line_says_what_is_known(change: dict[str, object], line: str) -> None:
    data = replace(ORDINARY, **change)  # type: ignore[arg-type]  # a table of changes
    text = re.sub("…{6,}", "……", " ".join(pages_of(PRESS.slip(data, "a5"))[0].split()))
    assert line in text


def test_lines_that_do_not_apply_are_left_out() -> None:
    (text,) = pages_of(PRESS.slip(replace(ORDINARY, fee_vnd=None), "a5"))
    for absent in ("Phí, lệ phí", "Trường hợp", "ủy quyền", "IN LẠI", "(tiếp theo)"):
        assert absent not in text


def test_the_file_names_the_dossier_and_nobody() -> None:
    about = pypdf.PdfReader(io.BytesIO(PRESS.slip(ORDINARY, "a5"))).metadata
    assert about is not None
    assert about.title == "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ H19.12.34-261127-0001"
    assert "Nguyễn" not in repr(dict(about))


def test_personal_data_stay_out_of_the_repr() -> None:
    shown = repr(AUTHORISED)
    for person in (AUTHORISED.submitter, AUTHORISED.authoriser):
        assert person is not None
        assert person.name not in shown
        assert person.id_number not in shown
    assert AUTHORISED.receiver_name not in shown


@pytest.mark.slow
def test_every_real_procedure_prints_with_all_its_words(shared_data: Path) -> None:
    lines = (shared_data / "procedures" / "procedures_sample.jsonl").read_text("utf-8").splitlines()
    for procedure in map(json.loads, lines):
        documents = tuple(
            SlipDocument(name=paper["name"], originals=paper["originals"], copies=paper["copies"])
            for paper in procedure["documents"]
        )
        data = replace(ORDINARY, procedure_name=procedure["name"], documents=documents)
        text = squeezed("".join(pages_of(PRESS.slip(data, "a5"))))
        place = text.index("Nộidungyêucầugiảiquyết:")
        for words in (data.procedure_name, *(document.name for document in documents)):
            for word in printable(words).split():
                place = text.index(word, place) + len(word)


@given(name=st.text(max_size=120), address=st.text(max_size=500))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_any_text_at_all_makes_a_slip(name: str, address: str) -> None:
    person = SlipPerson(name=name, address=address)
    data = replace(ORDINARY, submitter=person, procedure_name=address, place=name)
    assert pages_of(PRESS.slip(data, "a5"))


def test_reportlab_waits_for_the_first_slip() -> None:
    script = "import sys, ca_desktop.documents.slips; sys.exit('reportlab' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    assert not subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(root / "src")}, check=False
    ).returncode


def test_no_module_of_paper_knows_a_markup_parser() -> None:
    """E8: reportlab's paragraphs have run code and fetched pictures found in their text."""
    banned = {"Paragraph", "XPreformatted", "Preformatted", "paraparser", "eval", "exec", "pickle"}
    for folder in ca_desktop.documents.__path__:
        for file in Path(folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = {getattr(node, key, None) for key in ("id", "attr", "name", "module")}
                assert not {str(name).split(".")[-1] for name in names if name} & banned, file
