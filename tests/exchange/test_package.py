"""A package from one office to another: the way there, and every way it must not go."""

import hashlib
import resource
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.helpers.packages import (
    QUIET,
    Node,
    Sent,
    altered,
    knows,
    make_events,
    make_manifest,
    make_node,
    send,
    signed,
    wrap,
)

from ca_desktop.domain.errors import Cancelled, DiskFull, NotWritable, PackageRefused
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.identities import PublicKeys, node_tag
from ca_desktop.exchange import package, sections
from ca_desktop.exchange.frame import (
    HEADER_BYTES,
    MAX_MANIFEST,
    Prelude,
    read_outer,
)
from ca_desktop.exchange.keys import sign
from ca_desktop.exchange.manifest_json import manifest_bytes
from ca_desktop.exchange.package import open_package, write_package
from ca_desktop.exchange.seal import open_sealed


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return send(tmp_path_factory.mktemp("packages"))


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(PackageRefused) as refusal:
        work()
    return refusal.value.code


def inside(sent: Sent) -> bytes:
    """Return the plaintext of a package."""
    out = bytearray()
    with sent.path.open("rb") as file:
        file.seek(HEADER_BYTES)
        open_sealed(file, [sent.addressee.secrets.box], out.extend, QUIET)
    return bytes(out)


def body_of(sent: Sent) -> bytes:
    return sent.open().bodies["events"]


@pytest.mark.parametrize("count", [0, 1, 13, 3000])
def test_a_package_arrives_as_it_was_sent(tmp_path: Path, count: int) -> None:
    sent = send(tmp_path, count=count)
    opened = sent.open()
    assert opened.manifest == sent.manifest
    assert list(opened.events()) == sent.events
    assert list(opened.events()) == sent.events
    assert opened.digest == hashlib.sha256(sent.path.read_bytes()).hexdigest()
    assert opened.outer == read_outer(sent.path)
    assert sent.manifest.totals.events == count
    assert list(tmp_path.iterdir()) == [sent.path]


def test_the_header_outside_gives_hints_only(sent: Sent) -> None:
    outer = read_outer(sent.path)
    assert outer.length == sent.path.stat().st_size
    assert outer.package == sent.manifest.package
    assert outer.sender_tag == node_tag(sent.sender.node)
    assert outer.recipient_tag == sent.addressee.keys.box_tag
    assert outer.training


def test_the_sender_can_read_its_own_package_again(sent: Sent) -> None:
    assert list(sent.open(by=sent.sender).events()) == sent.events


def test_nothing_of_the_content_can_be_read_outside(sent: Sent) -> None:
    data = sent.path.read_bytes()
    for word in (b"Nguy", b"Dossier", sent.sender.node.encode(), bytes.fromhex(sent.sender.node)):
        assert word not in data
    assert "Nguy" not in repr(sent.open())
    assert "Nguy" not in repr(sent.events)


def test_a_file_that_changes_after_opening_changes_nothing(tmp_path: Path) -> None:
    sent = send(tmp_path)
    opened = sent.open()
    sent.path.write_bytes(b"something else")
    assert list(opened.events()) == sent.events


def test_an_old_key_still_opens_what_was_sealed_to_it(sent: Sent) -> None:
    renewed = make_node(77)
    opened = open_package(
        sent.path,
        secrets=[renewed.secrets, sent.addressee.secrets],
        signer_key=knows(sent.sender),
    )
    assert list(opened.events()) == sent.events


def test_another_office_cannot_open_it(sent: Sent) -> None:
    assert code_of(lambda: sent.open(by=make_node(50))) == "E-111"


def test_a_stranger_is_not_heard(sent: Sent) -> None:
    assert (
        code_of(
            lambda: open_package(
                sent.path, secrets=[sent.addressee.secrets], signer_key=knows(make_node(60))
            )
        )
        == "E-122"
    )


def test_a_signature_of_another_key_under_the_same_name_is_wrong(sent: Sent) -> None:
    other = make_node(61).keys

    def lie(_name: bytes) -> PublicKeys:
        return other

    assert (
        code_of(lambda: open_package(sent.path, secrets=[sent.addressee.secrets], signer_key=lie))
        == "E-113"
    )


def test_a_known_signing_key_with_another_box_key_is_refused(sent: Sent) -> None:
    mixed = PublicKeys(sign=sent.sender.keys.sign, box=make_node(62).keys.box)
    assert (
        code_of(
            lambda: open_package(
                sent.path, secrets=[sent.addressee.secrets], signer_key=lambda _: mixed
            )
        )
        == "E-114"
    )


