"""Running one command: open the office, answer on standard output, never a traceback."""

import argparse
import getpass
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from ca_desktop.cli.commands import COMMANDS, deadline_json
from ca_desktop.cli.doors import Doors
from ca_desktop.domain.errors import CaError, UserError
from ca_desktop.services import words
from ca_desktop.services.deadlines import deadline_of, read_moment
from ca_desktop.services.offices import Founding

FAILED = 1
FIRST_ACCOUNT = "Cán bộ Một cửa"
_MAX_PASSPHRASE_FILE = 4096


def run(arguments: argparse.Namespace, doors: Doors) -> int:
    """Run one command and return the exit status."""
    try:
        answer = _answer(arguments, doors)
    except CaError as error:
        return fail(error, as_json=arguments.json)
    show(answer, as_json=arguments.json)
    refused = any(item.get("result") == "refused" for item in answer.get("files", [answer]))
    return FAILED if refused else 0


def fail(error: BaseException, *, as_json: bool) -> int:
    """Say what went wrong and return the exit status."""
    message = words.describe(error)
    code = error.code if isinstance(error, CaError) else message.code
    if as_json:
        show({"error": code, "message": message.sentence}, as_json=True)
    else:
        print(f"{message.sentence} ({code})", file=sys.stderr)
    return FAILED


def show(answer: dict[str, Any], *, as_json: bool) -> None:
    """Print an answer: one JSON document, or lines for people."""
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for key, value in answer.items():
        if isinstance(value, list):
            for item in value:
                print(_line(item))
        elif isinstance(value, dict):
            print(f"{key}: {_line(value)}")
        elif value is not None:
            print(f"{key}: {value}")


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
    with doors.open(folder, passphrase=passphrase, user=arguments.user, now=now) as ports:
        return COMMANDS[arguments.command, action](ports, arguments)


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
    return answer if founded.root_code is None else answer | {"root_code": founded.root_code}


def _passphrase(path: Path | None) -> str | None:
    if path is None:
        return None
    if not path.is_file():
        raise UserError("NO-SUCH-FILE", path=str(path))
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(_MAX_PASSPHRASE_FILE).strip("\r\n")
    except ValueError as error:
        raise UserError("UNREADABLE", path=str(path)) from error
