"""Where files of packages were put, and what is known of sticks: working state."""

from sqlalchemy import Index

from ca_desktop.store.columns import integer as _int
from ca_desktop.store.columns import table as _table
from ca_desktop.store.columns import words as _text

placed = _table(
    "placed",
    _int("place", key=True),
    _text("peer"),
    _text("incarnation"),
    _int("package"),
    _text("name"),
    _text("digest"),
    _int("size"),
    _text("stick", null=True),
    _text("placed_at"),
    Index(None, "stick"),
)

sticks = _table(
    "sticks",
    _text("serial", key=True),
    _text("seen_at"),
    _int("due"),
    _text("checked_at"),
)

handovers = _table(
    "handovers",
    _int("place", key=True),
    _text("node"),
    _text("incarnation"),
    _int("package"),
    _int("taken"),
    _text("at"),
    _text("claimed_at"),
    _text("digest"),
    _int("size"),
    _text("spans"),
    _text("heads"),
    Index(None, "package"),
)
