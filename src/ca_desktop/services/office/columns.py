"""How wide a person made the columns of a table, kept on this computer."""

from collections.abc import Mapping

from ca_desktop.services.ports.office import Ports


def kept_columns(ports: Ports, table: str) -> Mapping[str, int]:
    """Return the widths that the person at work gave the columns of a table, by column."""
    tables = ports.pc.read(_columns_of(ports)).get(table)
    if not isinstance(tables, dict):
        return {}
    return {
        str(column): width
        for column, width in tables.items()
        if isinstance(width, int) and not isinstance(width, bool) and width > 0
    }


def keep_columns(ports: Ports, table: str, widths: Mapping[str, int]) -> None:
    """Keep the widths of the columns of a table for the person at work; none: as made.

    Raises:
        MachineError: the disk refused.
    """
    name = _columns_of(ports)
    others = {key: value for key, value in ports.pc.read(name).items() if key != table}
    ports.pc.keep(name, {**others, **({table: dict(widths)} if widths else {})})


def _columns_of(ports: Ports) -> str:
    return f"columns-{ports.actor.user_id}"
