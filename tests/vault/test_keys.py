import json
import random
import unicodedata
from pathlib import Path

import pytest
from argon2.exceptions import HashingError
from tests.helpers.campaign import size
from tests.helpers.rights import reachable_folder, without_rights

from ca_desktop.domain.errors import (
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseTooNew,
    MachineError,
    NotWritable,
    WrongPassphrase,
)
from ca_desktop.domain.secret_codes import grouped, write_code
from ca_desktop.vault import key_files, slots
from ca_desktop.vault.key_files import clerks_in, is_machine_bound
from ca_desktop.vault.keys import (
    OpenedKeys,
    add_clerk_slot,
    new_key_file,
    open_key_file,
    rebind,
    remove_clerk_slot,
)
from ca_desktop.vault.passphrases import TRAINING, Cost

PASSPHRASE = "Suối Rêu có hai cây gạo"
CODE = write_code(bytes(range(16)))
MACHINE = bytes(range(32))
CLERK, OTHER = "a" * 32, "b" * 32


def write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


class Office:
    """A key file with one clerk, bound to a machine."""

    def __init__(self, path: Path, machine: bytes | None = MACHINE) -> None:
        self.path = path
        self.key = new_key_file(
            path,
            user_id=CLERK,
            passphrase=PASSPHRASE,
            recovery_code=CODE,
            cost=TRAINING,
            machine_secret=machine,
            write=write,
        )

    def open(
        self, secret: str, user: str | None = None, machine: bytes | None = MACHINE
    ) -> OpenedKeys:
        return open_key_file(self.path, secret, user_id=user, machine_secret=machine)

    def add(self, user: str, passphrase: str) -> None:
        add_clerk_slot(
            self.path,
            user_id=user,
            passphrase=passphrase,
            key=self.key,
            cost=TRAINING,
            machine_secret=MACHINE,
            write=write,
        )


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "keys.json")


def test_the_passphrase_opens_the_office_on_its_machine(office: Office) -> None:
    opened = office.open(PASSPHRASE)

    assert opened.database_key == office.key
    assert opened.user_id == CLERK
    assert not opened.by_recovery
    assert office.open(PASSPHRASE, CLERK).database_key == office.key


def test_a_passphrase_typed_in_another_unicode_form_is_the_same(office: Office) -> None:
    decomposed = unicodedata.normalize("NFD", PASSPHRASE)

    assert decomposed != PASSPHRASE
    assert office.open(decomposed).database_key == office.key


@pytest.mark.parametrize(
    "wrong", ["", "suối rêu có hai cây gạo", PASSPHRASE + " ", "\udcff", "0" * 26]
)
def test_a_wrong_passphrase_opens_nothing(office: Office, wrong: str) -> None:
    with pytest.raises(WrongPassphrase) as raised:
        office.open(wrong)
    assert raised.value.code == "WRONG-PASSPHRASE"


def test_the_passphrase_of_another_person_does_not_open_ones_slot(office: Office) -> None:
    office.add(OTHER, "một câu khác hẳn")

    assert office.open("một câu khác hẳn").user_id == OTHER
    with pytest.raises(WrongPassphrase):
        office.open("một câu khác hẳn", CLERK)


def test_the_recovery_code_opens_without_passphrase_and_without_the_machine(
    office: Office,
) -> None:
    opened = office.open(f" {grouped(CODE).lower()} ", machine=None)

    assert opened.database_key == office.key
    assert opened.user_id is None
    assert opened.by_recovery


def test_a_stolen_file_with_the_passphrase_stays_closed_elsewhere(office: Office) -> None:
    with pytest.raises(WrongPassphrase) as raised:
        office.open(PASSPHRASE, machine=bytes(32))
    assert raised.value.code == "WRONG-PASSPHRASE"


def test_a_lost_machine_secret_is_said_and_the_recovery_code_still_opens(office: Office) -> None:
    with pytest.raises(WrongPassphrase) as raised:
        office.open(PASSPHRASE, machine=None)

    assert raised.value.code == "MACHINE-SECRET-LOST"
    assert office.open(CODE, machine=None).database_key == office.key


