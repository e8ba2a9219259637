"""The power goes at any moment of any work: what was acknowledged is there, and nothing is half.

The work is done once on a disk that writes down every change; then every disk is made that a power
cut may leave, and the office is opened on it as on any morning.
"""

import hashlib
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.campaign import size
from tests.helpers.disk_worker import NEW_PASSPHRASE
from tests.helpers.disks import Bench, Order, bench, quick_folder
from tests.helpers.power_cuts import Disk, Image, image_of, lay_out, read_log

from ca_desktop.app import bootstrap
from ca_desktop.domain.errors import NotAllowedNow, WrongPassphrase
from ca_desktop.services import exchange, imports, journals, lives
from ca_desktop.services.backups import back_up
from ca_desktop.services.dossiers import step_dossier
from ca_desktop.services.ports.office import Ports
from ca_desktop.store import migrate
from ca_desktop.store.columns import metadata
from ca_desktop.store.engine import connect
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.layout import DATABASE, KEYS

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.campaign("powercut")]

STATES = 20_000
AGAIN = 2_000
"""Of them after a second cut, while the first was being mended."""

OFFICE, STICK = "xa", "usb"
SELDOM = 10
"""Of so many disks one is also worked on."""


# --- What can be seen of an office ------------------------------------------------------------


def seen(ports: Ports) -> str:
    """Return a digest of every row, but for what an interrupted export may have moved on."""
    found = []
    for table in metadata.sorted_tables:
        rows = [row._asdict() for row in offices.rows(ports, table)]
        if table.name == "outbox":
            rows = [row for row in rows if row["status"] == "written"]
        for row in rows:
            row.pop("sent_to", None)
        found += [table.name, *sorted(map(repr, rows))]
    found += offices.tables(ports)["search"]
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def opened_and_seen(folder: Path) -> str:
    """Open an office; nothing raises an alarm, nothing is left lying about."""
    with offices.opened(folder) as ports:
        assert ports.mark_fits
        assert list(ports.second_journal.entries())
        assert not ports.second_journal.behind
        assert journals.verify_journal(ports).problems == 0
        digest = seen(ports)
    assert not list(folder.rglob("~*"))
    assert not list((folder / "inbox").iterdir())
    return digest


