"""Founding an office, and what it says of itself."""

from pathlib import Path

import pytest
from tests.helpers.offices import CENTRE, COMMUNE, NOW
from tests.helpers.training import Office

from ca_desktop.app import bootstrap
from ca_desktop.domain.errors import InvalidField, UserError
from ca_desktop.domain.roles import ALL_ROLES
from ca_desktop.services.office.offices import Founding, office_facts

SOUND = {
    "kind": "commune",
    "code": "H19.12.34",
    "name": "Xã Bình Minh",
    "user_name": "Cán bộ",
    "training": True,
}


def founding(**changes: object) -> Founding:
    return Founding(**{**SOUND, **changes})  # type: ignore[arg-type]


def test_values_are_cleaned_before_an_office_is_founded() -> None:
    clean = founding(code=" H19.12.34 ", name="  Xã   Bi\u0300nh Minh ", user_name=" A  B ")
    checked = clean.checked()
    assert (checked.code, checked.name, checked.user_name) == ("H19.12.34", "Xã Bình Minh", "A B")


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"kind": "province"}, "kind", "BAD-CHOICE"),
        ({"code": ""}, "code", "BAD-UNIT-CODE"),
        ({"code": "h19.12"}, "code", "BAD-UNIT-CODE"),
        ({"code": "H19..12"}, "code", "BAD-UNIT-CODE"),
        ({"code": "H19." + "1" * 40}, "code", "BAD-UNIT-CODE"),
        ({"name": " "}, "office_name", "REQ-FIELD"),
        ({"name": "A" * 121}, "office_name", "TOO-LONG"),
        ({"name": "A\nB"}, "office_name", "CONTROL-CHARS"),
        ({"user_name": ""}, "user", "REQ-FIELD"),
    ],
)
def test_an_office_that_cannot_be_is_refused_and_leaves_nothing(
    tmp_path: Path, change: dict[str, object], field: str, code: str
) -> None:
    place = tmp_path / "data"
    with pytest.raises(InvalidField) as caught:
        bootstrap.create_office(place, founding(**change), None, now=NOW)
    assert (caught.value.field, caught.value.code) == (field, code)
    assert not place.exists()


def test_an_office_is_founded_once(tmp_path: Path) -> None:
    place = tmp_path / "data"
    first = bootstrap.create_office(place, founding(), None, now=NOW)
    with pytest.raises(UserError) as caught:
        bootstrap.create_office(place, founding(name="Xã Khác"), None, now=NOW)
    assert caught.value.code == "OFFICE-EXISTS"
    with bootstrap.open_office(place, now=NOW) as ports:
        assert office_facts(ports).own.office_id == first.office_id


def test_only_a_centre_has_a_root_code_on_paper(tmp_path: Path) -> None:
    commune = bootstrap.create_office(tmp_path / "a", founding(), None, now=NOW)
    centre = bootstrap.create_office(
        tmp_path / "b", founding(kind="centre", code="H19.12"), None, now=NOW
    )
    assert commune.root_code is None
    assert centre.root_code
    for secret in (commune.recovery_code, centre.recovery_code, centre.root_code):
        assert secret not in repr(commune) + repr(centre)
    assert commune.recovery_code != centre.recovery_code


def test_a_new_office_says_what_it_is(office: Office) -> None:
    facts = office_facts(office.ports)
    assert (facts.own.kind, facts.own.code, facts.own.name) == COMMUNE
    assert facts.own.own
    assert facts.node.training
    assert facts.fits_mark
    assert (facts.centre, facts.communes) == (None, ())


def test_the_first_account_holds_every_role(office: Office) -> None:
    (user,) = office_facts(office.ports).users
    assert set(user.roles) == {role.value for role in ALL_ROLES}
    assert office.ports.actor.roles == ALL_ROLES


def test_paired_offices_know_each_other(pair: tuple[Office, Office]) -> None:
    commune, centre = (office_facts(office.ports) for office in pair)
    assert commune.centre is not None
    assert (commune.centre.kind, commune.centre.code, commune.centre.name) == CENTRE
    assert [(x.kind, x.code, x.name) for x in centre.communes] == [COMMUNE]
    assert commune.communes == ()


def test_keys_and_names_stay_out_of_reprs(office: Office) -> None:
    facts = office_facts(office.ports)
    assert "Cán bộ" not in repr(facts.users)
    assert "secret" not in repr(facts.node)