def test_a_key_file_from_another_machine_names_those_alone_who_can_open_it_here(
    office: Office,
) -> None:
    new_machine = bytes(reversed(range(32)))
    office.add(OTHER, "một câu khác hẳn")
    rebind(
        office.path,
        user_id=CLERK,
        passphrase="cây đa đầu làng",
        key=office.open(CODE, machine=None).database_key,
        cost=TRAINING,
        machine_secret=new_machine,
        write=write,
    )

    assert clerks_in(office.path) == (CLERK,)
    assert is_machine_bound(office.path)
    assert office.open("cây đa đầu làng", machine=new_machine).user_id == CLERK
    assert office.open(CODE, machine=None).database_key == office.key
    for passphrase in (PASSPHRASE, "một câu khác hẳn"):
        with pytest.raises(WrongPassphrase):
            office.open(passphrase)


def test_after_recovery_a_clerk_is_bound_to_the_new_machine(office: Office) -> None:
    new_machine = bytes(reversed(range(32)))
    add_clerk_slot(
        office.path,
        user_id=CLERK,
        passphrase=PASSPHRASE,
        key=office.open(CODE, machine=None).database_key,
        cost=TRAINING,
        machine_secret=new_machine,
        write=write,
    )

    assert office.open(PASSPHRASE, machine=new_machine).database_key == office.key
    with pytest.raises(WrongPassphrase):
        office.open(PASSPHRASE)


def test_a_training_office_opens_on_any_machine(tmp_path: Path) -> None:
    training = Office(tmp_path / "keys.json", machine=None)

    assert not is_machine_bound(training.path)
    assert training.open(PASSPHRASE, machine=None).database_key == training.key
    with pytest.raises(WrongPassphrase) as raised:
        training.open("sai", machine=None)
    assert raised.value.code == "WRONG-PASSPHRASE"


def test_a_changed_passphrase_replaces_the_old_one(office: Office) -> None:
    office.add(CLERK, "câu mới của tôi")

    assert clerks_in(office.path) == (CLERK,)
    assert office.open("câu mới của tôi").database_key == office.key
    with pytest.raises(WrongPassphrase):
        office.open(PASSPHRASE)


def test_a_person_who_left_opens_nothing_and_the_others_go_on(office: Office) -> None:
    office.add(OTHER, "một câu khác hẳn")
    remove_clerk_slot(office.path, OTHER, write=write)

    assert clerks_in(office.path) == (CLERK,)
    assert is_machine_bound(office.path)
    assert office.open(PASSPHRASE).database_key == office.key
    assert office.open(CODE).database_key == office.key
    with pytest.raises(WrongPassphrase):
        office.open("một câu khác hẳn")


def test_nothing_secret_stands_in_the_file_or_in_a_repr(office: Office) -> None:
    text = office.path.read_text(encoding="utf-8")
    opened = office.open(PASSPHRASE)

    assert office.key.hex() not in text
    assert MACHINE.hex() not in text
    assert CODE not in text
    assert "key" not in repr(opened)
    assert PASSPHRASE not in repr(slots.Secret(typed=PASSPHRASE, machine=MACHINE))


def test_two_files_of_one_secret_have_nothing_in_common(tmp_path: Path) -> None:
    first, second = Office(tmp_path / "1.json"), Office(tmp_path / "2.json")
    values = [
        {slot[name] for slot in json.loads(office.path.read_bytes())["slots"] for name in names}
        for office in (first, second)
        for names in [("salt", "nonce", "wrapped")]
    ]

    assert first.key != second.key
    assert not values[0] & values[1]


@pytest.mark.campaign("damaged")
def test_a_flipped_bit_is_never_taken_for_a_wrong_passphrase(office: Office) -> None:
    """Every damaged file either opens all the same or says that it is damaged."""
    whole = office.path.read_bytes()
    picks = random.Random(1)
    for _ in range(size(20_000)):
        damaged = bytearray(whole)
        damaged[picks.randrange(len(whole))] ^= 1 << picks.randrange(8)
        office.path.write_bytes(damaged)
        assert {outcome(office, PASSPHRASE), outcome(office, CODE)} <= {"open", "said"}


def outcome(office: Office, secret: str) -> str:
    try:
        opened = office.open(secret)
    except (DatabaseDamaged, DatabaseTooNew, MachineError):
        return "said"
    except WrongPassphrase:
        return "blamed on the person"
    return "open" if opened.database_key == office.key else "another key"


