"""The one finder of resources: forms, fonts, catalogue, calendars, texts, icons."""

from pathlib import Path

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
