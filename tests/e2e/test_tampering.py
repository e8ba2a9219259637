"""Somebody with the key changes rows of the journal by hand: it is always found."""

import json
import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.helpers import offices
from tests.helpers.campaign import size
from tests.helpers.training import put_pair

from ca_desktop.app import bootstrap
from ca_desktop.domain.errors import CaError, DatabaseDamaged
from ca_desktop.domain.events.envelope import (
    Envelope,
    StoredEvent,
    canonical_json,
    commitment,
)
from ca_desktop.services.desk.dossiers import step_dossier
from ca_desktop.services.exchange import exports, imports
from ca_desktop.services.office import journals
from ca_desktop.store.engine import connect
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.layout import DATABASE, KEYS

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.campaign("tamper")]

EDITS = 2_000


@dataclass(frozen=True)
class Town:
    """A commune and its centre; each has what the other sent, and the commune has more to say."""

    commune: Path
    centre: Path
    stick: Path


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("town")
    made = Town(folder / "xa", folder / "trung-tam", folder / "usb")
    made.stick.mkdir()
    put_pair(made.commune, made.centre)
    for _journey in range(2):
        with offices.opened(made.commune) as here, offices.opened(made.centre) as there:
            codes = [offices.take_in(here) for _number in range(5)]
            step_dossier(here, codes[0], "forward")
            for sender, taker in ((here, there), (there, here)):
                (sent,) = exports.export_packages(sender, made.stick)
                assert imports.import_package(taker, sent.file).result == "imported"
    with offices.opened(made.commune) as here:
        offices.take_in(here)
    return made


# --- Edits ------------------------------------------------------------------------------------

Edit = Callable[[random.Random, Any], None]
"""Changes something through a bare connection."""


def some_row(dice: random.Random, database: Any, *, filled: bool = True) -> Any:
    where = "WHERE payload IS NOT NULL" if filled else ""
    rows = database.execute(
        f"SELECT position, stream_id, seq, envelope, salt, payload, hash FROM journal {where}"  # noqa: S608 two constants
    ).fetchall()
    return dice.choice(rows)


def spoiled(dice: random.Random, data: bytes) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def alter(column: str, place: int) -> Edit:
    def edit(dice: random.Random, database: Any) -> None:
        row = some_row(dice, database)
        value = row[place]
        new = spoiled(dice, value) if isinstance(value, bytes) else spoiled_text(dice, str(value))
        database.execute(f"UPDATE journal SET {column} = ? WHERE position = ?", (new, row[0]))  # noqa: S608 a constant

    edit.__name__ = f"alter {column}"
    return edit


def spoiled_text(dice: random.Random, text: str) -> str:
    at = dice.randrange(len(text))
    return (
        text[:at] + dice.choice([x for x in "0123456789abcdef" if x != text[at]]) + text[at + 1 :]
    )


def cut(column: str, place: int) -> Edit:
    def edit(dice: random.Random, database: Any) -> None:
        row = some_row(dice, database)
        new = row[place][: dice.randrange(len(row[place]))]
        database.execute(f"UPDATE journal SET {column} = ? WHERE position = ?", (new, row[0]))  # noqa: S608 a constant

    edit.__name__ = f"cut {column}"
    return edit


def empty(columns: str) -> Edit:
    def edit(dice: random.Random, database: Any) -> None:
        row = some_row(dice, database)
        database.execute(f"UPDATE journal SET {columns} WHERE position = ?", (row[0],))  # noqa: S608 a constant

    edit.__name__ = f"empty {columns}"
    return edit


def remove_row(dice: random.Random, database: Any) -> None:
    database.execute("DELETE FROM journal WHERE position = ?", (some_row(dice, database)[0],))


def remove_last(dice: random.Random, database: Any) -> None:
    """Remove the end of a stream and say that it never was."""
    names = database.execute(
        "SELECT stream_id, head_seq FROM streams WHERE head_seq > 1"
    ).fetchall()
    stream, last = dice.choice(names)
    keep = dice.randrange(1, last)
    (head,) = database.execute(
        "SELECT hash FROM journal WHERE stream_id = ? AND seq = ?", (stream, keep)
    ).fetchone()
    database.execute("DELETE FROM journal WHERE stream_id = ? AND seq > ?", (stream, keep))
    database.execute(
        "UPDATE streams SET head_seq = ?, head_hash = ? WHERE stream_id = ?", (keep, head, stream)
    )


