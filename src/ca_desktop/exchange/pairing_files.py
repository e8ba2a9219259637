"""Pairing files: the centre's offer and card, the commune's answer, small signed JSON files."""

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from argon2.low_level import Type, hash_secret_raw

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.identities import KEY_BYTES, NodeSecrets, PublicKeys
from ca_desktop.domain.keys import Rotation, chain_holds
from ca_desktop.domain.pairing import (
    CentreCard,
    Commune,
    Offer,
    Request,
    certificate_body,
    normalise_code,
    request_body,
)
from ca_desktop.exchange.keys import label, public_of, sign, verify
from ca_desktop.exchange.strict_json import Limits, read_canonical

MAX_FILE = 64 * 1024
OFFER, REQUEST = "ca-desktop/offer/1", "ca-desktop/request/1"
CARD = "ca-desktop/card/1"
_LIMITS = Limits(size=MAX_FILE)
CODE_COST = (3, 64 * 1024, 4)
"""Passes, KiB and lanes of Argon2id: the code has 40 bits only."""

MOST_ROTATIONS = 100
"""One a year: more was not written by this program."""

_BINARY = frozenset(
    {"root_key", "escrow_key", "sign", "box", "certificate", "signature", "mac", "endorsement"}
    | {"by_old", "by_new"}
)
_HEX_DIGITS = {
    **dict.fromkeys(("offer_id", "office", "node"), 32),
    "incarnation": 16,
    **dict.fromkeys(("root_key", "escrow_key", "sign", "box", "mac"), 64),
    **dict.fromkeys(("certificate", "signature", "endorsement", "by_old", "by_new"), 128),
}
_LEAST = {"serial": 1, "number": 0}
_TEXT_LENGTHS = {"commune_code": 64, "code": 64, "name": 255}
_HEX = re.compile(r"[0-9a-f]+")
_COMMUNE = tuple(Commune.__dataclass_fields__)
_CARD = tuple(CentreCard.__dataclass_fields__)
_OFFER = tuple(Offer.__dataclass_fields__)
_ROTATION = ("number", "sign", "box", "by_old", "by_new")
_REQUEST = ("offer_id", *_COMMUNE, "sign", "box", "signature", "mac")
_ALL_THERE: Mapping[str, int] = {}
_CHANGED = "number"
"""Stands in a request only where the node has changed its keys."""


def offer_bytes(offer: Offer) -> bytes:
    """Write an offer."""
    return _write(OFFER, {name: _plain(getattr(offer, name)) for name in _OFFER})


def card_bytes(card: CentreCard) -> bytes:
    """Write who a centre is, for the communes that know it already."""
    return _write(CARD, card_json(card))


def card_json(card: CentreCard) -> dict[str, Any]:
    """Return who a centre is as plain values."""
    return {name: _plain(getattr(card, name)) for name in _CARD}


def read_offer(data: bytes) -> Offer:
    """Read an offer; its certificate must hold under its own root key.

    Whether that root is the right one is told by comparing the 25 digits.

    Raises:
        PackageRefused: E-101 not an offer, E-113 the certificate or a rotation does not hold.
    """
    offer = Offer(**_read(OFFER, _OFFER, data))
    _require_certificate(offer)
    return offer


def read_card(data: bytes) -> CentreCard:
    """Read who a centre is; its certificate must hold under its own root key.

    Whether that root is the pinned one, or may take its place, is for others to judge.

    Raises:
        PackageRefused: E-101 no such file, E-113 the certificate or a rotation does not hold.
    """
    return _certified(_read(CARD, _CARD, data))


def card_of(value: object) -> CentreCard:
    """Take a card from plain values; see `read_card`."""
    return _certified(_fields(_CARD, value))


def _certified(fields: dict[str, Any]) -> CentreCard:
    card = CentreCard(**fields)
    _require_certificate(card)
    return card


def _require_certificate(card: CentreCard) -> None:
    certified = verify(card.root_key, "certificate", certificate_body(card), card.certificate)
    if not certified or not chain_holds(
        card.node, card.number, card.certified, card.rotations, verify
    ):
        raise PackageRefused("E-113")


