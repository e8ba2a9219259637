import pytest

from ca_desktop.domain.errors import Forbidden
from ca_desktop.domain.roles import ALL_ROLES, Actor, Role, require, roles_of


def test_one_of_the_needed_roles_is_enough() -> None:
    require(frozenset({Role.CASHIER, Role.LEADER}), Role.DESK_HEAD, Role.LEADER)


def test_without_a_needed_role_nothing_is_allowed() -> None:
    with pytest.raises(Forbidden):
        require(frozenset({Role.INSPECTOR}), Role.INTAKE, Role.ADMIN)
    with pytest.raises(Forbidden):
        require(frozenset(), Role.INTAKE)


def test_the_first_account_may_do_everything() -> None:
    for role in Role:
        require(ALL_ROLES, role)


def test_a_role_of_a_later_version_is_left_out() -> None:
    assert roles_of(["intake", "astronaut", "kstt"]) == {Role.INTAKE, Role.KSTT}


def test_who_is_signed_in_shows_no_name_in_a_log() -> None:
    actor = Actor(user_id="0" * 32, name="Lê Thị Mai", roles=ALL_ROLES)
    assert "Mai" not in repr(actor)
