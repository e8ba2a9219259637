"""Payloads: every kind of event to bytes and back, strictly, and for ever."""

import dataclasses
import json
import types
import typing
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.helpers.campaign import size

from ca_desktop.domain.clock_rules import ClockRules, Share
from ca_desktop.domain.deadlines import TraceDay
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.codec import KINDS, UnknownKind, build, decode, encode
from ca_desktop.domain.events.dossiers import NoteAdded, ProcessingStarted, ResultReturned
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.events.office import OfficeFounded, UserEnrolled
from ca_desktop.domain.people import BirthDate, Person, Sex
from ca_desktop.domain.reckoning import Why

WRITTEN_BY_VERSION_1 = Path(__file__).with_name("payloads_v1.jsonl")
PAYLOADS = dict(
    line.split(" ", 1) for line in WRITTEN_BY_VERSION_1.read_text(encoding="utf-8").splitlines()
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
PLAIN = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
BIRTHS = st.builds(
    lambda day, precision: BirthDate(*(day.year, day.month, day.day)[:precision]),
    st.dates(date(1890, 1, 1), date(2026, 12, 31)),
    st.integers(1, 3),
)
CLOCK_RULES = st.builds(
    ClockRules,
    payment_clock=st.sampled_from(["pause", "none"]),
    verification_clock=st.sampled_from(["pause", "none"]),
    supplement_wait=st.sampled_from(["15 wd", "30 d"]),
    shares=st.lists(
        st.builds(
            Share, agency=st.just("Tư pháp"), limit=st.sampled_from(["2 wd", "4 h"]), task=TEXTS
        ),
        max_size=3,
    ).map(tuple),
)
OF_TYPE: dict[object, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: WHOLE,
    bool: st.booleans(),
    dict: st.dictionaries(TEXTS, PLAIN, max_size=3),
    BirthDate: BIRTHS,
    date: st.dates(),
    ClockRules: CLOCK_RULES,
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Make any value a field of this type may have."""
    origin = typing.get_origin(hint) or hint
    if origin is types.UnionType:
        return st.one_of(*(values_of(part) for part in typing.get_args(hint)))
    if origin is types.NoneType:
        return st.none()
    if origin is tuple:
        return st.lists(values_of(typing.get_args(hint)[0]), max_size=3).map(tuple)
    if origin in OF_TYPE:
        return OF_TYPE[origin]
    if issubclass(origin, StrEnum):
        return st.sampled_from(list(origin))
    hints = typing.get_type_hints(origin)
    parts = {item.name: values_of(hints[item.name]) for item in dataclasses.fields(origin)}
    return st.builds(origin, **parts)


@cache
def events_of(kind: str) -> st.SearchStrategy[Any]:
    """Make any event of this kind."""
    return values_of(KINDS[kind])


def fields_of(kind: type[Event]) -> set[str]:
    return {item.name for item in dataclasses.fields(kind)}


# --- There and back ---------------------------------------------------------------------------


@pytest.mark.campaign("payloads")
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@settings(max_examples=size(1_000), suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_event_comes_back_as_it_was_written(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(events_of(kind.__name__))
    payload = encode(event)
    again = decode(kind.__name__, kind.version, payload)
    assert again == event
    assert type(again) is kind
    assert encode(again) == payload
    assert canonical_json(json.loads(payload)) == payload
    assert set(json.loads(payload)) == fields_of(kind)


def test_a_payload_has_exactly_these_bytes() -> None:
    event = ResultReturned(
        at="2026-11-24T08:15:00+07:00",
        officer_name="Hoàng Thị Ơ",
        collected_by="proxy",
        name="Đỗ Văn Ư",
        id_number="012345678901",
        authorisation=None,
        post_code=None,
    )
    assert (
        encode(event)
        == (
            '{"at":"2026-11-24T08:15:00+07:00","authorisation":null,"collected_by":"proxy",'
            '"id_number":"012345678901","name":"Đỗ Văn Ư","note":"","officer_name":"Hoàng Thị Ơ",'
            '"post_code":null,"slip_lost":false}'
        ).encode()
    )


def test_a_citizen_and_a_day_of_the_reckoning_are_written_with_every_key() -> None:
    person = Person(name="Lý A Páo", birth=BirthDate(1990, 3), sex=Sex.MALE)
    assert json.loads(canonical_json(person.to_json())) == {
        "name": "Lý A Páo",
        "id_number": None,
        "birth": "1990-03",
        "sex": "male",
        "phone": None,
        "address": None,
        "email": None,
    }
    day = TraceDay(date(2026, 11, 24), 0, Why.HOLIDAY)
    assert day.to_json() == {"date": "2026-11-24", "counted": 0, "why": "holiday"}


# --- For ever ---------------------------------------------------------------------------------


def test_there_is_a_kept_payload_of_every_kind() -> None:
    assert set(PAYLOADS) == set(KINDS)


def stands_in(old: object, new: object) -> bool:
    """Tell whether everything of ``old`` is in ``new``; records may have gained fields since."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(name in new and stands_in(old[name], new[name]) for name in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(stands_in, old, new))
    return old == new


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_version_1_wrote_stays_readable_for_ever(name: str) -> None:
    event = decode(name, 1, PAYLOADS[name].encode())
    assert type(event) is KINDS[name]
    assert stands_in(json.loads(PAYLOADS[name]), json.loads(encode(event)))


@pytest.mark.parametrize("name", KINDS)
def test_the_name_of_a_kind_is_that_of_its_class(name: str) -> None:
    assert KINDS[name].__name__ == name
    assert not name.startswith("_")
    assert issubclass(KINDS[name], Event)


def named_in_lists(kind: type) -> set[str]:
    """Return the records that a payload lists and that name a dossier with its people."""
    found: set[str] = set()
    for hint in typing.get_type_hints(kind).values():
        listed = typing.get_args(hint)[:1] if typing.get_origin(hint) is tuple else ()
        for record in (hint, *listed):
            if not dataclasses.is_dataclass(record) or not isinstance(record, type):
                continue
            fields = {item.name: item for item in dataclasses.fields(record)}
            people = [name for name, item in fields.items() if not item.repr]
            if listed and people and fields.keys() & {"dossier_id", "dossier", "code"}:
                found.add(record.__name__)
            found |= named_in_lists(record)
    return found


@pytest.mark.parametrize("name", KINDS)
def test_a_payload_speaks_of_the_people_of_one_dossier(name: str) -> None:
    """So that erasing one citizen's data erases nobody else's (docs/decisions/0015)."""
    earlier = {"BatchLine"} if name == "BatchHandedOver" else set()
    assert named_in_lists(KINDS[name]) == earlier


def test_the_base_of_all_events_is_no_kind() -> None:
    assert "Event" not in KINDS
    assert "_Step" not in KINDS


def test_only_steps_of_a_dossier_stand_on_its_chain() -> None:
    assert {name for name, kind in KINDS.items() if kind.state} == {
        "DossierReceived",
        "IntakeRefused",
        "OldDossierRecorded",
        "ProcessingStarted",
        "SupplementRequested",
        "SupplementReceived",
        "DueDateMoved",
        "DossierWithdrawn",
        "DossierStopped",
        "ResultReady",
        "ResultReturned",
        "IntakeCancelled",
        "ReturnUndone",
        "StepUndone",
        "DossierForwarded",
        "DossierAccepted",
        "DossierRecalled",
        "RecallGranted",
        "DossierTakenBack",
        "DossierCorrected",
        "DossierAssigned",
        "AssignmentAccepted",
        "VerificationStarted",
        "VerificationDone",
        "ConsultationAsked",
        "ConsultationClosed",
        "LinkedSent",
        "LinkedClosed",
        "SignatureAsked",
        "SignatureDenied",
        "PaymentRequired",
        "PaymentMade",
        "ResultCorrected",
        "CaseCorrected",
        "PapersCorrected",
        "FeeCorrected",
    }


# --- Other versions ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["PetitionReceived", "", "Event", "_Step", "dossierreceived"])
def test_a_kind_nobody_knows_is_told_apart_from_a_broken_one(name: str) -> None:
    with pytest.raises(UnknownKind):
        decode(name, 1, b"not even JSON")


@pytest.mark.parametrize("name", KINDS)
def test_a_later_version_of_a_known_kind_is_unknown_until_the_update(name: str) -> None:
    with pytest.raises(UnknownKind):
        decode(name, KINDS[name].version + 1, PAYLOADS[name].encode())


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_field_of_a_later_version_does_not_disturb(name: str) -> None:
    value = json.loads(PAYLOADS[name])
    later = canonical_json(value | {"added_later": {"deep": [1, "x"]}})
    assert decode(name, 1, later) == decode(name, 1, PAYLOADS[name].encode())


def test_a_field_that_older_payloads_lack_takes_its_default() -> None:
    event = decode("NoteAdded", 1, b'{"at":"2026-11-24T08:15:00+07:00","officer_name":"x"}')
    assert event == NoteAdded(at="2026-11-24T08:15:00+07:00", officer_name="x", note="")


# --- Broken payloads --------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_without_a_needed_field_is_refused(name: str) -> None:
    value = json.loads(PAYLOADS[name])
    needed = {
        item.name
        for item in dataclasses.fields(KINDS[name])
        if item.default is item.default_factory is dataclasses.MISSING
    }
    assert needed
    for missing in needed:
        part = {key: value[key] for key in value if key != missing}
        with pytest.raises(ValueError, match=name):
            decode(name, 1, canonical_json(part))


WRONG = [None, True, 7, 7.5, "x", [], ["x"], [7], {}, {"x": 1}]


def fits(hint: Any, value: object) -> bool:
    """Tell whether a JSON value may stand in a field of this type (rows are tried elsewhere)."""
    origin = typing.get_origin(hint) or hint
    if origin is types.UnionType:
        return any(fits(part, value) for part in typing.get_args(hint))
    if origin is types.NoneType:
        return value is None
    if origin is tuple:
        of = typing.get_args(hint)[0]
        return isinstance(value, list) and all(fits(of, part) for part in value)
    if origin is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if dataclasses.is_dataclass(origin) and isinstance(value, dict):
        return all(item.default is not dataclasses.MISSING for item in dataclasses.fields(origin))
    return isinstance(value, origin) if origin in {str, bool, dict} else False


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_value_of_another_type_is_refused_and_never_bent(name: str) -> None:
    value = json.loads(PAYLOADS[name])
    hints = typing.get_type_hints(KINDS[name])
    for field in fields_of(KINDS[name]):
        for wrong in WRONG:
            payload = json.dumps(value | {field: wrong}).encode()
            if fits(hints[field], wrong):
                decode(name, 1, payload)
                continue
            with pytest.raises(ValueError, match=r".") as caught:
                decode(name, 1, payload)
            assert not isinstance(caught.value, UnknownKind)


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_is_no_payload_at_all_is_refused(name: str) -> None:
    for payload in (b"", b"{", b"null", b"[]", b"7", b'"x"', b"\xff", b"{}"):
        with pytest.raises(ValueError, match=r"."):
            decode(name, 1, payload)


@pytest.mark.parametrize("roles", ["admin", {"admin": 1}, [["admin"]], [1], None])
def test_a_row_of_texts_is_a_row_of_texts(roles: object) -> None:
    with pytest.raises(ValueError, match="UserEnrolled"):
        build(UserEnrolled, {"user_id": "u", "name": "x", "roles": roles})


@pytest.mark.parametrize(
    "day",
    [
        {"date": "2026-11-24", "counted": "480", "why": "counted"},
        {"date": "2026-11-24", "counted": 480.0, "why": "counted"},
        {"date": "2026-11-24", "counted": True, "why": "counted"},
        {"date": "2026-02-30", "counted": 480, "why": "counted"},
        {"date": "2026-11-24", "counted": 480, "why": "moon"},
        {"date": 20261124, "counted": 480, "why": "counted"},
        {"date": "2026-11-24", "why": "counted"},
        ["2026-11-24", 480, "counted"],
    ],
    ids=repr,
)
def test_a_day_of_the_reckoning_is_read_strictly(day: object) -> None:
    value = json.loads(PAYLOADS["SupplementReceived"]) | {"trace": [day]}
    with pytest.raises(ValueError, match=r"."):
        decode("SupplementReceived", 1, json.dumps(value).encode())


@pytest.mark.parametrize(
    "person",
    [
        None,
        "Lò Văn Pâng",
        ["name"],
        {},
        {"name": None},
        {"name": 7},
        {"name": "x", "phone": 912345678},
        {"name": "x", "birth": "31/12/1990"},
        {"name": "x", "birth": "1990-02-30"},
        {"name": "x", "sex": "other"},
    ],
    ids=repr,
)
def test_a_citizen_is_read_strictly(person: object) -> None:
    value = json.loads(PAYLOADS["DossierReceived"]) | {"submitter": person}
    with pytest.raises(ValueError, match=r"."):
        decode("DossierReceived", 1, canonical_json(value))


@pytest.mark.campaign("payloads")
@pytest.mark.parametrize("name", PAYLOADS)
@settings(max_examples=size(1_000, 0.005))
@given(data=st.data())
def test_no_payload_whatever_ends_in_anything_but_a_value_error(
    name: str, data: st.DataObject
) -> None:
    value = json.loads(PAYLOADS[name])
    field = data.draw(st.sampled_from(sorted(value)))
    payload = canonical_json(value | {field: data.draw(PLAIN)})
    try:
        event = decode(name, 1, payload)
    except ValueError:
        return
    assert decode(name, 1, encode(event)) == event


# --- What an event shows of itself ------------------------------------------------------------


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_event_shows_a_person_in_its_repr(name: str) -> None:
    shown = repr(decode(name, 1, PAYLOADS[name].encode()))
    for personal in ("Giàng", "012345678901", "0912345678", "thôn", "chị", "Lường"):
        assert personal not in shown


def test_events_are_values() -> None:
    one = ProcessingStarted(at="2026-11-24T08:15:00+07:00", officer_name="x")
    assert one == dataclasses.replace(one)
    assert hash(one) == hash(dataclasses.replace(one))
    founded = OfficeFounded(office_id="a", kind="commune", code="H1", name="Xã A", training=True)
    with pytest.raises(dataclasses.FrozenInstanceError):
        founded.code = "H2"  # type: ignore[misc]
