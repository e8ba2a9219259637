"""Work that is done on a disk that fails, and how it is told what came of it."""

import hashlib
import random
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.helpers import offices
from tests.helpers.disk_worker import NEW_PASSPHRASE
from tests.helpers.disk_worker import restore as restore_work
from tests.helpers.disks import Bench, Order
from tests.helpers.power_cuts import Disk, Image, image_of, lay_out, read_log
from tests.helpers.training import put_pair

from ca_desktop.app import bootstrap
from ca_desktop.domain.errors import NotAllowedNow, WrongPassphrase
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.machines import lives
from ca_desktop.services.office import journals
from ca_desktop.services.office.backups import back_up
from ca_desktop.services.ports.office import Ports
from ca_desktop.store import migrate
from ca_desktop.store.columns import metadata
from ca_desktop.store.engine import connect
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.layout import DATABASE, KEYS

OFFICE, STICK = "xa", "usb"


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
        require_calm(ports)
        digest = seen(ports)
    assert not list(folder.rglob("~*"))
    assert not list((folder / "inbox").iterdir())
    return digest


def require_calm(ports: Ports) -> None:
    """Require that an open office has nothing to complain of."""
    assert ports.mark_fits
    assert list(ports.second_journal.entries())
    assert not ports.second_journal.behind
    assert journals.verify_journal(ports).problems == 0


def opened_and_told(folder: Path) -> str:
    """Open an office; tell what is in it without what is random, and require it to be whole."""
    with offices.opened(folder) as ports:
        require_calm(ports)
        told = story(ports)
        before = offices.tables(ports)
        journals.rebuild_tables(ports)
        assert offices.tables(ports) == before
    return told


def story(ports: Ports) -> str:
    """Tell what is in an office, the same for every time the same was done."""
    streams = {row.stream_id: row for row in offices.rows(ports, metadata.tables["streams"])}
    found: list[object] = []
    found += sorted(
        (streams[row.stream_id].audience, row.seq, row.kind)
        for row in offices.rows(ports, metadata.tables["journal"])
    )
    for name, columns in _TOLD.items():
        rows = offices.rows(ports, metadata.tables[name])
        found += sorted(str([getattr(row, column) for column in columns]) for row in rows)
    return str(found)


_TOLD = {
    "dossiers": ("code", "status"),
    "counters": ("key", "last"),
    "inbox": ("package", "events"),
    "node": ("series",),
}


# --- The scenes -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One piece of work, and how it is told what came of it.

    Attributes:
        top: what lies below it is on the disk: offices and the stick.
        look: returns what can be seen; equal before the work, after it, or after a part of it.
        tell: the same without what is random, so that it can be compared with another time.
        goes_on: the same work, or the next, succeeds on that disk.
        shown: files and folders with these endings are whole wherever their names are.
    """

    work: str
    top: Path
    files: tuple[str, ...] = ()
    look: Callable[[Path], str] = field(default=lambda top: opened_and_seen(top / OFFICE))
    tell: Callable[[Path], str] = field(default=lambda top: opened_and_told(top / OFFICE))
    goes_on: Callable[[Path], None]
    shown: Callable[[str], bool] = field(default=lambda _name: False)

    def order(self, **more: Any) -> Order:
        """Return the order for this work, on this disk."""
        given = [self.top / name for name in self.files]
        folder = self.top / OFFICE
        return Order(work=self.work, folder=folder, files=given, watch=[self.top], **more)


@dataclass(frozen=True)
class World:
    """A commune and its centre, paired."""

    top: Path

    def scene_folder(self, name: str) -> Path:
        folder = self.top / name
        folder.mkdir()
        (folder / STICK).mkdir()
        return folder


def world(top: Path) -> World:
    """Found a commune and its centre and pair them; the commune has something to say."""
    made = World(top)
    (top / "usb").mkdir(parents=True)
    put_pair(top / "xa", top / "trung-tam")
    with offices.opened(top / "xa") as ports:
        for number in range(12):
            code = offices.take_in(ports)
            if number % 3 == 0:
                step_dossier(ports, code, "forward")
    return made


def lay(image: Image, place: Path) -> None:
    """Make a disk what an image says, and nothing else."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    lay_out(image, place)


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
        (done,) = exports.export_packages(ports, top / STICK)
        assert done.package not in before
        assert done.file.is_file()


