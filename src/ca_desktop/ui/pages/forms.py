"""Biểu mẫu: the words of the office's papers, with the paper beside them as they are typed."""

import base64
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelection, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.form_words import LARGEST_LOGO, LOGO
from ca_desktop.services.desk.forms import (
    FormView,
    KeptForm,
    form_views,
    keep_form,
    publish_form,
    reset_form,
)
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.models.rows import Column, RowsModel
from ca_desktop.ui.pages.base import Page
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import Field, button, named
from ca_desktop.ui.widgets.form_preview import FormPreview
from ca_desktop.ui.widgets.labels import PlainLabel
from ca_desktop.ui.widgets.letter_details import Area
from ca_desktop.ui.widgets.rows_view import table

FORM_NUMBER = "Mẫu số"
LIST_WIDTH = 200
"""Pixels in which a form is told from the others."""

HINT = (
    "Chữ trong ngoặc nhọn được thay bằng dữ liệu của hồ sơ. Phiếu lập từ hôm nay theo chữ mới;"
    " phiếu đã lập in lại như cũ."
)


class FormsPage(Page):
    """Changes the words of forms; what is typed is seen on the paper at once."""

    screen_name = "forms"
    title = "Biểu mẫu"
    topics = frozenset({Topic.MASTER})

    def __init__(
        self, context: UiContext, *, publishes: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._drafts: dict[str, dict[str, str]] = {}
        self._shown: FormView | None = None
        self.model = RowsModel[FormView](_COLUMNS, self)
        self.list = table(self.model, "forms", (240, 128, 60), self, empty="Chưa có biểu mẫu.")
        self.list.columns.make_room((130, 100, 0), going=((2,), (1,)))
        self.list.setAccessibleName("Danh sách biểu mẫu")
        self.list.setMinimumWidth(LIST_WIDTH)
        self.part = named(ChoiceField(self), "form_part")
        self.part.let_be_narrow()
        self.text = named(Area(self), "form_text")
        self._field = Field("&Chữ in trên phiếu", self.text, self)
        self.place = named(ChoiceField(self), "form_place")
        self.place.setPlaceholderText("Chọn để chèn")
        self.place.let_be_narrow()
        self._place = Field("Chèn &giá trị", self.place, self)
        self._picture = button("Chọn biểu trưng…", "choose_logo")
        self._reset = button("&Trở về ban đầu", "reset_form")
        self._publish = button("Ban &hành cho các xã", "publish_form")
        self._publish.setVisible(publishes)
        self._save = self.act_button("primary", "save_form")
        self.preview = FormPreview(context, self)
        self._build()

    def _build(self) -> None:
        middle = QVBoxLayout()
        middle.addWidget(Field("&Phần", self.part, self))
        middle.addWidget(self._field, 1)
        middle.addWidget(self._place)
        middle.addWidget(self._picture)
        columns = QHBoxLayout()
        columns.addWidget(self.list, 6)
        columns.addLayout(middle, 3)
        columns.addWidget(self.preview, 4)
        foot = QHBoxLayout()
        foot.addWidget(self._reset)
        foot.addWidget(self._publish)
        foot.addStretch(1)
        foot.addWidget(self._save)
        self.box.addLayout(columns, 1)
        self.box.addWidget(PlainLabel(HINT, self, role="hint"))
        self.box.addLayout(foot)
        self.list.selectionModel().selectionChanged.connect(self._on_chosen)
        self.part.currentIndexChanged.connect(self._on_part)
        self.text.textChanged.connect(self._on_typed)
        self.place.activated.connect(self._on_place)
        self._picture.clicked.connect(self._on_picture)
        self._reset.clicked.connect(self._on_reset)
        self._publish.clicked.connect(self._on_publish)
        self._save.clicked.connect(self.primary)
        self.preview.drawn.connect(self._on_drawn)
        self.preview.failed.connect(self._on_refused)

    @override
    def panes(self) -> Sequence[QWidget]:
        return (self.list, self.part, self.text)

    @override
    def refresh(self) -> None:
        work = partial(form_views, self.context.ports)
        self.context.tasks.query(work, owner=self, done=self._show, failed=self.tell)

    def _show(self, views: Sequence[FormView]) -> None:
        wanted = self._shown.sheet.form if self._shown else ""
        self.model.show_rows(views)
        place = next((at for at, x in enumerate(views) if x.sheet.form == wanted), 0)
        self.list.selectRow(place)

    @Slot(QItemSelection)
    def _on_chosen(self, _chosen: QItemSelection) -> None:
        rows = self.list.selectionModel().selectedRows()
        found = self.model.row(rows[0].row()) if rows else None
        if found is None:
            return
        keep = self.part.currentData() if self._is_shown(found) else None
        self._shown = found
        self.part.blockSignals(True)
        self.part.clear()
        for text in found.sheet.texts:
            self.part.addItem(text.title, text.key)
        self.part.setCurrentIndex(max(0, self.part.findData(keep)))
        self.part.blockSignals(False)
        self.place.clear()
        for name, title in found.sheet.places.items():
            self.place.addItem(title, name)
        self.place.setCurrentIndex(-1)
        self._place.setVisible(bool(found.sheet.places))
        self._reset.setEnabled(found.changed)
        self._on_part()
        self.preview.show_words(found.sheet.form, self._texts())

    @override
    def unkept(self) -> Mapping[str, object]:
        shown = (self.model.row(place) for place in range(self.model.rowCount()))
        titles = {row.sheet.form: row.sheet.title for row in shown if row is not None}
        return {f"biểu mẫu {titles[form]}": texts for form, texts in self._drafts.items()}

    def _is_shown(self, found: FormView) -> bool:
        return self._shown is not None and self._shown.sheet.form == found.sheet.form

    @property
    def _key(self) -> str:
        return str(self.part.currentData() or "")

    def _texts(self) -> Mapping[str, str]:
        """Return the words of the form that is shown, what is being typed among them."""
        if self._shown is None:
            return {}
        return {**self._shown.texts, **self._drafts.get(self._shown.sheet.form, {})}

    @Slot()
    def _on_part(self) -> None:
        picture = self._key == LOGO
        self._field.show_problem("")
        self._field.setVisible(not picture)
        self._picture.setVisible(picture)
        self.text.blockSignals(True)
        said = "" if picture else self._texts().get(self._key, "")
        if said != self.text.toPlainText():  # a reload leaves the cursor where it is
            self.text.setPlainText(said)
        self.text.blockSignals(False)

    @Slot()
    def _on_typed(self) -> None:
        if self._shown is not None and self._key:
            self._change(self._key, self.text.toPlainText())

    def _change(self, key: str, text: str) -> None:
        if self._shown is None:
            return
        form = self._shown.sheet.form
        self._drafts.setdefault(form, {})[key] = text
        self.preview.show_words(form, self._texts())

    @Slot(int)
    def _on_place(self, _place: int) -> None:
        self.text.insertPlainText(f"{{{self.place.currentData()}}}")
        self.place.setCurrentIndex(-1)
        self.text.setFocus()

    @Slot()
    def _on_picture(self) -> None:
        dialog = QFileDialog(self, "Chọn biểu trưng", "", "Ảnh (*.png *.jpg *.jpeg)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    @Slot(str)
    def _on_file(self, name: str) -> None:
        self.take_picture(Path(name))

    def take_picture(self, path: Path) -> None:
        """Take a picture as the mark of the office."""
        work = partial(_picture, self.context.ports, path)
        done = partial(self._change, LOGO)
        self.context.tasks.query(work, owner=self, done=done, failed=self.tell)

    @Slot()
    def _on_drawn(self) -> None:
        self._field.show_problem("")

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        self._field.show_error(error)

    # keeping

    @override
    @Slot()
    def primary(self) -> None:
        if self._shown is None:
            return
        form = self._shown.sheet.form
        draft = self._drafts.get(form)
        if not draft:
            self.said.emit("Biểu mẫu này chưa có chữ nào sửa.")
            return
        self.context.tasks.change(
            partial(keep_form, self.context.ports, form, draft),
            owner=self,
            done=self._on_kept,
            failed=self._on_failed,
        )

    def _on_kept(self, done: KeptForm) -> None:
        self._drafts.pop(done.form, None)
        self.said.emit("Đã lưu biểu mẫu. Phiếu lập từ hôm nay theo chữ mới.")
        self.undoable.emit(None)
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, InvalidField) and (at := self.part.findData(error.field)) >= 0:
            self.part.setCurrentIndex(at)
            self._field.refuse(error)
        else:
            self.tell(error)

    @Slot()
    def _on_reset(self) -> None:
        if self._shown is not None:
            form = self._shown.sheet.form
            self._drafts.pop(form, None)
            work = partial(reset_form, self.context.ports, form)
            self.context.tasks.change(work, owner=self, done=self._on_undone, failed=self.tell)

    def _on_undone(self, _done: KeptForm) -> None:
        self.said.emit("Biểu mẫu đã trở về chữ ban đầu, từ phiếu lập hôm nay.")
        self.undoable.emit(None)
        self.refresh()

    @Slot()
    def _on_publish(self) -> None:
        if self._shown is not None:
            work = partial(publish_form, self.context.ports, self._shown.sheet.form)
            self.context.tasks.change(work, owner=self, done=self._on_published, failed=self.tell)

    def _on_published(self, _done: KeptForm) -> None:
        self.said.emit("Đã ban hành; các xã nhận cùng tệp chuyển tới.")
        self.undoable.emit(None)


def _picture(ports: Ports, path: Path) -> str:
    data = ports.files.read(path, LARGEST_LOGO * 100)
    if len(data) > LARGEST_LOGO:
        raise InvalidField(LOGO, "FORM-LOGO")
    return base64.b64encode(data).decode("ascii")


def _title(row: FormView) -> str:
    return row.sheet.title


def _group(row: FormView) -> str:
    return row.sheet.group.removeprefix(f"{FORM_NUMBER} ")


def _changed(row: FormView) -> str:
    return "Đã sửa" if row.changed else ""


_COLUMNS = (Column("Biểu mẫu", _title), Column(FORM_NUMBER, _group), Column("Chữ", _changed))
