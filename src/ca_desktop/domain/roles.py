"""Who may do what: a person holds several roles; each office grants its own."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ca_desktop.domain.errors import Forbidden


class Role(StrEnum):
    """One kind of work at the office."""

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


ALL_ROLES: Final = frozenset(Role)
"""What the first account of an office holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is signed in.

    Attributes:
        user_id: random id, the only thing of a person that an envelope names.
    """

    user_id: str
    name: str = field(repr=False)
    roles: frozenset[Role]


def require(held: AbstractSet[Role], *needed: Role) -> None:
    """Let pass whoever holds at least one of the ``needed`` roles.

    Raises:
        Forbidden: none of them is held; ``needed`` names them.
    """
    if held.isdisjoint(needed):
        raise Forbidden(needed=tuple(role.value for role in needed))
