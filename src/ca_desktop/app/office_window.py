"""Everything that an open office needs and a sign-in does not; it loads while a person types."""

from contextlib import ExitStack
from pathlib import Path

from ca_desktop.app import bootstrap
from ca_desktop.app.entering import Entering
from ca_desktop.app.logs import logging_into
from ca_desktop.services.deadlines import read_moment
from ca_desktop.services.offices import Founding, office_facts
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.tasks import TaskRunner
from ca_desktop.ui.windows.main_window import MainWindow


def found(folder: Path, founding: Founding, passphrase: str) -> bootstrap.FoundedOffice:
    """Found an office; see `bootstrap.create_office`."""
    return bootstrap.create_office(folder, founding, passphrase or None, now=None)


def enter(folder: Path, passphrase: str | None, wish: Entering, stack: ExitStack) -> Ports:
    """Open an office until the stack is closed; its log goes into its folder."""
    now = read_moment("now", wish.now) if wish.now else None
    opening = bootstrap.open_office(folder, passphrase=passphrase, user=wish.user, now=now)
    with ExitStack() as attempt:
        attempt.enter_context(logging_into(folder / "logs"))
        ports = attempt.enter_context(opening)
        stack.push(attempt.pop_all())
    return ports


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
    return window
