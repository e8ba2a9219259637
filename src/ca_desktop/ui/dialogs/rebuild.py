"""Building a centre anew at first start: what a commune has written, and the root on paper."""

from PySide6.QtCore import Signal, Slot
from typing_extensions import override

from ca_desktop.services.office.offices import Rebuilding
from ca_desktop.ui.dialogs.entry import Entry
from ca_desktop.ui.reading_order import put_in_order
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.last_papers import LastPapersFields
from ca_desktop.ui.widgets.places import PlaceField
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.ui.widgets.secret_field import SecretField, shows_typed

PASTS = "Tệp dựng lại trung tâm (*.hspast);;Mọi tệp (*)"
HAPPENS = (
    "Dùng khi trung tâm mất hết dữ liệu và không còn bản sao lưu. Cần tệp của một xã (Khóa và"
    " kết nối, Giúp dựng lại trung tâm) và một phong bì phiếu gốc."
)
AFTER = "Xong, ghi tệp chứng nhận gửi mọi xã; hồ sơ về lại theo tệp chuyển của từng xã."


class RebuildCentre(Entry):
    """Asks for the file, the sheet, and the first account.

    Signals:
        given(Rebuilding): what was typed.
        left(): the person does not want to.
    """

    given = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__("Dựng lại trung tâm", "Dựng lại")
        self.setMinimumSize(640, 420)
        self.resize(680, 640)
        self.past = PlaceField("Tệp dựng lại do xã ghi (*.hspast)", "past", PASTS, self)
        self.seed = named(TextField(self), "seed")
        self.user = named(TextField(self), "user")
        self.secret = named(SecretField(self), "passphrase")
        sheet = Scrolled(self)
        self.box.addWidget(sheet, 1)
        sheet.box.addWidget(PlainLabel(HAPPENS, self))
        sheet.box.addWidget(self.past)
        for title, editor in (
            ("Hai &nhóm trên phiếu gốc, mỗi nhóm 26 ký tự *", self.seed),
            ("Họ và &tên người dùng đầu tiên *", self.user),
            ("Mật &khẩu (từ 10 ký tự) *", self.secret),
        ):
            sheet.box.addWidget(Field(title, editor, self))
        sheet.box.addWidget(shows_typed(self.secret, self))
        self.last = LastPapersFields(self)
        sheet.box.addWidget(self.last)
        sheet.box.addWidget(PlainLabel(AFTER, self, role="hint"))
        sheet.box.addStretch(1)
        back = button("Quay lại", "back")
        back.clicked.connect(self.left)
        self.finish_layout(beside=back)
        put_in_order(self)

    @override
    @Slot()
    def send(self) -> None:
        past = self.past.value()
        if past is None:
            self._problem.setText("Chọn tệp dựng lại do xã ghi.")
            return
        self._go.setEnabled(False)
        self.given.emit(
            Rebuilding(
                past=past,
                code=self.seed.value(),
                user_name=self.user.value(),
                passphrase=self.secret.value(),
                last=self.last.value(),
            )
        )
