"""Pairing files: the centre's offer and the commune's answer, small signed JSON files."""

import hmac
import re
from hashlib import sha256
from typing import Any

from argon2.low_level import Type, hash_secret_raw

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import canonical_json
from ca_desktop.domain.identities import KEY_BYTES, NodeSecrets
from ca_desktop.domain.pairing import (
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
_LIMITS = Limits(size=MAX_FILE)
_MEMORY_KIB, _TIME, _LANES = 64 * 1024, 3, 4
_BINARY = frozenset({"root_key", "escrow_key", "sign", "box", "certificate", "signature", "mac"})
_HEX_DIGITS = {
    **dict.fromkeys(("offer_id", "office", "node"), 32),
    "incarnation": 16,
    **dict.fromkeys(("root_key", "escrow_key", "sign", "box", "mac"), 64),
    **dict.fromkeys(("certificate", "signature"), 128),
}
_TEXT_LENGTHS = {"commune_code": 64, "code": 64, "name": 255}
_HEX = re.compile(r"[0-9a-f]+")
_COMMUNE = tuple(Commune.__dataclass_fields__)
_OFFER = tuple(Offer.__dataclass_fields__)
_REQUEST = ("offer_id", *_COMMUNE, "sign", "box", "signature", "mac")


def offer_bytes(offer: Offer) -> bytes:
    """Write an offer."""
    return _write(OFFER, {name: _plain(getattr(offer, name)) for name in _OFFER})


def read_offer(data: bytes) -> Offer:
    """Read an offer; its certificate must hold under its own root key.

    Whether that root is the right one is told by comparing the 25 digits.

    Raises:
        PackageRefused: E-101 not an offer, E-113 the certificate does not hold.
    """
    offer = Offer(**_read(OFFER, _OFFER, data))
    if not verify(offer.root_key, "certificate", certificate_body(offer), offer.certificate):
        raise PackageRefused("E-113")
    return offer


def request_bytes(offer: Offer, code: str, commune: Commune, secrets: NodeSecrets) -> bytes:
    """Answer an offer: signed by the node, bound to the one-time code."""
    keys = public_of(secrets)
    body = request_body(offer.offer_id, commune, keys)
    return _write(
        REQUEST,
        {
            "offer_id": offer.offer_id,
            **{name: getattr(commune, name) for name in _COMMUNE},
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
    value = _read(REQUEST, _REQUEST, data)
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
    """Authenticate ``body`` under the code, stretched because it has 40 bits only."""
    key = hash_secret_raw(
        normalise_code(code).encode("utf-8"),
        bytes.fromhex(offer_id),
        time_cost=_TIME,
        memory_cost=_MEMORY_KIB,
        parallelism=_LANES,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return hmac.new(key, label("request-code") + body, sha256).digest()


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _write(form: str, value: dict[str, Any]) -> bytes:
    return canonical_json({"form": form, **value}) + b"\n"


def _read(form: str, names: tuple[str, ...], data: bytes) -> dict[str, Any]:
    try:
        value = read_canonical(data.removesuffix(b"\n"), limits=_LIMITS)
    except PackageRefused as error:
        raise PackageRefused("E-101") from error
    if not isinstance(value, dict) or value.pop("form", None) != form:
        raise PackageRefused("E-101")
    if set(value) != set(names) or not all(_fits(name, part) for name, part in value.items()):
        raise PackageRefused("E-101")
    return {name: bytes.fromhex(part) if name in _BINARY else part for name, part in value.items()}


def _fits(name: str, part: object) -> bool:
    if name == "training":
        return isinstance(part, bool)
    if name == "serial":
        return type(part) is int and part >= 1
    if not isinstance(part, str):
        return False
    if name in _HEX_DIGITS:
        return len(part) == _HEX_DIGITS[name] and _HEX.fullmatch(part) is not None
    return 0 < len(part) <= _TEXT_LENGTHS[name] and "\n" not in part and "\t" not in part