def import_(world: World) -> Scene:
    top = world.scene_folder("import")
    with offices.opened(world.top / "xa") as ports:
        (sent,) = exports.export_packages(ports, top / STICK)
    offices.copy(world.top / "trung-tam", top / OFFICE)
    file = f"{STICK}/{sent.file.name}"

    def again(top: Path) -> None:
        with offices.opened(top / OFFICE) as ports:
            assert imports.import_package(ports, top / file).result in {"imported", "already"}
            held = offices.rows(ports, metadata.tables["dossiers"])
        assert len(held) == 12

    return Scene(work="import", top=top, files=(file,), goes_on=again)


def refused(world: World) -> Scene:
    """A package that was damaged on its way."""
    top = world.scene_folder("refused")
    with offices.opened(world.top / "xa") as ports:
        (sent,) = exports.export_packages(ports, top / STICK)
    data = bytearray(sent.file.read_bytes())
    data[len(data) // 2] ^= 1
    sent.file.write_bytes(data)
    offices.copy(world.top / "trung-tam", top / OFFICE)
    return Scene(work="import", top=top, files=(f"{STICK}/{sent.file.name}",), goes_on=enough)


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
        tell=restored_told,
        goes_on=lambda top: restore_again(top, made.folder.name),
    )


def restored(top: Path, tell: Callable[[Ports], str] = seen) -> str:
    """Say what stands in the folder: no office, one that waits to be adopted, or the new life."""
    folder = top / OFFICE
    if not (folder / DATABASE).exists():
        return "none"
    with offices.opened(folder) as ports:
        assert journals.verify_journal(ports).problems == 0
        if not ports.mark_fits:
            return "waits"
        return tell(ports)


def restored_told(top: Path) -> str:
    """Say the same without what is random."""
    return restored(top, story)


def restore_again(top: Path, backup: str) -> None:
    """Whatever the cut left, the way on ends in the new life with every dossier."""
    if restored(top) == "none":
        assert list(restore_work(top / OFFICE, [top / STICK / backup]))
    with offices.opened(top / OFFICE) as ports:
        if not ports.mark_fits:
            with pytest.raises(NotAllowedNow):
                exports.export_packages(ports, top / STICK)
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

revision = "9000"
down_revision = "HEAD"


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
    (scripts / "versions" / "9000_extra.py").write_text(
        NEXT.replace("HEAD", migrate.HEAD), encoding="utf-8"
    )

    def look(top: Path) -> str:
        revision = revision_in(top / OFFICE)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(migrate, "SCRIPTS", scripts)
            patch.setattr(migrate, "HEAD", "9000")
            opened_and_seen(top / OFFICE)
            assert revision_in(top / OFFICE) == ("9000", True)
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


# --- Doing it -----------------------------------------------------------------------------------


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


def record(worker: Bench, scene: Scene, place: Path, *, told: bool = False) -> Recording:
    """Do the work once, undisturbed; what is seen, or ``told``, is what may be afterwards."""
    look = scene.tell if told else scene.look
    start, log = image_of(scene.top), written_down(worker, scene)
    legal = [on(start, place, look)]
    disk = Disk(start, scene.top)
    for change in read_log(log):
        disk.apply(change)
        if change.op == "K":
            _none, everything = disk.cuts(random.Random(0), 0)
            legal.append(on(everything, place, look))
    end = image_of(scene.top)
    assert legal[-1] == on(end, place, look)
    assert len(legal) > 1
    return Recording(scene=scene, start=start, log=log, end=end, legal=legal)


def on(image: Image, place: Path, look: Callable[[Path], str]) -> str:
    """Lay a disk out and look at it."""
    lay(image, place)
    return look(place)


def written_down(worker: Bench, scene: Scene) -> Path:
    """Do a piece of work; return the log of its disk."""
    log = scene.top.with_suffix(".log")
    outcome = worker(scene.order(log=log))
    assert outcome.end == "done", outcome
    return log
