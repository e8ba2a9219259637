"""Names to type."""

from itertools import product

from ca_desktop.app.citizens import FAMILY, GIVEN, MIDDLE


def names() -> list[str]:
    """Return 200 made-up names, those of minorities and single words among them."""
    rare = ["K'Brơi", "Y Ngọc", "H'Hen Niê", "Đoàn Ưng Ửng", "Trần Thị B", "Ẩn", "Nguyễn Đệ Đạt"]
    given = (*GIVEN["female"], *GIVEN["male"])
    made = [" ".join(parts) for parts in product(FAMILY, MIDDLE, given)]
    return [*rare, *made[:: len(made) // 193][:193]]
