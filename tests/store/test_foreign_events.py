"""What another node says is kept whole, applied where it can be, and rebuilt the same."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.helpers import offices
from tests.helpers.campaign import size
from tests.helpers.training import put_pair

from ca_desktop.domain.events.codec import KINDS
from ca_desktop.domain.events.envelope import (
    CENTRE,
    GENESIS,
    Envelope,
    StoredEvent,
    StreamName,
    commitment,
    event_hash,
)
from ca_desktop.domain.reports import Period
from ca_desktop.services.attention import matters
from ca_desktop.services.desk import intake
from ca_desktop.services.desk.dossiers import day_counts, dossier_detail, dossier_rows, step_dossier
from ca_desktop.services.exchange.exports import exchange_status
from ca_desktop.services.office import journals
from ca_desktop.services.office.reports import form06_report, on_time_report
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.store.queries.dossier_lists import ORDERS
from ca_desktop.store.tables import dossiers, journal

SALT = bytes(16)
INCARNATION = "f" * 16
HOSTILE: tuple[object, ...] = (
    *(None, True, -1, 0, 2**53 - 1, "", " ", "x" * 10_000, [], {}, [None], {"a": 1}),
    *("9999-99-99T99:99:99+07:00", "2026-03-02T09:00:00", "result_returned", "H19.12.34"),
)
"""Values that the reader of packages lets pass."""


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune with some dossiers, and its centre, which has read nothing of it."""
    folder = tmp_path_factory.mktemp("pattern")
    commune, _centre = put_pair(folder / "xa", folder / "trung-tam")
    with offices.opened(commune) as ports:
        for steps in (
            (),
            ("in_process", "result_ready"),
            ("supplement", "in_process"),
            ("forward",),
            ("forward", "recall", "withdrawn"),
            ("stopped",),
        ):
            code = offices.take_in(ports)
            for step in steps:
                step_dossier(ports, code, step, note="Ghi chú.")
        intake.refuse_intake(
            ports, procedure="1.004873", applicant=dict(offices.PERSON), reason="Thiếu giấy."
        )
    return folder


@pytest.fixture
def said(pattern: Path) -> list[StoredEvent]:
    """Everything the commune has for its centre."""
    with offices.opened(pattern / "xa") as ports:
        rows = offices.rows(ports, journal)
    events = [StoredEvent(row.envelope, row.salt, row.payload) for row in rows]
    return [item for item in events if StreamName.parse(item.head.stream).audience == CENTRE]


def chained(events: list[tuple[Envelope, object]]) -> Iterator[StoredEvent]:
    """Write events as their node would have: a sound chain, whatever they say."""
    previous = GENESIS
    for seq, (head, body) in enumerate(events, start=1):
        name = replace(StreamName.parse(head.stream), incarnation=INCARNATION)
        payload = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        written = replace(
            head,
            stream=str(name),
            seq=seq,
            prev_hash=previous,
            commit=commitment(SALT, payload),
        ).to_bytes()
        previous = event_hash(written)
        yield StoredEvent(written, SALT, payload)


def plain(stored: StoredEvent) -> tuple[Envelope, Any]:
    return stored.head, json.loads(stored.payload or b"null")


def taken(ports: Ports, events: Iterator[StoredEvent]) -> list[str | None]:
    with ports.writing() as uow:
        codes = list(uow.record_foreign(list(events)))
        uow.commit()
    return codes


def rebuilt_the_same(ports: Ports) -> None:
    live = offices.tables(ports)
    journals.verify_journal(ports)
    journals.rebuild_tables(ports)
    assert offices.tables(ports) == live


def test_what_a_commune_says_is_applied_and_rebuilt(
    pattern: Path, tmp_path: Path, said: list[StoredEvent]
) -> None:
    with offices.opened(offices.copy(pattern / "trung-tam", tmp_path / "trung-tam")) as centre:
        assert set(taken(centre, chained([plain(item) for item in said]))) == {None}
        assert len(offices.rows(centre, dossiers)) == 7
        rebuilt_the_same(centre)


