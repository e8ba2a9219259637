"""Names of units: the committee behind them, their place, and capitals undone in a sentence."""

import pytest

from ca_desktop.domain.unit_names import agency_of, in_sentence, place_of

KNOWN = ("Trung tâm Phục vụ hành chính công", "UBND xã Bình Minh", "Bình Minh")


@pytest.mark.parametrize(
    ("unit", "place", "agency"),
    [
        ("Phường Ba Đình", "Ba Đình", "UBND phường Ba Đình"),
        ("đặc khu Phú Quốc", "Phú Quốc", "UBND đặc khu Phú Quốc"),
        ("Thị xã Bình Long", "Bình Long", "UBND thị xã Bình Long"),
        ("XÃ BÌNH MINH", "BÌNH MINH", "UBND xã BÌNH MINH"),
        ("Bình Minh", "Bình Minh", "UBND Bình Minh"),
        ("Văn phòng UBND tỉnh Lạng Sơn", "Văn phòng UBND tỉnh Lạng Sơn",
         "Văn phòng UBND tỉnh Lạng Sơn"),
    ],
)  # fmt: skip
def test_a_unit_has_its_place_and_its_committee(unit: str, place: str, agency: str) -> None:
    assert (place_of(unit), agency_of(unit)) == (place, agency)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Trung tâm Phục vụ hành chính công"),
        ("TRUNG TÂM PVHCC XÃ BÌNH MINH", "Trung tâm PVHCC xã Bình Minh"),
        ("BỘ PHẬN MỘT CỬA – UBND XÃ BÌNH MINH", "Bộ phận một cửa – UBND xã Bình Minh"),
        ("Trung tâm Hành chính công số 1", "Trung tâm Hành chính công số 1"),
        ("TTPVHCC", "TTPVHCC"),
        ("", ""),
    ],
)
def test_a_name_typed_in_capitals_stands_in_small_letters_in_a_sentence(
    typed: str, said: str
) -> None:
    assert in_sentence(typed, KNOWN) == said
