"""The one way to search text: folded words, every token quoted, never raw FTS syntax.

The index numbers its rows downwards, so that the newest come first going up: down it FTS5 would
have to gather every match of an unfinished word before it gives the first.
"""

import re
from collections.abc import Sequence

from sqlalchemy import Connection, text

from ca_desktop.domain.text import fold, tokens

MAX_TOKENS = 12
"""Words of a query that count; more would only narrow an empty answer."""


_ADD = text("INSERT INTO dossier_search(rowid, words) VALUES (-:position, :words)")
_DROP = text("DELETE FROM dossier_search WHERE rowid = -:position")


_CODE_START = re.compile(r"(?=[0-9.]*[A-Z])[0-9A-Z]+\.[0-9A-Z.]*(-[0-9-]*)?")
"""One letter at least: figures with dots between them may be a telephone."""


def code_range(typed: str) -> tuple[str, str] | None:
    """Return from where to where the dossier codes lie that begin as typed; None: no code.

    A code's words stand in too many dossiers to be searched one by one.
    """
    plain = typed.strip().upper()
    if _CODE_START.fullmatch(plain) is None:
        return None
    return plain, plain + "~"


def words_of(*parts: str | None) -> str:
    """Return what the index keeps of these texts: folded words, without marks."""
    return " ".join(" ".join(tokens(part)) for part in parts if part)


def match_of(typed: str) -> str | None:
    """Return an FTS5 query for what was typed, None when nothing can be searched for.

    All words must occur, in any order; the last one may be unfinished. Figures may also be one
    number that was typed in groups.
    """
    found = tokens(fold(typed))[:MAX_TOKENS]
    if not found:
        return None
    words = " ".join(f'"{token}"' for token in found) + "*"
    if len(found) > 1 and all(token.isdecimal() for token in found):
        return f'({words}) OR "{"".join(found)}"*'
    return words


def renew_all(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Index dossiers anew, each its position and its words."""
    if rows:
        connection.execute(_DROP, [{"position": at} for at, _words in _in_order(rows)])
        add_all(connection, rows)


def add_all(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Index dossiers, each its position and its words, that were not indexed before."""
    if rows:
        connection.execute(
            _ADD, [{"position": at, "words": words} for at, words in _in_order(rows)]
        )


def _in_order(rows: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    """Return rows as the index numbers them: at each step back FTS5 writes out what it holds."""
    return sorted(rows, reverse=True)


def clear(connection: Connection) -> None:
    """Forget every row."""
    connection.execute(text("DELETE FROM dossier_search"))
