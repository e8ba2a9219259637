"""Pages of help: one source for the window and for the printed manual.

A page is plain text: ``# `` its title, ``## `` a task, ``1. `` a step, ``- `` a remark, anything
else a paragraph; two stars on each side make a key bold. Nothing else is markup.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ca_desktop.domain.text import tokens

_BOLD: Final = re.compile(r"\*\*(.+?)\*\*")
_STEP: Final = re.compile(r"(\d+)\. +(.*)")


class Kind(StrEnum):
    """What a block is."""

    TASK = "task"
    TEXT = "text"
    STEP = "step"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page.

    Attributes:
        runs: pieces of text, each with whether it is bold.
        number: of a step; 0 for others.
    """

    kind: Kind
    runs: tuple[tuple[str, bool], ...]
    number: int = 0

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(words for words, _bold in self.runs)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page; its name is that of its screen."""

    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """Everything that stands on it."""
        return "\n".join((self.title, *(block.text for block in self.blocks)))


def read_page(name: str, source: str) -> HelpPage:
    """Read the source of a page.

    Raises:
        ValueError: it does not begin with its title.
    """
    first, *lines = source.strip().splitlines()
    if not first.startswith("# "):
        raise ValueError(name)
    blocks = tuple(_block(line.strip()) for line in lines if line.strip())
    return HelpPage(name, first.removeprefix("# ").strip(), blocks)


def _block(line: str) -> Block:
    if line.startswith("## "):
        return Block(Kind.TASK, _runs(line.removeprefix("## ")))
    if line.startswith("- "):
        return Block(Kind.REMARK, _runs(line.removeprefix("- ")))
    step = _STEP.fullmatch(line)
    if step:
        return Block(Kind.STEP, _runs(step[2]), int(step[1]))
    return Block(Kind.TEXT, _runs(line))


def _runs(text: str) -> tuple[tuple[str, bool], ...]:
    parts = _BOLD.split(text)  # plain and bold by turns
    return tuple((part, at % 2 == 1) for at, part in enumerate(parts) if part)


def find_pages(pages: Sequence[HelpPage], typed: str) -> list[HelpPage]:
    """Return the pages on which every word typed stands, marks left aside.

    The last word may be unfinished; pages that have all of it in their title come first.
    """
    asked = tokens(typed)
    if not asked:
        return list(pages)
    found = [page for page in pages if _holds(page.text, asked)]
    return sorted(found, key=lambda page: not _holds(page.title, asked))


def _holds(text: str, asked: Sequence[str]) -> bool:
    *whole, last = asked
    words = set(tokens(text))
    return all(word in words for word in whole) and any(word.startswith(last) for word in words)
