"""The rail: the pages of a window, in the order of the office's work."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

RAIL_WIDTH, RAIL_ITEM = 184, 40
COMMUNE = (
    ("Hôm nay", "today"),
    ("Tiếp nhận  F2", "intake"),
    ("Hồ sơ", "dossiers"),
    ("Trả kết quả  F7", "results"),
    ("Chuyển dữ liệu", "transfer"),
    ("Tỷ lệ đúng hạn", "on_time"),
    ("Báo cáo", "report"),
    ("Danh mục thủ tục", "catalogue"),
    ("Kết nối", "pairing"),
    ("Khóa và kết nối", "keys"),
    ("Cần xử lý", "attention"),
    ("Sao lưu", "safety"),
)
CENTRE = (
    ("Nhập tệp", "transfer"),
    ("Hồ sơ", "dossiers"),
    ("Tỷ lệ đúng hạn", "on_time"),
    ("Báo cáo", "report"),
    ("Hôm nay", "today"),
    ("Tiếp nhận  F2", "intake"),
    ("Trả kết quả  F7", "results"),
    ("Danh mục thủ tục", "catalogue"),
    ("Kết nối", "pairing"),
    ("Khóa và kết nối", "keys"),
    ("Cần xử lý", "attention"),
    ("Sao lưu", "safety"),
)
"""Title and name of the page."""


class Rail(QListWidget):
    """Titles of the pages; says which one is wanted.

    Signals:
        wanted(str): name of a page.
    """

    wanted = Signal(str)

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pages = CENTRE if kind == "centre" else COMMUNE
        self.names = [name for _title, name in pages]
        self._titles = [title for title, _name in pages]
        self.setObjectName("rail")
        self.setFixedWidth(RAIL_WIDTH)
        self.setAccessibleName("Các trang")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for title, _name in pages:
            item = QListWidgetItem(title, self)
            item.setSizeHint(QSize(RAIL_WIDTH, RAIL_ITEM))
        self.currentRowChanged.connect(self._on_row)

    def show_current(self, name: str) -> None:
        """Mark the page that is shown, without asking for it again."""
        self.blockSignals(True)
        self.setCurrentRow(self.names.index(name))
        self.blockSignals(False)

    def show_count(self, name: str, number: int) -> None:
        """Say beside a title how many things wait there."""
        place = self.names.index(name)
        title = self._titles[place]
        self.item(place).setText(f"{title} ({number})" if number else title)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.names):
            self.wanted.emit(self.names[row])