# --- The scenes -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One piece of work, and how it is told what came of it.

    Attributes:
        top: what lies below it is on the disk: offices and the stick.
        look: returns what can be seen; equal before the work, after it, or after a part of it.
        goes_on: the same work, or the next, succeeds on that disk.
        shown: files and folders with these endings are whole wherever their names are.
    """

    work: str
    top: Path
    files: tuple[str, ...] = ()
    look: Callable[[Path], str] = field(default=lambda top: opened_and_seen(top / OFFICE))
    goes_on: Callable[[Path], None]
    shown: Callable[[str], bool] = field(default=lambda _name: False)


@dataclass(frozen=True)
class World:
    """A commune and its centre, paired; each has something to say to the other."""

    top: Path

    def scene_folder(self, name: str) -> Path:
        folder = self.top / name
        folder.mkdir()
        (folder / STICK).mkdir()
        return folder


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with quick_folder(tmp_path_factory.mktemp("disks")) as folder:
        yield folder


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(tmp_path_factory.mktemp("library")) as made:
        yield made


@pytest.fixture(scope="module")
def world(memory: Path) -> World:
    made = World(memory / "world")
    (made.top / "usb").mkdir(parents=True)
    offices.found(made.top / "xa")
    offices.found(made.top / "trung-tam", offices.CENTRE)
    offices.pair(made.top / "xa", made.top / "trung-tam", made.top / "papers")
    with offices.opened(made.top / "xa") as ports:
        for number in range(12):
            code = offices.take_in(ports)
            if number % 3 == 0:
                step_dossier(ports, code, "forward")
    return made


def intake(world: World) -> Scene:
    top = world.scene_folder("intake")
    offices.copy(world.top / "xa", top / OFFICE)
    return Scene(work="intake", top=top, goes_on=next_dossier)


def next_dossier(top: Path) -> None:
    """Take a dossier in: its number follows the last one that is there."""
    with offices.opened(top / OFFICE) as ports:
        code = offices.take_in(ports)
        codes = sorted(row.code for row in offices.rows(ports, metadata.tables["dossiers"]))
        assert codes[-1] == code
        assert [int(code[-4:]) for code in codes] == list(range(1, len(codes) + 1))


def export(world: World) -> Scene:
    top = world.scene_folder("export")
    offices.copy(world.top / "xa", top / OFFICE)
    return Scene(
        work="export",
        top=top,
        files=(STICK,),
        goes_on=next_export,
        shown=lambda name: name.startswith(STICK) and not is_unfinished(name),
    )


def is_unfinished(name: str) -> bool:
    return "~" in name


def next_export(top: Path) -> None:
    with offices.opened(top / OFFICE) as ports:
        before = {row.package for row in offices.rows(ports, metadata.tables["outbox"])}
        (done,) = exchange.export_packages(ports, top / STICK)
        assert done.package not in before
        assert done.file.is_file()


def import_(world: World) -> Scene:
    top = world.scene_folder("import")
    with offices.opened(world.top / "xa") as ports:
        (sent,) = exchange.export_packages(ports, top / STICK)
    offices.copy(world.top / "trung-tam", top / OFFICE)
    file = f"{STICK}/{sent.file.name}"

    def again(top: Path) -> None:
        with offices.opened(top / OFFICE) as ports:
            assert imports.import_package(ports, top / file).result in {"imported", "already"}
            held = offices.rows(ports, metadata.tables["dossiers"])
        assert len(held) == 12

    return Scene(work="import", top=top, files=(file,), goes_on=again)


def backup(world: World) -> Scene:
    top = world.scene_folder("backup")
    offices.copy(world.top / "xa", top / OFFICE)

    def again(top: Path) -> None:
        with offices.opened(top / OFFICE) as ports:
            assert back_up(ports, top / STICK).folder.is_dir()
        assert not list((top / STICK).glob("~*"))

    return Scene(
        work="backup",
        top=top,
        files=(STICK,),
        goes_on=again,
        shown=lambda name: name.startswith(STICK) and not is_unfinished(name),
    )


def restore(world: World) -> Scene:
    top = world.scene_folder("restore")
    with offices.opened(world.top / "xa") as ports:
        made = back_up(ports, top / STICK)
        for _number in range(3):
            offices.take_in(ports)
    shutil.copytree(world.top / "xa.state", top / "xa.state")
    (top / OFFICE).mkdir()
    return Scene(
        work="restore",
        top=top,
        files=(f"{STICK}/{made.folder.name}",),
        look=restored,
        goes_on=lambda top: restore_again(top, made.folder.name),
    )


def restored(top: Path) -> str:
    """Say what stands in the folder: no office, one that waits to be adopted, or the new life."""
    folder = top / OFFICE
    if not (folder / DATABASE).exists():
        return "none"
    with offices.opened(folder) as ports:
        assert journals.verify_journal(ports).problems == 0
        if not ports.mark_fits:
            return "waits"
        return seen(ports)


def restore_again(top: Path, backup: str) -> None:
    """Whatever the cut left, the way on ends in the new life with every dossier."""
    if restored(top) == "none":
        from tests.helpers.disk_worker import restore as work  # noqa: PLC0415 not for the rest

        assert list(work(top / OFFICE, [top / STICK / backup]))
    with offices.opened(top / OFFICE) as ports:
        if not ports.mark_fits:
            with pytest.raises(NotAllowedNow):
                exchange.export_packages(ports, top / STICK)
            lives.adopt(ports, lives.LastPapers())
        assert len(offices.rows(ports, metadata.tables["dossiers"])) == 15
    assert opened_and_seen(top / OFFICE)


def enough(_top: Path) -> None:
    """Looking has done all that there is to do."""


def passphrase(world: World) -> Scene:
    top = world.scene_folder("passphrase")
    offices.copy(world.top / "xa", top / OFFICE)

    def which(top: Path) -> str:
        found = []
        for words in (bootstrap.TRAINING_PASSPHRASE, NEW_PASSPHRASE):
            try:
                open_key_file(top / OFFICE / KEYS, words, user_id=None, machine_secret=None)
                found.append(words)
            except WrongPassphrase:
                continue
        (opens,) = found
        with bootstrap.open_office(top / OFFICE, passphrase=opens, now=offices.NOW) as ports:
            assert ports.mark_fits
        return opens

    return Scene(work="passphrase", top=top, look=which, goes_on=enough)


NEXT = '''
"""A made-up next revision."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("CREATE TABLE extra (id INTEGER PRIMARY KEY, name TEXT) STRICT")
    op.execute("INSERT INTO extra SELECT position, kind FROM journal")
    op.execute("ALTER TABLE offices ADD COLUMN phone TEXT")
