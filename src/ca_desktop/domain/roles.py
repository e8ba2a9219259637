"""Who may do what: the roles of an office (docs/GLOSSARY.md)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from ca_desktop.domain.errors import Forbidden


class Role(StrEnum):
    """A person may hold several; each office grants its own."""

    INTAKE = "intake"
    CASE_OFFICER = "case_officer"
    DESK_HEAD = "desk_head"
    LEADER = "leader"
    CLERK = "clerk"
    CASHIER = "cashier"
    RECEPTION_PETITION = "reception_petition"
    KSTT = "kstt"
    INSPECTOR = "inspector"
    ADMIN = "admin"


ALL_ROLES = frozenset(Role)

MASTER_KEEPERS = (Role.KSTT, Role.ADMIN)
"""Who looks after what holds for every dossier: procedures, calendars, fees, days of waiting."""

FILE_CARRIERS = (Role.INTAKE, Role.KSTT, Role.ADMIN)
"""Who carries files between offices, and settles what waits because of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is signed in; the id is random and names nobody."""

    user_id: str
    name: str = field(repr=False)
    roles: frozenset[Role]


def roles_of(names: Iterable[str]) -> frozenset[Role]:
    """Return the roles with these ids; ids of a later version are left out."""
    known = {role.value: role for role in Role}
    return frozenset(known[name] for name in names if name in known)


def require(held: frozenset[Role], *needed: Role) -> None:
    """Demand one of the needed roles.

    Raises:
        Forbidden: none of them is held.
    """
    if not held.intersection(needed):
        raise Forbidden
