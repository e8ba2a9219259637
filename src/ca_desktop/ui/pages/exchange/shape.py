"""In how many files a package goes, and whether mails are drafted for them."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from ca_desktop.domain.errors import InvalidField
from ca_desktop.services.exchange.mails import MAIL_PART, SMALL_PART
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import TextField, named

MEGABYTE = 1_000_000
MOST_MB = 2_000

_OWN = 0
_SIZES: tuple[tuple[str, int | None], ...] = (
    ("Một tệp", None),
    ("Chia phần 14 MB", MAIL_PART),
    ("Chia phần 7 MB", SMALL_PART),
    ("Chia phần cỡ khác (MB)", _OWN),
)


class PackageShape(QWidget):
    """A choice of sizes, an own one, and a box for mails."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.part_size = named(ChoiceField(self), "part_size")
        self.part_size.setAccessibleName("Cách chia tệp")
        self.part_size.addItems([name for name, _bytes in _SIZES])
        self.own_size = named(TextField(self), "own_size")
        self.own_size.setAccessibleName("Cỡ phần, MB")
        self.own_size.setMaximumWidth(80)
        self.own_size.hide()
        self.mail = named(QCheckBox("Soạn sẵn thư", self), "mail")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.part_size, self.own_size, self.mail):
            row.addWidget(widget)
        self.part_size.currentIndexChanged.connect(self._on_size)
        self.mail.toggled.connect(self._on_mail)

    def part(self) -> int | None:
        """Return the most bytes of a file; None for one file.

        Raises:
            InvalidField: ``part_size``: OUT-OF-RANGE.
        """
        size = _SIZES[self.part_size.currentIndex()][1]
        if size != _OWN:
            return size
        text = self.own_size.value().strip()
        if not text.isdecimal() or not 1 <= int(text) <= MOST_MB:
            raise InvalidField("part_size", "OUT-OF-RANGE", least=1, most=MOST_MB)
        return int(text) * MEGABYTE

    @Slot(int)
    def _on_size(self, place: int) -> None:
        self.own_size.setVisible(_SIZES[place][1] == _OWN)

    @Slot(bool)
    def _on_mail(self, wanted: bool) -> None:  # noqa: FBT001 a slot
        if wanted and self.part_size.currentIndex() == 0:
            self.part_size.setCurrentIndex(1)