def test_a_package_cannot_be_passed_on_as_if_meant_for_another(sent: Sent, tmp_path: Path) -> None:
    """Surreptitious forwarding: the addressee seals the signed inside to a third office."""
    third = make_node(63)
    plain, outer = inside(sent), read_outer(sent.path)
    kept = wrap(tmp_path / "kept.hsg", outer, plain, third.keys.box)
    assert code_of(lambda: sent.open(kept, by=third)) == "E-103"
    hinted = replace(outer, recipient_tag=third.keys.box_tag)
    moved = wrap(tmp_path / "moved.hsg", hinted, plain, third.keys.box)
    assert code_of(lambda: sent.open(moved, by=third)) == "E-113"


def test_a_signature_cannot_be_replaced(sent: Sent, tmp_path: Path) -> None:
    """The addressee claims the sender's words as its own."""
    plain, outer = inside(sent), read_outer(sent.path)
    thief = sent.addressee
    length = int.from_bytes(plain[20:24], "big")
    manifest = plain[88 : 88 + length]
    prelude = Prelude(signer=thief.keys.sign_id, manifest_length=length).to_bytes()
    signature = sign(thief.secrets.sign, "package", outer.signed_bytes() + prelude + manifest)
    path = wrap(
        tmp_path / "stolen.hsg",
        outer,
        prelude + signature + plain[88:],
        sent.addressee.keys.box,
    )
    code = code_of(
        lambda: open_package(path, secrets=[sent.addressee.secrets], signer_key=knows(thief))
    )
    assert code == "E-114"


@pytest.mark.parametrize(
    "changes",
    [
        {"training": False},
        {"package": 2},
        {"sender_tag": bytes(8)},
        {"recipient_tag": bytes(8)},
    ],
)
def test_the_outer_header_cannot_be_exchanged(
    sent: Sent, tmp_path: Path, changes: dict[str, object]
) -> None:
    outer = replace(read_outer(sent.path), **changes)  # type: ignore[arg-type]
    path = wrap(tmp_path / "x.hsg", outer, inside(sent), sent.addressee.keys.box)
    assert code_of(lambda: sent.open(path)) == "E-113"


@pytest.mark.parametrize("at", range(0, 88, 3))
def test_a_change_before_the_manifest_is_refused(sent: Sent, tmp_path: Path, at: int) -> None:
    plain = bytearray(inside(sent))
    plain[at] ^= 0x20
    path = wrap(tmp_path / "x.hsg", read_outer(sent.path), bytes(plain), sent.addressee.keys.box)
    assert code_of(lambda: sent.open(path)) in {"E-112", "E-113", "E-121", "E-122"}


def test_every_byte_of_the_manifest_is_signed(sent: Sent, tmp_path: Path) -> None:
    plain = bytearray(inside(sent))
    length = int.from_bytes(plain[20:24], "big")
    for at in range(88, 88 + length, 7):
        plain[at] ^= 1
        path = wrap(
            tmp_path / "x.hsg", read_outer(sent.path), bytes(plain), sent.addressee.keys.box
        )
        assert code_of(lambda: sent.open(path)) == "E-113"  # noqa: B023 called at once
        plain[at] ^= 1


@pytest.mark.parametrize("cut", [0, 1, 23, 24, 87, 88, 100, -1])
def test_a_plaintext_that_ends_early_is_refused(sent: Sent, tmp_path: Path, cut: int) -> None:
    path = wrap(
        tmp_path / "x.hsg", read_outer(sent.path), inside(sent)[:cut], sent.addressee.keys.box
    )
    assert code_of(lambda: sent.open(path)) == ("E-114" if cut == -1 else "E-112")


def test_bytes_behind_the_last_section_are_refused(sent: Sent, tmp_path: Path) -> None:
    for extra in (b"\0", bytes(10**6)):
        path = wrap(
            tmp_path / "x.hsg",
            read_outer(sent.path),
            inside(sent) + extra,
            sent.addressee.keys.box,
        )
        assert code_of(lambda: sent.open(path)) == "E-114"  # noqa: B023 called at once


def test_a_body_of_another_package_is_refused(sent: Sent, tmp_path: Path) -> None:
    other = sections.pack(make_events(sent.sender, 12, seed=9), QUIET)
    path = signed(tmp_path / "x.hsg", sent, sent.manifest, b"".join(other.chunks))
    assert code_of(lambda: sent.open(path)) == "E-114"


