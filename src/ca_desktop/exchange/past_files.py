"""The past of a centre as one of its communes holds it: one line of JSON, then two sections.

Nothing in it is secret: the centre's stream for all offices, the centre's own signatures over it,
and the certificate of the keys that signed. Format: docs/FORMAT.md.
"""

from dataclasses import asdict
from typing import Any

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.packages import MAX_EVENTS, Section
from ca_desktop.exchange import sections
from ca_desktop.exchange.pairing_files import card_json, card_of
from ca_desktop.exchange.progress import Meter
from ca_desktop.exchange.proofs import PROOFS, pack_proofs, unpack_proofs
from ca_desktop.exchange.strict_json import Limits, read_canonical
from ca_desktop.services.ports.files import CentrePast, GivenBack

PAST = "ca-desktop/past/1"
MAX_HEAD = 256 * 1024
_LIMITS = Limits(size=MAX_HEAD)
_NAMES = ("form", "card", "lives", "sections")
_SECTION = {
    "kind": str,
    "stored": int,
    "expanded": int,
    "sha256_stored": str,
    "sha256_expanded": str,
}


def past_bytes(past: CentrePast) -> bytes:
    """Write the past of a centre.

    Raises:
        PackageRefused: E-141 more than one file may hold.
    """
    packed = sections.pack(past.given.events, Meter(0, None, None))
    proofs, section = pack_proofs(past.given.proofs)
    head = canonical_json(
        {
            "form": PAST,
            "card": card_json(past.card),
            "lives": list(past.lives),
            "sections": [asdict(packed.section), asdict(section)],
        }
    )
    return b"".join([head, b"\n", *packed.chunks, proofs])


def read_past(data: bytes) -> CentrePast:
    """Read the past of a centre; whose signatures stand in it is for others to judge.

    Raises:
        PackageRefused: E-101 no such file, E-113 the certificate does not hold, E-114 its
            sections are not what it says.
    """
    head, _line, body = data.partition(b"\n")
    try:
        value = read_canonical(head, limits=_LIMITS)
    except PackageRefused as error:
        raise PackageRefused("E-101") from error
    if not isinstance(value, dict) or set(value) != set(_NAMES) or value["form"] != PAST:
        raise PackageRefused("E-101")
    events, proofs = _sections(value["sections"])
    if len(body) != events.stored + proofs.stored:
        raise PackageRefused("E-102" if len(body) < events.stored + proofs.stored else "E-114")
    stored, signed = body[: events.stored], body[events.stored :]
    sections.check(stored, events, MAX_EVENTS, Meter(0, None, None))
    return CentrePast(
        card=card_of(value["card"]),
        lives=_lives(value["lives"]),
        given=GivenBack(
            proofs=unpack_proofs(signed, proofs), events=sections.unpack(stored, events)
        ),
    )


def _lives(value: Any) -> tuple[str, ...]:  # noqa: ANN401 any JSON value
    if not isinstance(value, list) or not all(isinstance(life, str) for life in value):
        raise PackageRefused("E-101")
    return tuple(value)


def _sections(value: Any) -> tuple[Section, Section]:  # noqa: ANN401 any JSON value
    if not isinstance(value, list) or not all(_is_section(item) for item in value):
        raise PackageRefused("E-101")
    found = [Section(**item) for item in value]
    if [section.kind for section in found] != [sections.EVENTS, PROOFS]:
        raise PackageRefused("E-101")
    for section in found:
        sections.check_lengths(section)
    return found[0], found[1]


def _is_section(item: Any) -> bool:  # noqa: ANN401 any JSON value
    return (
        isinstance(item, dict)
        and set(item) == set(_SECTION)
        and all(type(item[name]) is kind for name, kind in _SECTION.items())
    )
