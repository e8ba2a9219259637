"""The registry of actions: menus, buttons, the sheet of keys and the tests read it.

What can be done by key in the main window stands here and nowhere else. The window fills an act
in through `Commands.fill`; an act of a page is done by the page that is shown, where its
`Page.offers` has it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ca_desktop.ui.screens import SCREENS, Screen

MENUS: Mapping[str, str] = {
    "work": "Tha&o tác",
    "view": "&Xem",
    "report": "&Báo cáo",
    "data": "Dữ liệ&u",
    "machine": "Má&y này",
    "help": "T&rợ giúp",
}
"""Titles of the menus; the pages leave their access keys free."""

FORBIDDEN_KEYS = ("F4", "F10", "F11", "F12", "Alt+Z", "Ctrl+Space")
"""Of the system and of input methods; so is all with Ctrl+Shift, Ctrl+Alt, Alt+letter and Win."""

BY_NUMBER = 9
"""Pages of the rail that have a number key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that can be done.

    Attributes:
        title: with its access key, as the menu says it.
        menu: key of `MENUS`; empty where Qt or a widget answers the key by itself.
        keys: the first one is shown.
        meaning: for the sheet of keys, where the title says too little.
        on_page: the page that is shown does it, where it offers to.
        screen: only for who has this screen on the rail.
    """

    name: str
    title: str
    menu: str = ""
    keys: tuple[str, ...] = ()
    meaning: str = ""
    on_page: bool = False
    screen: str = ""

    @property
    def plain(self) -> str:
        """The title without its access key."""
        return self.title.replace("&", "")

    @property
    def said(self) -> str:
        """What the sheet of keys says."""
        return self.meaning or self.plain


ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        Act(
            name="intake",
            title="&Tiếp nhận hồ sơ mới",
            menu="work",
            keys=("F2", "Ctrl+N"),
            meaning="Tiếp nhận hồ sơ mới; hồ sơ đang nhập dở được để sang một bên",
            screen="intake",
        ),
        Act(name="find", title="&Quét hoặc tìm", menu="work", keys=("F3", "Ctrl+F")),
        Act(
            name="primary",
            title="&Việc chính của trang",
            menu="work",
            keys=("F9",),
            meaning="Việc chính của trang đang mở (chữ trên nút xanh)",
            on_page=True,
        ),
        Act(name="save", title="&Lưu, không in", menu="work", keys=("Ctrl+S",), on_page=True),
        Act(
            name="keep",
            title="Lưu và in, &giữ người nộp",
            menu="work",
            keys=("Ctrl+F9",),
            on_page=True,
        ),
        Act(
            name="pin",
            title="Ghim ô đa&ng nhập, hoặc bỏ ghim",
            menu="work",
            meaning="Giữ nội dung ô đang nhập cho hồ sơ sau",
            on_page=True,
        ),
        Act(
            name="next_parked",
            title="Hồ sơ đang &mở tiếp theo",
            menu="work",
            keys=("Ctrl+Tab",),
        ),
        Act(
            name="return",
            title="Trả &kết quả",
            menu="work",
            keys=("F7",),
            meaning="Trả kết quả của hồ sơ đang chọn",
            screen="results",
        ),
        Act(
            name="step",
            title="&Bước xử lý tiếp theo",
            menu="work",
            keys=("F8",),
            meaning="Bước xử lý tiếp theo hoặc ghi chú cho hồ sơ đang chọn",
        ),
        Act(
            name="preview",
            title="&Xem trước bản in, in lại",
            menu="work",
            keys=("Ctrl+P",),
            meaning="Xem trước bản in, in lại, chọn máy in khác",
        ),
        Act(
            name="day_sheet",
            title="In &phiếu việc trong ngày",
            menu="work",
            meaning="Ở trang Hôm nay: in phiếu việc trong ngày, một trang A4",
            on_page=True,
        ),
        Act(
            name="undo",
            title="&Hoàn tác",
            menu="work",
            keys=("Ctrl+Z",),
            meaning="Hoàn tác: chữ vừa gõ trong ô trước, rồi việc vừa làm",
        ),
        Act(name="redo", title="Làm lạ&i", menu="work", keys=("Ctrl+Y",)),
        Act(name="reload", title="&Nạp lại danh sách", menu="view", keys=("F5",)),
        Act(name="next_pane", title="&Khung tiếp theo", menu="view", keys=("F6",)),
        Act(name="previous_pane", title="Kh&ung trước", menu="view", keys=("Shift+F6",)),
        Act(
            name="recent",
            title="&Vừa làm",
            menu="view",
            keys=("Ctrl+H",),
            meaning="Danh sách Vừa làm: 20 thông báo gần nhất",
        ),
        Act(
            name="export",
            title="Xuất &Excel",
            menu="view",
            keys=("Ctrl+E",),
            meaning="Xuất bảng đang xem ra Excel",
            on_page=True,
        ),
        Act(name="fold_rail", title="Thu &gọn cột trang", menu="view"),
        Act(
            name="choose_columns",
            title="Cột của d&anh sách…",
            menu="view",
            meaning="Chọn cột nào hiện và đứng ở đâu trong danh sách đang xem",
        ),
        Act(
            name="columns",
            title="Cột về &mặc định",
            menu="view",
            keys=("Ctrl+0",),
            meaning="Các cột của danh sách như lúc đầu",
        ),
        Act(name="larger", title="Chữ &lớn hơn", menu="view", keys=("Ctrl++", "Ctrl+=")),
        Act(name="smaller", title="Chữ &bé hơn", menu="view", keys=("Ctrl+-",)),
        Act(name="scheme_system", title="Giao &diện theo hệ thống", menu="view"),
        Act(name="scheme_light", title="Giao diện &sáng", menu="view"),
        Act(name="scheme_dark", title="Gia&o diện tối", menu="view"),
        Act(
            name="transfer",
            title="&Chuyển dữ liệu (USB)",
            menu="data",
            keys=("Ctrl+U",),
            screen="transfer",
        ),
        Act(name="lock", title="&Khóa, đổi người dùng", menu="machine", keys=("Ctrl+L",)),
        Act(
            name="training",
            title="&Tập huấn…",
            menu="machine",
            meaning="Tập huấn với dữ liệu giả; dữ liệu thật được đóng lại",
        ),
        Act(
            name="train_anew",
            title="&Làm lại từ đầu…",
            menu="machine",
            meaning="Khi tập huấn: bỏ mọi việc đã làm, tạo lại dữ liệu giả",
        ),
        Act(name="end_training", title="&Ra khỏi tập huấn", menu="machine"),
        Act(name="quit", title="Đóng &chương trình", menu="machine"),
        Act(name="help", title="&Trợ giúp trang này", menu="help", keys=("F1",)),
        Act(name="contents", title="&Mục lục", menu="help"),
        Act(name="keys", title="&Bảng phím tắt", menu="help"),
        Act(name="manual", title="&Sổ tay (PDF)…", menu="help"),
    )
}
"""By name, in the order of the menus."""

SCANS_KEY = "Ctrl+G"
"""Of the button that opens the scans of a dossier."""

NATIVE: Sequence[Act] = (
    Act(name="next_field", title="Sang ô tiếp theo; không bao giờ lưu", keys=("Enter", "Tab")),
    Act(name="leave", title="Đóng bảng gợi ý, rời ô, về trang trước; không bỏ gì", keys=("Esc",)),
    Act(name="open_list", title="Mở danh sách của ô chọn", keys=("F4", "Alt+Down")),
    Act(name="tick", title="Đánh dấu hoặc bỏ dấu giấy tờ", keys=("Space",)),
    Act(name="tick_all", title="Đánh dấu mọi dòng, hoặc bỏ mọi dấu", keys=("Ctrl+A",)),
    Act(name="number", title="Trang theo thứ tự ở cột trái", keys=("Ctrl+1…9",)),
    Act(name="add_paper", title="Thêm một giấy tờ vào thành phần hồ sơ", keys=("+",)),
    Act(name="drop_paper", title="Bỏ giấy tờ đã thêm vào thành phần hồ sơ", keys=("-",)),
    Act(name="drop_draft", title="Bỏ nháp đang chọn", keys=("Del",)),
    Act(name="copy_report", title="Chép cả báo cáo đang xem", keys=("Ctrl+C",)),
    Act(name="scans", title="Mở bản quét của hồ sơ đang xem", keys=(SCANS_KEY,)),
    Act(name="turn", title="Trang trước, trang sau của bản quét", keys=("PgUp", "PgDown")),
)
"""Keys that widgets answer by themselves, for the sheet of keys."""


def page_acts(screens: Sequence[Screen]) -> list[Act]:
    """Return the acts that lead to the pages of a person, by number as far as numbers go."""
    return [
        Act(
            name=f"page:{screen.name}",
            title=screen.access,
            menu=screen.menu,
            keys=(f"Ctrl+{number}",) if number <= BY_NUMBER else (),
        )
        for number, screen in enumerate(screens, start=1)
    ]


def caption(screen: str, act: str) -> str:
    """Return the words of the button that does an act on a screen, its key behind them."""
    return with_key(SCREENS[screen].does[act], act)


def with_key(words: str, act: str) -> str:
    """Put the key of an act behind the words of its button."""
    keys = ACTS[act].keys
    return f"{words}  {keys[0]}" if keys else words
