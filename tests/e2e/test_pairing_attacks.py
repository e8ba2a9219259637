"""T-PAIR: no wrong key gets in at pairing, whatever is typed, swapped, kept or copied."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import recovery_code

from ca_desktop.domain.errors import CaError, PackageRefused
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.identities import NodeSecrets
from ca_desktop.domain.pairing import Commune, Offer, certificate_body
from ca_desktop.exchange.keys import generate_node_secrets, public_of, root_from_seed, sign
from ca_desktop.exchange.pairing_files import offer_bytes, read_offer, read_request, request_bytes
from ca_desktop.services.exchange import exports, pairing
from ca_desktop.services.exchange.certificates import certify_keys
from ca_desktop.services.keys.revocations import revoke_node
from ca_desktop.services.ports.office import Ports

SEED = bytes(range(50))


@dataclass
class Table:
    """A commune and a centre at one table, not paired yet, and the papers between them."""

    folder: Path
    commune: Ports
    centre: Ports
    root_code: str

    def path(self, name: str) -> Path:
        return self.folder / name

    def offer(self, code: str = offices.COMMUNE[1], name: str = "a.hspair") -> pairing.Offered:
        return pairing.make_offer(self.centre, code, self.path(name))

    def answer(self, secret: str, name: str = "a.hspair", to: str = "b.hsreq") -> Offer:
        return pairing.answer_offer(self.commune, self.path(name), secret, self.path(to))

    def accept(self, name: str = "b.hsreq", to: str = "c.hsg") -> None:
        pairing.accept_request(self.centre, self.path(name), self.path(to))

    def finish(self, name: str = "c.hsg") -> None:
        pairing.finish_pairing(self.commune, self.path(name))

    def code_of(self, work: Callable[[], object]) -> str:
        with pytest.raises(CaError) as refusal:
            work()
        assert self.strangers()
        return refusal.value.code

    def strangers(self) -> bool:
        """Tell whether neither side knows the other."""
        with self.commune.reading() as here, self.centre.reading() as there:
            return here.offices.centre() is None and len(there.offices.nodes()) == 1

    def rewrite(self, name: str, **changes: object) -> None:
        """Change a file's fields by hand, without any key."""
        value = json.loads(self.path(name).read_bytes())
        self.path(name).write_bytes(canonical_json({**value, **changes}) + b"\n")

    def digits(self, offered: pairing.Offered, *, code: str = "", last: str = "") -> str:
        """Return what is typed: code and last group, one of them perhaps another."""
        true_code, _dash, true_last = offered.secret.rpartition("-")
        return f"{code or true_code}-{last or true_last}"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("table")
    offices.found(folder / "commune", offices.COMMUNE)
    made = offices.found_with_codes(folder / "centre", offices.CENTRE)
    return folder, made.root_code or ""


@pytest.fixture
def table(founded: tuple[Path, str], tmp_path: Path) -> Iterator[Table]:
    pattern, code = founded
    places = [offices.copy(pattern / x, tmp_path / x) for x in ("commune", "centre")]
    with ExitStack() as stack:
        commune, centre = (stack.enter_context(offices.opened(place)) for place in places)
        yield Table(tmp_path, commune, centre, code)


def test_the_25_digits_are_equal_on_both_sides(table: Table) -> None:
    offered = table.offer()
    assert pairing.read_offer(table.commune, table.path("a.hspair")).fingerprint == (
        offered.fingerprint
    )
    table.answer(offered.secret)
    table.accept()
    table.finish()
    assert not table.strangers()


# --- what is typed at the commune -------------------------------------------------------------


@pytest.mark.parametrize("last", ["00000", "1", "", "٠١٢٣٤", "12345-67890"])
def test_a_wrong_last_group_writes_no_answer(table: Table, last: str) -> None:
    offered = table.offer()
    secret = offered.secret.rpartition("-")[0] + "-" + last
    if last == "00000" and offered.secret.endswith("-00000"):
        secret = secret[:-1] + "1"
    assert table.code_of(lambda: table.answer(secret)) == "BAD-SECRET"
    assert not table.path("b.hsreq").exists()


def test_the_first_group_does_not_stand_for_the_last(table: Table) -> None:
    offered = table.offer()
    secret = table.digits(offered, last=offered.fingerprint[:5])
    assert table.code_of(lambda: table.answer(secret)) == "BAD-SECRET"


@pytest.mark.parametrize("secret", ["", "-", "7K2QPX9M", "  "])
def test_nothing_is_answered_without_code_and_digits(table: Table, secret: str) -> None:
    table.offer()
    assert table.code_of(lambda: table.answer(secret)) == "BAD-SECRET"


