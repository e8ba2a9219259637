"""One bit of any file changes by itself: it is found before anything is made of it."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.campaign import size
from tests.helpers.training import put_pair

from ca_desktop.app import bootstrap
from ca_desktop.domain.errors import CaError, DatabaseDamaged, MachineError
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.office.backups import back_up
from ca_desktop.store.engine import check_database
from ca_desktop.vault.backups import VERIFIED
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.layout import DATABASE, KEYS
from ca_desktop.vault.restores import unpack_backup
from ca_desktop.vault.second_journal import SecondJournal

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.campaign("flip")]

FLIPS = 5_000


@dataclass(frozen=True)
class Things:
    """What lies about in an office and on a stick, and the key to it.

    Attributes:
        pristine: the folder of everything, never touched.
        place: where bits are flipped; as `pristine` between two tries.
    """

    pristine: Path
    place: Path
    key: bytes
    backup: str
    package: str

    def flip(self, dice: random.Random, name: str) -> Path:
        """Change one bit of a file."""
        path = self.place / name
        data = bytearray((self.pristine / name).read_bytes())
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        path.write_bytes(data)
        return path

    def mend(self, name: str) -> None:
        """Make a file what it was."""
        shutil.copyfile(self.pristine / name, self.place / name)


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Things:
    folder = tmp_path_factory.mktemp("things")
    top = folder / "pristine"
    (top / "usb").mkdir(parents=True)
    put_pair(top / "xa", top / "trung-tam")
    with offices.opened(top / "xa") as ports:
        for _number in range(10):
            offices.take_in(ports)
        (sent,) = exports.export_packages(ports, top / "usb")
        made = back_up(ports, top / "usb")
    opened = open_key_file(
        top / "xa" / KEYS, bootstrap.TRAINING_PASSPHRASE, user_id=None, machine_secret=None
    )
    shutil.copytree(top, folder / "place")
    return Things(
        pristine=top,
        place=folder / "place",
        key=opened.database_key,
        backup=made.folder.name,
        package=sent.file.name,
    )


def of_the_database(things: Things, dice: random.Random) -> str:
    name = f"xa/{DATABASE}"
    path = things.flip(dice, name)
    try:
        check_database(path, things.key)
    except DatabaseDamaged:
        return "found"
    finally:
        for beside in path.parent.glob(f"{DATABASE}-*"):
            beside.unlink()
        things.mend(name)
    return ""


def of_the_second_journal(things: Things, dice: random.Random) -> str:
    names = sorted(x.name for x in (things.pristine / "xa.state" / "journal").iterdir())
    name = f"xa.state/journal/{dice.choice(names)}"
    whole = list(SecondJournal(things.pristine / "xa.state", things.key).entries())
    things.flip(dice, name)
    try:
        read = list(SecondJournal(things.place / "xa.state", things.key).entries())
    except MachineError as error:
        return error.code
    finally:
        things.mend(name)
    return "an append that is made again" if read == whole[: len(read)] != whole else ""


def of_a_backup(things: Things, dice: random.Random) -> str:
    file = dice.choice((DATABASE, DATABASE, KEYS, VERIFIED))
    name = f"usb/{things.backup}/{file}"
    things.flip(dice, name)
    target = things.place / "unpacked"
    try:
        unpack_backup(things.place / "usb" / things.backup, target)
    except CaError as error:
        return error.code
    finally:
        things.mend(name)
        same = [equal(things, target, item) for item in (DATABASE, KEYS)]
        shutil.rmtree(target, ignore_errors=True)
    return "a word of the marker" if file == VERIFIED and all(same) else ""


def equal(things: Things, target: Path, item: str) -> bool:
    good = things.pristine / "usb" / things.backup / item
    return (target / item).is_file() and (target / item).read_bytes() == good.read_bytes()


def of_the_keys(things: Things, dice: random.Random) -> str:
    name = f"xa/{KEYS}"
    path, words = things.flip(dice, name), bootstrap.TRAINING_PASSPHRASE
    try:
        opened = open_key_file(path, words, user_id=None, machine_secret=None)
    except CaError as error:
        return error.code
    finally:
        things.mend(name)
    return "another slot" if opened.database_key == things.key else ""


def of_a_package(things: Things, dice: random.Random) -> str:
    name = f"usb/{things.package}"
    path = things.flip(dice, name)
    with offices.opened(things.place / "trung-tam") as ports:
        done = imports.import_package(ports, path)
    things.mend(name)
    return done.code or ""


KINDS: tuple[Callable[[Things, random.Random], str], ...] = (
    of_the_database,
    of_the_second_journal,
    of_a_backup,
    of_the_keys,
    of_a_package,
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_flipped_bit_stays_unnoticed(
    things: Things,
    kind: Callable[[Things, random.Random], str],
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    found = Counter(kind(things, random.Random(n)) for n in range(size(FLIPS) // len(KINDS)))
    record_testsuite_property(f"bits {kind.__name__}", dict(found))
    assert "" not in found
