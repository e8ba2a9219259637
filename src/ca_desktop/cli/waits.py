"""Commands of how long is waited: each takes the arguments and the open office."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.typed import whole_number
from ca_desktop.services.office.wait_settings import SetWaits, set_waits, wait_settings
from ca_desktop.services.ports.office import Ports


def wait_show(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Say how long is waited today, and whose word it is."""
    found = wait_settings(ports)
    return {
        "waits": {
            wait.name: {"days": wait.days, "from": wait.layer, "basis": wait.basis}
            for wait in found.waits
        },
        "own": list(found.own),
    }


def wait_set(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Let other numbers of days hold from a day on."""
    command = SetWaits(
        since=read_day("since", arguments.since),
        days=dict(_number(text) for text in arguments.days),
        basis=arguments.basis,
    )
    done = set_waits(ports, command)
    return {
        "set": list(done.names),
        "since": done.since.isoformat(),
        "published": done.published,
    }


def _number(text: str) -> tuple[str, int | None]:
    name, equals, days = text.partition("=")
    if not equals:
        raise InvalidField("wait", "BAD-TYPE")
    return name.strip(), whole_number(f"wait.{name}", days, "BAD-NUMBER") if days else None