def request_bytes(offer: Offer, code: str, commune: Commune, secrets: NodeSecrets) -> bytes:
    """Answer an offer: signed by the node, bound to the one-time code."""
    keys = public_of(secrets)
    body = request_body(offer.offer_id, commune, keys)
    return _write(
        REQUEST,
        {
            "offer_id": offer.offer_id,
            **{name: getattr(commune, name) for name in _COMMUNE if name != _CHANGED},
            **({_CHANGED: commune.number} if commune.number else {}),
            "sign": keys.sign.hex(),
            "box": keys.box.hex(),
            "signature": sign(secrets.sign, "request", body).hex(),
            "mac": _mac(code, offer.offer_id, body).hex(),
        },
    )


def read_request(data: bytes) -> Request:
    """Read an answer; the node must have signed it.

    Raises:
        PackageRefused: E-101 not an answer, E-113 the signature does not hold.
    """
    value = _read(REQUEST, _REQUEST, data, {_CHANGED: 0})
    commune = Commune(**{name: value.pop(name) for name in _COMMUNE})
    request = Request(commune=commune, **value)
    body = request_body(request.offer_id, request.commune, request.keys)
    if not verify(request.sign, "request", body, request.signature):
        raise PackageRefused("E-113")
    return request


def code_holds(request: Request, code: str) -> bool:
    """Tell whether the request was made with this one-time code."""
    body = request_body(request.offer_id, request.commune, request.keys)
    return hmac.compare_digest(_mac(code, request.offer_id, body), request.mac)


def _mac(code: str, offer_id: str, body: bytes) -> bytes:
    """Authenticate ``body`` under the code, stretched."""
    passes, memory, lanes = CODE_COST
    key = hash_secret_raw(
        normalise_code(code).encode("utf-8"),
        bytes.fromhex(offer_id),
        time_cost=passes,
        memory_cost=memory,
        parallelism=lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return hmac.new(key, label("request-code") + body, sha256).digest()


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Rotation):
        keys = {"sign": value.keys.sign.hex(), "box": value.keys.box.hex()}
        signed = {"by_old": value.by_old.hex(), "by_new": value.by_new.hex()}
        return {"number": value.number, **keys, **signed}
    return value.hex() if isinstance(value, bytes) else value


def _write(form: str, value: dict[str, Any]) -> bytes:
    return canonical_json({"form": form, **value}) + b"\n"


def _read(
    form: str, names: tuple[str, ...], data: bytes, absent: Mapping[str, int] = _ALL_THERE
) -> dict[str, Any]:
    try:
        value = read_canonical(data.removesuffix(b"\n"), limits=_LIMITS)
    except PackageRefused as error:
        raise PackageRefused("E-101") from error
    if not isinstance(value, dict) or value.pop("form", None) != form:
        raise PackageRefused("E-101")
    return _fields(names, {**absent, **value})


def _fields(names: tuple[str, ...], value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise PackageRefused("E-101")
    if not all(_fits(name, part) for name, part in value.items()):
        raise PackageRefused("E-101")
    return {name: _value(name, part) for name, part in value.items()}


def _value(name: str, part: Any) -> object:  # noqa: ANN401 any JSON value that fits
    if name == "rotations":
        return tuple(_rotation(_fields(_ROTATION, item)) for item in part)
    return bytes.fromhex(part) if name in _BINARY else part


def _rotation(fields: dict[str, Any]) -> Rotation:
    keys = PublicKeys(sign=fields.pop("sign"), box=fields.pop("box"))
    return Rotation(keys=keys, **fields)


def _fits(name: str, part: object) -> bool:
    if name == "training":
        return isinstance(part, bool)
    if name in _LEAST:
        return type(part) is int and part >= _LEAST[name]
    if name == "rotations":
        return isinstance(part, list) and len(part) <= MOST_ROTATIONS
    return isinstance(part, str) and _is_written(name, part)


def _is_written(name: str, part: str) -> bool:
    if name == "endorsement" and not part:
        return True
    if name in _HEX_DIGITS:
        return len(part) == _HEX_DIGITS[name] and _HEX.fullmatch(part) is not None
    return 0 < len(part) <= _TEXT_LENGTHS[name] and "\n" not in part and "\t" not in part
