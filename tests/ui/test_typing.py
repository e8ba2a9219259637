"""Vietnamese in every field: whatever the input method does, and however the field is left."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.helpers import offices
from tests.helpers.campaign import size
from tests.helpers.names import names
from tests.helpers.training import training_office

from ca_desktop.app.demo import hands
from ca_desktop.app.office_window import open_window
from ca_desktop.ui.dialogs.entry import SignIn
from ca_desktop.ui.dialogs.first_run import FirstRun
from ca_desktop.ui.dialogs.rebuild import RebuildCentre
from ca_desktop.ui.widgets.choices import ChoiceField
from ca_desktop.ui.widgets.fields import TextArea, TextField, finish_fields
from ca_desktop.ui.widgets.secret_field import SecretField
from ca_desktop.ui.widgets.typed_fields import BirthField, DayField, NameField
from ca_desktop.ui.windows.main_window import MainWindow

Editor = TextField | TextArea
WORD = "Hường"


@contextmanager
def _window(folder: Path, office: tuple[str, str, str]) -> Iterator[MainWindow]:
    with training_office(folder, office) as held:
        made = open_window(held.ports)
        made.show()
        made.activateWindow()
        yield made
        made._context.tasks.close()
        made.hide()
        made.deleteLater()


@pytest.fixture(scope="module")
def tops(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[QWidget]]:
    """Every window with fields: both offices, each with all its pages, and what comes before."""
    with ExitStack() as stack:
        shown: list[QWidget] = []
        for office in (offices.COMMUNE, offices.CENTRE):
            folder = tmp_path_factory.mktemp(office[0])
            window = stack.enter_context(_window(folder, office))
            for name in window.rail.names:
                window.pages.named(name)
            shown.append(window)
        before: list[QDialog] = [SignIn(), FirstRun(), RebuildCentre()]
        for dialog in before:
            dialog.show()
            shown.append(dialog)
        yield shown
        for dialog in before:
            dialog.close()
            dialog.deleteLater()


def editors(tops: list[QWidget]) -> list[Editor]:
    found: list[Editor] = []
    for top in tops:
        found += [x for x in top.findChildren(TextField) if not isinstance(x, SecretField)]
        found += top.findChildren(TextArea)
    return [x for x in found if not x.isReadOnly()]


def text_of(editor: Editor) -> str:
    return editor.text() if isinstance(editor, TextField) else editor.toPlainText()


def begin(editor: Editor) -> None:
    """Bring the cursor into an empty field, wherever it hides."""
    hidden: QWidget | None = editor
    while hidden is not None and not editor.isVisible():
        hidden.setEnabled(True)
        hidden.show()
        hidden = hidden.parentWidget()
    if isinstance(editor, TextField):
        editor.begin()
    else:
        editor.clear()
    editor.activateWindow()
    editor.setFocus()


def test_every_field_of_the_program_keeps_the_promises(tops: list[QWidget]) -> None:
    """A bare field of Qt would lose what is being composed."""
    bare = [
        f"{type(x).__name__} {x.objectName()}"
        for top in tops
        for kind in (QLineEdit, QTextEdit, QPlainTextEdit, QComboBox)
        for x in top.findChildren(kind)
        if not isinstance(x, TextField | TextArea | ChoiceField)
        and not (isinstance(x, QTextEdit | QPlainTextEdit) and x.isReadOnly())
    ]
    assert bare == []
    assert len(editors(tops)) > 40


def by_key(editor: Editor, key: Qt.Key) -> None:
    hands.press(editor, key)


def by_shortcut(editor: Editor, key: Qt.Key) -> None:
    """Ask as Qt does before any shortcut runs; what the shortcut reads is there by then."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(editor, event)


def by_mouse(editor: Editor, _key: Qt.Key) -> None:
    other = QLineEdit(editor.window())
    other.show()
    other.setFocus(Qt.FocusReason.MouseFocusReason)
    QApplication.sendEvent(
        editor, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.MouseFocusReason)
    )
    other.deleteLater()
    other.setParent(None)


def by_window(editor: Editor, _key: Qt.Key) -> None:
    reason = Qt.FocusReason.ActiveWindowFocusReason
    QApplication.sendEvent(editor, QFocusEvent(QEvent.Type.FocusOut, reason))


def by_timer(editor: Editor, _key: Qt.Key) -> None:
    finish_fields(editor.window())


