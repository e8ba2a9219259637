"""Commands of closed periods."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.cli.reports import period_of, table_json
from ca_desktop.services.office import closing
from ca_desktop.services.ports.office import Ports


def period_close(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Freeze the figures of a period."""
    done = closing.close_period(ports, period_of(arguments), arguments.reason)
    return {"closing": done.closing_id, "number": done.number}


def period_list(ports: Ports, arguments: argparse.Namespace) -> Json:
    """List the snapshots, the newest period first."""
    return {
        "periods": [
            {
                "closing": row.closing_id,
                "from": row.period.start.isoformat(),
                "to": row.period.end.isoformat(),
                "number": row.number,
                "still_open": row.still_open,
                "reason": row.reason,
                "as_of": row.as_of,
                "closed_at": row.closed_at,
            }
            for row in closing.closed_periods(ports, arguments.commune)
        ]
    }


def period_report(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say a report of a closed period as it was, or write it."""
    if arguments.out:
        table = closing.save_snapshot(ports, arguments.closing, arguments.name, arguments.out)
    else:
        table = closing.table_of(ports, arguments.closing, arguments.name)
    return table_json(table) | {"out": str(arguments.out) if arguments.out else None}
