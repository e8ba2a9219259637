"""Many things a few at a time: a statement takes so many values and no more, a memory so much."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

AT_ONCE = 500
"""Values that one statement looks up."""

T = TypeVar("T")


def handfuls(items: Iterable[T], at_once: int = AT_ONCE) -> Iterator[list[T]]:
    """Yield items in lists of ``at_once``, the last one with what is left."""
    each = iter(items)
    while some := list(islice(each, at_once)):
        yield some
