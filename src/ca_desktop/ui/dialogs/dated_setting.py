"""What an office or its centre says from a day on, with the text that it follows from."""

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ca_desktop.domain.calendar_layers import CENTRE, OWN
from ca_desktop.domain.moments import day_text
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.acting import ActingDialog
from ca_desktop.ui.reading_order import put_in_order
from ca_desktop.ui.widgets.fields import Field, TextField, named
from ca_desktop.ui.widgets.typed_fields import DayField

WHOSE = {CENTRE: "Trung tâm, từ {}", OWN: "Đơn vị đặt, từ {}"}


class Setting(Protocol):
    """What holds today."""

    @property
    def may_edit(self) -> bool:
        """Whether the person signed in may say otherwise."""


class Word(Protocol):
    """What a layer says from a day on."""

    @property
    def layer(self) -> str:
        """``starter``, ``centre`` or ``own``."""

    @property
    def since(self) -> date:
        """First day on which it holds."""


def whose(word: Word) -> str:
    """Say whose word something is, and from when; empty for the release's."""
    return WHOSE.get(word.layer, "").format(day_text(word.since))


def sent_words(*, published: bool) -> str:
    """Say how others get what was kept; empty where nobody else does."""
    return " Các xã nhận trong lần chuyển dữ liệu tới." if published else ""


class DatedSettingDialog(ActingDialog):
    """Begins with what holds today; nothing can be kept before that is known.

    Args:
        context: the outside world.
        go: name of the button that keeps it.
        example: of a text that it may follow from.
        parent: the page.

    Signals:
        said(str): it was kept.
    """

    said = Signal(str)

    def __init__(self, context: UiContext, go: str, example: str, parent: QWidget) -> None:
        super().__init__(context, ("Lưu", go), parent)
        self._setting: Setting | None = None
        self.since = named(DayField(context.today, self), "since")
        self.basis = named(TextField(self), "legal_basis")
        self.basis.setPlaceholderText(example)
        self.fields = {
            "since": Field("Áp dụng &từ ngày *", self.since, self),
            "legal_basis": Field("Căn &cứ *", self.basis, self),
        }
        self._go.setEnabled(False)

    def ask(self, work: Callable[[], Setting], show: Callable[[Any], None]) -> None:
        """Look up what holds today, and show it; all fields are laid out by now."""
        put_in_order(self)

        def came(found: Setting) -> None:
            self._setting = found
            self.since.begin(day_text(self._context.today()))
            self._go.setEnabled(found.may_edit)
            show(found)

        self._context.tasks.query(work, owner=self, done=came, failed=self._on_failed)

    @override
    def ready(self) -> bool:
        return self._setting is not None and self._setting.may_edit