def swap(columns: str) -> Edit:
    look = f"SELECT {columns} FROM kept WHERE position = ?"  # noqa: S608 constants
    setting = ", ".join(f"{name} = ?" for name in columns.split(", "))
    change = f"UPDATE journal SET {setting} WHERE position = ?"  # noqa: S608 constants

    def edit(dice: random.Random, database: Any) -> None:
        one, two = some_row(dice, database), some_row(dice, database)
        while one[0] == two[0]:
            two = some_row(dice, database)
        for here, there in ((one, two), (two, one)):
            values = database.execute(look, (there[0],)).fetchone()
            database.execute(change, (*values, here[0]))

    edit.__name__ = f"swap {columns}"
    return edit


def reorder(dice: random.Random, database: Any) -> None:
    """Exchange the places of two neighbours."""
    row = some_row(dice, database)
    while row[2] == 1:
        row = some_row(dice, database)
    stream, seq = row[1], row[2]
    for old, new in ((seq, -1), (seq - 1, seq), (-1, seq - 1)):
        database.execute(
            "UPDATE journal SET seq = ? WHERE stream_id = ? AND seq = ?", (new, stream, old)
        )


def move_head(dice: random.Random, database: Any) -> None:
    change = dice.choice(("head_seq = head_seq + 1", "head_seq = head_seq - 1"))
    rows = database.execute("SELECT stream_id FROM streams WHERE head_seq > 0").fetchall()
    database.execute(f"UPDATE streams SET {change} WHERE stream_id = ?", dice.choice(rows))  # noqa: S608 a constant


def alter_head(dice: random.Random, database: Any) -> None:
    rows = database.execute("SELECT stream_id, head_hash FROM streams WHERE head_seq > 0")
    stream, digest = dice.choice(rows.fetchall())
    database.execute(
        "UPDATE streams SET head_hash = ? WHERE stream_id = ?",
        (spoiled_text(dice, digest), stream),
    )


def rename_stream(dice: random.Random, database: Any) -> None:
    rows = database.execute("SELECT stream_id, name FROM streams WHERE head_seq > 0").fetchall()
    stream, name = dice.choice(rows)
    database.execute(
        "UPDATE streams SET name = ? WHERE stream_id = ?",
        (spoiled_text(dice, name[:20]) + name[20:], stream),
    )


def remove_stream(dice: random.Random, database: Any) -> None:
    rows = database.execute("SELECT stream_id FROM streams WHERE head_seq > 0").fetchall()
    database.execute("DELETE FROM streams WHERE stream_id = ?", dice.choice(rows))


def change_place(column: str) -> Edit:
    def edit(dice: random.Random, database: Any) -> None:
        row = some_row(dice, database)
        new = {"seq": row[2] + 1000, "stream_id": row[1] + 1000}[column]
        database.execute(f"UPDATE journal SET {column} = ? WHERE position = ?", (new, row[0]))  # noqa: S608 a constant

    edit.__name__ = f"change {column}"
    return edit


def change_word(column: str) -> Edit:
    def edit(dice: random.Random, database: Any) -> None:
        row = some_row(dice, database)
        database.execute(
            f"UPDATE journal SET {column} = ? WHERE position = ?",  # noqa: S608 a constant
            (dice.randbytes(16).hex(), row[0]),
        )

    edit.__name__ = f"change {column}"
    return edit


def add_row(dice: random.Random, database: Any) -> None:
    """Put an event behind the last one of a stream and leave the head as it is."""
    row = some_row(dice, database)
    (last,) = database.execute(
        "SELECT max(seq) FROM journal WHERE stream_id = ?", (row[1],)
    ).fetchone()
    database.execute(
        "INSERT INTO journal (stream_id, seq, event_id, kind, subject, hash, envelope, salt,"
        " payload) SELECT stream_id, ?, event_id, kind, subject, hash, envelope, salt, payload"
        " FROM kept WHERE position = ?",
        (last + 1, row[0]),
    )


