"""Events about the people who may sign in; they stay in the office."""

from dataclasses import dataclass

from ca_desktop.domain.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRolesSet(Event):
    """What a person may do from now on.

    Attributes:
        roles: ids of `domain.roles`.
    """

    user_id: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLeft(Event):
    """An account was closed; what the person did keeps their name."""

    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretSet(Event):
    """A passphrase or a PIN was set, by its owner or by an administrator.

    Attributes:
        what: ``passphrase`` or ``pin``.
    """

    user_id: str
    what: str