def test_a_kind_of_a_later_version_waits_and_what_does_not_hold_freezes_its_dossier(
    pattern: Path, tmp_path: Path, said: list[StoredEvent]
) -> None:
    events = [plain(item) for item in said]
    received = next(n for n, (head, _body) in enumerate(events) if head.kind == "DossierReceived")
    head, body = events[received]
    later = replace(head, event_id="1" * 32, kind="FromTheFuture")
    broken = replace(head, event_id="2" * 32, kind="ProcessingStarted", builds_on=head.event_id)
    after = replace(head, event_id="3" * 32, kind="NoteAdded")
    fine = {"at": body["received_at"], "officer_name": "A", "note": "Ghi chú."}
    forged = [events[received], (later, {}), (broken, {"at": 7}), (after, fine)]
    with offices.opened(offices.copy(pattern / "trung-tam", tmp_path / "trung-tam")) as centre:
        codes = taken(centre, chained(forged))
        assert codes == [None, "UNKNOWN-KIND", "NOT-APPLIED", "FROZEN"]
        (row,) = offices.rows(centre, dossiers)
        assert (row.status, row.steps) == ("received", 1)
        rebuilt_the_same(centre)


def test_two_steps_on_top_of_the_same_one_leave_one_of_them_beside(
    pattern: Path, tmp_path: Path, said: list[StoredEvent]
) -> None:
    events = [plain(item) for item in said]
    step = next(n for n, (head, _body) in enumerate(events) if head.kind == "ResultReady")
    head, body = events[step]
    twin = replace(head, event_id="4" * 32)
    with offices.opened(offices.copy(pattern / "trung-tam", tmp_path / "trung-tam")) as centre:
        assert set(taken(centre, chained([*events, (twin, body)]))) == {None}
        assert sum(row.strays for row in offices.rows(centre, dossiers)) == 1
        rebuilt_the_same(centre)


def test_steps_that_build_on_each_other_in_a_circle_do_not_hold_up_the_window(
    pattern: Path, tmp_path: Path, said: list[StoredEvent]
) -> None:
    events = [plain(item) for item in said]
    first = next(n for n, (head, _body) in enumerate(events) if head.kind == "DossierReceived")
    head, body = events[first]
    events[first] = replace(head, builds_on=head.event_id), body
    with offices.opened(offices.copy(pattern / "trung-tam", tmp_path / "trung-tam")) as centre:
        taken(centre, chained(events))
        look_at_everything(centre)
        rebuilt_the_same(centre)


@pytest.mark.campaign("rebuild")
@pytest.mark.slow
def test_whatever_a_node_says_is_kept_and_the_office_goes_on(
    pattern: Path, tmp_path: Path, said: list[StoredEvent]
) -> None:
    dice = random.Random(11)
    for _story in range(size(1_000)):
        centre = offices.copy(pattern / "trung-tam", tmp_path / "trung-tam")
        events = [plain(item) for item in said]
        forged = [changed(dice, events, *dice.choice(events)) for _n in range(dice.randrange(1, 8))]
        for item in forged:
            events.insert(dice.randrange(len(events) + 1), item)
        with offices.opened(centre) as ports:
            codes = taken(ports, chained(events))
            assert len(codes) == len(events)
            rebuilt_the_same(ports)
            look_at_everything(ports)


def changed(
    dice: random.Random, events: list[tuple[Envelope, Any]], head: Envelope, body: Any
) -> tuple[Envelope, Any]:
    """Say something else: another kind, subject, place in the chain, or content."""
    other = dice.choice(events)[0]
    said = dict(body)
    match dice.randrange(8):
        case 0:
            head = replace(head, kind=dice.choice([*KINDS, "FromTheFuture"]))
        case 1:
            head = replace(head, builds_on=dice.choice([None, other.event_id, "0" * 32]))
        case 2:
            head = replace(head, subject=dice.choice([None, other.subject, "0" * 32]))
        case 3:
            head = replace(head, custody=dice.choice([None, 0, 1, 7, 2**53 - 1]))
        case 4:
            head = replace(head, version=dice.choice([2, 10**6]))
        case 5:
            said.pop(dice.choice(list(said)), None)
        case 6:
            return head, dice.choice(HOSTILE)
        case _:
            said[dice.choice(list(said))] = dice.choice(HOSTILE)
    fresh = dice.choice([head.event_id, f"{dice.getrandbits(128):032x}"])
    return replace(head, event_id=fresh), said


def look_at_everything(ports: Ports) -> None:
    """Open what the window would: it may refuse, it must not fail."""
    for row in offices.rows(ports, dossiers):
        assert all(item.at for item in dossier_detail(ports, row.dossier_id).history)
    period = Period(start=offices.NOW.date(), end=offices.NOW.date())
    assert form06_report(ports, period).balanced
    on_time_report(ports, period)
    day_counts(ports)
    exchange_status(ports)
    assert all(matter.message.sentence for matter in matters(ports))
    for order in ORDERS:
        dossier_rows(ports, DossierFilter(), order=order)
