"""Running one command: open the office, answer on standard output, never a traceback."""

import argparse
import getpass
import json
import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from ca_desktop.cli.commands import COMMANDS, deadline_json, last_papers, life_json
from ca_desktop.cli.doors import Doors, Opening
from ca_desktop.cli.safety import foreseen_json
from ca_desktop.cli.secrets import secret_in
from ca_desktop.domain.errors import CaError
from ca_desktop.services import words
from ca_desktop.services.office.deadlines import deadline_of, read_moment
from ca_desktop.services.office.offices import Founding

FAILED = 1
FIRST_ACCOUNT = "Cán bộ Một cửa"


def run(arguments: argparse.Namespace, doors: Doors) -> int:
    """Run one command and return the exit status."""
    try:
        answer = _answer(arguments, doors)
    except CaError as error:
        return fail(error, as_json=arguments.json)
    refused = any(item.get("result") == "refused" for item in answer.get("files", [answer]))
    failed = refused or "error" in answer
    if "error" in answer and not arguments.json:
        _complain(f"{answer.pop('message')} ({answer.pop('error')})")
    shown = show(answer, as_json=arguments.json)
    return FAILED if failed or not shown else 0


def fail(error: BaseException, *, as_json: bool) -> int:
    """Say what went wrong and return the exit status."""
    message = words.describe(error)
    code = error.code if isinstance(error, CaError) else message.code
    plain = f"{message.sentence} ({code})"
    if as_json:
        show({"error": code, "message": message.sentence}, as_json=True, instead=plain)
    else:
        _complain(plain)
    return FAILED


def show(answer: dict[str, Any], *, as_json: bool, instead: str | None = None) -> bool:
    """Print an answer: one JSON document, or lines for people.

    Args:
        answer: what to print.
        as_json: in which of the two ways.
        instead: what to say where standard output takes nothing; that the work was done, unless
            something else is given.

    Returns:
        False when nobody took it: whoever read it has seen enough, or its disk is full.
    """
    whole = json.dumps(answer, ensure_ascii=False, indent=1) if as_json else _lines(answer)
    try:
        print(whole, flush=True)
    except BrokenPipeError:
        _let_go(sys.stdout)
        return False
    except OSError:
        _let_go(sys.stdout)
        _complain(instead or words.describe_code("ANSWER-LOST").sentence)
        return False
    return True


def _complain(sentence: str) -> None:
    try:
        print(sentence, file=sys.stderr, flush=True)
    except OSError:  # there is nobody left to tell
        _let_go(sys.stderr)


def _let_go(stream: TextIO) -> None:
    """Send the rest nowhere: the interpreter's last flush would fail as well, and say so."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _lines(answer: dict[str, Any]) -> str:
    found = []
    for key, value in answer.items():
        if isinstance(value, list):
            found += [_line(item) for item in value]
        elif value is not None:
            found.append(f"{key}: {_line(value)}")
    return "\n".join(found)


def _line(item: object) -> str:
    if isinstance(item, dict):
        return "\t".join(
            f"{value}" for value in item.values() if not isinstance(value, list | dict)
        )
    return str(item)


def _answer(arguments: argparse.Namespace, doors: Doors) -> dict[str, Any]:
    folder = arguments.data or doors.default_folder()
    now = read_moment("now", arguments.now) if arguments.now else None
    action = getattr(arguments, "action", None)
    if (arguments.command, action) == ("office", "init"):
        return _init(arguments, doors, folder, now)
    if arguments.command == "deadline" and not doors.exists(folder):
        calendar = doors.starter_calendar()
        return deadline_json(deadline_of(calendar, arguments.received, arguments.within))
    passphrase = _passphrase(arguments.passphrase_file)
    opening = Opening(passphrase=passphrase, user=arguments.user, now=now)
    closed = _CLOSED.get((arguments.command, action))
    if closed is not None and not getattr(arguments, "keys", None):
        return closed(arguments, doors, folder, opening)
    with doors.open(folder, passphrase=passphrase, user=arguments.user, now=now) as ports:
        return COMMANDS[arguments.command, action](ports, arguments)


def _restore(
    arguments: argparse.Namespace, doors: Doors, folder: Path, opening: Opening
) -> dict[str, Any]:
    if arguments.preview:
        return foreseen_json(doors.foresee(folder, arguments.backup, opening.passphrase))
    return life_json(doors.restore(folder, arguments.backup, opening, last_papers(arguments)))


def _help_open(
    arguments: argparse.Namespace, doors: Doors, folder: Path, _opening: Opening
) -> dict[str, Any]:
    return {"recovery_code": doors.help_open(folder, secret_in(arguments.seed_file))}


def _rebuild(
    arguments: argparse.Namespace, doors: Doors, folder: Path, opening: Opening
) -> dict[str, Any]:
    named = replace(opening, user=opening.user or FIRST_ACCOUNT)
    code, last = secret_in(arguments.seed_file), last_papers(arguments)
    founded = doors.rebuild(folder, arguments.past, code, named, last)
    return {
        "office": founded.office_id,
        "node": founded.node_id,
        "recovery_code": founded.recovery_code,
    }


_CLOSED = {
    ("restore", None): _restore,
    ("keys", "rebuild"): _rebuild,
    ("keys", "help-open"): _help_open,
}
"""What is done while no office is open; opening a key file, unless another office's is named."""


def _init(
    arguments: argparse.Namespace, doors: Doors, folder: Path, now: datetime | None
) -> dict[str, Any]:
    passphrase = _passphrase(arguments.passphrase_file)
    if passphrase is None and not arguments.training and sys.stdin.isatty():
        passphrase = getpass.getpass("Mật khẩu: ")
    founded = doors.create(
        folder,
        Founding(
            kind=arguments.kind,
            code=arguments.code,
            name=arguments.name,
            user_name=arguments.user or FIRST_ACCOUNT,
            training=arguments.training,
        ),
        passphrase,
        now=now,
    )
    answer = {
        "office": founded.office_id,
        "node": founded.node_id,
        "recovery_code": founded.recovery_code,
    }
    if founded.root_code is None:
        return answer
    if arguments.sheet is not None:
        doors.print_root(founded, arguments.sheet, now)
        answer["sheet"] = str(arguments.sheet)
    return answer | {"root_code": founded.root_code}


def _passphrase(path: Path | None) -> str | None:
    return None if path is None else secret_in(path)
