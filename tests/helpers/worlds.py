"""Two communes and their centre for each test: founded and paired once, copied for everybody."""

import atexit
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.helpers import offices

from ca_desktop.app.demo.world import CENTRE_PLACE, Ledger, World
from ca_desktop.app.resources import use_words


@cache
def _pattern() -> Path:
    """Return a world that nobody works in."""
    folder = Path(mkdtemp(prefix="world-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    use_words()
    with World(folder, Ledger()):
        return folder


@contextmanager
def ready_world(folder: Path, pattern: Path | None = None) -> Iterator[World]:
    """Put a paired world, or the one left in the folder ``pattern``, in a folder of its own."""
    use_words()
    source, made = World(pattern or _pattern(), Ledger()), World(folder, Ledger())
    for place in (CENTRE_PLACE, *map(made.place, made.names)):
        offices.copy(source.data_folder(place), made.data_folder(place))
    with ExitStack() as stack:
        stack.push(made)
        yield made
