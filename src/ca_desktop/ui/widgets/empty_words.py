"""What a list says while it has no rows: what belongs here, why there is none, what to do."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView
from typing_extensions import override

from ca_desktop.ui.widgets.labels import PlainLabel

MARGIN = 16


class EmptyWords(PlainLabel):
    """Lies in the middle of an empty list; its view has its model already.

    Args:
        view: the list.
        text: one or two sentences.
    """

    def __init__(self, view: QAbstractItemView, text: str) -> None:
        super().__init__(text, view.viewport(), role="hint")
        self.setObjectName("empty_words")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view = view
        view.viewport().installEventFilter(self)
        model = view.model()
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._look)
        self._look()

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    @Slot()
    def _look(self) -> None:
        empty = self._view.model().rowCount() == 0
        self.setVisible(empty)
        self._view.setAccessibleDescription(self.text() if empty else "")
        self._fit()

    def _fit(self) -> None:
        whole = self._view.viewport().rect()
        self.setGeometry(whole.adjusted(MARGIN, 0, -MARGIN, 0))
