"""Whether the input method of a Linux desktop reaches this program: Qt brings ibus and no fcitx."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

from ca_desktop.services import words

FOLDER = "platforminputcontexts"
_ASKED = ("QT_IM_MODULE", "QT_IM_MODULES", "XMODIFIERS", "GTK_IM_MODULE")
_KNOWN = ("fcitx", "ibus")


def method_without_plugin(environment: Mapping[str, str], plugins: Iterable[str]) -> str:
    """Return the input method that a session uses and Qt cannot speak to; empty where all is well.

    Args:
        environment: of the session. What Qt is told counts before what others are.
        plugins: file names of Qt's input contexts.
    """
    there = " ".join(plugins)
    for name in _ASKED:
        wanted = environment.get(name, "")
        methods = [method for method in _KNOWN if method in wanted]
        if methods:
            return "" if any(method in there for method in methods) else methods[0]
    return ""


def input_method_trouble() -> str:
    """Return what to change so that Vietnamese can be typed; empty where nothing is to change."""
    if not sys.platform.startswith("linux"):
        return ""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / FOLDER
    found = method_without_plugin(os.environ, (path.name for path in folder.glob("*.so")))
    return words.describe_code("NO-INPUT-METHOD", method=found).sentence if found else ""