def rewrite(dice: random.Random, database: Any) -> None:
    """Change what an event says and make the chain behind it fit again, as an expert would."""
    row = some_row(dice, database)
    rows = database.execute(
        "SELECT position, envelope, salt, payload FROM journal WHERE stream_id = ? AND seq >= ?"
        " ORDER BY seq",
        (row[1], row[2]),
    ).fetchall()
    before: str | None = None
    for position, envelope, salt, payload in rows:
        head = json.loads(envelope)
        if before is None:
            content = json.loads(payload)
            content["tampered"] = dice.randrange(10**6)
            payload = canonical_json(content)  # noqa: PLW2901 the changed one
            head["commit"] = commitment(salt, payload)
        else:
            head["prev_hash"] = before
        stored = StoredEvent(Envelope.from_json(head).to_bytes(), salt, payload)
        before = stored.hash
        database.execute(
            "UPDATE journal SET envelope = ?, payload = ?, hash = ? WHERE position = ?",
            (stored.envelope, payload, before, position),
        )
    database.execute("UPDATE streams SET head_hash = ? WHERE stream_id = ?", (before, row[1]))


EDITS_BY_HAND: tuple[Edit, ...] = (
    alter("payload", 5),
    alter("salt", 4),
    alter("envelope", 3),
    alter("hash", 6),
    cut("payload", 5),
    cut("salt", 4),
    cut("envelope", 3),
    cut("hash", 6),
    empty("payload = NULL"),
    empty("salt = NULL"),
    empty("salt = NULL, payload = NULL"),
    remove_row,
    remove_last,
    swap("payload"),
    swap("salt, payload"),
    swap("envelope"),
    swap("hash"),
    swap("envelope, salt, payload, hash, event_id, kind, subject"),
    reorder,
    move_head,
    alter_head,
    rename_stream,
    remove_stream,
    change_place("seq"),
    change_place("stream_id"),
    change_word("event_id"),
    change_word("kind"),
    change_word("subject"),
    add_row,
    rewrite,
)


def tamper(folder: Path, edit: Edit, dice: random.Random) -> None:
    """Make one edit through a bare connection, with no rule of the tables in the way."""
    with closing(connect(folder / DATABASE, key_of(folder), foreign_keys=False)) as database:
        database.execute("CREATE TEMP TABLE kept AS SELECT * FROM journal")
        before = rows_of(database)
        edit(dice, database)
        assert rows_of(database) != before


def rows_of(database: Any) -> list[Any]:
    return [
        *database.execute("SELECT * FROM journal ORDER BY position"),
        *database.execute("SELECT * FROM streams ORDER BY stream_id"),
    ]


def key_of(folder: Path) -> bytes:
    secret = bootstrap.TRAINING_PASSPHRASE
    return open_key_file(folder / KEYS, secret, user_id=None, machine_secret=None).database_key


# --- Finding ----------------------------------------------------------------------------------


def found_by(town: Town, folder: Path) -> str:
    """Tell who finds that something is wrong; empty when nobody does."""
    try:
        with offices.opened(folder) as ports:
            if not ports.mark_fits:
                return "the mark"
            journals.verify_journal(ports)
            (sent,) = exports.export_packages(ports, town.stick)
    except DatabaseDamaged:
        return "verify"
    except CaError as error:
        return error.code
    with offices.opened(town.centre) as there:
        return imports.import_package(there, sent.file).code or ""


def test_no_edit_by_hand_stays_unnoticed(
    town: Town, tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    finders, missed = Counter[str](), Counter[str]()
    for number in range(size(EDITS)):
        dice = random.Random(number)
        edit = EDITS_BY_HAND[number % len(EDITS_BY_HAND)]
        folder = offices.copy(town.commune, tmp_path / "xa")
        tamper(folder, edit, dice)
        finder = found_by(town, folder)
        finders[finder] += 1
        if not finder:
            missed[edit.__name__] += 1
    record_testsuite_property("edits found", dict(finders))
    assert not missed


@pytest.mark.parametrize("edit", [rewrite, remove_last], ids=lambda edit: edit.__name__)
def test_whoever_wrote_the_stream_an_expert_is_found(
    town: Town, tmp_path: Path, edit: Edit
) -> None:
    for seed in range(10):
        folder = offices.copy(town.commune, tmp_path / "xa")
        tamper(folder, edit, random.Random(seed))
        assert found_by(town, folder)
