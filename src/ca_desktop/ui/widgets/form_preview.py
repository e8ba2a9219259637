"""The paper of a form while its words are being changed: drawn on a worker, shown beside them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ca_desktop.services.desk.forms import preview_form
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.printing.rasters import pictures_as_wide
from ca_desktop.ui.widgets.labels import PictureLabel

LEAST, EDGE = 210, 24
"""Pixels: the narrowest picture of a page, and what the bar beside it takes."""

PAUSE_MS: Final = 120
"""After the last key, before the paper is drawn anew."""

MOST_PAGES: Final = 2


class FormPreview(QScrollArea):
    """Shows the newest words; an answer to older ones is dropped.

    Signals:
        drawn(): the words hold and are shown.
        failed(Exception): they do not hold; the paper stays as it was.
    """

    drawn = Signal()
    failed = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: tuple[str, Mapping[str, str]] | None = None
        self._asked = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self.setObjectName("form_preview")
        self.setAccessibleName("Xem trước biểu mẫu")
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setMinimumWidth(LEAST)

    def show_words(self, form: str, texts: Mapping[str, str]) -> None:
        """Draw a form with such words once the keys rest."""
        self._wanted = form, dict(texts)
        self._pause.start()

    @Slot()
    def _on_pause(self) -> None:
        if self._wanted is None:
            return
        self._asked += 1
        form, texts = self._wanted
        wide = max(LEAST, self.width() - EDGE)
        self._context.tasks.query(
            partial(_pictures, self._context.ports, form, texts, wide),
            owner=self,
            done=partial(self._show, self._asked),
            failed=partial(self._refuse, self._asked),
        )

    def _show(self, asked: int, pictures: Sequence[QImage]) -> None:
        if asked != self._asked:
            return
        paper = QWidget(self)
        column = QVBoxLayout(paper)
        column.setContentsMargins(0, 0, 0, 0)
        for picture in pictures:
            column.addWidget(PictureLabel(picture, "Trang biểu mẫu", paper))
        self.setWidget(paper)
        paper.show()  # what is put into a visible area stays hidden until it is shown
        self.drawn.emit()

    def _refuse(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self.failed.emit(error)


def _pictures(ports: Ports, form: str, texts: Mapping[str, str], wide: int) -> list[QImage]:
    return pictures_as_wide(preview_form(ports, form, texts), wide, MOST_PAGES)
