"""Everything that an open office needs and a sign-in does not; it loads while a person types."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import platformdirs

from ca_desktop.app import bootstrap, restoring
from ca_desktop.app.clocks import MachineClock
from ca_desktop.app.entering import Entering
from ca_desktop.app.lazy_documents import LazyPaper
from ca_desktop.app.logs import logging_into
from ca_desktop.app.rebuilding import rebuild_centre, recovery_page, root_sheets
from ca_desktop.app.rehearsal import rehearse
from ca_desktop.app.resources import resources_folder
from ca_desktop.app.starter import starter_data
from ca_desktop.cli.doors import Opening
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.roles import Actor
from ca_desktop.exchange.carrier import write_atomically
from ca_desktop.services import upkeep, words
from ca_desktop.services.machines.lives import AdoptedLife
from ca_desktop.services.machines.restoring import BackupFound, Foreseen, Restoring
from ca_desktop.services.office.deadlines import read_moment
from ca_desktop.services.office.offices import Founding, Rebuilding, office_facts
from ca_desktop.services.office.printers import PrinterChoice, keep_choice
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.prints import PaperForm
from ca_desktop.services.support import bundle, bundle_name
from ca_desktop.ui import icons
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.input_method import input_method_trouble
from ca_desktop.ui.printing.machines import TrialPrinted, print_trial
from ca_desktop.ui.printing.sheets import print_sheet
from ca_desktop.ui.screens import SCREENS
from ca_desktop.ui.tasks import TaskRunner
from ca_desktop.ui.windows.main_window import MainWindow
from ca_desktop.vault.files import told_as_machine_error
from ca_desktop.vault.layout import state_folder
from ca_desktop.vault.support import Support
from ca_desktop.vault.this_pc import ThisPc


def found(
    folder: Path, founding: Founding, passphrase: str, choice: PrinterChoice | None = None
) -> bootstrap.FoundedOffice:
    """Found an office, see `bootstrap.create_office`, and keep the printer of its slips.

    Args:
        folder: for the data.
        founding: the office.
        passphrase: of the first account.
        choice: None: nothing was chosen.
    """
    founded = bootstrap.create_office(folder, founding, passphrase or None, now=None)
    if choice is not None:
        keep_choice(ThisPc(state_folder(folder)), PaperForm.SLIP, choice)
    return founded


def print_trial_slip(choice: PrinterChoice) -> TrialPrinted:
    """Print the test slip before there is an office; see `print_trial`."""
    return print_trial(LazyPaper(resources_folder()).trial_slip(choice.layout), choice)


def rebuild(folder: Path, wish: Rebuilding) -> bootstrap.FoundedOffice:
    """Build a centre anew; see `rebuilding.rebuild_centre`."""
    opening = Opening(passphrase=wish.passphrase or None, user=wish.user_name, now=None)
    return rebuild_centre(folder, wish.past, wish.code, opening, wish.last)


def print_root(founded: bootstrap.FoundedOffice) -> str:
    """Print the sheets of a new root and return the printer's name.

    Raises:
        MachineError: NO-PRINTER, PRINT-FAILED.
    """
    if founded.card is None or founded.root_code is None:
        raise NotAllowedNow("NOT-CENTRE")
    pdf = root_sheets(founded.card, founded.root_code, None)
    return print_sheet(pdf, title="Phiếu gốc", ports=None)


def print_recovery(founded: bootstrap.FoundedOffice) -> str:
    """Print the sheet of a new office's recovery code and return the printer's name.

    Raises:
        MachineError: NO-PRINTER, PRINT-FAILED.
    """
    return print_sheet(recovery_page(founded), title="Phiếu mã phục hồi", ports=None)


def backups_in(folder: Path) -> Sequence[BackupFound]:
    """List the verified backups in a folder; see `restoring.backups_in`."""
    return restoring.backups_in(folder)


def foresee(folder: Path, backup: Path, secret: str) -> Foreseen:
    """Say what going back to a backup would miss; see `restoring.foresee`."""
    return restoring.foresee(folder, backup, secret or None)


def restore(folder: Path, wish: Restoring, new_passphrase: str) -> AdoptedLife:
    """Put an office back in the place of what lies there; see `restoring.restore_over`."""
    opening = Opening(passphrase=wish.secret or None, user=None, now=None)
    return restoring.restore_over(
        folder, wish.backup, opening, wish.last, new_passphrase=new_passphrase or None
    )


def set_aside(folder: Path) -> None:
    """Put what is left of an office under another name; see `restoring.set_aside`."""
    restoring.set_aside(folder)


def write_support(folder: Path) -> Path:
    """Write the bundle of an office that does not open into the documents; return its file."""
    target = Path(platformdirs.user_documents_dir()) / bundle_name(MachineClock().now())
    with told_as_machine_error(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, bundle(Support(folder), None))
    return target


def enter(folder: Path, passphrase: str | None, wish: Entering, stack: ExitStack) -> Ports:
    """Open an office until the stack is closed; its log goes into its folder."""
    now = read_moment("now", wish.now) if wish.now else None
    opening = bootstrap.open_office(
        folder, passphrase=passphrase, user=wish.user, user_id=wish.user_id, now=now
    )
    with ExitStack() as attempt:
        attempt.enter_context(logging_into(folder / "logs"))
        ports = attempt.enter_context(opening)
        stack.push(attempt.pop_all())
    return ports


def as_actor(ports: Ports, actor: Actor) -> Ports:
    """Let another person work in an open office: what they do is written under their name."""
    writing: Any = ports.writing
    return replace(ports, actor=actor, writing=partial(writing, actor=actor.user_id))


def at_exit(ports: Ports) -> None:
    """Back up what was written; see `upkeep.at_exit`."""
    upkeep.at_exit(ports)


@cache
def prepare() -> None:
    """Read and ask what every office of this release begins with, before anybody signs in.

    Once in a process: whoever signs in after that finds it done.
    """
    starter_data().procedures  # noqa: B018 kept once it was read
    words.status_name("received")  # with it all the others are read
    rehearse()


def draw_ahead() -> None:
    """Draw what the rail of every office shows; on the thread of the window."""
    icons.render(SCREENS)


def open_window(ports: Ports, tasks: TaskRunner | None = None) -> MainWindow:
    """Make the main window of an open office.

    Args:
        ports: the outside world.
        tasks: the program's threads; its own where left out.
    """
    facts = office_facts(ports)
    context = UiContext(ports, tasks or TaskRunner())
    window = MainWindow(
        context, kind=facts.own.kind, name=facts.own.name, training=facts.node.training
    )
    context.tasks.setParent(window)
    trouble = input_method_trouble()
    if trouble:
        window.message.warn(trouble)
    return window
