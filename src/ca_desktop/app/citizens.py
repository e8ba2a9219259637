"""Made-up citizens: names from lists, numbers of the right structure, nobody real."""

import random
from datetime import date
from typing import Any

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Lò", "Giàng", "Y")
MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Ngọc", "Thanh", "Hữu", "Xuân")
GIVEN = {
    "female": ("Hường", "Én", "Thảo", "Quỳnh", "Ửng", "Khuê", "Mỵ", "Phượng", "Tuyết", "Ẩn"),
    "male": ("Sủ", "Đạt", "Trường", "Nghĩa", "Luyện", "Bảo", "Khuê", "Thắng", "Ứng", "Ẩn"),
}
HAMLETS = ("Thôn Đông Viên", "Thôn Bản Lướt", "Tổ dân phố 3", "Thôn Nà Phát", "Khu Đồi Sim")
PROVINCES = ("001", "019", "038", "040", "075")
FEMALE = frozenset({"Thị", "Ngọc"})


def citizen(dice: random.Random, today: date) -> dict[str, Any]:
    """Return a person as the intake form holds one."""
    middle = dice.choice(MIDDLE)
    born = date(dice.randint(1950, today.year - 18), dice.randint(1, 12), dice.randint(1, 28))
    female = middle in FEMALE
    century = 0 if born.year < 2000 else 2  # noqa: PLR2004 the digit of the century
    number = (
        f"{dice.choice(PROVINCES)}{century + female}{born.year % 100:02d}"
        f"{dice.randint(0, 999_999):06d}"
    )
    sex = "female" if female else "male"
    return {
        "name": f"{dice.choice(FAMILY)} {middle} {dice.choice(GIVEN[sex])}",
        "id_number": number,
        "birth": born.isoformat(),
        "sex": sex,
        "phone": f"09{dice.randint(0, 99_999_999):08d}",
        "address": f"{dice.choice(HAMLETS)}, xã Làm Mẫu",
        "email": None,
    }
