"""Commands of closed periods."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.cli.reports import period_of, table_json
from ca_desktop.services.office import closing
from ca_desktop.services.office.closing import Reached
from ca_desktop.services.ports.office import Ports


def period_close(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Freeze the figures of a period."""
    done = closing.close_period(
        ports, period_of(arguments), arguments.reason, following=arguments.following
    )
    return {
        "closing": done.closing_id,
        "number": done.number,
        "later": [_reached(row) for row in done.later],
        "followed": list(done.followed),
    }


def period_check(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say what closing a period would say, and which later ones it reaches; change nothing."""
    found = closing.closing_of(ports, period_of(arguments))
    return {
        "closed": found.same.number if found.same else None,
        "carried": found.form.total.figures["c6"],
        "carried_before": found.before.still_open if found.before else None,
        "still_open": found.form.total.figures["c11"],
        "missing": len(found.missing),
        "later": [_reached(row) for row in found.later],
    }


def _reached(row: Reached) -> Json:
    return {
        "from": row.period.start.isoformat(),
        "to": row.period.end.isoformat(),
        "number": row.number,
        "carried": row.carried,
        "carried_now": row.carried_now,
        "still_open": row.still_open,
        "still_open_now": row.open_now,
    }


def period_list(ports: Ports, arguments: argparse.Namespace) -> Json:
    """List the snapshots, the newest period first."""
    rows = closing.closed_periods(ports, arguments.commune)
    wrong = closing.misfitting(rows)
    return {
        "periods": [
            {
                "closing": row.closing_id,
                "from": row.period.start.isoformat(),
                "to": row.period.end.isoformat(),
                "number": row.number,
                "carried": row.carried,
                "still_open": row.still_open,
                "fits": row.closing_id not in wrong,
                "reason": row.reason,
                "as_of": row.as_of,
                "closed_at": row.closed_at,
            }
            for row in rows
        ]
    }


def period_report(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say a report of a closed period as it was, or write it."""
    if arguments.out:
        table = closing.save_snapshot(ports, arguments.closing, arguments.name, arguments.out)
    else:
        table = closing.table_of(ports, arguments.closing, arguments.name)
    return table_json(table) | {"out": str(arguments.out) if arguments.out else None}
