"""A guard stands in the way: it is passed over with a reason, and a name where one is needed."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import CaError
from ca_desktop.domain.guards import APPROVED, ASSENTED
from ca_desktop.services import words
from ca_desktop.services.desk.approving import ApproversOffered, Confirmation
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.dialogs.foot import foot
from ca_desktop.ui.widgets.approver import ApproverField, ApproverProof
from ca_desktop.ui.widgets.fields import Field, TextField, button, named
from ca_desktop.ui.widgets.labels import PlainLabel

TITLE, ASSENT = "Cần ghi lý do", "Cần người đồng ý"


class OverrideDialog(QDialog):
    """Says which guard it is and asks why it is passed over.

    Args:
        context: whose accounts approve.
        error: the guard.
        offered: whom the accounts of the office offer to approve; may come later, by `offer`.
        parent: the page or dialog.

    Signals:
        agreed(object): the `StepWish` with reason and approver.
    """

    agreed = Signal(object)

    def __init__(
        self, context: UiContext, error: CaError, offered: ApproversOffered, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        assented = error.code in ASSENTED
        title = ASSENT if assented else TITLE
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        box = QVBoxLayout(self)
        box.addWidget(PlainLabel(title, self, role="due"))
        self.told = named(PlainLabel(words.describe(error).sentence, self, role="message"), "told")
        box.addWidget(self.told)
        self.reason = named(TextField(self), "reason")
        self.approver = ApproverField(self)
        self.ground = named(TextField(self), "ground")
        self._reason = Field("&Lý do *", self.reason, self)
        self._ground = Field("&Căn cứ pháp luật *", self.ground, self)
        for each in (self._reason, self.approver, self._ground):
            box.addWidget(each)
        self.approver.offer(offered)
        self.approver.setVisible(error.code in APPROVED)
        self._reason.setHidden(assented)
        self._ground.setVisible(error.code == "SUPPLEMENT-TWICE")
        self._proof = ApproverProof(context, self.approver)
        self._proof.proved.connect(self._on_proved)
        self._proof.refused.connect(self._on_refused)
        go = "Đồng ý  F9" if assented else "Vẫn làm  F9"
        self._go = button(go, "override", primary=True)
        box.addLayout(foot(self, "Thôi", self._go, self.agree))
        (self.approver.choice if assented else self.reason).setFocus()

    @override
    def event(self, event: QEvent, /) -> bool:
        if event.type() != QEvent.Type.LayoutRequest:
            return super().event(event)
        done, layout = super().event(event), self.layout()
        if layout is not None:
            # what is asked and said follows the choice; sentences in lines want height by width
            least = layout.minimumHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), least))
        return done

    @Slot()
    def agree(self) -> None:
        """Pass the guard over; what is needed and missing is said where it is to be typed."""
        missing = not self._go.isEnabled()
        if not self.approver.isHidden():
            missing = not self.approver.check() or missing
        for field, editor in ((self._reason, self.reason), (self._ground, self.ground)):
            empty = not editor.value().strip() and not field.isHidden()
            field.show_problem("Cần ghi ô này." if empty else "")
            missing = missing or empty
        if missing:
            return
        self._go.setEnabled(False)
        if self.approver.isHidden():
            self._on_proved(None)
        else:
            self._proof.prove()

    @Slot()
    def _on_refused(self) -> None:
        self._go.setEnabled(True)

    @Slot(object)
    def _on_proved(self, confirmation: Confirmation | None) -> None:
        ground = self.ground.value()
        self.agreed.emit(
            StepWish(
                values={} if self._ground.isHidden() else {"ground": ground},
                reason=self.reason.value(),
                approver="" if self.approver.isHidden() else self.approver.value(),
                confirmation=confirmation,
            )
        )
        self.accept()
