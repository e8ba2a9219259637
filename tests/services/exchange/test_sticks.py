"""A stick is called safe only when it is; it is looked at again, written again, let go."""

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.stopping import After
from tests.helpers.training import Office, paired_offices
from typing_extensions import override

from ca_desktop.app.ports import Files
from ca_desktop.domain.errors import (
    CaError,
    Cancelled,
    MachineError,
    NotAllowedNow,
    NotFound,
    PackageRefused,
)
from ca_desktop.services.exchange import carrying, exports, imports
from ca_desktop.services.exchange.carrying import Target, rewrite_package
from ca_desktop.services.exchange.sticks import check_again, eject_stick, stick_of, sticks_to_check
from ca_desktop.services.ports.files import Drive, Progress, Stop
from ca_desktop.services.ports.office import Ports


@dataclass
class Slot:
    """What is plugged in, and what happened to it."""

    drives: list[Drive]
    pulled: bool = False
    flushed: list[str] = field(default_factory=list)
    ejected: list[str] = field(default_factory=list)


class Plugged(Files):
    """The real files of an office with sticks that a test plugs in."""

    def __init__(self, folder: Path, slot: Slot) -> None:
        super().__init__(folder)
        self._slot = slot

    @override
    def drives(self) -> Sequence[Drive]:
        return self._slot.drives

    @override
    def flush_drive(self, drive: Drive) -> None:
        self._slot.flushed.append(drive.serial)

    @override
    def eject(self, drive: Drive) -> None:
        self._slot.ejected.append(drive.serial)

    @override
    def carry(
        self,
        source: Path,
        folder: Path,
        name: str,
        *,
        digest: str,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Path:
        if self._slot.pulled:
            self._slot.drives.clear()
            raise MachineError(reason=errno.errorcode[errno.EIO])
        return super().carry(source, folder, name, digest=digest, progress=progress, stop=stop)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    with paired_offices(tmp_path) as offices_:
        offices_[0].take_in()
        yield offices_


@pytest.fixture
def slot(tmp_path: Path) -> Slot:
    (tmp_path / "usb").mkdir()
    stick = Drive(
        path=tmp_path / "usb",
        name="KINGSTON",
        free=2**30,
        read_only=False,
        serial="S1",
        ejects=True,
    )
    return Slot([stick])


@pytest.fixture
def commune(pair: tuple[Office, Office], slot: Slot) -> Ports:
    ports = pair[0].ports
    return replace(ports, files=Plugged(ports.folder, slot))


def refused(ports: Ports, usb: Path) -> str:
    with pytest.raises(CaError) as caught:
        exports.export_packages(ports, usb)
    assert [path for path in usb.iterdir() if path.suffix != ".txt"] == []
    with ports.reading() as view:
        assert view.exchange.written()[0].status == "dropped"
    return caught.value.code


def test_the_first_write_to_a_stick_asks_for_a_look_after_replugging(
    commune: Ports, slot: Slot, tmp_path: Path
) -> None:
    usb = tmp_path / "usb"
    (first,) = exports.export_packages(commune, usb)
    assert (first.stick, first.look_again) == (True, True)
    assert sticks_to_check(commune) == slot.drives
    assert check_again(commune, usb).files == (first.file.name,)
    assert sticks_to_check(commune) == []
    (second,) = exports.export_packages(commune, usb)
    assert (second.stick, second.look_again) == (True, False)
    assert slot.flushed == ["S1", "S1"]


def test_a_plain_folder_is_no_stick(commune: Ports, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (sent,) = exports.export_packages(commune, tmp_path / "folder")
    assert (sent.stick, sent.look_again) == (False, False)
    assert check_again(commune, tmp_path / "folder").files == (sent.file.name,)


@pytest.mark.parametrize("harm", ["flipped", "gone", "cut"])
def test_a_stick_that_lied_is_found_and_asked_about_again(
    commune: Ports, slot: Slot, tmp_path: Path, harm: str
) -> None:
    usb = tmp_path / "usb"
    (sent,) = exports.export_packages(commune, usb)
    data = sent.file.read_bytes()
    if harm == "gone":
        sent.file.unlink()
    else:
        sent.file.write_bytes(data[:-1] if harm == "cut" else data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(PackageRefused, match="E-151"):
        check_again(commune, usb)
    assert sticks_to_check(commune) == slot.drives
    done = rewrite_package(commune, sent.package, Target(usb))
    assert done.look_again
    assert done.files[0].read_bytes() == data


def test_a_stick_that_failed_is_looked_at_again_the_next_time(
    commune: Ports, slot: Slot, tmp_path: Path
) -> None:
    usb = tmp_path / "usb"
    exports.export_packages(commune, usb)
    check_again(commune, usb)
    sticks = list(slot.drives)
    for path in usb.iterdir():
        path.unlink()
    slot.pulled = True
    assert refused(commune, usb) == "USB-GONE"
    slot.pulled, slot.drives = False, sticks
    assert sticks_to_check(commune) == sticks
    (sent,) = exports.export_packages(commune, usb)
    assert sent.look_again


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"read_only": True}, "USB-LOCKED"), ({"largest": 100}, "FILE-TOO-BIG")],
)
def test_a_stick_that_will_not_do_is_said_before_anything_is_written(
    commune: Ports, slot: Slot, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    slot.drives[:] = [replace(slot.drives[0], **changes)]  # type: ignore[arg-type]
    assert refused(commune, tmp_path / "usb") == code


def test_nothing_else_on_a_stick_is_ever_opened(commune: Ports, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    trap = usb / "autorun.inf.txt"
    os.mkfifo(trap)  # whoever opened it would wait for ever
    (sent,) = exports.export_packages(commune, usb)
    assert check_again(commune, usb).files == (sent.file.name,)


def test_a_stick_without_a_file_of_this_office_has_nothing_to_check(
    commune: Ports, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowedNow, match="NOTHING-TO-CHECK"):
        check_again(commune, tmp_path / "usb")


def test_an_old_package_goes_through_the_complete_check_once_more(
    commune: Ports, pair: tuple[Office, Office], tmp_path: Path
) -> None:
    usb, other = tmp_path / "usb", tmp_path / "other"
    other.mkdir()
    (sent,) = exports.export_packages(commune, usb)
    done = rewrite_package(commune, sent.package, Target(other), peer=offices.CENTRE[1])
    assert done.files[0].read_bytes() == sent.file.read_bytes()
    assert imports.import_package(pair[1].ports, done.files[0]).result == "imported"
    for number, peer in ((99, None), (sent.package, "H00")):
        with pytest.raises(NotFound, match="NO-SUCH-PACKAGE"):
            rewrite_package(commune, number, Target(other), peer=peer)
    (kept,) = (commune.folder / "outbox").glob("*000001.hsg")
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)
    with pytest.raises(NotAllowedNow, match="OLD-FILE-LOST"):
        rewrite_package(commune, sent.package, Target(other))
    kept.unlink()
    with pytest.raises(NotAllowedNow, match="OLD-FILE-LOST"):
        rewrite_package(commune, sent.package, Target(other))


def test_rewriting_and_checking_can_be_stopped_at_every_step(
    commune: Ports, tmp_path: Path
) -> None:
    usb, other = tmp_path / "usb", tmp_path / "other"
    other.mkdir()
    (sent,) = exports.export_packages(commune, usb)
    person = After(10**9)
    rewrite_package(commune, sent.package, Target(other), watch=person.watch)
    (other / sent.file.name).unlink()
    for steps in range(person.asked):
        with pytest.raises(Cancelled):
            rewrite_package(commune, sent.package, Target(other), watch=After(steps).watch)
        assert list(other.iterdir()) == []
    with pytest.raises(Cancelled):
        check_again(commune, usb, After(0).watch)


def test_a_stick_is_let_go_where_the_system_offers_it(
    commune: Ports, slot: Slot, tmp_path: Path
) -> None:
    assert eject_stick(commune, tmp_path / "usb").name == "KINGSTON"
    assert slot.ejected == ["S1"]
    slot.drives[:] = [replace(slot.drives[0], ejects=False)]
    for place in (tmp_path / "usb", tmp_path):
        with pytest.raises(MachineError, match="EJECT-FAILED"):
            eject_stick(commune, place)


def test_the_innermost_mount_is_the_stick(commune: Ports, slot: Slot, tmp_path: Path) -> None:
    inner = replace(slot.drives[0], path=tmp_path / "usb" / "inner", serial="S2")
    slot.drives.append(inner)
    assert stick_of(commune, tmp_path / "usb" / "inner" / "deep") == inner
    assert stick_of(commune, tmp_path / "elsewhere") is None


def test_only_the_newest_packages_stay_in_the_outbox(
    commune: Ports, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(carrying, "KEPT_PACKAGES", 2)
    for _ in range(4):
        exports.export_packages(commune, tmp_path / "usb")
    kept = sorted(path.name[-10:] for path in (commune.folder / "outbox").glob("*.hsg"))
    assert kept == ["000003.hsg", "000004.hsg"]
    with pytest.raises(NotAllowedNow, match="OLD-FILE-LOST"):
        rewrite_package(commune, 1, Target(tmp_path / "usb"))
