"""Damaged packages by the thousand: none is taken, none trips the program."""

import hashlib
import json
import random
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.helpers import campaign
from tests.helpers.damages import DAMAGES, repaired
from tests.helpers.json_hazards import HAZARDS
from tests.helpers.packages import Sent, send, signed

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.packages import Manifest, Totals
from ca_desktop.exchange.manifest_json import manifest_bytes

CODES = {"E-101", "E-102", "E-111", "E-112", "E-113", "E-114", "E-121", "E-122", "E-142"}
FULL = 100_000


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sent, Sent]:
    """Two packages of one office to the same addressee."""
    folder = tmp_path_factory.mktemp("pair")
    return send(folder, count=40, seed=1), send(folder, count=40, seed=1001, filler=41)


@pytest.fixture(scope="module")
def with_scans(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sent, Sent]:
    """Two packages that carry scans."""
    folder = tmp_path_factory.mktemp("scans")
    return send(folder, count=6, scans=2), send(folder, count=6, seed=1001, scans=1)


@pytest.mark.slow
@pytest.mark.campaign("damaged")
def test_no_damaged_copy_is_taken(pair: tuple[Sent, Sent], tmp_path: Path) -> None:
    require_refusals(pair, tmp_path / "copy.hsg", FULL)


@pytest.mark.slow
@pytest.mark.campaign("damaged")
def test_no_damaged_copy_with_scans_is_taken(with_scans: tuple[Sent, Sent], tmp_path: Path) -> None:
    require_refusals(with_scans, tmp_path / "copy.hsg", FULL // 10)


def require_refusals(packages: tuple[Sent, Sent], copy: Path, full: int) -> None:
    one, two = packages
    whole, other = one.path.read_bytes(), two.path.read_bytes()
    codes = Counter[str]()
    for number in range(campaign.size(full)):
        dice = random.Random(number)
        data = dice.choice(DAMAGES)(dice, whole, other)
        if len(data) >= 64 and dice.random() < 0.5:
            data = repaired(data)
        if data in (whole, other):
            continue
        copy.write_bytes(data)
        with pytest.raises(PackageRefused) as refusal:
            one.open(copy)
        codes[refusal.value.code] += 1
    assert set(codes) <= CODES
    assert codes["E-112"] > codes.total() // 4


@pytest.mark.slow
@pytest.mark.campaign("damaged")
@pytest.mark.parametrize(
    ("filler", "scans", "share"), [(1, 0, 0.05), (15_000, 0, 0.01), (1, 3, 0.01)]
)
def test_a_package_cut_anywhere_is_refused(
    tmp_path: Path, filler: int, scans: int, share: float
) -> None:
    sent = send(tmp_path, count=6, filler=filler, scans=scans)
    whole, copy = sent.path.read_bytes(), tmp_path / "copy.hsg"
    for length in range(0, len(whole), len(whole) // campaign.size(len(whole), share)):
        copy.write_bytes(whole[:length])
        with pytest.raises(PackageRefused) as refusal:
            sent.open(copy)
        assert refusal.value.code == ("E-101" if length == 0 else "E-102")
        if length > 64:
            copy.write_bytes(repaired(whole[:length]))
            with pytest.raises(PackageRefused) as refusal:
                sent.open(copy)
            assert refusal.value.code in {"E-111", "E-112"}


_ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**53 - 1,
    2**53,
    "",
    "x",
    "0" * 32,
    "0" * 64,
    "a\nb",
    "\u202e",
    "<b>x</b>",
    [],
    {},
    [[]],
    {"a": 1},
)


def distort(dice: random.Random, value: Any) -> Any:
    """Return ``value`` with one thing in it changed, dropped, doubled or added."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        key = dice.choice(sorted(value))
        if dice.random() < 0.1:
            return {name: part for name, part in value.items() if name != key}
        return {**value, key: distort(dice, value[key])}
    if isinstance(value, list) and value and dice.random() < 0.85:
        at = dice.randrange(len(value))
        if dice.random() < 0.2:
            return [*value[:at], value[at], *value[at:]]
        return [*value[:at], distort(dice, value[at]), *value[at + 1 :]]
    if isinstance(value, int) and dice.random() < 0.5:
        return value + dice.choice((-1, 1))
    return dice.choice(_ODD)


@pytest.mark.slow
@pytest.mark.campaign("damaged")
def test_a_hostile_office_cannot_trip_the_reader(pair: tuple[Sent, Sent], tmp_path: Path) -> None:
    """Mutants that carry a true signature: refused, or opened with values of the right types."""
    sent, _ = pair
    body = sent.open().bodies["events"]
    start, path, opened = json.loads(manifest_bytes(sent.manifest)), tmp_path / "x.hsg", 0
    for number in range(campaign.size(20_000)):
        dice = random.Random(number)
        manifest = canonical_json(distort(dice, start))
        signed(path, sent, manifest, body)
        try:
            package = sent.open(path)
        except PackageRefused as refusal:
            assert refusal.code in CODES  # noqa: PT017 acceptance is judged below
            continue
        opened += 1
        assert manifest_bytes(package.manifest)
        assert list(package.events()) == sent.events
    assert opened


def truthful(sent: Sent, lines: list[bytes]) -> tuple[Manifest, bytes]:
    """Return a manifest that tells the truth about any lines, and their section."""
    data = b"".join(line + b"\n" for line in lines)
    squeeze = zlib.compressobj(wbits=-15)
    body = squeeze.compress(data) + squeeze.flush()
    section = replace(
        sent.manifest.sections[0],
        stored=len(body),
        expanded=len(data),
        sha256_stored=hashlib.sha256(body).hexdigest(),
        sha256_expanded=hashlib.sha256(data).hexdigest(),
    )
    totals = Totals(
        events=len(lines) // 2,
        kinds={"DossierReceived": len(lines) // 2},
        attachments=0,
        bytes=len(data),
    )
    part = replace(sent.manifest.ranges[0], count=totals.events)
    return replace(sent.manifest, ranges=(part,), sections=(section,), totals=totals), body


@pytest.mark.slow
@pytest.mark.campaign("damaged")
def test_a_hostile_office_cannot_trip_the_reader_of_events(
    pair: tuple[Sent, Sent], tmp_path: Path
) -> None:
    """Mutants of one event, all else true: refused, or an envelope of the right types."""
    sent, path, opened = pair[0], tmp_path / "x.hsg", 0
    start = json.loads(sent.events[0].envelope)
    for number in range(campaign.size(20_000)):
        dice = random.Random(number)
        lines = [canonical_json(distort(dice, start)), b"-"]
        if dice.random() < 0.1:
            lines[1] = dice.choice((b"", b"--", b"00" * 16 + b" {}", b"\xff" * 40))
        signed(path, sent, *truthful(sent, lines))
        try:
            events = list(sent.open(path).events())
        except PackageRefused as refusal:
            assert refusal.code in CODES  # noqa: PT017 acceptance is judged below
            continue
        opened += 1
        assert [event.head.seq >= 1 for event in events] == [True]
    assert opened


@pytest.mark.parametrize("data", HAZARDS.values(), ids=HAZARDS.keys())
def test_a_hazard_that_a_hostile_office_signs_is_refused(
    pair: tuple[Sent, Sent], tmp_path: Path, data: bytes
) -> None:
    """As the manifest, as an envelope, and as what an event says."""
    sent, path = pair[0], tmp_path / "x.hsg"
    envelope = sent.events[0].envelope
    refused = [signed(path, sent, data, b"")]
    for lines in ([data, b"-"], [envelope, b"00" * 16 + b" " + data]):
        refused.append(signed(tmp_path / f"{len(refused)}.hsg", sent, *truthful(sent, lines)))
    for file in refused:
        with pytest.raises(PackageRefused) as refusal:
            list(sent.open(file).events())
        assert refusal.value.code in {"E-112", "E-114", "E-142"}
