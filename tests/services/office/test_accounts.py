"""Accounts: several people on one PC, each under their own name."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers import offices
from tests.helpers.training import Office

from ca_desktop.app import bootstrap, key_file
from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow, NotFound
from ca_desktop.domain.errors import WrongPassphrase as Wrong
from ca_desktop.domain.pins import check_pin, wait_after
from ca_desktop.domain.roles import ALL_ROLES, Role
from ca_desktop.services.office import accounts, approvals, journals
from ca_desktop.services.office.sign_in import SETTING, KnownPeople, known_people
from ca_desktop.vault.this_pc import ThisPc

SECRET = "con trâu đi trước cái cày"
PIN = "246813"


def add(office: Office, name: str = "Lò Văn Hai", *roles: str, secret: str = SECRET) -> str:
    held = roles or ("intake",)
    return accounts.add_account(office.ports, name, held, secret).user_id


def known(office: Office) -> dict[str, tuple[str, ...]]:
    return {x.user.name: x.user.roles for x in accounts.accounts(office.ports)}


def test_a_person_is_added_and_signs_in_with_their_own_passphrase(office: Office) -> None:
    user_id = add(office, "Lò Văn Hai", "intake", "case_officer")
    assert known(office)["Lò Văn Hai"] == ("case_officer", "intake")
    folder = office.ports.folder
    assert office.ports.key_file.whose(SECRET) == user_id
    actor = accounts.unlock(office.ports, user_id, SECRET)
    assert (actor.name, actor.roles) == ("Lò Văn Hai", frozenset({Role.INTAKE, Role.CASE_OFFICER}))
    before = offices.tables(office.ports)
    journals.rebuild_tables(office.ports)
    assert offices.tables(office.ports) == before
    assert folder.is_dir()


def test_who_opens_the_office_is_whose_passphrase_it_is(office: Office) -> None:
    user_id = add(office)
    folder = offices.copy(office.ports.folder, office.ports.folder.parent / "again")
    with bootstrap.open_office(folder, passphrase=SECRET) as ports:
        assert ports.actor.user_id == user_id
        assert ports.actor.roles == frozenset({Role.INTAKE})


def test_a_pin_unlocks_the_screen_and_opens_no_database(office: Office) -> None:
    user_id = add(office)
    accounts.set_pin(office.ports, user_id, PIN)
    assert accounts.unlock(office.ports, user_id, PIN).user_id == user_id
    assert office.ports.key_file.whose(PIN) is None
    for wrong in ("246814", "", "x" * 400, SECRET + "x"):
        with pytest.raises(Wrong):
            accounts.unlock(office.ports, user_id, wrong)
    accounts.set_pin(office.ports, user_id, "")
    with pytest.raises(Wrong):
        accounts.unlock(office.ports, user_id, PIN)


def test_a_new_passphrase_ends_the_old_one_and_the_pin(office: Office) -> None:
    user_id = add(office)
    accounts.set_pin(office.ports, user_id, PIN)
    accounts.reset_passphrase(office.ports, user_id, "một mật khẩu khác hẳn")
    for old in (SECRET, PIN):
        with pytest.raises(Wrong):
            accounts.unlock(office.ports, user_id, old)
    assert accounts.unlock(office.ports, user_id, "một mật khẩu khác hẳn").user_id == user_id
    assert [x["what"] for x in office.local_events("SecretSet")] == ["pin", "passphrase"]


def test_the_last_administrator_stays(office: Office) -> None:
    own = office.ports.actor.user_id
    with pytest.raises(NotAllowedNow) as caught:
        accounts.remove_account(office.ports, own)
    assert caught.value.code == "LAST-ADMIN"
    with pytest.raises(NotAllowedNow):
        accounts.set_roles(office.ports, own, ["intake"])
    add(office, "Lò Văn Hai", "admin")
    with pytest.raises(NotAllowedNow) as caught:
        accounts.remove_account(office.ports, own)
    assert caught.value.code == "ACCOUNT-OWN"
    accounts.set_roles(office.ports, own, ["intake"])
    assert known(office)[office.ports.actor.name] == ("intake",)


def test_a_closed_account_opens_nothing_and_its_name_stays_with_what_it_did(
    office: Office,
) -> None:
    user_id = add(office)
    accounts.remove_account(office.ports, user_id)
    assert "Lò Văn Hai" not in known(office)
    assert office.ports.key_file.whose(SECRET) is None
    with pytest.raises(NotFound):
        accounts.unlock(office.ports, user_id, SECRET)
    with office.ports.reading() as view:
        assert view.offices.names()[user_id] == "Lò Văn Hai"
    before = offices.tables(office.ports)
    journals.rebuild_tables(office.ports)
    assert offices.tables(office.ports) == before
    add(office)  # the name is free again


def test_only_an_administrator_changes_accounts_and_everybody_their_own_secret(
    office: Office,
) -> None:
    user_id = add(office)
    clerk = office.acting_as(Role.INTAKE)
    with pytest.raises(Forbidden):
        accounts.add_account(clerk, "Ai Đó", ["intake"], SECRET)
    with pytest.raises(Forbidden):
        accounts.set_roles(clerk, user_id, ["admin"])
    with pytest.raises(Forbidden):
        accounts.remove_account(clerk, user_id)
    with pytest.raises(Forbidden):
        accounts.set_pin(clerk, user_id, PIN)
    assert accounts.set_pin(clerk, clerk.actor.user_id, PIN).user_id == clerk.actor.user_id


def test_an_account_is_kept_whole_or_left_as_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id = add(office)
    new = accounts.AccountWish(
        user_id="", name="Lò Thị Ba", roles=("intake",), passphrase=SECRET, pin="123456"
    )
    of_old = replace(new, user_id=user_id, name="", roles=("leader",))
    weak = replace(of_old, passphrase="ngắn", pin=PIN)
    monkeypatch.setattr(key_file, "is_machine_bound", bool)  # a training office takes any
    for wish in (new, of_old, weak):
        with pytest.raises(InvalidField):
            accounts.keep_account(office.ports, wish)
    monkeypatch.undo()
    assert "Lò Thị Ba" not in known(office)
    assert known(office)["Lò Văn Hai"] == ("intake",)
    accounts.keep_account(office.ports, replace(of_old, passphrase="con trâu đi sau", pin=PIN))
    assert known(office)["Lò Văn Hai"] == ("leader",)
    for secret in ("con trâu đi sau", PIN):
        assert accounts.unlock(office.ports, user_id, secret).name == "Lò Văn Hai"
    ba = accounts.keep_account(office.ports, replace(new, pin=PIN)).user_id
    assert accounts.unlock(office.ports, ba, PIN).name == "Lò Thị Ba"


def test_two_people_never_have_the_same_name(office: Office) -> None:
    add(office, "Lò Văn Hai")
    with pytest.raises(InvalidField) as caught:
        add(office, " lo van hai ")
    assert caught.value.code == "NAME-TAKEN"
    with pytest.raises(InvalidField):
        accounts.add_account(office.ports, "Ai Đó", [], SECRET)
    with pytest.raises(InvalidField):
        accounts.add_account(office.ports, "Ai Đó", ["king"], SECRET)


def test_the_second_person_is_another_administrator_with_a_passphrase_of_their_own(
    office: Office,
) -> None:
    user_id = add(office, "Lò Văn Hai", "leader")
    with office.ports.reading() as view:
        assert approvals.second_person(office.ports, view, SECRET) == user_id


def test_the_first_account_holds_every_role(office: Office) -> None:
    assert office.ports.actor.roles == ALL_ROLES


@given(st.text(st.sampled_from("0123456789"), min_size=6, max_size=6))
def test_a_pin_is_six_digits_that_are_no_row(text: str) -> None:
    rows = "01234567890 09876543210 " + " ".join(digit * 6 for digit in "0123456789")
    if text in rows and text not in {"567890", "098765"}:
        with pytest.raises(InvalidField):
            check_pin(text)
    else:
        assert check_pin(f" {text} ") == text


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "12 345"])
def test_what_is_not_six_digits_is_no_pin(text: str) -> None:
    with pytest.raises(InvalidField):
        check_pin(text)


def test_whoever_tries_again_waits_twice_as_long_and_five_minutes_at_the_most() -> None:
    waits = [wait_after(failures) for failures in range(12)]
    assert waits == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_the_sign_in_offers_whoever_has_a_passphrase_here_and_nobody_of_a_training_office(
    office: Office, tmp_path: Path
) -> None:
    pc = ThisPc(tmp_path / "pc")
    pc.keep(SETTING, {"unit": "Xã Bình Minh", "people": {"1": "Lò Thị Én", "2": "Vàng A Páo"}})
    offered = known_people(pc, ["2", "3"])
    assert (offered.unit, offered.people) == ("Xã Bình Minh", (("2", "Vàng A Páo"),))
    pc.keep(SETTING, {"people": ["x"], "unit": None})
    assert known_people(pc, ["2"]) == KnownPeople()
    accounts.keep_people(office.ports)
    assert office.ports.pc.read(SETTING) == {}
