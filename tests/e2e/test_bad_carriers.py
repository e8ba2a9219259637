"""Carriers and disks that will not do: refused in words, and nothing half-written."""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.programs import MINUTE, child_environment
from tests.helpers.shell import Answer, Shell, refused, sentence, unchanged
from tests.helpers.training import put_office, put_pair
from typing_extensions import override

from ca_desktop.app.doors import AppDoors
from ca_desktop.cli import run as command_line
from ca_desktop.cli.arguments import parser
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.office.backups import back_up_daily
from ca_desktop.services.ports.office import Ports
from ca_desktop.store.tables import dossiers

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


# --- Packages ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pairs of offices that do not know each other; each commune has a dossier."""
    folder = tmp_path_factory.mktemp("world")
    put_pair(folder / "here" / "xa", folder / "here" / "trung-tam")
    found_pair(folder / "there")
    for name in ("here", "there"):
        commune, centre = folder / name / "xa", folder / name / "trung-tam"
        with offices.opened(commune) as ports:
            offices.take_in(ports)
        with offices.opened(centre) as ports:
            back_up_daily(ports)  # else the first file of the day would bring it
    return folder


def found_pair(folder: Path) -> None:
    """Found and pair two offices that are no twins of any others."""
    folder.mkdir()
    offices.found(folder / "xa")
    offices.found(folder / "trung-tam", offices.CENTRE)
    offices.pair(folder / "xa", folder / "trung-tam", folder / "papers")


def export(folder: Path, stick: Path) -> Path:
    stick.mkdir(exist_ok=True)
    with offices.opened(folder) as ports:
        return exports.export_packages(ports, stick)[0].file


def bad_package(kind: str, world: Path, tmp_path: Path) -> Path:
    """Return a file that is no package for the centre of the first pair."""
    good = export(world / "here" / "xa", tmp_path / "usb")
    data = bytearray(good.read_bytes())
    bad = tmp_path / f"{kind}.hsg"
    match kind:
        case "foreign":
            return export(world / "there" / "xa", tmp_path / "foreign")
        case "own":
            return export(world / "here" / "trung-tam", tmp_path / "own")
        case "missing" | "folder":
            return bad if kind == "missing" else tmp_path
        case "flipped":
            data[len(data) // 2] ^= 1
        case "cut":
            del data[-100:]
        case "longer":
            data += b"\0"
        case "renamed":
            data = bytearray(offices.dossier.__doc__ or "", "utf-8")
        case _:
            data.clear()
    bad.write_bytes(data)
    return bad


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("foreign", {"E-103"}),
        ("own", {"E-104"}),
        ("missing", {"NO-SUCH-FILE"}),
        ("folder", {"NO-SUCH-FILE"}),
        ("flipped", {"E-112"}),
        ("cut", {"E-102"}),
        ("longer", {"E-101", "E-102", "E-112"}),
        ("renamed", {"E-101"}),
        ("empty", {"E-101", "E-102"}),
    ],
)
def test_a_package_that_will_not_do_is_refused_and_changes_nothing(
    world: Path, tmp_path: Path, kind: str, codes: set[str]
) -> None:
    bad = bad_package(kind, world, tmp_path)
    centre = world / "here" / "trung-tam"
    shell = Shell(centre, "--json")
    with unchanged(centre):
        for action in ("preview", "import"):
            answer = shell("exchange", action, bad)
            (item,) = answer.json["files"]
            assert (answer.status, answer.err, item["result"]) == (1, "", "refused")
            assert item["code"] in codes
            sentence(item["message"])


