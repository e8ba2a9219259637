"""Commands of the rate in time to be reached: each takes the arguments and the open office."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.typed import whole_number
from ca_desktop.services.office.target_settings import SetTarget, set_target, target_setting
from ca_desktop.services.ports.office import Ports


def target_show(ports: Ports, _arguments: argparse.Namespace) -> Json:
    """Say what rate in time is to be reached today, and whose word it is."""
    found = target_setting(ports).target
    return {"percent": found.percent, "from": found.layer, "basis": found.basis}


def target_set(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Let another rate hold from a day on."""
    typed = arguments.percent
    command = SetTarget(
        since=read_day("since", arguments.since),
        percent=whole_number("target", typed, "BAD-PERCENT") if typed else None,
        basis=arguments.basis,
    )
    done = set_target(ports, command)
    return {
        "percent": done.percent,
        "since": done.since.isoformat(),
        "published": done.published,
    }