LEAVING: dict[str, tuple[Callable[[Editor, Qt.Key], None], Qt.Key]] = {
    "F9": (by_shortcut, Qt.Key.Key_F9),
    "F3": (by_shortcut, Qt.Key.Key_F3),
    "Enter": (by_key, Qt.Key.Key_Return),
    "Tab": (by_key, Qt.Key.Key_Tab),
    "Esc": (by_key, Qt.Key.Key_Escape),
    "mouse": (by_mouse, Qt.Key.Key_unknown),
    "another window": (by_window, Qt.Key.Key_unknown),
    "timer or close": (by_timer, Qt.Key.Key_unknown),
}


@pytest.mark.parametrize("way", LEAVING)
def test_a_word_that_is_being_composed_is_there_after_leaving(
    tops: list[QWidget], way: str
) -> None:
    leave, key = LEAVING[way]
    lost = []
    for editor in editors(tops):
        begin(editor)
        hands.send(editor, [QInputMethodEvent(WORD, [])])
        assert text_of(editor) == ""
        leave(editor, key)
        if text_of(editor) != WORD:
            lost.append(f"{editor.objectName()}: {text_of(editor)!r}")
    assert lost == []


def test_reading_a_field_commits_what_is_being_composed(tops: list[QWidget]) -> None:
    for editor in editors(tops):
        begin(editor)
        hands.send(editor, [QInputMethodEvent(WORD, [])])
        assert editor.value() == WORD


@pytest.mark.campaign("typing")
@pytest.mark.parametrize("method", [hands.telex, hands.vni, hands.composing])
def test_names_come_out_as_they_were_meant(
    tops: list[QWidget], method: Callable[[str], Iterator[QInputMethodEvent | str]]
) -> None:
    """The Backspaces of an input method meet no suggestion that was put in by itself."""
    many = names()
    each = size(len(many))
    wrong = []
    for place, editor in enumerate(editors(tops)):
        start = place * each % len(many)
        for name in (many + many)[start : start + each]:
            begin(editor)
            hands.send(editor, method(name))
            if editor.value() != name:
                wrong.append((editor.objectName(), name, text_of(editor)))
    assert wrong == []


def test_the_name_field_takes_all_two_hundred_names(tops: list[QWidget]) -> None:
    editor = tops[0].findChild(NameField, "applicant.name")
    assert isinstance(editor, NameField)
    for place, name in enumerate(names()):
        begin(editor)
        hands.send(editor, hands.vni(name) if place % 3 else hands.telex(name))
        assert editor.text() == name


# --- one field by itself ----------------------------------------------------------------------


@pytest.fixture
def pair(qtbot: QtBot) -> Iterator[tuple[TextField, TextField]]:
    """Two fields one after the other in a window of their own."""
    window = QWidget()
    first, second = NameField(window), TextField(window)
    second.move(0, 60)
    window.show()
    window.activateWindow()
    first.setFocus()
    yield first, second
    window.close()
    window.deleteLater()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_the_key_that_ends_a_composition_does_not_move_on_as_well(
    pair: tuple[TextField, TextField], key: Qt.Key
) -> None:
    first, second = pair
    hands.send(first, [QInputMethodEvent(WORD, [])])
    hands.press(first, key)
    assert (first.text(), first.hasFocus()) == (WORD, True)
    hands.press(first, key)
    assert second.hasFocus()


def test_nothing_changes_what_is_typed_in_the_middle_of_a_name(
    pair: tuple[TextField, TextField],
) -> None:
    first, _second = pair
    first.fill("NGUYỄN AN")
    first.setCursorPosition(len("NGUYỄN "))
    hands.send(first, hands.telex("văn "))
    assert first.text() == "NGUYỄN văn AN"
    assert first.cursorPosition() == len("NGUYỄN văn ")


@pytest.mark.parametrize("name", ["Trần Thị B", "Y Ngọc", "K'Brơi", "nguyễn văn an", "HỒ", "Én"])
def test_a_name_stays_as_it_was_typed(pair: tuple[TextField, TextField], name: str) -> None:
    first, second = pair
    hands.send(first, hands.vni(name))
    second.setFocus()
    assert first.text() == name