def test_a_bad_file_does_not_stop_the_good_one_and_a_second_time_changes_nothing(
    world: Path, tmp_path: Path
) -> None:
    bad = bad_package("flipped", world, tmp_path)
    good = export(world / "here" / "xa", tmp_path / "usb")
    centre = world / "here" / "trung-tam"
    shell = Shell(centre, "--json")
    answer = shell("exchange", "import", bad, good)
    assert [item["result"] for item in answer.json["files"]] == ["refused", "imported"]
    assert answer.status == 1
    with unchanged(centre):
        (item,) = shell("exchange", "import", good).json["files"]
        assert (item["result"], item["code"]) == ("already", "E-105")
        sentence(item["message"])


def test_a_pairing_file_that_will_not_do_pairs_nobody(world: Path, tmp_path: Path) -> None:
    (tmp_path / "offer.hspair").write_bytes(random.Random(3).randbytes(500))
    commune = put_office(tmp_path / "xa")
    shell = Shell(commune, "--json")
    with unchanged(commune):
        for secret in ("", "1-2", "9" * 1000):
            words = ("--secret", secret, "--to", tmp_path / "answer")
            refused(shell("pair", "request", tmp_path / "offer.hspair", *words), "E-101")
    assert not (tmp_path / "answer").exists()


# --- Full disks -------------------------------------------------------------------------------

WISH = """
{"procedure": "1.004873", "applicant": {"name": "Lò Thị Én"}, "reason": "Đang làm lại căn cước"}
"""
MEGABYTE = 1024**2
ROOMY = 224 * MEGABYTE
"""The program opens no office with less than 200 MB left."""


@contextmanager
def disk(place: Path, size: int) -> Iterator[Path]:
    """Mount a small disk, or skip where that is not allowed."""
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if mount is None or unmount is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a disk that fills up")
    place.mkdir()
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)],
        capture_output=True,
        check=False,
        timeout=MINUTE,
    )
    if done.returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield place
    finally:
        subprocess.run([unmount, "--lazy", str(place)], check=True, timeout=MINUTE)


def fill(place: Path, left: int) -> Path:
    """Use up a disk but for so many bytes; return what fills it."""
    filler = place / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(place).free - left)
    return filler


@pytest.mark.parametrize(
    "words",
    [
        "exchange export --to {full}",
        "backup --to {full}",
        "report form06 --from 2026-03-01 --to 2026-03-31 --out {full}/x.xlsx",
        "dossier slip H19.12.34-260302-0001 --to {full}",
    ],
)
def test_a_carrier_without_room_is_said_and_left_clean(
    world: Path, tmp_path: Path, words: str
) -> None:
    office = offices.copy(world / "here" / "xa", tmp_path / "xa")
    shell = Shell(office, "--json")
    with disk(tmp_path / "usb", MEGABYTE) as usb:
        filler = fill(usb, 0)
        answer = shell(*words.format(full=usb).split())
        assert list(usb.iterdir()) == [filler]
    assert "đầy" in refused(answer, "E-131")
    assert shell("verify").json["ok"]
    (tmp_path / "other").mkdir()
    assert shell(*words.format(full=tmp_path / "other").split()).status == 0


def test_a_dossier_whose_slip_found_no_room_keeps_its_code(tmp_path: Path) -> None:
    office = put_office(tmp_path / "xa")
    wish = tmp_path / "in.json"
    wish.write_text(WISH, "utf-8")
    with disk(tmp_path / "usb", MEGABYTE) as usb:
        filler = fill(usb, 0)
        answer = Shell(office, "--json")("dossier", "receive", "--file", wish, "--slip", usb)
        assert list(usb.iterdir()) == [filler]
    assert answer.json["dossier"] in refused(answer, "SLIP-NOT-SAVED")
    with offices.opened(office) as ports:
        assert offices.take_in(ports).endswith("0002")


class FillingDoors(AppDoors):
    """The disk fills up while the office is open."""

    def __init__(self, left: int) -> None:
        self._left = left

    @override
    @contextmanager
    def open(
        self, folder: Path, *, passphrase: str | None, user: str | None, now: datetime | None
    ) -> Iterator[Ports]:
        with super().open(folder, passphrase=passphrase, user=user, now=now) as ports:
            filler = fill(folder.parent, self._left)
            try:
                yield ports
            finally:
                filler.unlink()


