"""Keys over the years: they change, are lost or stolen, and no file on its way is lost by it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.helpers import offices
from tests.helpers.training import (
    Office,
    carry,
    paired_offices,
    recovery_code,
    root_of_the_pair,
    training_office,
)
from typing_extensions import override

from ca_desktop.app.demo.world import StoryClock
from ca_desktop.domain.errors import Forbidden, NotAllowedNow, NotFound, WrongPassphrase
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import CENTRE
from ca_desktop.domain.keys import ROTATION, Rotation, rotation_body
from ca_desktop.domain.roles import Role
from ca_desktop.services.attention import matters, settle
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.exchange.certificates import check_sheets
from ca_desktop.services.keys.keys import KEPT, rotate_keys, rotated, sweep_keys
from ca_desktop.services.keys.revocations import beyond_cuts, revoke_node
from ca_desktop.services.office import journals
from ca_desktop.services.ports.rows import FormerKeys, NodeRow
from ca_desktop.store.tables import journal, nodes

DAY = timedelta(days=1)


class Doubtful(StoryClock):
    """A clock that nobody has vouched for."""

    @override
    def doubtful(self, newest: Callable[[], datetime | None]) -> bool:
        return newest() is not None


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    with paired_offices(tmp_path) as made:
        yield made


def export(office: Office, folder: Path) -> list[Path]:
    folder.mkdir(parents=True)
    office.clock.moment += timedelta(minutes=1)
    return [item.file for item in exports.export_packages(office.ports, folder)]


def take(office: Office, files: list[Path]) -> list[str]:
    return [x.code or x.result for x in imports.import_packages(office.ports, files)]


def node_of(office: Office) -> NodeRow:
    """Return the own node as the office's own roster knows it."""
    with office.ports.reading() as view:
        own = view.offices.node().node_id
        return next(x for x in view.offices.nodes() if x.node_id == own)


def known_at(office: Office, node_id: str) -> NodeRow:
    with office.ports.reading() as view:
        return next(x for x in view.offices.nodes() if x.node_id == node_id)


def former_of(office: Office) -> list[FormerKeys]:
    with office.ports.reading() as view:
        return list(view.keys.former())


def peers(office: Office) -> list[NodeRow]:
    with office.ports.reading() as view:
        return exports.peers_of(view)


def count(office: Office) -> int:
    return sum(row.kind == "DossierReceived" for row in offices.rows(office.ports, journal))


def same_tables_after_rebuild(office: Office) -> None:
    before = offices.tables(office.ports)
    journals.rebuild_tables(office.ports)
    assert offices.tables(office.ports) == before


# --- the yearly change ------------------------------------------------------------------------


@pytest.mark.parametrize("who", [0, 1], ids=["commune", "centre"])
def test_a_rotated_key_is_taken_over_by_the_peer(
    pair: tuple[Office, Office], tmp_path: Path, who: int
) -> None:
    mine, theirs = pair[who], pair[1 - who]
    before = node_of(mine)
    assert rotate_keys(mine.ports).number == 1
    assert carry(mine, theirs, tmp_path) == ["imported"]
    known = known_at(theirs, before.node_id)
    assert known.number == 1
    assert known.keys == node_of(mine).keys != before.keys
    assert known.former == (before.keys,)
    assert carry(theirs, mine, tmp_path) == ["imported"]
    pair[0].take_in()
    assert carry(mine, theirs, tmp_path) == ["imported"]
    for office in pair:
        same_tables_after_rebuild(office)