def test_leaving_a_name_joins_blanks_and_letters_with_their_marks(
    pair: tuple[TextField, TextField],
) -> None:
    first, second = pair
    first.insert("  Lo\u0300  Thi\u0323\u2028\u0110o ")
    assert first.value() == "Lò Thị Đo"
    second.setFocus()
    assert first.text() == "Lò Thị Đo"
    first.undo()
    assert first.text().startswith("  Lo")


def test_what_the_program_puts_in_goes_back_by_one_undo(pair: tuple[TextField, TextField]) -> None:
    first, _second = pair
    hands.send(first, "Én")
    first.setText("Lò Thị Én")
    first.undo()
    assert first.text() == "Én"


def test_a_form_that_was_emptied_does_not_come_back_by_undo(
    pair: tuple[TextField, TextField],
) -> None:
    first, _second = pair
    hands.send(first, "Én")
    first.begin()
    assert not first.isUndoAvailable()
    assert first.text() == ""


def test_a_search_sees_the_word_that_is_being_composed(pair: tuple[TextField, TextField]) -> None:
    first, _second = pair
    seen: list[str] = []
    first.seen.connect(seen.append)
    hands.send(first, ["L", "ò", " ", QInputMethodEvent("Én", [])])
    assert seen[-1] == "Lò Én"
    assert first.text() == "Lò "


TODAY = offices.NOW.date()


def date_field(qtbot: QtBot, kind: type[BirthField] | type[DayField]) -> BirthField | DayField:
    made = kind(lambda: TODAY)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        (BirthField, "05031990", "05/03/1990"),
        (BirthField, "5-3-90", "05/03/1990"),
        (BirthField, "3/1990", "03/1990"),
        (BirthField, "1990", "1990"),
        (BirthField, "31/02/1990", "31/02/1990"),
        (BirthField, "h", "h"),
        (DayField, "h", "02/03/2026"),
        (DayField, "5.3.26", "05/03/2026"),
        (DayField, "hôm qua", "hôm qua"),
    ],
)
def test_a_date_is_shown_in_full_once_it_is_left_and_what_is_none_stays(
    qtbot: QtBot, kind: type[BirthField] | type[DayField], typed: str, shown: str
) -> None:
    field = date_field(qtbot, kind)
    hands.send(field, typed)
    assert field.text() == typed
    assert field.preview() == ("" if shown == typed else shown)
    by_window(field, Qt.Key.Key_unknown)
    assert field.text() == shown


@pytest.mark.parametrize(
    ("kind", "start", "keys", "shown"),
    [
        (BirthField, "1/3/1990", "d", "28/02/1990"),
        (BirthField, "28/2/1992", "u", "29/02/1992"),
        (BirthField, "12/1990", "u", "01/1991"),
        (BirthField, "1990", "dd", "1988"),
        (BirthField, "02/03/2026", "u", "02/03/2026"),
        (BirthField, "", "u", ""),
        (DayField, "", "u", "03/03/2026"),
        (DayField, "31/12/2026", "u", "01/01/2027"),
        (DayField, "Én", "d", "Én"),
    ],
)
def test_arrows_move_a_date_by_what_is_known_of_it(
    qtbot: QtBot, kind: type[BirthField] | type[DayField], start: str, keys: str, shown: str
) -> None:
    field = date_field(qtbot, kind)
    field.fill(start)
    for key in keys:
        hands.press(field, Qt.Key.Key_Up if key == "u" else Qt.Key.Key_Down)
    assert field.text() == shown


# --- choices ----------------------------------------------------------------------------------


@pytest.fixture
def choice(qtbot: QtBot) -> ChoiceField:
    made = ChoiceField()
    made.addItems(["", "Nữ", "Nam", "Đất đai", "Hộ tịch"])
    qtbot.addWidget(made)
    made.show()
    return made


def wheel(widget: QWidget) -> None:
    at = QPointF(5, 5)
    event = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_a_wheel_that_passes_over_a_choice_changes_nothing(choice: ChoiceField) -> None:
    choice.clearFocus()
    wheel(choice)
    assert choice.currentIndex() == 0


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("n", "Nữ"),
        ("na", "Nam"),
        ("a", "Nam"),
        ("d", "Đất đai"),
        ("đ", "Đất đai"),
        ("ho", "Hộ tịch"),
    ],
)
def test_letters_choose_without_marks(choice: ChoiceField, typed: str, found: str) -> None:
    hands.send(choice, typed)
    assert choice.currentText() == found