HOSTILE: dict[str, tuple[dict[str, object], set[str]]] = {
    "later reader": ({"min_reader": 2}, {"E-121"}),
    "no number as reader": ({"min_reader": "1"}, {"E-114"}),
    "negative reader": ({"min_reader": -1}, {"E-114"}),
    "other training mark": ({"training": False}, {"E-114"}),
    "training as number": ({"training": 1}, {"E-114"}),
    "other package number": ({"package": 99}, {"E-114"}),
    "package number true": ({"package": True}, {"E-114"}),
    "package number 2^53": ({"package": 2**53}, {"E-114"}),
    "no sections": ({"sections": ()}, {"E-121"}),
    "no ranges but null": ({"ranges": None}, {"E-114"}),
    "ranges of numbers": ({"ranges": (1, 2)}, {"E-114"}),
    "incarnation too short": ({"incarnation": "ab"}, {"E-114"}),
    "incarnation in capitals": ({"incarnation": "AB" * 8}, {"E-114"}),
    "incarnation in other digits": ({"incarnation": "١" * 16}, {"E-114"}),
    "sender null": ({"sender": None}, {"E-114"}),
    "control empty": ({"control": {}}, {"E-114"}),
    "program a list": ({"program": []}, {"E-114"}),
    "clock null": ({"clock": None}, {"E-114"}),
    "totals of nothing": ({"totals": {}}, {"E-114"}),
    "kind bearing text": ({"sections": ({"kind": "events"},)}, {"E-114"}),
}


