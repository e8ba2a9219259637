"""What a person made of the columns of a list, kept on this computer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ca_desktop.services.ports.office import Ports

Widths = Mapping[str, int]
"""By the title of the column, at the usual size of text."""

LEAST_WIDTH, MOST_WIDTH = 24, 2000
"""What is narrower cannot be found again; what is wider was edited by hand."""

MOST_COLUMNS = 60
"""No list has more; a file that names more was edited by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of one list; what is not said is as it was made.

    Attributes:
        widths: of those that were made wider or narrower.
        order: their titles from the left; empty: as they were made.
        hidden: titles of those that are not shown; None: nobody has chosen.
    """

    widths: Widths = field(default_factory=dict)
    order: tuple[str, ...] = ()
    hidden: frozenset[str] | None = None

    @property
    def usual(self) -> bool:
        """Whether everything is as it was made."""
        return not self.widths and not self.order and self.hidden is None


def kept_columns(ports: Ports) -> Mapping[str, Columns]:
    """Return what the person at work made of each list; what does not hold is left out."""
    kept = ports.pc.read(_name(ports))
    return {name: _read(value) for name, value in kept.items() if isinstance(value, dict)}


def keep_columns(ports: Ports, columns: Mapping[str, Columns]) -> None:
    """Keep the columns of every list of the person at work; one that is as made is not kept.

    Raises:
        MachineError: the disk refused.
    """
    kept = {name: _written(one) for name, one in columns.items() if not one.usual}
    ports.pc.keep(_name(ports), kept)


def _written(columns: Columns) -> dict[str, object]:
    hidden = None if columns.hidden is None else sorted(columns.hidden)
    return {"widths": dict(columns.widths), "order": list(columns.order), "hidden": hidden}


def _read(value: Mapping[str, Any]) -> Columns:
    widths, hidden = value.get("widths"), value.get("hidden")
    return Columns(
        widths=_widths(widths) if isinstance(widths, dict) else {},
        order=tuple(_titles(value.get("order"))),
        hidden=frozenset(_titles(hidden)) if isinstance(hidden, list) else None,
    )


def _widths(value: Mapping[object, object]) -> Widths:
    return {
        str(title): width
        for title, width in value.items()
        if isinstance(width, int)
        and not isinstance(width, bool)
        and LEAST_WIDTH <= width <= MOST_WIDTH
    }


def _titles(value: object) -> Iterable[str]:
    found = value[:MOST_COLUMNS] if isinstance(value, list) else []
    return dict.fromkeys(title for title in found if isinstance(title, str))


def _name(ports: Ports) -> str:
    return f"columns-{ports.actor.user_id}"
