"""PINs as the database keeps them."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRow:
    """A stretched PIN."""

    salt: bytes = field(repr=False)
    hash: bytes = field(repr=False)


class Pins(Protocol):
    """PINs, to be read."""

    def of(self, user_id: str) -> PinRow | None:
        """Return the PIN of a person."""

    def owners(self) -> frozenset[str]:
        """Return the user ids that have a PIN."""


class PinState(Pins, Protocol):
    """The same, to be changed."""

    def put(self, user_id: str, pin: PinRow | None) -> None:
        """Set the PIN of a person, or take it away."""
