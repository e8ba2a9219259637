"""The training ground: an office of made-up people beside the real one, never mixed with it."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from ca_desktop.app.bootstrap import TRAINING_PASSPHRASE, create_office, open_office
from ca_desktop.app.clocks import TypedClock
from ca_desktop.app.training_story import Story
from ca_desktop.domain.roles import Role
from ca_desktop.services.exchange import pairing
from ca_desktop.services.exchange.exports import export_packages
from ca_desktop.services.exchange.imports import import_packages
from ca_desktop.services.office.accounts import add_account
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.watch import NOBODY, Stage, Watch
from ca_desktop.vault.files import told_as_machine_error
from ca_desktop.vault.layout import holds_office
from ca_desktop.vault.lock import FolderLock
from ca_desktop.vault.mark import OfficeState
from ca_desktop.vault.this_pc import FOLDER as THIS_PC

ENDING = ".tap-huan"
COMMUNES = (("H19.12.90", "Xã Tập Huấn"), ("H19.12.91", "Phường Đồng Xuân"))
NAME = COMMUNES[0][1]
CENTRE_CODE, CENTRE_NAME = "H19.12", "Thị xã Làm Mẫu"
CLERK, LEADER = "Cán bộ Tập Huấn", "Lãnh đạo Tập Huấn"
BEFORE = timedelta(days=75)
"""The office was founded so long ago: before the first of its working days."""


def training_folder(home: Path) -> Path:
    """Return where the training office beside a data folder lies."""
    return home.with_name(home.name + ENDING)


def is_laid_out(home: Path) -> bool:
    """Tell whether the training office beside a data folder is there."""
    return holds_office(training_folder(home))


def lay_out(home: Path, now: datetime, watch: Watch = NOBODY, *, kind: str = "commune") -> None:
    """Make the training office anew; the one before goes only when the new one is whole.

    Args:
        home: the data folder that it lies beside; its settings of this computer are taken over.
        now: the day that the sample ends on.
        watch: told how far it is.
        kind: of the office that is trained: ``commune``, or ``centre`` with what communes sent.

    Raises:
        Cancelled: the person has asked to stop; what was there before still is.
        AlreadyOpen: somebody is at work in it.
        MachineError: the disk refused.
    """
    ground = training_folder(home)
    making = ground.with_name(f"{ground.name}.moi")
    _remove(making)
    try:
        _make(making, kind, now, watch)
        _take_over(home, making)
        _put_in_place(making, ground)
    finally:
        _remove(making)


def pair_offices(centre: Ports, commune: Ports, code: str, papers: Path) -> None:
    """Pair a commune with its centre, by way of the files that both leave in a folder."""
    papers.mkdir(parents=True, exist_ok=True)
    offer = pairing.make_offer(centre, code, papers / f"{code}.hspair")
    pairing.answer_offer(commune, papers / f"{code}.hspair", offer.secret, papers / f"{code}.hsreq")
    pairing.accept_request(centre, papers / f"{code}.hsreq", papers / f"{code}.hsg")
    pairing.finish_pairing(commune, papers / f"{code}.hsg")


def _make(folder: Path, kind: str, now: datetime, watch: Watch) -> None:
    watch.step(Stage.SAMPLE, 0, 1)
    with (
        tempfile.TemporaryDirectory(prefix="tap-huan-", ignore_cleanup_errors=True) as place,
        ExitStack() as stack,
    ):
        beside, clock = Path(place), TypedClock(now - BEFORE)
        is_centre = kind == "centre"
        centre = folder if is_centre else beside / "trung-tam"
        there = stack.enter_context(_founded(centre, "centre", CENTRE_CODE, CENTRE_NAME, clock))
        played: list[tuple[Ports, Story]] = []
        for number, (code, name) in enumerate(COMMUNES if is_centre else COMMUNES[:1]):
            watch.step(Stage.SAMPLE, 0, 1)
            own = TypedClock(clock.now())
            commune = beside / f"xa-{number}" if is_centre else folder
            here = stack.enter_context(_founded(commune, "commune", code, name, own))
            pair_offices(there, here, code, beside / "ket-noi")
            played.append((here, Story(here, own, now, seed=number)))
        trained = there if is_centre else played[0][0]
        add_account(trained, LEADER, (Role.LEADER.value,), TRAINING_PASSPHRASE)
        for _here, story in played:
            story.play(watch)
        if is_centre:
            clock.moment = now
            _bring_in(there, [here for here, _story in played], beside / "usb")


def _bring_in(centre: Ports, communes: Sequence[Ports], stick: Path) -> None:
    """Carry what the communes did to their centre, as a stick does."""
    stick.mkdir()
    for commune in communes:
        files = [done.file for done in export_packages(commune, stick)]
        import_packages(centre, files)


@contextmanager
def _founded(folder: Path, kind: str, code: str, name: str, clock: TypedClock) -> Iterator[Ports]:
    founding = Founding(kind=kind, code=code, name=name, user_name=CLERK, training=True)
    create_office(folder, founding, None, now=clock.now())
    with open_office(folder, clock=clock) as ports:
        yield ports


def _take_over(home: Path, making: Path) -> None:
    """The printers and the scanner of this computer are the same for who learns."""
    source, target = (OfficeState(each).folder / THIS_PC for each in (home, making))
    with told_as_machine_error(target):
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)


def _put_in_place(making: Path, ground: Path) -> None:
    if ground.is_dir():
        with FolderLock(ground):
            pass  # nobody has it open
    _remove(ground)
    with told_as_machine_error(ground):
        OfficeState(making).folder.rename(OfficeState(ground).folder)
        making.rename(ground)


def _remove(folder: Path) -> None:
    with told_as_machine_error(folder):
        for each in (folder, OfficeState(folder).folder):
            if each.exists():
                shutil.rmtree(each)