# --- the code at the centre -------------------------------------------------------------------


def test_a_wrong_code_three_times_voids_it(table: Table) -> None:
    offered = table.offer()
    for number in range(3):
        table.answer(table.digits(offered, code=f"0000000{number}"), to=f"{number}.hsreq")
    table.answer(offered.secret, to="right.hsreq")
    said = [table.code_of(lambda: table.accept(f"{n}.hsreq")) for n in range(3)]  # noqa: B023 at once
    assert said == ["BAD-SECRET"] * 3
    assert table.code_of(lambda: table.accept("right.hsreq")) == "CODE-VOID"


def test_two_wrong_codes_leave_a_third_try(table: Table) -> None:
    offered = table.offer()
    for number in range(2):
        table.answer(table.digits(offered, code=f"0000000{number}"))
        assert table.code_of(table.accept) == "BAD-SECRET"
    table.answer(offered.secret)
    table.accept()
    table.finish()


def test_a_code_is_used_once(table: Table) -> None:
    offered = table.offer()
    table.answer(offered.secret)
    table.accept()
    with pytest.raises(CaError) as again:
        table.accept(to="d.hsg")
    assert again.value.code == "CODE-USED"


def test_the_code_of_another_offer_does_not_hold(table: Table) -> None:
    table.offer()
    other = table.offer(name="other.hspair")
    table.answer(other.secret)
    assert table.code_of(table.accept) == "BAD-SECRET"


def test_the_offer_of_another_commune_is_not_for_this_one(table: Table) -> None:
    offered = table.offer("H19.12.35")
    assert table.code_of(lambda: table.answer(offered.secret)) == "E-103"


def test_an_offer_renamed_to_this_commune_is_refused_at_the_centre(table: Table) -> None:
    offered = table.offer("H19.12.35")
    table.rewrite("a.hspair", commune_code=offices.COMMUNE[1])
    table.answer(offered.secret)
    assert table.code_of(table.accept) == "E-103"


def test_an_offer_that_this_centre_never_made_is_refused(table: Table) -> None:
    offered = table.offer()
    table.rewrite("a.hspair", offer_id="0f" * 16)
    table.answer(offered.secret)
    assert table.code_of(table.accept) == "E-103"


