"""The only reader of JSON that came from outside.

Python's own reader takes doubled keys (the last wins), NaN, lone surrogates, numbers of any
size and any nesting; each of those has broken something further on. Here they are refused.
"""

import json
from dataclasses import dataclass

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.domain.events.envelope import canonical_json

MAX_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader in the world holds exactly."""

_CONTROL = frozenset(map(chr, range(32))) - {"\n", "\t"}
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

    def record(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if not len(pairs) == len(found) <= limits.keys:
            raise ValueError("doubled key, or too many")
        return found

    try:
        value: object = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=record,
            parse_int=_integer,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        _check(value, limits)
    except (ValueError, RecursionError) as error:
        raise PackageRefused("E-114") from error
    return value


def read_canonical(data: bytes, *, limits: Limits = LIMITS) -> object:
    """Read JSON that must be in canonical form, byte for byte; see `read_json`.

    Raises:
        PackageRefused: E-114.
    """
    value = read_json(data, limits=limits)
    if canonical_json(value) != data:
        raise PackageRefused("E-114")
    return value


def _integer(digits: str) -> int:
    if len(digits) > _INTEGER_TEXT or abs(number := int(digits)) > MAX_INTEGER:
        raise ValueError("integer too large")
    return number


def _no_number(_text: str) -> object:
    raise ValueError("integers only")


def _check(value: object, limits: Limits) -> None:
    """Walk the parsed value level by level, so that no nesting can exhaust the stack."""
    texts: list[str] = []
    level = [value]
    for _ in range(limits.depth + 1):
        texts += [part for part in level if isinstance(part, str)]
        containers = [part for part in level if isinstance(part, dict | list)]
        if not containers:
            _check_texts(texts, limits)
            return
        level = []
        for container in containers:
            level += container
            if isinstance(container, dict):
                level += container.values()
    raise ValueError("nested too deep")


def _check_texts(texts: list[str], limits: Limits) -> None:
    together = "".join(texts)
    if not _CONTROL.isdisjoint(together):
        raise ValueError("control character")
    size = len(together.encode("utf-8"))  # a lone surrogate is a ValueError
    if size > limits.string and any(len(text.encode("utf-8")) > limits.string for text in texts):
        raise ValueError("string too long")
