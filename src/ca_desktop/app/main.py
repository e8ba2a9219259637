"""Start of the program: the window without a command, else the command line."""

import argparse
import gc
import io
import logging
import sys
from collections.abc import Sequence
from functools import partial

from ca_desktop.app.crash import guarded
from ca_desktop.app.entering import Entering
from ca_desktop.app.resources import use_words
from ca_desktop.cli.arguments import parser
from ca_desktop.documents.scans import WORKER
from ca_desktop.services import words


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status: 0 done, 1 refused, 2 wrong usage."""
    if sys.argv[1:] == [WORKER] and argv is None:
        from ca_desktop.documents import scan_worker  # noqa: PLC0415 in that process only

        scan_worker.main()
        return 0
    gc.disable()  # until the program stands: loading makes much and leaves no garbage
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = parser().parse_args(argv)
    logging.raiseExceptions = False  # a log that cannot be written spoils no answer
    use_words()
    if arguments.command is None:
        return _window(arguments)
    from ca_desktop.app.doors import AppDoors  # noqa: PLC0415 start-up time of the window
    from ca_desktop.cli.run import fail, run  # noqa: PLC0415 start-up time of the window

    gc.enable()
    answer = partial(fail, as_json=arguments.json)
    if arguments.command == "demo":
        from ca_desktop.app.demo.stories import tell  # noqa: PLC0415 only the demo needs it

        return guarded(partial(tell, arguments.story, arguments.dir), answer)
    return guarded(partial(run, arguments, AppDoors()), answer)


def _window(arguments: argparse.Namespace) -> int:
    from ca_desktop.app.window import show_window  # noqa: PLC0415 only a window needs Qt

    wish = Entering(
        data=arguments.data,
        passphrase_file=arguments.passphrase_file,
        user=arguments.user,
        now=arguments.now,
    )
    return guarded(partial(show_window, wish), _say)


def _say(error: BaseException) -> int:
    if sys.stderr is not None:  # a program of the desktop may have none
        print(words.describe(error).sentence, file=sys.stderr)  # noqa: T201 there is no window
    return 1