# --- swapped keys -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field", ["sign", "box", "root_key", "escrow_key", "node", "office", "certificate"]
)
def test_a_key_swapped_in_the_offer_is_noticed(table: Table, field: str) -> None:
    offered = table.offer()
    length = {"node": 32, "office": 32, "certificate": 128}.get(field, 64)
    table.rewrite("a.hspair", **{field: "5a" * (length // 2)})
    assert table.code_of(lambda: table.answer(offered.secret)) == "E-113"


@pytest.mark.parametrize("field", ["serial", "number", "training"])
def test_a_certificate_holds_for_its_own_number_only(table: Table, field: str) -> None:
    offered = table.offer()
    table.rewrite("a.hspair", **{field: False if field == "training" else 7})
    assert table.code_of(lambda: table.answer(offered.secret)) == "E-113"


def test_an_offer_of_another_centre_has_other_digits(table: Table) -> None:
    """The whole file is exchanged: everything in it holds, but not the digits of the sheet."""
    offered = table.offer()
    true = read_offer(table.path("a.hspair").read_bytes())
    secret, root_key, escrow = root_from_seed(SEED)
    keys = public_of(generate_node_secrets())
    forged = replace(true, root_key=root_key, escrow_key=escrow, sign=keys.sign, box=keys.box)
    forged = replace(forged, certificate=sign(secret, "certificate", certificate_body(forged)))
    table.path("a.hspair").write_bytes(offer_bytes(forged))
    found = pairing.read_offer(table.commune, table.path("a.hspair"))
    assert found.fingerprint != offered.fingerprint
    assert table.code_of(lambda: table.answer(offered.secret)) == "BAD-SECRET"


@pytest.mark.parametrize("field", ["sign", "box", "node", "office", "mac", "signature"])
def test_a_key_swapped_in_the_answer_is_noticed(table: Table, field: str) -> None:
    offered = table.offer()
    table.answer(offered.secret)
    length = {"node": 32, "office": 32, "signature": 128}.get(field, 64)
    table.rewrite("b.hsreq", **{field: "5a" * (length // 2)})
    expected = "BAD-SECRET" if field == "mac" else "E-113"
    assert table.code_of(table.accept) == expected


def answered_by(table: Table, typed: str, secrets: NodeSecrets, **changes: str) -> None:
    """Answer the offer as somebody else who has seen the true answer."""
    offer = read_offer(table.path("a.hspair").read_bytes())
    true = read_request(table.path("b.hsreq").read_bytes()).commune
    commune: Commune = replace(true, **changes)  # type: ignore[arg-type]  # texts only
    table.path("b.hsreq").write_bytes(request_bytes(offer, typed, commune, secrets))


def test_a_thief_of_the_file_without_the_code_is_refused(table: Table) -> None:
    offered = table.offer()
    table.answer(offered.secret)
    answered_by(table, "00000000", generate_node_secrets())
    assert table.code_of(table.accept) == "BAD-SECRET"


def test_a_seen_mac_serves_nobody_else(table: Table) -> None:
    offered = table.offer()
    table.answer(offered.secret)
    mac = json.loads(table.path("b.hsreq").read_bytes())["mac"]
    answered_by(table, "00000000", generate_node_secrets())
    table.rewrite("b.hsreq", mac=mac)
    assert table.code_of(table.accept) == "BAD-SECRET"


def test_the_code_does_not_serve_another_commune(table: Table) -> None:
    offered = table.offer()
    table.answer(offered.secret)
    answered_by(table, offered.code, generate_node_secrets(), code="H19.12.35")
    assert table.code_of(table.accept) == "E-103"


# --- the answer of the centre -----------------------------------------------------------------


def paired_elsewhere(table: Table, tmp_path: Path) -> Path:
    """Return the first package that another centre would write for the same commune."""
    folder = offices.found(tmp_path / "elsewhere", offices.CENTRE)
    with offices.opened(folder) as other:
        made = pairing.make_offer(other, offices.COMMUNE[1], tmp_path / "o.hspair")
        data = (tmp_path / "o.hspair").read_bytes()
        with table.commune.reading() as view:
            own, node = view.offices.own(), view.offices.node()
        commune = Commune(
            code=own.code,
            name=own.name,
            office=own.office_id,
            node=node.node_id,
            incarnation=node.incarnation,
            training=node.training,
        )
        request = request_bytes(read_offer(data), made.code, commune, node.secrets)
        (tmp_path / "o.hsreq").write_bytes(request)
        pairing.accept_request(other, tmp_path / "o.hsreq", tmp_path / "o.hsg")
    return tmp_path / "o.hsg"


def test_the_first_package_of_another_centre_pins_nobody(table: Table, tmp_path: Path) -> None:
    offered = table.offer()
    table.answer(offered.secret)
    paired_elsewhere(table, tmp_path)
    assert table.code_of(lambda: table.finish("o.hsg")) == "E-122"


def test_nothing_is_finished_before_it_was_answered(table: Table, tmp_path: Path) -> None:
    paired_elsewhere(table, tmp_path)
    assert table.code_of(lambda: table.finish("o.hsg")) == "NOT-PAIRED"


def test_an_offer_older_than_the_certificate_pins_nobody(table: Table) -> None:
    """The centre's keys were certified anew in between: the old serial is worth nothing."""
    offered = table.offer()
    card = table.path("t.hscert")
    certify_keys(table.centre, table.root_code, recovery_code(table.centre), card)
    table.answer(offered.secret)
    table.accept()
    with pytest.raises(PackageRefused) as refusal:
        table.finish()
    assert refusal.value.code == "E-122"
    with table.commune.reading() as view:
        assert view.offices.centre() is None


def test_a_revoked_node_is_not_paired_again(table: Table) -> None:
    offered = table.offer()
    table.answer(offered.secret)
    table.accept()
    revoke_node(table.centre, offices.COMMUNE[1], recovery_code(table.centre))
    again = table.offer(name="2.hspair")
    table.answer(again.secret, name="2.hspair", to="2.hsreq")
    with pytest.raises(PackageRefused) as refusal:
        table.accept("2.hsreq", "2.hsg")
    assert refusal.value.code == "E-123"


def test_a_pinned_centre_is_not_exchanged_by_another_offer(table: Table, tmp_path: Path) -> None:
    offered = table.offer()
    table.answer(offered.secret)
    table.accept()
    table.finish()
    file = paired_elsewhere(table, tmp_path)
    with pytest.raises(PackageRefused, match="E-122"):
        pairing.finish_pairing(table.commune, file)
    with table.commune.reading() as view:
        pinned = view.keys.pinned()
    assert pinned is not None
    assert pinned.fingerprint == offered.fingerprint
    assert [x.peer.code for x in exports.exchange_status(table.commune).peers] == ["H19.12"]
