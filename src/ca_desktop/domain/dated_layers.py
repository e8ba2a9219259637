"""Whose word holds on a day: of each layer the last, of the layers the highest."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol, TypeVar

from ca_desktop.domain.calendar_layers import CENTRE, OWN, STARTER

_RANK = {STARTER: 0, CENTRE: 1, OWN: 2}


class Dated(Protocol):
    """Something that a layer says from a day on."""

    @property
    def since(self) -> date:
        """First day on which it holds."""

    @property
    def layer(self) -> str:
        """``starter``, ``centre`` or ``own``."""


W = TypeVar("W", bound=Dated)


def in_force(
    known: Iterable[W], day: date, name: Callable[[W], str], *, says: Callable[[W], bool]
) -> dict[str, W]:
    """Return what holds on a day, by name.

    Args:
        known: what all layers say, in any order.
        day: to look at.
        name: of what something is said.
        says: False: from its day on the layer says nothing any more, and the one below holds.
    """
    newest: dict[tuple[str, str], W] = {}
    for word in known:
        place = name(word), word.layer
        if word.since <= day and (place not in newest or newest[place].since < word.since):
            newest[place] = word
    found: dict[str, W] = {}
    for word in sorted(newest.values(), key=lambda each: _RANK[each.layer]):
        if says(word):
            found[name(word)] = word
    return found
