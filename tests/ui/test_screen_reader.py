"""What a screen reader is told over AT-SPI, the way that Orca hears it; not Qt's own account."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.helpers import offices, read_office

PYTHON, READER = "/usr/bin/python3", Path(offices.__file__).with_name("screen_reader.py")
NEEDED = {
    "xvfb-run": "xvfb",
    "xauth": "xauth",
    "dbus-run-session": "dbus-daemon",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "/usr/lib/python3/dist-packages/pyatspi/__init__.py": "python3-pyatspi",
}
"""What is run, and the Debian package that has it; `dev.py` brings them."""

WARNED = "Chưa in được: máy in hết giấy. Nạp giấy rồi bấm In lại (Ctrl+P)."
PAGES = ("today", "intake", "dossiers", "dossier", "report", "monitor", "transfer")
Heard = Mapping[str, Any]


def lacking() -> list[str]:
    """The packages that are not here."""
    return [
        package
        for name, package in NEEDED.items()
        if shutil.which(name) is None and not Path(name).is_file()
    ]


pytestmark = pytest.mark.skipif(bool(lacking()), reason=f"not here: {', '.join(lacking())}")


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    folder = offices.found(tmp_path_factory.mktemp("read") / "o")
    with offices.opened(folder) as ports:
        offices.take_in(ports)
    shows = [sys.executable, "-m", read_office.__name__, str(folder)]
    reads = ["dbus-run-session", "--", PYTHON, str(READER), *shows]
    told = subprocess.run(
        [str(shutil.which("xvfb-run")), "-a", "-s", "-screen 0 1400x800x24", *reads],
        input="\n".join((*PAGES, f"warn {WARNED}")),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=Path(__file__).parents[2],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("QT_")},
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        },
    )
    assert told.returncode == 0, told.stderr
    found: Heard = json.loads(told.stdout.splitlines()[-1])
    return found


def test_the_program_has_a_name(heard: Heard) -> None:
    assert heard["program"] == "CA Desktop"


@pytest.mark.parametrize("page", PAGES)
def test_whatever_takes_the_focus_is_called_by_its_name(heard: Heard, page: str) -> None:
    focusable = [part for part in heard[page] if part["focusable"]]
    assert len(focusable) > 10
    assert not [part for part in focusable if not part["name"] and not part["labels"]]


@pytest.mark.parametrize("page", PAGES)
def test_a_choice_says_what_is_chosen_and_what_it_is_for(heard: Heard, page: str) -> None:
    choices = [part for part in heard[page] if part["role"] == "combo box"]
    assert not [part for part in choices if not part["labels"] and not part["description"]]


def test_a_row_of_a_list_is_read_in_words_below_its_headings(heard: Heard) -> None:
    (table,) = [part for part in heard["dossiers"] if part["role"] == "table"]
    assert table["name"] == "Danh sách hồ sơ"
    cells = dict(table["cells"])
    assert cells["Chủ hồ sơ"] == "Lò Thị Én"
    assert cells["Hẹn trả"] == "05/03/2026"
    assert cells["Tình trạng"] == "Trong hạn" or cells["Tình trạng"][0].isalpha()


def test_a_warning_is_announced_at_once_and_stands_where_it_can_be_read_again(
    heard: Heard,
) -> None:
    said = [text for kind, _how, text in heard["announced"] if kind.startswith("object:announ")]
    assert said == [f"Chú ý: {WARNED}"]
    labels = [part["name"] for part in heard[f"warn {WARNED}"] if part["role"] == "label"]
    assert f"Chú ý: {WARNED}" in labels


def test_what_must_be_filled_in_is_said_in_a_word_not_by_a_star(heard: Heard) -> None:
    names = [part["name"] for part in heard["intake"] if part["focusable"]]
    assert "Thủ tục, bắt buộc" in names
    assert not [name for name in names if set("*▸▾").intersection(name)]


def test_the_page_is_called_by_its_title(heard: Heard) -> None:
    (stack,) = [part for part in heard["dossiers"] if part["role"] == "layered pane"]
    assert stack["name"] == "Hồ sơ"


def test_the_state_of_the_draft_is_read_not_only_named(heard: Heard) -> None:
    assert "Nháp: không có" in [part["name"] for part in heard["today"] if part["role"] == "label"]
