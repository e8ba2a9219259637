"""Pairing files: the centre's offer and the commune's answer, small signed JSON files."""

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

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
T = TypeVar("T")
_LIMITS = Limits(size=MAX_FILE)
_MEMORY_KIB, _TIME, _LANES = 64 * 1024, 3, 4
_HEX_FIELDS = frozenset(
    {"root_key", "escrow_key", "sign", "box", "certificate", "signature", "mac"}
)


def offer_bytes(offer: Offer) -> bytes:
    """Write an offer."""
    names = Offer.__dataclass_fields__
    return _write(OFFER, {name: _plain(getattr(offer, name)) for name in names})


def read_offer(data: bytes) -> Offer:
    """Read an offer; its certificate must hold under its own root key.

    Whether that root is the right one is told by comparing the 25 digits.

    Raises:
        PackageRefused: E-101 not an offer, E-113 the certificate does not hold.
    """
    value = _read(OFFER, data)
    offer = _checked(lambda: Offer(**{name: value[name] for name in Offer.__dataclass_fields__}))
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
            **{name: getattr(commune, name) for name in Commune.__dataclass_fields__},
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
    value = _read(REQUEST, data)
    request = _checked(
        lambda: Request(
            offer_id=value["offer_id"],
            commune=Commune(**{name: value[name] for name in Commune.__dataclass_fields__}),
            sign=value["sign"],
            box=value["box"],
            signature=value["signature"],
            mac=value["mac"],
        )
    )
    body = request_body(request.offer_id, request.commune, request.keys)
    if not verify(request.sign, "request", body, request.signature):
        raise PackageRefused("E-113")
    return request


def code_holds(request: Request, code: str) -> bool:
    """Tell whether the request was made with this one-time code."""
    body = request_body(request.offer_id, request.commune, request.keys)
    return hmac.compare_digest(_mac(code, request.offer_id, body), request.mac)


def _mac(code: str, offer_id: str, body: bytes) -> bytes:
    key = hash_secret_raw(
        normalise_code(code).encode("ascii"),
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


def _read(form: str, data: bytes) -> dict[str, Any]:
    try:
        value = read_canonical(data.removesuffix(b"\n"), limits=_LIMITS)
    except PackageRefused as error:
        raise PackageRefused("E-101") from error
    if not isinstance(value, dict) or value.get("form") != form:
        raise PackageRefused("E-101")
    return _checked(lambda: {name: _typed(name, part) for name, part in value.items()})


def _typed(name: str, part: object) -> object:
    if name in _HEX_FIELDS:
        if not isinstance(part, str):
            raise TypeError(name)
        return bytes.fromhex(part)
    if name == "training" and not isinstance(part, bool):
        raise TypeError(name)
    if name == "serial" and (not isinstance(part, int) or isinstance(part, bool)):
        raise TypeError(name)
    if name not in {"training", "serial"} and not isinstance(part, str):
        raise TypeError(name)
    return part


def _checked(build: Callable[[], T]) -> T:
    try:
        return build()
    except (KeyError, TypeError, ValueError) as error:
        raise PackageRefused("E-101") from error
