"""How wide a person made the columns of a list, kept on this computer."""

from collections.abc import Mapping

from ca_desktop.services.ports.office import Ports

Widths = Mapping[str, int]
"""By the title of the column, at the usual size of text."""

LEAST_WIDTH, MOST_WIDTH = 24, 2000
"""What is narrower cannot be found again; what is wider was edited by hand."""


def kept_columns(ports: Ports) -> Mapping[str, Widths]:
    """Return the widths that the person at work gave, by list; what does not hold is left out."""
    kept = ports.pc.read(_name(ports))
    return {name: _widths(value) for name, value in kept.items() if isinstance(value, dict)}


def keep_columns(ports: Ports, columns: Mapping[str, Widths]) -> None:
    """Keep the widths of every list of the person at work; one without any is as it was made.

    Raises:
        MachineError: the disk refused.
    """
    ports.pc.keep(_name(ports), {name: dict(widths) for name, widths in columns.items() if widths})


def _widths(value: Mapping[object, object]) -> Widths:
    return {
        str(title): width
        for title, width in value.items()
        if isinstance(width, int)
        and not isinstance(width, bool)
        and LEAST_WIDTH <= width <= MOST_WIDTH
    }


def _name(ports: Ports) -> str:
    return f"columns-{ports.actor.user_id}"