@pytest.mark.parametrize("damaged", ["clerk", "recovery"])
def test_one_damaged_slot_does_not_close_the_other(office: Office, damaged: str) -> None:
    value = json.loads(office.path.read_bytes())
    for slot in value["slots"]:
        if slot["kind"] == damaged:
            slot["wrapped"] = "00" * 48
    office.path.write_text(json.dumps(value), encoding="utf-8")
    good, bad = (CODE, PASSPHRASE) if damaged == "clerk" else (PASSPHRASE, CODE)

    assert office.open(good).database_key == office.key
    with pytest.raises(DatabaseDamaged):
        office.open(bad)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "1", "slots": []}',
        b'{"format": 1}',
        b'{"format": 1, "slots": {}}',
        b'{"format": 1, "slots": [7]}',
        b'{"format": 1, "slots": [{"kind": "clerk", "version": 1, "kdf": 7}]}',
        b'{"format": 1, "slots": [{"kind": ["clerk"]}, {"kind": "clerk", "id": {}}]}',
        b" " * (1024**2 + 1),
    ],
)
def test_what_is_no_key_file_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(content)

    with pytest.raises(DatabaseDamaged):
        open_key_file(path, PASSPHRASE, user_id=None, machine_secret=MACHINE)


@pytest.mark.parametrize(
    "kdf",
    [
        {"memory_kib": 2**31, "time": 1, "lanes": 1},
        {"memory_kib": 64, "time": 2**31, "lanes": 1},
        {"memory_kib": 64, "time": 1, "lanes": 2**20},
        {"memory_kib": 0, "time": 1, "lanes": 1},
        {"memory_kib": "64", "time": 1, "lanes": 1},
        {"memory_kib": 64.5, "time": 1, "lanes": 1},
        {"memory_kib": 64},
    ],
)
def test_a_planted_cost_does_not_hold_up_the_machine(office: Office, kdf: object) -> None:
    value = json.loads(office.path.read_bytes())
    for slot in value["slots"]:
        slot["kdf"] = kdf
    office.path.write_text(json.dumps(value), encoding="utf-8")

    with pytest.raises(DatabaseDamaged):
        office.open(PASSPHRASE)


def test_a_machine_without_memory_for_the_stretching_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise HashingError

    monkeypatch.setattr(slots, "hash_secret_raw", refuse)

    with pytest.raises(MachineError):
        office.open(PASSPHRASE)


def test_a_slot_of_a_later_version_is_kept_and_not_opened(office: Office) -> None:
    value = json.loads(office.path.read_bytes())
    later = {"kind": "centre", "version": 2, "id": "", "anything": [1]}
    value["slots"].append(later)
    value["check"] = key_files.checksum(value)
    office.path.write_text(json.dumps(value), encoding="utf-8")

    office.add(OTHER, "một câu khác hẳn")

    assert later in json.loads(office.path.read_bytes())["slots"]
    assert office.open(PASSPHRASE).database_key == office.key
    with pytest.raises(WrongPassphrase):
        office.open("sai")


def test_a_file_of_a_later_format_is_refused_as_such(office: Office) -> None:
    value = json.loads(office.path.read_bytes()) | {"format": 2}
    office.path.write_text(json.dumps(value), encoding="utf-8")

    with pytest.raises(DatabaseTooNew):
        office.open(PASSPHRASE)


def test_a_missing_file_is_a_missing_office(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        open_key_file(tmp_path / "keys.json", PASSPHRASE, user_id=None, machine_secret=None)


def test_a_file_that_may_not_be_read_is_not_called_damaged() -> None:
    with reachable_folder() as folder:
        office = Office(folder / "keys.json")
        office.path.chmod(0)

        with without_rights(), pytest.raises(NotWritable):
            office.open(PASSPHRASE)


def test_the_cost_of_each_slot_stands_in_it(tmp_path: Path) -> None:
    office = Office(tmp_path / "keys.json")
    add_clerk_slot(
        office.path,
        user_id=OTHER,
        passphrase="một câu khác hẳn",
        key=office.key,
        cost=Cost(128, 3, 2),
        machine_secret=MACHINE,
        write=write,
    )

    stored = [slot["kdf"] for slot in json.loads(office.path.read_bytes())["slots"]]
    assert stored[-1] == {"memory_kib": 128, "time": 3, "lanes": 2}
    assert office.open("một câu khác hẳn").user_id == OTHER
