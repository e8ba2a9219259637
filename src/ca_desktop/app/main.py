"""Start of the program: the window without a command, else the command line."""

import io
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from pathlib import Path

from ca_desktop.app import bootstrap
from ca_desktop.app.crash import guarded
from ca_desktop.app.resources import resources_folder
from ca_desktop.app.starter import StarterData
from ca_desktop.cli.arguments import parser
from ca_desktop.cli.run import fail, run
from ca_desktop.domain.calendars import WorkingCalendar
from ca_desktop.services.offices import Founding
from ca_desktop.services.ports.office import Ports
from ca_desktop.vault.machine import default_data_folder


class AppDoors:
    """See `ca_desktop.cli.doors.Doors`."""

    def default_folder(self) -> Path:
        """Return where data lie when nothing else is said."""
        return default_data_folder()

    def exists(self, folder: Path) -> bool:
        """Tell whether there is an office."""
        return (folder / bootstrap.DATABASE).is_file()

    def create(
        self, folder: Path, founding: Founding, passphrase: str | None, *, now: datetime | None
    ) -> bootstrap.FoundedOffice:
        """Found an office."""
        return bootstrap.create_office(folder, founding, passphrase, now=now)

    def open(
        self, folder: Path, *, passphrase: str | None, user: str | None, now: datetime | None
    ) -> AbstractContextManager[Ports]:
        """Open an office."""
        return bootstrap.open_office(folder, passphrase=passphrase, user=user, now=now)

    def starter_calendar(self) -> WorkingCalendar:
        """Return the calendar of the release."""
        years = StarterData(resources_folder()).calendars
        return WorkingCalendar(years={item.year: item for item in years})


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status: 0 done, 1 refused, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = parser().parse_args(argv)
    bootstrap.use_words()
    answer = partial(fail, as_json=arguments.json)
    if arguments.command is None:
        from ca_desktop.app.window import show_window  # noqa: PLC0415 Qt loads only for a window

        return guarded(partial(show_window, arguments), answer)
    if arguments.command == "demo":
        from ca_desktop.app.demo.stories import tell  # noqa: PLC0415 only the demo needs it

        return guarded(partial(tell, arguments.story, arguments.dir), answer)
    return guarded(partial(run, arguments, AppDoors()), answer)
