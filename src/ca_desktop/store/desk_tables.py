"""What the desk keeps beside the journal: drafts of intakes, PINs, and who has left."""

from sqlalchemy import Column, Index, LargeBinary

from ca_desktop.store.columns import integer as _int
from ca_desktop.store.columns import table as _table
from ca_desktop.store.columns import words as _text

drafts = _table(
    "drafts",
    _text("draft_id", key=True),
    _text("owner"),
    _text("began_at"),
    _text("saved_at"),
    _int("aside"),
    _text("body"),
    Index(None, "owner"),
)
"""Working state: never in the journal, never exchanged, gone for good once removed."""

pins = _table(
    "pins",
    _text("user_id", key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
"""Working state: a PIN opens the screen of a running program, never the database."""

former_users = _table(
    "former_users",
    _text("user_id", key=True),
)
"""A projection: people whose accounts were closed; their names stay with what they did."""
