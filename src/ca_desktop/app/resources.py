"""The one finder of resources: forms, fonts, catalogue, calendars, texts, icons."""

from pathlib import Path

from ca_desktop.services import words

_MODULE = Path(__file__).resolve()
_PACKED = _MODULE.parents[1] / "resources"
_CHECKOUT = _MODULE.parents[3] / "resources"


def resources_folder() -> Path:
    """Return the folder of resources.

    Returns:
        ``resources/`` inside the installed package where there is one, else that of the
        checkout this module was started from.
    """
    return _PACKED if _PACKED.is_dir() else _CHECKOUT


def use_words() -> None:
    """Hand the program its words."""
    path = resources_folder() / "texts" / "messages.toml"
    words.use(path.read_text(encoding="utf-8"))
