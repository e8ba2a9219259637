"""The demo is the main job, end to end."""

import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from tests.format import reader
from tests.helpers import offices

from ca_desktop.app.demo.stories import tell
from ca_desktop.app.resources import use_words
from ca_desktop.domain.errors import CaError
from ca_desktop.exchange.keys import public_of


@dataclass(frozen=True)
class Told:
    """What a story left: its folder, and what it printed."""

    folder: Path
    printed: str


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The main story, played once."""
    use_words()
    folder, printed = tmp_path_factory.mktemp("year") / "out", StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.setenv("CA_DEMO_NO_WINDOW", "1")
        assert tell("main", folder) == 0
    yield Told(folder, printed.getvalue())
    shutil.rmtree(folder)


@pytest.mark.slow
def test_the_main_story_ends_with_equal_offices(year: Told) -> None:
    assert "differences commune/centre               0" in year.printed
    assert len(list((year.folder / "slips").rglob("*.pdf"))) >= 200
    assert len(list((year.folder / "screens").glob("*.png"))) >= 6
    assert list((year.folder / "reports").glob("*.xlsx"))


@pytest.mark.slow
def test_a_stranger_reads_every_package_of_a_working_year(year: Told) -> None:
    keys = dict(map(keys_of, sorted(x for x in (year.folder / "data").iterdir() if x.suffix == "")))
    read = 0
    for package in sorted((year.folder / "sync").glob("to-*/*.hsg")):
        _goi, sender, addressee, _number = package.stem.split("-")
        _manifest, events = reader.read_package(package, keys[addressee][0], keys[sender][1])
        read += len(events)
    assert read > 700


def keys_of(folder: Path) -> tuple[str, tuple[bytes, bytes]]:
    """Return an office's code, the key that opens its packages, and the one that signs its own."""
    with offices.opened(folder) as ports, ports.reading() as view:
        secrets = view.offices.node().secrets
        return view.offices.own().code, (secrets.box, public_of(secrets).sign)


def test_a_story_does_not_write_over_strange_files(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("giữ lại", encoding="utf-8")
    with pytest.raises(CaError) as caught:
        tell("main", tmp_path)
    assert caught.value.code == "FOLDER-NOT-EMPTY"
    assert (tmp_path / "mine.txt").exists()
