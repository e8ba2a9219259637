"""The root on paper: a centre's keys are lost, its database is lost, its sheets are lost."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.training import (
    Office,
    carry,
    paired_offices,
    recovery_code,
    root_of_the_pair,
)

from ca_desktop.app import bootstrap
from ca_desktop.app.births import centre_of, reborn
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.domain.errors import (
    Forbidden,
    NotAllowedNow,
    PackageRefused,
    UserError,
    WrongPassphrase,
)
from ca_desktop.domain.identities import fingerprint
from ca_desktop.domain.pairing import CentreCard, certificate_body
from ca_desktop.domain.roles import Role
from ca_desktop.domain.secret_codes import root_code, root_seed
from ca_desktop.exchange.keys import root_from_seed, sign
from ca_desktop.exchange.pairing_files import card_bytes, read_card
from ca_desktop.services.exchange import certificates, exports, pairing
from ca_desktop.services.exchange.certificates import (
    accept_card,
    certify_keys,
    check_sheets,
    make_new_root,
    write_card,
    write_past,
)
from ca_desktop.services.keys.keys import rotate_keys
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office import journals, procedures
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.ports.rows import DossierFilter

EVERYTHING = DossierFilter()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    with paired_offices(tmp_path) as made:
        yield made


def seen(office: Office) -> set[tuple[object, ...]]:
    with office.ports.reading() as view:
        return {
            (row.dossier_id, row.code, row.status, row.due_at, row.held_by)
            for row in view.dossiers.rows(EVERYTHING)
        }


def serial_at(commune: Office) -> int:
    with commune.ports.reading() as view:
        pinned = view.keys.pinned()
    assert pinned is not None
    return pinned.serial


def exchange_all(commune: Office, centre: Office, folder: Path, rounds: int = 3) -> list[str]:
    said = []
    for _ in range(rounds):
        said += carry(commune, centre, folder)
        said += carry(centre, commune, folder)
    return said


def in_step(commune: Office, centre: Office) -> None:
    assert seen(commune) == seen(centre)
    for office in (commune, centre):
        before = offices.tables(office.ports)
        journals.verify_journal(office.ports)
        journals.rebuild_tables(office.ports)
        assert offices.tables(office.ports) == before
        status = exports.exchange_status(office.ports)
        assert not status.problems
        assert all(peer.unacknowledged == 0 for peer in status.peers)


# --- keys lost or changed ---------------------------------------------------------------------


def test_new_keys_of_the_centre_need_the_paper_and_no_visit(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    commune.take_in()
    card = tmp_path / "trungtam.hscert"
    done = certify_keys(centre.ports, root_of_the_pair(), recovery_code(centre.ports), card)
    assert done.card.serial == 2
    assert carry(centre, commune, tmp_path) == ["E-122"]
    assert accept_card(commune.ports, card).serial == 2
    assert serial_at(commune) == 2
    assert set(exchange_all(commune, centre, tmp_path)) == {"imported"}
    in_step(commune, centre)
    rotate_keys(centre.ports)
    assert set(exchange_all(commune, centre, tmp_path)) == {"imported"}
    in_step(commune, centre)


def test_a_file_that_was_on_its_way_to_the_former_keys_still_opens(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    commune.take_in()
    card = tmp_path / "trungtam.hscert"
    certify_keys(centre.ports, root_of_the_pair(), recovery_code(centre.ports), card)
    assert carry(commune, centre, tmp_path) == ["imported"]


def test_former_keys_of_the_centre_are_believed_no_more(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    stick = tmp_path / "old"
    stick.mkdir()
    old = [item.file for item in exports.export_packages(centre.ports, stick)]
    card = tmp_path / "trungtam.hscert"
    certify_keys(centre.ports, root_of_the_pair(), recovery_code(centre.ports), card)
    accept_card(commune.ports, card)
    from ca_desktop.services.exchange.imports import import_packages  # noqa: PLC0415 only here

    assert [x.code for x in import_packages(commune.ports, old)] == ["E-122"]


def test_a_lower_or_equal_serial_is_refused(pair: tuple[Office, Office], tmp_path: Path) -> None:
    commune, centre = pair
    first, second = tmp_path / "1.hscert", tmp_path / "2.hscert"
    code = recovery_code(centre.ports)
    write_card(centre.ports, first)
    with pytest.raises(NotAllowedNow) as equal:
        accept_card(commune.ports, first)
    assert equal.value.code == "CARD-OLD"
    certify_keys(centre.ports, root_of_the_pair(), code, first)
    certify_keys(centre.ports, root_of_the_pair(), code, second)
    accept_card(commune.ports, second)
    for card in (first, second):
        with pytest.raises(NotAllowedNow) as old:
            accept_card(commune.ports, card)
        assert old.value.code == "CARD-OLD"
    assert serial_at(commune) == 3


@pytest.mark.parametrize("what", ["mistyped", "another root", "half", "nothing"])
def test_only_the_sheet_of_this_root_certifies(
    pair: tuple[Office, Office], tmp_path: Path, what: str
) -> None:
    _commune, centre = pair
    right = root_of_the_pair()
    typed = {
        "mistyped": right[:5] + ("0" if right[5] != "0" else "1") + right[6:],
        "another root": root_code(bytes(range(32))),
        "half": right.split()[0],
        "nothing": "",
    }[what]
    card = tmp_path / "trungtam.hscert"
    with pytest.raises(UserError) as refusal:
        certify_keys(centre.ports, typed, recovery_code(centre.ports), card)
    assert refusal.value.code == ("WRONG-ROOT" if what == "another root" else "BAD-ROOT-CODE")
    assert not card.exists()


def test_certifying_needs_two_persons_and_an_administrator(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    card = tmp_path / "trungtam.hscert"
    with pytest.raises(WrongPassphrase):
        certify_keys(centre.ports, root_of_the_pair(), "không phải mật khẩu", card)
    with pytest.raises(NotAllowedNow):
        certify_keys(centre.ports, root_of_the_pair(), bootstrap.TRAINING_PASSPHRASE, card)
    with pytest.raises(Forbidden):
        certify_keys(centre.acting_as(Role.INTAKE), root_of_the_pair(), "", card)
    with pytest.raises(NotAllowedNow):
        certify_keys(commune.ports, root_of_the_pair(), recovery_code(commune.ports), card)
    assert not card.exists()
    assert centre.local_events("SecondAgreed") == []


def test_a_certificate_of_another_organisation_is_not_taken(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    other = offices.found(tmp_path / "other", offices.CENTRE)
    with offices.opened(other) as ports:
        write_card(ports, tmp_path / "other.hscert")
    with pytest.raises(PackageRefused) as refusal:
        accept_card(commune.ports, tmp_path / "other.hscert")
    assert refusal.value.code == "E-122"
    assert centre.ports.folder.exists()


# --- the sheets lost --------------------------------------------------------------------------


def test_a_new_root_is_believed_after_its_digits_were_compared(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    card = tmp_path / "goc-moi.hscert"
    done = make_new_root(centre.ports, recovery_code(centre.ports), card)
    found = certificates.read_card(commune.ports, card)
    assert found.new_root
    for digits in ("", "00000", found.card.fingerprint[:5]):
        with pytest.raises(UserError) as refusal:
            accept_card(commune.ports, card, digits)
        assert refusal.value.code == "BAD-DIGITS"
    accept_card(commune.ports, card, found.card.fingerprint[-5:])
    assert commune.ports.key_file.helped_by() == fingerprint(found.card.escrow_key)
    assert centre.ports.key_file.helped_by() == fingerprint(found.card.escrow_key)
    assert set(exchange_all(commune, centre, tmp_path)) == {"imported"}
    with pytest.raises(UserError):
        check_sheets(centre.ports, root_of_the_pair().split()[0])
    assert check_sheets(centre.ports, done.root_code.split()[1]) == 2
    later = tmp_path / "sau.hscert"
    certify_keys(centre.ports, done.root_code, recovery_code(centre.ports), later)
    accept_card(commune.ports, later)
    assert set(exchange_all(commune, centre, tmp_path)) == {"imported"}
    in_step(commune, centre)


def test_a_new_root_that_the_centre_did_not_sign_is_refused(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    """Somebody with a root of their own: the digits of a forged sheet would even fit."""
    commune, centre = pair
    card = tmp_path / "gia.hscert"
    make_new_root(centre.ports, recovery_code(centre.ports), card)
    true = read_card(card.read_bytes())
    root, root_key, escrow = root_from_seed(root_seed(root_code(bytes(range(32)))))
    forged = replace(true, root_key=root_key, escrow_key=escrow)
    forged = replace(forged, certificate=sign(root, "certificate", certificate_body(forged)))
    for endorsement in (true.endorsement, b""):
        file = tmp_path / "forged.hscert"
        file.write_bytes(card_bytes(replace(forged, endorsement=endorsement)))
        with pytest.raises(PackageRefused) as refusal:
            accept_card(commune.ports, file, forged.fingerprint[-5:])
        assert refusal.value.code == "E-113"
    assert serial_at(commune) == 1


def test_a_new_root_reaches_a_commune_that_missed_the_last_change_of_keys(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    rotate_keys(centre.ports)
    card = tmp_path / "goc-moi.hscert"
    done = make_new_root(centre.ports, recovery_code(centre.ports), card)
    accept_card(commune.ports, card, done.card.fingerprint[-5:])
    assert set(exchange_all(commune, centre, tmp_path)) == {"imported"}
    in_step(commune, centre)


# --- the yearly look into the envelopes -------------------------------------------------------


def test_any_group_of_the_sheets_is_known_again(pair: tuple[Office, Office]) -> None:
    commune, centre = pair
    groups = root_of_the_pair().split()
    assert check_sheets(centre.ports, groups[0].lower()) == 1
    assert check_sheets(centre.ports, " ".join(groups[1])) == 2
    assert centre.local_events("SheetsChecked") == [{"group": 1}, {"group": 2}]
    with pytest.raises(WrongPassphrase):
        check_sheets(centre.ports, groups[0][:-1] + ("0" if groups[0][-1] != "0" else "1"))
    with pytest.raises(UserError):
        check_sheets(centre.ports, root_code(bytes(32)).split()[0])
    with pytest.raises(NotAllowedNow):
        check_sheets(commune.ports, groups[0])


def test_the_seed_is_nowhere_in_the_folder(pair: tuple[Office, Office]) -> None:
    _commune, centre = pair
    groups = root_of_the_pair().split()
    check_sheets(centre.ports, groups[0])
    with centre.ports.reading() as view:
        node = view.offices.node()
    words = repr(node) + "".join(map(str, node.sheet_marks))
    assert not any(group in words for group in groups)


# --- the centre's database lost ---------------------------------------------------------------


def rebuild(past: Path, folder: Path) -> None:
    known = centre_of(past)
    founding = Founding(
        kind="centre",
        code=known.card.code,
        name=known.card.name,
        user_name="Cán bộ B",
        training=known.card.training,
    )
    bootstrap.create_office(
        folder,
        founding,
        None,
        now=offices.NOW,
        bear=reborn(known, root_of_the_pair(), LastPapers()),
    )


def test_a_centre_without_any_copy_is_built_anew_from_its_communes_and_the_paper(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    code = commune.take_in().code
    procedures.publish_catalogue(centre.ports)
    assert set(exchange_all(commune, centre, tmp_path)) == {"imported"}
    with commune.ports.reading() as view:
        before = view.master.published()
    past = tmp_path / "trungtam.hspast"
    write_past(commune.ports, past)
    rebuild(past, tmp_path / "new")
    card = tmp_path / "trungtam.hscert"
    with bootstrap.open_office(tmp_path / "new", clock=StoryClock(centre.clock.moment)) as ports:
        anew = Office(ports, centre.clock)
        with ports.reading() as view:
            assert view.master.published() == before
            assert [x.code for x in view.offices.all()] == [offices.CENTRE[1], offices.COMMUNE[1]]
        write_card(ports, card)
        accept_card(commune.ports, card)
        assert set(exchange_all(commune, anew, tmp_path)) == {"imported"}
        in_step(commune, anew)
        commune.take_in()
        assert set(exchange_all(commune, anew, tmp_path)) == {"imported"}
        in_step(commune, anew)
        with ports.reading() as view:
            assert view.dossiers.id_of(code) is not None
            assert view.offices.node().series == 2


def test_a_rebuilt_centre_pairs_further_communes(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, _centre = pair
    write_past(commune.ports, tmp_path / "p")
    rebuild(tmp_path / "p", tmp_path / "new")
    other = ("commune", "H19.12.99", "Xã Sau")
    offices.found(tmp_path / "later", other)
    papers = [tmp_path / name for name in ("a.hspair", "b.hsreq", "c.hsg")]
    with offices.opened(tmp_path / "later") as here, offices.opened(tmp_path / "new") as there:
        made = pairing.make_offer(there, other[1], papers[0])
        pairing.answer_offer(here, papers[0], made.secret, papers[1])
        pairing.accept_request(there, papers[1], papers[2])
        assert pairing.finish_pairing(here, papers[2]).result == "imported"
        assert not exports.exchange_status(here).problems


@pytest.mark.parametrize("change", ["root", "signature", "cut", "bytes", "other file"])
def test_a_past_that_is_not_the_centres_own_builds_nothing(
    pair: tuple[Office, Office], tmp_path: Path, change: str
) -> None:
    commune, _centre = pair
    past = tmp_path / "trungtam.hspast"
    write_past(commune.ports, past)
    data = past.read_bytes()
    code = root_of_the_pair()
    changed = {
        "root": data,
        "signature": data.replace(b'"serial":1', b'"serial":9'),
        "cut": data[:-9],
        "bytes": data[:-9] + bytes(9),
        "other file": b"PK" + data,
    }[change]
    past.write_bytes(changed)
    if change == "root":
        code = root_code(bytes(32))
    with pytest.raises((PackageRefused, UserError)) as refusal:
        reborn(centre_of(past), code, LastPapers())
    assert (
        refusal.value.code
        == {
            "root": "WRONG-ROOT",
            "signature": "E-113",
            "cut": "E-102",
            "bytes": "E-114",
            "other file": "E-101",
        }[change]
    )


def test_a_card_says_its_rotations(pair: tuple[Office, Office], tmp_path: Path) -> None:
    commune, centre = pair
    for _ in range(3):
        rotate_keys(centre.ports)
    assert set(exchange_all(commune, centre, tmp_path)) == {"imported"}
    mine: CentreCard = write_card(centre.ports, tmp_path / "c.hscert")
    with commune.ports.reading() as view:
        pinned = view.keys.pinned()
    assert pinned == mine == read_card((tmp_path / "c.hscert").read_bytes())
    assert len(mine.rotations) == 3
