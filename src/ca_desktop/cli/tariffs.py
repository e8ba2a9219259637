"""Commands of local tariffs: each takes the arguments and the open office."""

import argparse
from typing import Any

from ca_desktop.cli.answers import Json, row_problems
from ca_desktop.domain.fee_tiers import NONE, read_tiers
from ca_desktop.domain.local_tariffs import LocalTariff
from ca_desktop.domain.moments import read_day
from ca_desktop.domain.tariffs import FeeRule, FeeUnit
from ca_desktop.domain.typed import whole_number
from ca_desktop.services.office import tariff_sheets, tariffs
from ca_desktop.services.office.tariffs import GivenGround, GivenRate, SetTariff
from ca_desktop.services.ports.office import Ports

_RATE, _GROUND = 8, 3
"""Parts of what is typed, between bars."""


def tariff_show(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say what a procedure costs today, and what was entered for it."""
    found = tariffs.tariffs_of(ports, arguments.code)
    return {
        "procedure": found.procedure.code,
        "name": found.procedure.name,
        "today": [_rule(rule) for rule in found.rules(found.today)],
        "tariffs": [_tariff(tariff) for tariff in found.known],
    }


def tariff_set(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Let a procedure cost something else from a day on."""
    command = SetTariff(
        code=arguments.code,
        since=read_day("since", arguments.since),
        legal_basis=arguments.basis,
        rates=[_rate(text) for text in arguments.rate],
        grounds=[_ground(text) for text in arguments.ground],
    )
    done = tariffs.set_tariff(ports, command)
    return {"procedure": done.code, "since": done.since.isoformat()}


def tariff_drop(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take a tariff back that was entered wrongly."""
    since = read_day("since", arguments.since)
    done = tariffs.drop_tariff(ports, arguments.code, since, arguments.reason)
    return {"procedure": done.code, "since": done.since.isoformat()}


def tariff_import(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Read tariffs of many procedures from a workbook."""
    done = tariff_sheets.import_tariffs(ports, arguments.file, preview=arguments.preview)
    return {
        "new": done.new,
        "changed": done.changed,
        "same": done.same,
        "problems": row_problems(done.problems),
    }


def tariff_export(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Write what was entered and what waits for a resolution into a sheet."""
    rows = tariff_sheets.save_tariffs(ports, arguments.out)
    return {"out": str(arguments.out), "rows": rows}


def _parts(text: str, number: int) -> list[str]:
    parts = [part.strip() for part in text.split("|", number - 1)]
    return parts + [""] * (number - len(parts))


def _rate(text: str) -> GivenRate:
    amount, online, unit, case, name, note, tiers, cap = _parts(text, _RATE)
    return GivenRate(
        case=case or None,
        name=name,
        note=note,
        amount_vnd=whole_number("amount_vnd", amount, "BAD-MONEY"),
        online_vnd=whole_number("amount_vnd", online, "BAD-MONEY") if online else None,
        unit=unit or FeeUnit.DOSSIER.value,
        tiers=read_tiers(tiers) if tiers or cap else None,
        cap_vnd=whole_number("amount_vnd", cap, "BAD-MONEY") if cap.strip(NONE) else None,
    )


def _ground(text: str) -> GivenGround:
    name, percent, evidence = _parts(text, _GROUND)
    return GivenGround(
        name=name,
        percent=whole_number("percent", percent, "BAD-COUNT") if percent else 100,
        evidence=evidence,
    )


def _rule(rule: FeeRule) -> dict[str, Any]:
    return {
        "case": rule.case,
        "name": rule.name,
        "note": rule.unit_note,
        "amount_vnd": rule.amount_vnd,
        "online_vnd": rule.online_vnd,
        "unit": rule.unit.value,
        "tiers": [{"from_page": x.above + 1, "amount_vnd": x.amount_vnd} for x in rule.tiers],
        "cap_vnd": rule.cap_vnd,
        "legal_basis": rule.legal_basis,
    }


def _tariff(tariff: LocalTariff) -> dict[str, Any]:
    return {
        "since": tariff.since.isoformat(),
        "legal_basis": tariff.legal_basis,
        "rates": [_rule(rule) for rule in tariff.rules],
        "grounds": [
            {"name": ground.name, "percent": ground.percent, "evidence": ground.evidence}
            for ground in tariff.grounds
        ],
    }