def test_an_intake_on_a_disk_that_fills_up_is_whole_or_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = tmp_path / "in.json"
    wish.write_text(WISH, "utf-8")
    seen = set()
    with disk(tmp_path / "disk", ROOMY) as place:
        office = put_office(place / "xa")
        words = ["--data", str(office), "--json", *Shell(office).command()[5:], "dossier"]
        arguments = parser().parse_args([*words, "receive", "--file", str(wish)])
        capsys.readouterr()
        for left in range(0, 40 * 4096, 3 * 4096):
            before = taken(office)
            status = command_line.run(arguments, FillingDoors(left))
            answer = Answer(status, *capsys.readouterr())
            if status:
                refused(answer, "E-131", "MACHINE")
            assert taken(office) == before + (status == 0)
            seen.add(status)
    assert seen == {0, 1}


def taken(office: Path) -> int:
    """Return how many dossiers there are; the codes must run from 1 without a gap."""
    with offices.opened(office) as ports:
        codes = sorted(row.code for row in offices.rows(ports, dossiers))
    assert [int(code[-4:]) for code in codes] == list(range(1, len(codes) + 1))
    return len(codes)


def test_an_office_is_not_founded_on_a_full_disk(tmp_path: Path) -> None:
    init = ("office", "init", "--kind", "commune", "--code", "H19.12.9", "--name", "Xã A")
    with disk(tmp_path / "disk", MEGABYTE) as place:
        refused(Shell(place / "xa", "--json")(*init, "--training"), "E-131")
        assert not any((place / "xa").glob("*.db"))


LIMITED = """
import resource, sys
from ca_desktop.app.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), -1))
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="there are no limits of this kind")
@pytest.mark.parametrize("kilobytes", [0, 4, 16, 64, 256])
def test_a_file_that_may_not_grow_stops_an_intake_whole(tmp_path: Path, kilobytes: int) -> None:
    office = put_office(tmp_path / "xa")
    wish = tmp_path / "in.json"
    wish.write_text(WISH, "utf-8")
    answer = limited(Shell(office, "--json"), kilobytes, "dossier", "receive", "--file", wish)
    if answer.status:
        refused(answer, "E-131", "MACHINE", "NOT-WRITABLE")
    assert taken(office) == (answer.status == 0)


def limited(shell: Shell, kilobytes: int, *words: object) -> Answer:
    """Run a command in a process that may write no file longer than that."""
    program, _minus_m, _module, *rest = shell.command(*words)
    done = subprocess.run(
        [program, "-c", LIMITED, str(kilobytes * 1024), *rest],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=MINUTE,
        check=False,
        env=child_environment(),
    )
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="there are no limits of this kind")
def test_a_file_that_may_not_grow_stops_an_import_whole(world: Path, tmp_path: Path) -> None:
    before = offices.copy(world / "here" / "trung-tam", tmp_path / "before")
    commune = offices.copy(world / "here" / "xa", tmp_path / "xa")
    with offices.opened(commune) as ports:
        for _n in range(60):
            offices.take_in(ports)
    file, seen = export(commune, tmp_path / "usb"), set()
    for kilobytes in (4, 128, 256, 512, 8192):
        centre = offices.copy(before, tmp_path / "trung-tam")
        earlier = taken(centre)
        answer = limited(Shell(centre, "--json"), kilobytes, "exchange", "import", file)
        assert answer.err == ""
        (item,) = answer.json.get("files", [answer.json])
        if answer.status:
            sentence(item["message"])
        assert taken(centre) == (earlier if answer.status else 61)
        with offices.opened(centre) as ports:
            assert imports.import_package(ports, file).result in {"imported", "already"}
        assert taken(centre) == 61
        seen.add(item.get("code"))
    assert {None, "MACHINE"} <= seen
