"""The slip of a dossier: its words, its mark when it is made again, and its trace."""

from pathlib import Path

import pytest
from tests.helpers.offices import PERSON, dossier
from tests.helpers.slips import codes_on, pages_of, squeezed
from tests.helpers.training import Office, carry

from ca_desktop.domain.errors import InvalidField, MachineError, NotFound
from ca_desktop.services.desk import intake, slips
from ca_desktop.services.ports.paper import SlipLayout

HOLDER = {"name": "Y Ƀhok Êban Kbuôr", "id_number": "066085001234", "address": "Buôn Kmăt"}
PROXY_PAPERS = [
    {"name": "Tờ khai", "originals": 1},
    {"name": "Giấy uỷ quyền số 12/2026", "originals": 1},
    {"name": "VĂN BẢN ỦY QUYỀN của bà Hoa", "copies": 1},
]
TODAY = "2026-03-02T09:00"
OLD = "2025-09-12T09:00"
"""A day of the forms of 2018."""


def words(office: Office, code: str) -> str:
    """The first page of the applicant's copy, without white space."""
    return squeezed(pages_of(slips.draw_slip(office.ports, code, "a5").pdf)[0])


def test_the_slip_says_what_the_intake_fixed(office: Office) -> None:
    applicant = {
        **PERSON,
        "address": "Thôn Đông Hạ, xã Bình Minh",
        "phone": "0912 345 678",
        "email": "en@example.vn",
    }
    code = office.take_in(applicant=applicant, sets=2, fee_vnd=15_000, receive_result="post").code
    said = words(office, code)
    for line in (
        "UBND XÃ BÌNH MINH",
        "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
        "Số: 01/TTPVHCC",
        "Bình Minh, ngày 02 tháng 3 năm 2026",
        f"Mã hồ sơ: {code}",
        "Tiếp nhận hồ sơ của Ông (Bà)/Tổ chức: Lò Thị Én",
        "Số định danh cá nhân/tổ chức: 001190123456",
        "Địa chỉ: Thôn Đông Hạ, xã Bình Minh",
        "Số điện thoại: 0912345678",
        "Email: en@example.vn",
        "Nội dung yêu cầu giải quyết: Cấp Giấy xác nhận tình trạng hôn nhân",
        "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
        "2. Số lượng hồ sơ: 02 (bộ)",
        "3. Thời gian giải quyết hồ sơ theo quy định là: 3 ngày làm việc",
        "4. Thời gian nhận hồ sơ: 09 giờ 00 phút, ngày 02/03/2026",
        "5. Thời gian trả kết quả giải quyết hồ sơ: 09 giờ 00 phút, ngày 05/03/2026",
        "6. Đăng ký nhận kết quả tại: Bưu chính công ích",
        "7. Phí, lệ phí: 15.000 đồng",
        "Quyển số: 01/2026, Số thứ tự: 1",
        "TẬP HUẤN",
    ):
        assert squeezed(line) in said, line
    for absent in ("Người ủy quyền", "Giấy tờ ủy quyền", "IN LẠI"):
        assert squeezed(absent) not in said


@pytest.mark.parametrize("day", [TODAY, OLD])
def test_a_slip_by_proxy_names_both_people_and_the_papers_that_prove_it(
    office: Office, day: str
) -> None:
    code = office.at(day).take_in(on_behalf_of=HOLDER, documents=PROXY_PAPERS).code
    said = words(office, code)
    papers = "Giấy tờ ủy quyền: Giấy uỷ quyền số 12/2026; VĂN BẢN ỦY QUYỀN của bà Hoa"
    assert squeezed(papers) in said
    lines = {
        TODAY: (
            "Tiếp nhận hồ sơ của Ông (Bà)/Tổ chức: Lò Thị Én",
            "Người ủy quyền: Ông (Bà)/Tổ chức Y Ƀhok Êban Kbuôr",
            "Số định danh cá nhân/tổ chức: 066085001234",
            "Địa chỉ: Buôn Kmăt",
        ),
        OLD: (
            "Tiếp nhận hồ sơ của: Ông (Bà)/Tổ chức Y Ƀhok Êban Kbuôr",
            "Người nộp: Lò Thị Én",
            "Số CMND/CCCD: 001190123456",
            "Địa chỉ: Buôn Kmăt",
            "Số CMND/CCCD: 066085001234",
        ),
    }[day]
    for line in lines:
        assert squeezed(line) in said, line


@pytest.mark.parametrize("day", [TODAY, OLD])
def test_without_a_paper_of_authorisation_there_is_room_for_the_pen(
    office: Office, day: str
) -> None:
    code = office.at(day).take_in(on_behalf_of=HOLDER).code
    assert "Giấytờủyquyền:……" in words(office, code)