@pytest.mark.parametrize(("changes", "codes"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_signed_manifest_of_another_form_is_refused(
    sent: Sent, tmp_path: Path, changes: dict[str, object], codes: set[str]
) -> None:
    manifest = altered(sent.manifest, **changes)
    path = signed(tmp_path / "x.hsg", sent, manifest, body_of(sent))
    assert code_of(lambda: sent.open(path)) in codes


NOT_STRICT: dict[str, Callable[[bytes], bytes]] = {
    "a space": lambda data: data.replace(b'"clock":', b'"clock": '),
    "a doubled key": lambda data: data.replace(b'"clock":false', b'"clock":false,"clock":false'),
    "a float": lambda data: data.replace(b'"catalogue":4', b'"catalogue":4.0'),
    "NaN": lambda data: data.replace(b'"catalogue":4', b'"catalogue":NaN'),
    "a line feed behind": lambda data: data + b"\n",
    "a list": lambda data: b"[" + data + b"]",
    "null": lambda _data: b"null",
    "nothing": lambda _data: b"",
    "a well": lambda _data: b"[" * 100_000,
    "no text": lambda _data: b"\xff\xfe",
}


@pytest.mark.parametrize("change", NOT_STRICT.values(), ids=NOT_STRICT.keys())
def test_a_signed_manifest_that_is_not_strict_json_is_refused(
    sent: Sent, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    path = signed(tmp_path / "x.hsg", sent, change(manifest_bytes(sent.manifest)), body_of(sent))
    assert code_of(lambda: sent.open(path)) == "E-114"


def test_a_section_of_a_later_version_asks_for_a_newer_program(sent: Sent, tmp_path: Path) -> None:
    later = replace(sent.manifest.sections[0], kind="thumbnail")
    for found in ((*sent.manifest.sections, later), (later,)):
        manifest = altered(sent.manifest, sections=found)
        path = signed(tmp_path / "x.hsg", sent, manifest, body_of(sent))
        assert code_of(lambda: sent.open(path)) == "E-121"  # noqa: B023 called at once


def test_a_key_of_a_later_version_is_passed_over(sent: Sent, tmp_path: Path) -> None:
    data = manifest_bytes(sent.manifest).replace(b'"to":{', b'"thing":{"a":[1]},"to":{')
    path = signed(tmp_path / "x.hsg", sent, data, body_of(sent))
    assert sent.open(path).manifest == sent.manifest


@pytest.mark.parametrize("count", [10**9, 50_001])
def test_a_declared_flood_of_events_is_refused_before_the_body(
    sent: Sent, tmp_path: Path, count: int
) -> None:
    totals = replace(sent.manifest.totals, events=count)
    path = signed(tmp_path / "x.hsg", sent, altered(sent.manifest, totals=totals), body_of(sent))
    assert code_of(lambda: sent.open(path)) == "E-114"


def test_wrong_totals_are_noticed(sent: Sent, tmp_path: Path) -> None:
    totals = replace(sent.manifest.totals, events=11)
    path = signed(tmp_path / "x.hsg", sent, altered(sent.manifest, totals=totals), body_of(sent))
    assert code_of(lambda: sent.open(path)) == "E-142"


def test_a_manifest_too_large_is_not_written(tmp_path: Path) -> None:
    sender, addressee = make_node(1), make_node(2)
    manifest = make_manifest(sender, addressee, [])
    crowd = altered(manifest, heads=manifest.heads * (MAX_MANIFEST // 100))
    assert (
        code_of(
            lambda: write_package(
                tmp_path / "x.hsg", crowd, [], secrets=sender.secrets, addressee=addressee.keys
            )
        )
        == "E-141"
    )
    assert not list(tmp_path.iterdir())


def stopping_after(calls: int) -> Callable[[], bool]:
    answers: Iterator[bool] = iter([False] * calls)
    return lambda: next(answers, True)


@pytest.mark.parametrize("calls", [0, 5, 12, 13])
def test_a_stopped_export_leaves_nothing(tmp_path: Path, calls: int) -> None:
    sender, addressee = make_node(1), make_node(2)
    events = make_events(sender, 12)
    with pytest.raises(Cancelled):
        write_package(
            tmp_path / "x.hsg",
            make_manifest(sender, addressee, events),
            events,
            secrets=sender.secrets,
            addressee=addressee.keys,
            cancelled=stopping_after(calls),
        )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("calls", [0, 1, 2, 5])
def test_an_import_can_be_stopped(sent: Sent, calls: int) -> None:
    with pytest.raises(Cancelled):
        open_package(
            sent.path,
            secrets=[sent.addressee.secrets],
            signer_key=knows(sent.sender),
            cancelled=stopping_after(calls),
        )


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    sender, addressee = make_node(1), make_node(2)
    events = make_events(sender, 120, filler=10_000)
    said: list[tuple[int, int]] = []
    path = tmp_path / "x.hsg"
    write_package(
        path,
        make_manifest(sender, addressee, events),
        events,
        secrets=sender.secrets,
        addressee=addressee.keys,
        progress=lambda done, total: said.append((done, total)),
    )
    assert said == sorted(said)
    assert said[-1][0] == said[-1][1] > 10**6
    said.clear()
    open_package(
        path,
        secrets=[addressee.secrets],
        signer_key=knows(sender),
        progress=lambda done, total: said.append((done, total)),
    )
    assert said == sorted(said)
    assert said[-1] == (path.stat().st_size, path.stat().st_size)


def write(node: Node, events: list[StoredEvent], path: Path) -> None:
    write_package(
        path,
        make_manifest(node, make_node(2), events),
        events,
        secrets=node.secrets,
        addressee=make_node(2).keys,
    )


@pytest.fixture
def small_disk() -> Iterator[Callable[[int], None]]:
    """Let files of this process grow to a number of bytes only."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 63, 64, 300, 5_000, 70_000, 150_000])
def test_a_full_disk_is_named_and_leaves_nothing(
    tmp_path: Path, small_disk: Callable[[int], None], size: int
) -> None:
    node = make_node(1)
    events = make_events(node, 20, filler=10_000)
    small_disk(size)
    with pytest.raises(DiskFull):
        write(node, events, tmp_path / "x.hsg")
    small_disk(10**9)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotWritable):
        write(make_node(1), [], tmp_path / "missing" / "x.hsg")


def test_a_failing_event_source_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[StoredEvent]:
        yield from make_events(make_node(1), 3)
        raise PackageRefused("E-141")

    node = make_node(1)
    with pytest.raises(PackageRefused):
        write_package(
            tmp_path / "x.hsg",
            make_manifest(node, make_node(2), []),
            broken(),
            secrets=node.secrets,
            addressee=make_node(2).keys,
        )
    assert not list(tmp_path.iterdir())


def test_a_finished_package_is_replaced_whole_or_not_at_all(
    tmp_path: Path, small_disk: Callable[[int], None]
) -> None:
    sent = send(tmp_path)
    before = sent.path.read_bytes()
    small_disk(1000)
    with pytest.raises(DiskFull):
        write(sent.sender, make_events(sent.sender, 20, filler=10_000), sent.path)
    small_disk(10**9)
    assert sent.path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [sent.path]


def test_the_word_in_the_label_is_that_of_the_format() -> None:
    assert package.WHAT == "package"
