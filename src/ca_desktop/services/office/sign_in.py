"""Whom this computer offers at the sign-in: names beside the sealed data, nothing else of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ca_desktop.services.ports.pc import PcPort

SETTING = "sign-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPeople:
    """What is known before anything is opened.

    Attributes:
        unit: name of the office; empty before its first day on this computer.
        people: ids with names, of whoever has a passphrase here.
    """

    unit: str = ""
    people: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def known_people(pc: PcPort, slots: Iterable[str]) -> KnownPeople:
    """Return whom to offer.

    Args:
        pc: settings of this computer.
        slots: ids of those who have a passphrase on this computer.
    """
    kept, held = pc.read(SETTING), frozenset(slots)
    people = kept.get("people")
    found = (
        (str(user_id), str(name))
        for user_id, name in (people.items() if isinstance(people, dict) else ())
        if user_id in held
    )
    return KnownPeople(
        unit=str(kept.get("unit") or ""), people=tuple(sorted(found, key=lambda each: each[1]))
    )
