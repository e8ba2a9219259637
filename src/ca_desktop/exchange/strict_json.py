"""The only reader of JSON that came from outside.

Python's own reader takes doubled keys (the last wins), NaN, lone surrogates, numbers of any
size and any nesting; each of those has broken something further on. Here they are refused.
"""

import json
import re
from dataclasses import dataclass

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import canonical_json

MAX_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader in the world holds exactly."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
"""Every control character but tab and line feed."""

_INTEGER_TEXT = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may hold.

    Attributes:
        size: of the document, in bytes.
        depth: arrays and objects within each other, the outermost counted.
        keys: in one object.
        string: of one string or key, in bytes of UTF-8.
    """

    size: int = 256 * 1024
    depth: int = 16
    keys: int = 200
    string: int = 32 * 1024


LIMITS = Limits()
"""For one line of a package."""


def read_json(data: bytes, *, limits: Limits = LIMITS) -> object:
    """Read one JSON document; white space around it is allowed, anything else is not.

    Returns:
        ``dict``, ``list``, ``str``, ``int``, ``bool`` or ``None``; never a float.

    Raises:
        PackageRefused: E-114 not JSON (RFC 8259), or beyond `limits` or integers of
            ±(2^53 - 1), or with a doubled key, a float, a lone surrogate or a control
            character other than line feed and tab.
    """
    if len(data) > limits.size:
        raise PackageRefused("E-114")

    try:
        value: object = _TOLERANT.decode(data.decode("utf-8"))
        _check(value, limits)
    except (ValueError, RecursionError) as error:
        raise PackageRefused("E-114") from error
    return value


def read_canonical(data: bytes, *, limits: Limits = LIMITS) -> object:
    """Read JSON that must be in canonical form, byte for byte; see `read_json`.

    Raises:
        PackageRefused: E-114.
    """
    if len(data) > limits.size:
        raise PackageRefused("E-114")
    try:
        value: object = _EXACT.decode(data.decode("utf-8"))
        if not is_plain(data, limits):
            _check(value, limits)
        same = canonical_json(value) == data
    except (ValueError, RecursionError) as error:
        raise PackageRefused("E-114") from error
    if not same:
        raise PackageRefused("E-114")
    return value


def _record(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(pairs) != len(found):
        raise ValueError("doubled key")
    return found


def _integer(digits: str) -> int:
    if len(digits) > _INTEGER_TEXT or abs(number := int(digits)) > MAX_INTEGER:
        raise ValueError("integer too large")
    return number


def _no_number(_text: str) -> object:
    raise ValueError("integers only")


_TOLERANT = json.JSONDecoder(
    object_pairs_hook=_record,
    parse_int=_integer,
    parse_float=_no_number,
    parse_constant=_no_number,
)
_EXACT = json.JSONDecoder(parse_int=_integer, parse_float=_no_number, parse_constant=_no_number)
"""For what is compared with its canonical bytes: those show a doubled key by themselves."""


def is_plain(data: bytes, limits: Limits) -> bool:
    """Tell from its bytes alone that nothing in a canonical document can be beyond the limits.

    What looks as if it might be is walked through: most lines of a package need no walk.
    """
    return (
        len(data) <= limits.string
        and data.count(b'":') <= limits.keys
        and data.count(b"{") + data.count(b"[") <= limits.depth
        and b"\\" not in data  # an escape may stand for a control character
    )


def _check(value: object, limits: Limits) -> None:
    """Walk the parsed value level by level, so that no nesting can exhaust the stack."""
    texts: list[str] = []
    level: list[object] = [value]
    for _ in range(limits.depth + 1):
        texts += [part for part in level if isinstance(part, str)]
        containers = [part for part in level if isinstance(part, dict | list)]
        if not containers:
            _check_texts(texts, limits)
            return
        level, keys = _below(containers, limits)
        texts += keys
    raise ValueError("nested too deep")


def _below(
    containers: list[dict[str, object] | list[object]], limits: Limits
) -> tuple[list[object], list[str]]:
    """Return the values that containers hold, and the keys of the objects among them."""
    values: list[object] = []
    keys: list[str] = []
    for container in containers:
        if isinstance(container, dict):
            if len(container) > limits.keys:
                raise ValueError("too many keys")
            keys += container
            values += container.values()
        else:
            values += container
    return values, keys


def _check_texts(texts: list[str], limits: Limits) -> None:
    together = "".join(texts)
    if _CONTROL.search(together):
        raise ValueError("control character")
    size = len(together.encode("utf-8"))  # a lone surrogate is a ValueError
    if size > limits.string and any(len(text.encode("utf-8")) > limits.string for text in texts):
        raise ValueError("string too long")