def test_the_roster_says_what_a_commune_said_of_its_keys(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    rotate_keys(commune.ports)
    assert carry(commune, centre, tmp_path) == ["imported"]
    (said,) = [
        x for x in centre.local_events("KeyRotated") if x["node_id"] == node_of(commune).node_id
    ][1:]
    assert said["number"] == 1
    assert carry(commune, centre, tmp_path) == ["imported"]
    assert len(centre.local_events("KeyRotated")) == 2


@pytest.mark.parametrize("who", [0, 1], ids=["commune", "centre"])
def test_files_in_flight_in_both_directions_still_open(
    pair: tuple[Office, Office], tmp_path: Path, who: int
) -> None:
    mine, theirs = pair[who], pair[1 - who]
    pair[0].take_in()
    out = export(mine, tmp_path / "out")
    back = export(theirs, tmp_path / "back")
    rotate_keys(mine.ports)
    assert take(mine, back) == ["imported"]
    late = export(theirs, tmp_path / "late")
    assert carry(mine, theirs, tmp_path) == ["imported"]
    assert carry(theirs, mine, tmp_path) == ["imported"]
    assert carry(mine, theirs, tmp_path) == ["imported"]
    assert take(theirs, out) == ["imported"]
    assert take(mine, late) == ["imported"]


def test_a_lost_file_with_the_new_key_heals_itself(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    for number in range(1, 4):
        rotate_keys(commune.ports)
        commune.take_in()
        export(commune, tmp_path / f"lost-{number}")
    assert carry(commune, centre, tmp_path) == ["imported"]
    assert known_at(centre, node_of(commune).node_id).number == 3
    assert count(centre) == 3
    assert carry(centre, commune, tmp_path) == ["imported"]
    assert carry(commune, centre, tmp_path) == ["imported"]


def test_a_former_key_says_nothing_new_once_the_next_one_has_spoken(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    """A thief of the former key writes on after the change: the reader has heard the new one."""
    commune, centre = pair
    rotate_keys(commune.ports)
    for source, target in ((commune, centre), (centre, commune), (commune, centre)):
        assert carry(source, target, tmp_path) == ["imported"]
    (former,) = former_of(commune)
    with commune.ports.writing() as uow:
        uow.keys.keep_former(replace(former, told_seq=10**6))
        uow.commit()
    commune.take_in()
    assert carry(commune, centre, tmp_path) == ["E-122"]
    assert count(centre) == 0


def test_former_private_keys_live_until_everybody_knows_the_next_and_ninety_days_more(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    rotate_keys(commune.ports)
    commune.clock.moment += 200 * DAY
    assert sweep_keys(commune.ports, peers(commune)) == 0
    assert former_of(commune)[0].unneeded_since is None
    assert carry(commune, centre, tmp_path) == ["imported"]
    assert carry(centre, commune, tmp_path) == ["imported"]
    assert sweep_keys(commune.ports, peers(commune)) == 0
    assert former_of(commune)[0].unneeded_since is not None
    commune.clock.moment += KEPT - DAY
    assert sweep_keys(commune.ports, peers(commune)) == 0
    assert former_of(commune)[0].secrets is not None
    commune.clock.moment += 2 * DAY
    assert sweep_keys(commune.ports, peers(commune)) == 1
    assert former_of(commune)[0].secrets is None
    assert commune.local_events("KeysDestroyed") == [{"number": 0}]
    commune.take_in()
    assert carry(commune, centre, tmp_path) == ["imported"]
    assert sweep_keys(commune.ports, peers(commune)) == 0


def test_no_key_is_destroyed_by_a_clock_that_may_be_wrong(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    rotate_keys(commune.ports)
    assert carry(commune, centre, tmp_path) == ["imported"]
    assert carry(centre, commune, tmp_path) == ["imported"]
    sweep_keys(commune.ports, peers(commune))
    commune.clock.moment += 1000 * DAY
    wrong = replace(commune.ports, clock=Doubtful(commune.clock.moment))
    assert sweep_keys(wrong, peers(commune)) == 0
    assert former_of(commune)[0].secrets is not None


def forged(office: Office, number: int, *, old: bool = True, new: bool = True) -> Rotation:
    """Return a rotation signed by the office's key, or by somebody else's."""
    with office.ports.reading() as view:
        node = view.offices.node()
    packages, key_file = office.ports.packages, office.ports.key_file
    secrets, stranger = packages.new_secrets(), packages.new_secrets()
    keys = packages.public_of(secrets)
    body = rotation_body(node.node_id, number, keys)
    return Rotation(
        number=number,
        keys=keys,
        by_old=key_file.sign((node.secrets if old else stranger).sign, ROTATION, body),
        by_new=key_file.sign((secrets if new else stranger).sign, ROTATION, body),
    )


@pytest.mark.parametrize(
    ("number", "old", "new"),
    [(2, True, True), (3, True, True), (1, False, True), (1, True, False), (1, False, False)],
    ids=["N+2", "N+3", "not by old", "not by new", "by neither"],
)
def test_a_rotation_that_is_not_the_very_next_signed_by_both_is_refused_and_counted(
    pair: tuple[Office, Office], tmp_path: Path, *, number: int, old: bool, new: bool
) -> None:
    commune, centre = pair
    before = node_of(commune)
    with commune.ports.writing() as uow:
        bad = forged(commune, number, old=old, new=new)
        event = rotated(uow.offices.node().node_id, bad)
        with pytest.raises(ValueError, match="very next"), uow.attempt():
            uow.record(event, Standing(audience=CENTRE))
    smuggled(commune, bad)
    commune.take_in()
    assert carry(commune, centre, tmp_path) == ["imported"]
    known = known_at(centre, before.node_id)
    assert (known.keys, known.number) == (before.keys, 0)
    assert count(centre) == 1
    (problem,) = exports.exchange_status(centre.ports).problems
    assert (problem.kind, problem.code) == ("KeyRotated", "NOT-APPLIED")
    assert carry(centre, commune, tmp_path) == ["imported"]
    same_tables_after_rebuild(centre)


def smuggled(office: Office, rotation: Rotation) -> None:
    """Write a rotation past the rules, as a changed program would."""
    writing: Any = office.ports.writing()
    with writing as uow:
        uow._applier._holds = lambda *_arguments: True
        uow._connection.execute(nodes.update().values(number=rotation.number - 1))
        event = rotated(uow.offices.node().node_id, rotation)
        uow.record(event, Standing(audience=CENTRE))
        uow.commit()


def test_only_a_paired_node_changes_its_keys(tmp_path: Path) -> None:
    with training_office(tmp_path) as office, pytest.raises(NotAllowedNow) as refusal:
        rotate_keys(office.ports)
    assert refusal.value.code == "NOT-PAIRED"


def test_only_an_administrator_changes_keys(pair: tuple[Office, Office]) -> None:
    with pytest.raises(Forbidden):
        rotate_keys(pair[0].acting_as(Role.INTAKE))


# --- a stolen PC ------------------------------------------------------------------------------


def test_a_revoked_node_is_heard_no_more(pair: tuple[Office, Office], tmp_path: Path) -> None:
    commune, centre = pair
    commune.take_in()
    early = export(commune, tmp_path / "early")
    assert take(centre, early) == ["imported"]
    commune.take_in()
    stolen = export(commune, tmp_path / "stolen")
    done = revoke_node(centre.ports, offices.COMMUNE[1], recovery_code(centre.ports))
    assert done.beyond == ()
    assert take(centre, stolen) == ["E-123"]
    assert take(centre, early) == ["E-123"]
    assert count(centre) == 1
    assert peers(centre) == []
    (said,) = centre.local_events("NodeRevoked")
    assert [cut["seq"] > 0 for cut in said["cuts"]] == [True]
    assert [x["to"] for x in centre.local_events("SecondAgreed")] == ["revoke"]
    same_tables_after_rebuild(centre)


def test_what_came_after_the_theft_is_listed_for_a_person(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    commune.take_in()
    assert carry(commune, centre, tmp_path) == ["imported"]
    commune.clock.moment += 3 * DAY
    centre.clock.moment += 3 * DAY
    after = commune.take_in()
    assert carry(commune, centre, tmp_path) == ["imported"]
    since = (offices.NOW + 2 * DAY).date().isoformat()
    done = revoke_node(centre.ports, offices.COMMUNE[1], recovery_code(centre.ports), since)
    assert after.code in {item.dossier for item in done.beyond}
    assert all(item.applied for item in done.beyond)
    assert list(beyond_cuts(centre.ports)) == list(done.beyond)
    same_tables_after_rebuild(centre)


def test_events_behind_the_point_are_never_applied_whoever_brings_them(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    """The successor of a stolen PC sends its streams on; what stands behind the cut is not used."""
    commune, centre = pair
    commune.take_in()
    assert carry(commune, centre, tmp_path) == ["imported"]
    commune.take_in()
    revoke_node(centre.ports, offices.COMMUNE[1], recovery_code(centre.ports))
    with commune.ports.reading() as view:
        stream = next(x for x in view.journal.streams() if x.audience == CENTRE and x.seq)
        tail = list(view.journal.events(stream.name, stream.seq, stream.seq))
        before = list(view.journal.events(stream.name, 1, stream.seq - 1))
    with centre.ports.writing() as uow:
        said = uow.record_foreign([*before, *tail])
        uow.commit()
    assert said[-1] == "REVOKED"
    assert [item.applied for item in beyond_cuts(centre.ports)] == [False]
    assert count(centre) == 2
    with centre.ports.reading() as view:
        assert view.dossiers.id_of(tail[-1].head.subject or "") is None
    same_tables_after_rebuild(centre)


def test_a_revocation_needs_a_second_person(pair: tuple[Office, Office]) -> None:
    commune, centre = pair
    name = offices.COMMUNE[1]
    for secret, code in (("sai mật khẩu rồi", "SECOND-WRONG"), ("", "SECOND-WRONG")):
        with pytest.raises(WrongPassphrase) as wrong:
            revoke_node(centre.ports, name, secret)
        assert wrong.value.code == code
    with pytest.raises(NotAllowedNow) as same:
        revoke_node(centre.ports, name, "tap huan 2026")
    assert same.value.code == "SECOND-SAME"
    with pytest.raises(NotFound):
        revoke_node(centre.ports, "H99", recovery_code(centre.ports))
    with pytest.raises(NotAllowedNow):
        revoke_node(commune.ports, name, recovery_code(commune.ports))
    assert centre.local_events("NodeRevoked") == []


# --- what is due ------------------------------------------------------------------------------


def waiting(office: Office) -> list[str]:
    wanted = {"KEYS-DUE", "SHEETS-DUE", "BEYOND-CUT"}
    return sorted(x.code for x in matters(office.ports) if x.code in wanted)


def test_after_a_year_keys_and_sheets_are_due_until_they_are_seen_to(
    pair: tuple[Office, Office],
) -> None:
    commune, centre = pair
    for office in pair:
        assert waiting(office) == []
        office.clock.moment += 366 * DAY
    assert waiting(commune) == ["KEYS-DUE"]
    assert waiting(centre) == ["KEYS-DUE", "SHEETS-DUE"]
    rotate_keys(commune.ports)
    rotate_keys(centre.ports)
    check_sheets(centre.ports, root_of_the_pair().split()[0])
    assert [waiting(office) for office in pair] == [[], []]


def test_what_a_thief_may_have_sent_waits_until_somebody_has_asked_the_commune(
    pair: tuple[Office, Office], tmp_path: Path
) -> None:
    commune, centre = pair
    commune.take_in()
    assert carry(commune, centre, tmp_path) == ["imported"]
    since = offices.NOW.date().isoformat()
    revoke_node(centre.ports, offices.COMMUNE[1], recovery_code(centre.ports), since)
    found = [x for x in matters(centre.ports) if x.code == "BEYOND-CUT"]
    assert found
    for matter in found:
        settle(centre.ports, matter)
    assert waiting(centre) == []