'''


def migration(world: World) -> Scene:
    top = world.scene_folder("migration")
    offices.copy(world.top / "xa", top / OFFICE)
    scripts = world.top / "scripts"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "0002_extra.py").write_text(NEXT, encoding="utf-8")

    def look(top: Path) -> str:
        revision = revision_in(top / OFFICE)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(migrate, "SCRIPTS", scripts)
            patch.setattr(migrate, "HEAD", "0002")
            opened_and_seen(top / OFFICE)
            assert revision_in(top / OFFICE) == ("0002", True)
        return str(revision)

    return Scene(
        work="migration",
        top=top,
        files=(str(scripts),),
        look=look,
        goes_on=enough,
        shown=lambda name: "before-update" in name and not is_unfinished(name),
    )


def revision_in(folder: Path) -> tuple[str, bool]:
    """Return the revision of a database, and whether the tables of the next one are there."""
    opened = open_key_file(
        folder / KEYS, bootstrap.TRAINING_PASSPHRASE, user_id=None, machine_secret=None
    )
    with closing(connect(folder / DATABASE, opened.database_key)) as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    return revision, "extra" in names


SCENES = (intake, export, import_, backup, restore, migration, passphrase)


# --- The cuts ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Recording:
    """What was done to a disk, and what can be seen after every promise.

    Attributes:
        end: the disk after undisturbed work.
        legal: before the first promise, after it, and so on.
    """

    scene: Scene
    start: Image
    log: Path
    end: Image
    legal: list[str]


def record(worker: Bench, scene: Scene, place: Path) -> Recording:
    """Do the work once, undisturbed."""
    start, log = image_of(scene.top), written_down(worker, scene)
    legal = [looked_at(scene, start, place)]
    disk = Disk(start, scene.top)
    for change in read_log(log):
        disk.apply(change)
        if change.op == "K":
            _none, everything = disk.cuts(random.Random(0), 0)
            legal.append(looked_at(scene, everything, place))
    end = image_of(scene.top)
    assert legal[-1] == looked_at(scene, end, place)
    assert len(set(legal)) == len(legal) > 1
    return Recording(scene=scene, start=start, log=log, end=end, legal=legal)


def written_down(worker: Bench, scene: Scene) -> Path:
    """Do a piece of work; return the log of its disk."""
    log = scene.top.with_suffix(".log")
    order = Order(
        work=scene.work,
        folder=scene.top / OFFICE,
        files=[scene.top / name for name in scene.files],
        watch=[scene.top],
        log=log,
    )
    outcome = worker(order)
    assert outcome.end == "done", outcome
    return log


def looked_at(scene: Scene, image: Image, place: Path) -> str:
    lay(image, place)
    return scene.look(place)


def lay(image: Image, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    lay_out(image, place)


def cuts(start: Image, top: Path, log: Path, wanted: int) -> Iterator[tuple[Image, int]]:
    """Yield different disks, from cuts all over the work, and how many promises were made."""
    dice, changes, done = random.Random(1), read_log(log), set[bytes]()
    for _round in range(20):
        share, disk = min(1.0, wanted / len(changes)), Disk(start, top)
        for change in changes:
            disk.apply(change)
            if dice.random() > share:
                continue
            for image in disk.cuts(dice, max(1, wanted // len(changes) - 1)):
                name = fingerprint(image, len(disk.promises))
                if name not in done:
                    done.add(name)
                    yield image, len(disk.promises)
                if len(done) >= wanted:
                    return


def fingerprint(image: Image, promises: int) -> bytes:
    """Name a disk; the index of the log in memory is made anew anyway."""
    digest = hashlib.sha256(str(promises).encode())
    for name, content in sorted(image.items()):
        if not name.endswith("-shm"):
            digest.update(f"\n{name} {content is None} {len(content or b'')}\n".encode())
            digest.update(content or b"")
    return digest.digest()


def judge(recording: Recording, image: Image, promises: int, place: Path) -> None:
    """Open the office on a disk as a power cut left it."""
    scene = recording.scene
    for name, content in image.items():
        if scene.shown(name) and content is not None:
            assert content == recording.end[name], name
    assert check_will_be_made(recording, image)
    found = looked_at(scene, image, place)
    allowed = recording.legal[promises : promises + 2]
    if scene.work == "restore" and promises == 0:
        allowed.append("waits")
    assert found in allowed


def check_will_be_made(recording: Recording, image: Image) -> bool:
    """Tell whether the next start sees that the last end was none, where the database moved."""
    names = [f"{OFFICE}/{name}" for name in (DATABASE, f"{DATABASE}-wal")]
    content = [image.get(name) or b"" for name in names]
    ends = (recording.start, recording.end)
    at_rest = any(content == [end.get(name) or b"" for name in names] for end in ends)
    return at_rest or f"{OFFICE}/clean-exit" not in image


@pytest.mark.parametrize("make", SCENES, ids=lambda make: make.__name__.strip("_"))
def test_after_a_power_cut_there_is_the_old_or_the_new_and_nothing_between(
    make: Callable[[World], Scene],
    world: World,
    worker: Bench,
    memory: Path,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    place, count = memory / "state", 0
    recording = record(worker, make(world), place)
    scene = recording.scene
    states = cuts(recording.start, scene.top, recording.log, size(STATES, 0.01) // len(SCENES))
    for image, promises in states:
        judge(recording, image, promises, place)
        if count % SELDOM == 0:
            scene.goes_on(place)
        count += 1
    record_testsuite_property(f"power cuts of {scene.work}", count)
    check_again(worker, recording, memory, size(AGAIN, 0.01) // len(SCENES))


def check_again(worker: Bench, recording: Recording, memory: Path, wanted: int) -> None:
    """Let the power go once more while the next start mends what the first cut left."""
    scene, each = recording.scene, max(2, round(wanted**0.5))
    top = memory / "again"
    mending = scene.work if scene.work in {"restore", "migration"} else "open"
    firsts = cuts(recording.start, scene.top, recording.log, 40 * each)
    for image, promises in islice(firsts, 0, None, 40):
        lay(image, top)
        if mending == "restore" and (top / OFFICE / DATABASE).exists():
            continue
        log = written_down(worker, replace(scene, work=mending, top=top))
        for second, more in cuts(image, top, log, wanted // each):
            judge(
                recording, second, min(promises + more, len(recording.legal) - 1), memory / "state"
            )
