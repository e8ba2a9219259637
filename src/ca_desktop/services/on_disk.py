"""Whether something lies where a person says; a name that no disk takes is where nothing lies."""

import os
from pathlib import Path


def is_folder(place: Path) -> bool:
    """Tell whether a folder lies there, of whatever length and letters its name is."""
    return os.path.isdir(place)  # noqa: PTH112 `Path.is_dir` raises what the disk refuses


def is_file(place: Path) -> bool:
    """Tell whether a file lies there, of whatever length and letters its name is."""
    return os.path.isfile(place)  # noqa: PTH113 `Path.is_file` raises what the disk refuses
