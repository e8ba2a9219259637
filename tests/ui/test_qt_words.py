"""Qt's own buttons, menus and dialogs speak Vietnamese."""

import re
import tomllib
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QGroupBox,
    QLabel,
    QMessageBox,
    QTreeView,
    QWidget,
    QWizard,
)
from pytestqt.qtbot import QtBot

from ca_desktop.app.resources import resources_folder
from ca_desktop.ui.qt_words import QtWords

TABLE = resources_folder() / "texts" / "qtbase_vi.toml"
SAME = {"Inch (in)", "%1%"}
NAMES = re.compile(r"[A-Z]\d|PDF|[\d.,%]+|\.\.\.|B5|.*\bmm\b.*|.*\d+ x \d+.*", re.DOTALL)
"""Paper sizes and figures are nobody's language."""


@pytest.fixture(autouse=True)
def words(qapp: QApplication) -> Iterator[QtWords]:
    made = QtWords(qapp, TABLE)
    yield made
    qapp.removeTranslator(made)
    made.deleteLater()


def said(window: QWidget) -> set[str]:
    """Return every text of Qt that a person reads in a window."""
    texts = {window.windowTitle()}
    for part in window.findChildren(QWidget):
        if isinstance(part, (QAbstractButton, QLabel)):
            texts.add(part.text())
        if isinstance(part, QGroupBox):
            texts.add(part.title())
        if isinstance(part, QComboBox) and part.objectName() != "lookInCombo":
            texts |= {part.itemText(place) for place in range(part.count())}
        if isinstance(part, QTreeView):
            model = part.model()
            texts |= {str(model.headerData(x, part.header().orientation())) for x in range(4)}
        texts.add(part.toolTip())
    texts |= {action.text() for action in window.findChildren(QAction)}
    return {text for text in texts if text.strip()}


def english(texts: set[str]) -> set[str]:
    """Return the texts that are some of Qt's in English."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    sources = {source for context in table.values() for source in context}
    ours = {text for context in table.values() for text in context.values()}
    return {text for text in texts if text in sources - ours}


def unknown(texts: set[str]) -> set[str]:
    """Return the texts that stand neither in the table nor for a size or figure."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    ours = {text for context in table.values() for text in context.values()}
    return {text for text in texts - ours if not NAMES.fullmatch(text)}


def test_every_standard_button_is_vietnamese(qtbot: QtBot) -> None:
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for one in QDialogButtonBox.StandardButton:
        if one.value.bit_count() == 1:
            box.addButton(one)
    assert len(box.buttons()) >= 17
    assert not unknown({button.text() for button in box.buttons()})


def test_a_file_dialog_is_vietnamese(qtbot: QtBot) -> None:
    for accepting in (QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave):
        dialog = QFileDialog()
        qtbot.addWidget(dialog)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(accepting)
        assert not english(said(dialog))
        assert {"Loại tệp:", "&Tên tệp:"} <= said(dialog)


def test_a_wizard_is_vietnamese(qtbot: QtBot) -> None:
    wizard = QWizard()
    qtbot.addWidget(wizard)
    kinds = (x for x in QWizard.WizardButton if x.name not in {"NoButton", "Stretch"})
    texts = {wizard.buttonText(kind) for kind in kinds if not kind.name.startswith("Custom")}
    assert texts
    assert not unknown({text for text in texts if text})


def test_a_message_is_vietnamese(qtbot: QtBot) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setDetailedText("x")
    box.setStandardButtons(QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel)
    assert not english(said(box))


def test_the_dialogs_of_printing_are_vietnamese(qtbot: QtBot) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    for dialog in (QPrintDialog(printer), QPrintPreviewDialog(printer)):
        qtbot.addWidget(dialog)
        assert not english(said(dialog)) - {"Form"}


def test_the_table_answers_what_qt_asks_and_nothing_else() -> None:
    """The German words of Qt know the same source texts: a typing error would show here."""
    german = QTranslator()
    assert german.load("qtbase_de", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    asked = {"QDialogButtonBox", "QFileSystemModel"}
    lost = [
        (context, source)
        for context, texts in table.items()
        for source in texts
        if context not in asked and not german.translate(context, source)
    ]
    assert not lost


def test_the_words_keep_their_places_and_have_plain_access_keys() -> None:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    for context in table.values():
        for source, text in context.items():
            assert source.count("%1") == text.count("%1"), source
            assert all(re.fullmatch("[A-Za-z]", key) for key in re.findall("&(.)", text)), text
            assert text not in {"Có", "Không", "OK"}
            assert text != source or text in SAME


def test_what_is_not_in_the_table_stays_as_it_is(words: QtWords, qapp: QApplication) -> None:
    assert qapp.translate("QPlatformTheme", "Cancel") == "Quay lại"
    assert qapp.translate("Nobody", "Cancel") == "Cancel"
