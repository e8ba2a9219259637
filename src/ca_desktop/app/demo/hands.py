"""Hands at a keyboard, and the input methods that stand between them and a field."""

import unicodedata
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

BACKSPACE = "\b"
_TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")
_SHAPED = {"â": "a", "ă": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}
_KEYS = {"\b": Qt.Key.Key_Backspace, "\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}


def telex(text: str) -> Iterator[str]:
    """Yield what a field gets when UniKey turns Telex into Vietnamese as it is typed.

    A letter is replaced as soon as its second key comes, the vowels of ươ together, the tone at
    the end of the word: each time Backspaces, then the new letters.
    """
    for word in _words(text):
        shown = ""
        plain = _without_tone(word)
        place = 0
        while place < len(plain):
            if plain[place : place + 2].casefold() == "ươ":
                pair = plain[place : place + 2]
                yield from _bare(pair)
                yield from [BACKSPACE, BACKSPACE, *pair]
                place += 2
                continue
            yield from _letter(plain[place])
            place += 1
        shown = plain
        yield from _replaced(shown, word)


def vni(text: str) -> Iterator[str]:
    """Yield what a field gets when the marks come as digits at the end of each word."""
    for word in _words(text):
        bare, shaped = "".join(_bare(_without_tone(word))), _without_tone(word)
        yield from bare
        yield from _replaced(bare, shaped)
        yield from _replaced(shaped, word)


def composing(text: str) -> Iterator[QInputMethodEvent | str]:
    """Yield what ibus sends: each word grows underlined, then is committed before the blank."""
    words = text.split(" ")
    for number, word in enumerate(words):
        for end in range(1, len(word) + 1):
            yield QInputMethodEvent(word[:end], [])
        if number < len(words) - 1:
            done = QInputMethodEvent()
            done.setCommitString(word)
            yield done
            yield " "


def send(widget: QWidget, keys: Iterable[QInputMethodEvent | str]) -> None:
    """Give a widget what comes from the keyboard, input methods included."""
    for key in keys:
        if isinstance(key, QInputMethodEvent):
            QApplication.sendEvent(widget, key)
        else:
            press(widget, key)


def press(
    widget: QWidget,
    key: str | Qt.Key,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    *,
    at: int = 0,
) -> None:
    """Press and release one key, as Qt brings it: first the shortcuts are asked, then the widget.

    Args:
        widget: has the focus.
        key: a letter, or a key without one.
        modifiers: held down.
        at: milliseconds on the clock of the window system; 0 for a key that no hand pressed.
    """
    text = key if isinstance(key, str) and key not in _KEYS else ""
    code = key if isinstance(key, Qt.Key) else _KEYS.get(key, Qt.Key.Key_unknown)
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, code, modifiers, text)
        event.setTimestamp(at)
        QApplication.sendEvent(widget, event)


def _words(text: str) -> Iterator[str]:
    for number, word in enumerate(text.split(" ")):
        if number:
            yield " "
        yield word


def _without_tone(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES))


def _bare(letters: str) -> Iterator[str]:
    for letter in letters:
        plain = _SHAPED.get(letter.casefold(), letter)
        yield plain.upper() if letter.isupper() else plain


def _letter(letter: str) -> Iterator[str]:
    yield from _bare(letter)
    if letter.casefold() in _SHAPED:
        yield from [BACKSPACE, letter]


def _replaced(old: str, new: str) -> Iterator[str]:
    """Yield the Backspaces and letters that turn one text into the other."""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a != b), len(old))
    yield from [BACKSPACE] * (len(old) - same)
    yield from new[same:]