def test_a_paper_of_authorisation_proves_nothing_when_nobody_is_represented(
    office: Office,
) -> None:
    code = office.take_in(documents=PROXY_PAPERS).code
    assert squeezed("Giấy tờ ủy quyền:") not in words(office, code)


def test_a_long_authorisation_flows_over_pages_without_loss(office: Office) -> None:
    name = "Giấy ủy quyền " + " ".join(f"mục {number}" for number in range(550))
    code = office.take_in(on_behalf_of=HOLDER, documents=[{"name": name, "originals": 1}]).code
    pages = pages_of(slips.draw_slip(office.ports, code, "a5").pdf)
    assert len(pages) > 2
    said = squeezed(" ".join(pages))
    assert said.count("mục548") == said.count("mục333") == 2


@pytest.mark.parametrize("layout", ["a5", "a4x2"])
def test_the_codes_on_the_slip_say_the_dossier(office: Office, layout: SlipLayout) -> None:
    code = office.take_in().code
    found = codes_on(slips.draw_slip(office.ports, code, layout).pdf, dpi=150)
    assert {text for _kind, text in found} == {code}
    assert len(found) == (2 if layout == "a5" else 4)


def test_the_first_slip_is_plain_and_each_later_one_is_marked(
    office: Office, tmp_path: Path
) -> None:
    code = office.take_in().code
    first = slips.save_slip(office.ports, code, tmp_path)
    office.at("2026-03-04T14:30")
    second, third = (slips.save_slip(office.ports, code, tmp_path) for _n in range(2))
    assert [path.name for path in (first, second, third)] == [
        f"{code}.pdf",
        f"{code}-in-lai-1.pdf",
        f"{code}-in-lai-2.pdf",
    ]
    said = [squeezed(pages_of(path.read_bytes())[0]) for path in (first, second, third)]
    assert "INLẠI" not in said[0]
    assert squeezed("IN LẠI lần 1 – 04/03/2026 14:30") in said[1]
    assert squeezed("IN LẠI lần 2") in said[2]


def test_every_slip_made_is_in_the_journal(office: Office, tmp_path: Path) -> None:
    code = office.take_in().code
    slips.save_slip(office.ports, code, tmp_path)
    slip = slips.draw_slip(office.ports, code, "a5")
    slips.log_print(office.ports, slip)
    assert office.local_events("SlipPrinted") == [
        {"reprint": 0, "layout": "a4x2"},
        {"reprint": 1, "layout": "a5"},
    ]


def test_looking_at_a_slip_is_not_printing_it(office: Office) -> None:
    code = office.take_in().code
    before = office.events()
    assert [slips.draw_slip(office.ports, code).reprint for _look in range(2)] == [0, 0]
    assert office.events() == before


def test_a_slip_that_could_not_be_written_does_not_count(office: Office, tmp_path: Path) -> None:
    code = office.take_in().code
    (tmp_path / f"{code}.pdf").mkdir()
    with pytest.raises(MachineError):
        slips.save_slip(office.ports, code, tmp_path)
    assert office.local_events("SlipPrinted") == []
    assert slips.draw_slip(office.ports, code).reprint == 0


def test_the_file_bears_the_code_of_the_dossier_however_it_was_typed(
    office: Office, tmp_path: Path
) -> None:
    code = office.take_in().code
    assert slips.save_slip(office.ports, f" {code}\n", tmp_path).name == f"{code}.pdf"


def test_a_slip_for_a_dossier_that_is_not_here_is_refused(office: Office) -> None:
    with pytest.raises(NotFound) as caught:
        slips.draw_slip(office.ports, "H19.12.34-260302-0099")
    assert caught.value.code == "NO-SUCH-DOSSIER"


def test_a_refused_intake_has_no_slip(office: Office) -> None:
    given = dossier()
    intake.refuse_intake(
        office.ports, procedure="1.004873", applicant=given["applicant"], reason="Sai nơi nộp."
    )
    with pytest.raises(InvalidField):
        slips.draw_slip(office.ports, "")


def test_another_office_makes_marked_copies_only(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    slips.save_slip(commune.ports, code, tmp_path)
    assert carry(commune, centre, tmp_path) == ["imported"]
    folder = tmp_path / "centre-slips"
    folder.mkdir()
    made = [slips.save_slip(centre.ports, code, folder) for _n in range(2)]
    said = [squeezed(pages_of(path.read_bytes())[0]) for path in made]
    assert "INLẠIlần1" in said[0]
    assert "INLẠIlần2" in said[1]
    assert "UBNDXÃBÌNHMINH" in said[0]


def test_nobody_stands_in_the_repr_of_a_slip(office: Office) -> None:
    slip = slips.draw_slip(office.ports, office.take_in().code)
    assert "Lò" not in repr(slip)
    assert len(repr(slip)) < 300
