"""Who may look at all the money that was taken."""

from typing import Final

from ca_desktop.domain.roles import Role

READING: Final = (
    Role.CASHIER,
    Role.DESK_HEAD,
    Role.LEADER,
    Role.KSTT,
    Role.INSPECTOR,
    Role.ADMIN,
)
"""Roles that see it; a desk officer sees the fee of a dossier, not the till."""
