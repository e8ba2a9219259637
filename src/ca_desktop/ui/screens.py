"""The screens: what each is called, who has it on the rail, and what its keys do there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services.office.audit import READERS
from ca_desktop.services.office.cash_rights import READING as CASH_READERS

COUNTER = frozenset(
    {
        Role.INTAKE,
        Role.CASE_OFFICER,
        Role.DESK_HEAD,
        Role.CLERK,
        Role.CASHIER,
        Role.RECEPTION_PETITION,
    }
)
"""Who sits at the counter."""

HEADS = frozenset({Role.LEADER, Role.DESK_HEAD, Role.KSTT, Role.INSPECTOR, Role.ADMIN})
"""Who looks after the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One page of the window.

    Attributes:
        name: of the page in the page stack, and of its page of help.
        title: on the rail.
        access: the title with its access key, in the menu.
        menu: the menu that leads to it.
        roles: who has it on the rail.
        does: what an action of the registry does here, in the words of its button.
    """

    name: str
    title: str
    access: str
    menu: str
    roles: frozenset[Role] = ALL_ROLES
    does: Mapping[str, str] = field(default_factory=dict)


SCREENS: Mapping[str, Screen] = {
    screen.name: screen
    for screen in (
        Screen(
            name="today",
            title="Hôm nay",
            access="Hôm na&y",
            menu="view",
            roles=COUNTER,
            does={"primary": "Mở hồ sơ"},
        ),
        Screen(
            name="attention",
            title="Cần xử lý",
            access="&Cần xử lý",
            menu="view",
            does={"primary": "Xử lý việc đã chọn"},
        ),
        Screen(
            name="intake",
            title="Tiếp nhận",
            access="&Tiếp nhận",
            menu="view",
            roles=COUNTER,
            does={
                "primary": "Lưu và in",
                "save": "Lưu",
                "keep": "Lưu và in, giữ người nộp",
            },
        ),
        Screen(
            name="dossiers",
            title="Hồ sơ",
            access="&Hồ sơ",
            menu="view",
            does={"primary": "Mở hồ sơ"},
        ),
        Screen(
            name="dossier",
            title="Chi tiết hồ sơ",
            access="Chi tiết hồ sơ",
            menu="view",
            does={"primary": "Chuyển bước"},
        ),
        Screen(
            name="letter",
            title="Lập phiếu",
            access="Lập phiếu",
            menu="view",
            does={"primary": "Lưu và in"},
        ),
        Screen(
            name="results",
            title="Trả kết quả",
            access="T&rả kết quả",
            menu="view",
            roles=COUNTER,
            does={"primary": "Xác nhận đã trả", "keep": "Xác nhận và in biên nhận"},
        ),
        Screen(
            name="drafts",
            title="Nháp",
            access="Nhá&p",
            menu="view",
            roles=frozenset({Role.INTAKE}),
            does={"primary": "Nhập tiếp"},
        ),
        Screen(
            name="prints",
            title="In ấn",
            access="&In ấn",
            menu="view",
            roles=COUNTER,
            does={"primary": "In tất cả chưa in"},
        ),
        Screen(
            name="transfer",
            title="Chuyển dữ liệu",
            access="Chuyển &dữ liệu",
            menu="data",
            does={"primary": "Ghi tệp"},
        ),
        Screen(
            name="on_time",
            title="Tỷ lệ đúng hạn",
            access="Tỷ &lệ đúng hạn",
            menu="report",
            does={"primary": "Xuất Excel"},
        ),
        Screen(
            name="report",
            title="Báo cáo",
            access="Báo cáo &tháng",
            menu="report",
            does={"primary": "Xuất Excel"},
        ),
        Screen(
            name="register",
            title="Sổ theo dõi",
            access="&Sổ theo dõi hồ sơ",
            menu="report",
            does={"primary": "Lưu sổ"},
        ),
        Screen(
            name="score",
            title="Chấm điểm",
            access="Chấm điể&m",
            menu="report",
            roles=HEADS,
            does={"primary": "Nhập điểm"},
        ),
        Screen(
            name="rulings",
            title="Ý kiến lãnh đạo",
            access="Ý &kiến lãnh đạo",
            menu="report",
            roles=frozenset(READERS),
            does={"primary": "Mở hồ sơ"},
        ),
        Screen(
            name="monitor",
            title="Theo dõi",
            access="T&heo dõi",
            menu="report",
            roles=HEADS,
            does={"primary": "Mở hồ sơ"},
        ),
        Screen(
            name="apologies",
            title="Cần xin lỗi",
            access="Cần &xin lỗi",
            menu="view",
            roles=frozenset({Role.INTAKE, Role.CASE_OFFICER, Role.DESK_HEAD}),
            does={"primary": "Lập và in phiếu"},
        ),
        Screen(
            name="fees",
            title="Phí, lệ phí",
            access="&Phí, lệ phí",
            menu="report",
            roles=frozenset(CASH_READERS),
            does={"primary": "Thu tiền"},
        ),
        Screen(
            name="catalogue",
            title="Danh mục thủ tục",
            access="Danh &mục thủ tục",
            menu="data",
            roles=HEADS,
            does={"primary": "Lưu thủ tục"},
        ),
        Screen(
            name="calendar",
            title="Lịch làm việc",
            access="&Lịch làm việc",
            menu="data",
            roles=HEADS,
            does={"primary": "Xem trước và lưu"},
        ),
        Screen(
            name="forms",
            title="Biểu mẫu",
            access="&Biểu mẫu",
            menu="data",
            roles=HEADS,
            does={"primary": "Lưu biểu mẫu"},
        ),
        Screen(
            name="old_register",
            title="Nhập sổ cũ",
            access="&Nhập sổ cũ",
            menu="data",
            roles=frozenset({Role.DESK_HEAD, Role.KSTT, Role.ADMIN}),
            does={"primary": "Nhập sổ cũ"},
        ),
        Screen(
            name="pairing",
            title="Kết nối",
            access="&Kết nối",
            menu="data",
            roles=HEADS,
            does={"primary": "Ghi tệp"},
        ),
        Screen(
            name="keys",
            title="Khóa và kết nối",
            access="K&hóa và kết nối",
            menu="data",
            roles=HEADS,
            does={"primary": "Làm việc đã chọn"},
        ),
        Screen(
            name="users",
            title="Người dùng",
            access="N&gười dùng",
            menu="machine",
            does={"primary": "Lưu người dùng"},
        ),
        Screen(
            name="this_pc",
            title="Máy này",
            access="&Máy này",
            menu="machine",
            does={"primary": "Lưu máy in"},
        ),
        Screen(
            name="audit",
            title="Nhật ký",
            access="N&hật ký",
            menu="machine",
            roles=frozenset(READERS),
            does={"primary": "Xuất Excel"},
        ),
        Screen(
            name="safety",
            title="Sao lưu",
            access="&Sao lưu",
            menu="data",
            roles=HEADS,
            does={"primary": "Sao lưu"},
        ),
        Screen(
            name="support",
            title="Giới thiệu và hỗ trợ",
            access="&Giới thiệu và hỗ trợ",
            menu="help",
            does={"primary": "Tạo gói hỗ trợ"},
        ),
        Screen(
            name="help",
            title="Trợ giúp",
            access="Trợ giúp",
            menu="help",
            does={"primary": "Lưu sổ tay PDF"},
        ),
    )
}
"""By name."""

RAILS: Mapping[str, tuple[str, ...]] = {
    "commune": (
        "today",
        "attention",
        "intake",
        "dossiers",
        "results",
        "drafts",
        "prints",
        "transfer",
        "monitor",
        "apologies",
        "report",
        "on_time",
        "fees",
        "catalogue",
        "calendar",
        "pairing",
        "users",
        "this_pc",
        "safety",
        "audit",
    ),
    "centre": (
        "transfer",
        "attention",
        "on_time",
        "monitor",
        "report",
        "dossiers",
        "today",
        "intake",
        "results",
        "drafts",
        "prints",
        "apologies",
        "fees",
        "catalogue",
        "calendar",
        "pairing",
        "users",
        "this_pc",
        "safety",
        "audit",
    ),
}
"""Names of the screens in the order of the work, for each kind of office."""


BY_MENU = ("forms", "keys", "old_register", "register", "rulings", "score", "support")
"""Screens that are seldom needed: only the menu leads to them, the rail has no room."""


def screens_of(kind: str, roles: Iterable[Role]) -> tuple[Screen, ...]:
    """Return the screens of a person: those on the rail, then those that only the menu has."""
    held = frozenset(roles)
    beside = (SCREENS[name] for name in BY_MENU)
    return (*rail_of(kind, held), *(screen for screen in beside if held & screen.roles))


def rail_of(kind: str, roles: Iterable[Role]) -> tuple[Screen, ...]:
    """Return what the rail of a person shows, in its order."""
    held = frozenset(roles)
    screens = (SCREENS[name] for name in RAILS["centre" if kind == "centre" else "commune"])
    return tuple(screen for screen in screens if held & screen.roles)
