"""Người dùng: who may sign in, with which roles; passphrases and PINs are set anew here."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.roles import Role
from ca_desktop.services import words
from ca_desktop.services.office import accounts
from ca_desktop.services.office.accounts import Account, AccountWish, Changed
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.half_typed import HalfTyped, Values
from ca_desktop.ui.models.rows import ROW_ROLE, Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.flow import FlowRow
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.rows_view import table
from ca_desktop.ui.widgets.scrolled import Scrolled
from ca_desktop.ui.widgets.secret_field import SecretField, shows_typed

CLOSE, SURE = "Đóng &tài khoản", "Xác nhận đóng &tài khoản"


class UsersPage(Page):
    """A list of the people, and one of them to be changed."""

    screen_name = "users"
    title = "Người dùng"
    topics = frozenset({Topic.OFFICE})

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._admin = Role.ADMIN in context.ports.actor.roles
        self._chosen: Account | None = None
        self._begins = False
        self._wanted = context.ports.actor.user_id
        columns = (
            Column("Họ và tên", _name),
            Column("Vai trò", _roles),
            Column("Mã PIN", _pin),
        )
        self.model = RowsModel[Account](columns, self)
        self.list = table(
            self.model,
            "users",
            (218, 240, 72),
            self,
            empty="Chưa có người dùng. Thêm người dùng ở khung bên phải.",
        )
        self.list.columns.make_room((110, 110, 0), going=((2,), (1,)))
        self.list.setAccessibleName("Người dùng")
        self.name = named(TextField(self), "user")
        self.secret = named(SecretField(self), "passphrase")
        self._reads = shows_typed(self.secret, self)
        self.pin = named(SecretField(self), "pin")
        self.fields = {
            "user": Field("&Họ và tên *", self.name, self),
            "passphrase": Field("&Mật khẩu mới (ít nhất 10 ký tự)", self.secret, self),
            "pin": Field("Mã &PIN mới (6 chữ số, để mở khóa màn hình)", self.pin, self),
        }
        self.roles = {role.value: self._role(role) for role in Role}
        self.half = HalfTyped(self.name, *self.roles.values(), self.secret, self.pin)
        self._build()
        self.list.selectionModel().currentRowChanged.connect(self._on_row)

    def _role(self, role: Role) -> QCheckBox:
        made = named(QCheckBox(words.role_name(role.value), self), f"role_{role.value}")
        made.setEnabled(self._admin)
        return made

    def _build(self) -> None:
        scroll = Scrolled(self)
        form = scroll.box
        self._head = PlainLabel("Người mới", self, role="due")
        form.addWidget(self._head)
        form.addWidget(self.fields["user"])
        form.addWidget(PlainLabel("Vai trò *", self))
        grid = QVBoxLayout()
        for box in self.roles.values():
            grid.addWidget(box)
        form.addLayout(grid)
        form.addWidget(self.fields["passphrase"])
        form.addWidget(self._reads)
        form.addWidget(self.fields["pin"])
        form.addStretch(1)
        side = QVBoxLayout()
        side.addWidget(scroll, 1)
        row = FlowRow()
        self._close = button(CLOSE, "close_account")
        self._new = button("Người mớ&i", "new_user")
        self._go = self.act_button("primary", "save_user")
        for each in (self._close, self._new, self._go):
            row.add(each)
        side.addLayout(row)
        whole = QHBoxLayout()
        whole.setSpacing(16)
        whole.addWidget(self.list, 1)
        whole.addLayout(side, 1)
        self.box.addLayout(whole, 1)
        self._new.setVisible(self._admin)
        self._close.setVisible(self._admin)
        self._go.clicked.connect(self.primary)
        self._new.clicked.connect(self._on_new)
        self._close.clicked.connect(self._on_close)

    @override
    def refresh(self) -> None:
        work = partial(accounts.accounts, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show)

    def _show(self, found: Sequence[Account]) -> None:
        rows = [x for x in found if self._admin or x.own]
        ids = [row.user.user_id for row in rows]
        self.model.show_rows(rows)
        if not self._begins and not self.half.typed:
            self.list.selectRow(ids.index(self._wanted) if self._wanted in ids else 0)
        elif not self._begins and self._wanted in ids:
            self.list.selectionModel().blockSignals(True)  # the form is not begun anew
            self.list.selectRow(ids.index(self._wanted))
            self.list.selectionModel().blockSignals(False)

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        account = current.data(ROW_ROLE)
        if isinstance(account, Account):
            self._edit(account)

    def _edit(self, account: Account | None) -> None:
        self._chosen, self._begins = account, account is None
        self._wanted = account.user.user_id if account else self._wanted
        user_id, name = (account.user.user_id, account.user.name) if account else ("", "người mới")
        self.turn_to(user_id, name, partial(self._fill, account))

    def _fill(self, account: Account | None) -> None:
        held = account.user.roles if account else (Role.INTAKE.value,)
        self._head.setText(account.user.name if account else "Người mới")
        self.name.begin(account.user.name if account else "")
        self.name.setReadOnly(account is not None)
        for role, box in self.roles.items():
            box.setChecked(role in held)
        for editor in (self.secret, self.pin):
            editor.begin()
        self._reads.setChecked(False)
        for each in self.fields.values():
            each.show_problem("")
        self._close.setText(CLOSE)
        self._close.setEnabled(account is not None)

    @Slot()
    def _on_new(self) -> None:
        self.list.selectionModel().clear()
        self._edit(None)
        self.name.setFocus()

    @override
    @Slot()
    def primary(self) -> None:
        if self.context.tasks.writes_for(self):
            return
        for each in self.fields.values():
            each.show_problem("")
        wish = AccountWish(
            user_id=self._chosen.user.user_id if self._chosen else "",
            name=self.name.value(),
            roles=tuple(role for role, box in self.roles.items() if box.isChecked()),
            passphrase=self.secret.text(),
            pin=self.pin.text(),
        )
        work = partial(accounts.keep_account, self.context.ports, wish)
        done = partial(self._on_kept, wish, self.half.read())
        self.context.tasks.change(work, owner=self, done=done, failed=self._on_failed)

    def _on_kept(self, wish: AccountWish, said: Values, done: Changed) -> None:
        self.said.emit(f"Đã lưu người dùng {wish.name}.")
        self.half.kept(wish.user_id, said)
        if not wish.user_id and self._begins and not self.half.typed:
            self._begins, self._wanted = False, done.user_id
            self.half.end("", partial(self._fill, None))
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, InvalidField) and error.field in self.fields:
            self.fields[error.field].show_error(error)
            self.fields[error.field].editor.setFocus()
        else:
            self.tell(error)

    @Slot()
    def _on_close(self) -> None:
        if self._chosen is None:
            return
        if self._close.text() == CLOSE:
            self._close.setText(SURE)
            return
        work = partial(accounts.remove_account, self.context.ports, self._chosen.user.user_id)
        self.context.tasks.change(work, owner=self, done=self._on_closed, failed=self.tell)

    def _on_closed(self, _done: Changed) -> None:
        name = self._chosen.user.name if self._chosen else ""
        self.half.end(self._wanted, partial(self._fill, None))
        self._chosen, self._wanted = None, self.context.ports.actor.user_id
        self.said.emit(f"Đã đóng tài khoản {name}. Tên còn trong những việc đã làm.")
        self.refresh()


def _name(account: Account) -> str:
    return f"{account.user.name} (đang dùng)" if account.own else account.user.name


def _roles(account: Account) -> str:
    return ", ".join(words.role_name(role) for role in account.user.roles)


def _pin(account: Account) -> str:
    return "Có" if account.has_pin else "Chưa đặt"
