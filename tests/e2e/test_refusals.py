"""Whatever a file is refused for, the office is afterwards what it was before.

Signatures, keys and pairings have pages of their own (`test_signatures`, `test_pairing_attacks`);
E-126 begins a life by rule R3 (`test_lives`), E-151 concerns what leaves (`test_sticks`).
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.helpers import offices
from tests.helpers.packages import wrap
from tests.helpers.training import paired_folders

from ca_desktop.domain import packages
from ca_desktop.domain.errors import PackageRefused
from ca_desktop.exchange import package
from ca_desktop.exchange.frame import read_outer
from ca_desktop.services.desk import attachments, dossiers
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.ports.office import Ports
from ca_desktop.store.tables import acks, inbox, journal, peers


class Pair:
    """A commune with something to send, and its centre."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.places = paired_folders(folder)
        self.commune, self.centre = (
            stack.enter_context(offices.opened(place)) for place in self.places
        )
        self.code = offices.take_in(self.commune)

    def sent(self) -> Path:
        """Write a true package."""
        (item,) = exports.export_packages(self.commune, self.folder)
        return item.file

    def changed(self, change: Callable[[bytes], bytes]) -> Path:
        """Write a package whose bytes are changed."""
        file = self.sent()
        file.write_bytes(change(file.read_bytes()))
        return file


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with ExitStack() as stack:
        yield Pair(tmp_path, stack)


def state(ports: Ports) -> object:
    """Return everything a refusal must leave alone."""
    kept = [offices.rows(ports, table) for table in (journal, acks, inbox, peers)]
    return kept, offices.tables(ports)


def refusal(pair: Pair, file: Path) -> str | None:
    before = state(pair.centre)
    (done,) = imports.import_packages(pair.centre, [file])
    assert done.result in {"refused", "already"}
    assert state(pair.centre) == before
    assert not list((pair.centre.folder / "inbox").glob("*.hsg"))
    return done.code


def already_in(pair: Pair) -> Path:
    file = pair.sent()
    imports.import_packages(pair.centre, [file])
    return file


CASES: dict[str, Callable[[Pair], Path]] = {
    "E-101": lambda pair: pair.changed(lambda data: b"X" + data[1:]),
    "E-102": lambda pair: pair.changed(lambda data: data[:-7]),
    "E-105": already_in,
    "E-107": lambda _pair: Path("/proc/self/mem"),
    "E-112": lambda pair: pair.changed(lambda data: data[:-1] + bytes([data[-1] ^ 1])),
}


@pytest.mark.parametrize("code", CASES)
def test_a_file_that_will_not_do_changes_nothing(pair: Pair, code: str) -> None:
    assert refusal(pair, CASES[code](pair)) == code


def test_a_file_that_meets_a_full_disk_changes_nothing(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = pair.sent()
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: SimpleNamespace(free=0))
    assert refusal(pair, file) == "E-131"


def test_counts_that_do_not_agree_change_nothing(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender's program counts wrongly; its own reader would have found it."""
    wrong = packages.Totals(events=1, kinds={"NoteAdded": 1}, attachments=0, bytes=1)
    with monkeypatch.context() as broken:
        broken.setattr(exports, "read_again", lambda *_any: "")
        broken.setattr(package, "Totals", lambda **_true: wrong)
        file = pair.sent()
    assert refusal(pair, file) in {"E-114", "E-142"}


@pytest.mark.parametrize("code", ["E-114", "E-141", "E-142"])
def test_a_refusal_in_the_midst_of_the_transaction_takes_everything_back(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    file = pair.sent()

    def fail(*_any: object) -> None:
        raise PackageRefused(code)

    monkeypatch.setattr(imports, "_grant_recalls", fail)
    assert refusal(pair, file) == code
    monkeypatch.undo()
    (done,) = imports.import_packages(pair.centre, [file])
    assert done.result == "imported"


def test_two_histories_change_nothing_but_their_proof_and_both_are_kept(
    pair: Pair, tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere" / "commune"
    shutil.copytree(pair.places[0], copy)
    shutil.copytree(f"{pair.places[0]}.state", f"{copy}.state")
    offices.take_in(pair.commune)
    already_in(pair)
    (tmp_path / "other").mkdir()
    with offices.opened(copy) as clone:
        offices.take_in(clone)
        offices.take_in(clone)
        (item,) = exports.export_packages(clone, tmp_path / "other")
    before = offices.tables(pair.centre)
    (done,) = imports.import_packages(pair.centre, [item.file])
    assert done.code == "E-125"
    after = offices.tables(pair.centre)
    assert {name for name in after if after[name] != before[name]} == {"twins"}
    (kept,) = pair.centre.kept.files()
    assert {"held", "offered", "seq", "stream"} <= set(kept.details)


def test_what_is_no_scan_changes_nothing(pair: Pair, tmp_path: Path) -> None:
    strange = tmp_path / "bill.pdf"
    strange.write_bytes(b"MZ" + bytes(500))
    before = state(pair.commune)
    dossier = dossiers.dossier_id_of(pair.commune, pair.code)
    (done,) = attachments.attach_files(pair.commune, dossier, [strange]).files
    assert done.code == "E-132"
    assert state(pair.commune) == before


def test_a_file_in_a_container_of_tomorrow_changes_nothing(pair: Pair) -> None:
    file = pair.sent()
    with pair.centre.reading() as view:
        keys = pair.centre.packages.public_of(view.offices.node().secrets)
    outer = read_outer(file)
    plain = b"HSDTINN\0" + (9).to_bytes(2, "big") + bytes(400)
    assert refusal(pair, wrap(file, outer, plain, keys.box)) == "E-121"
