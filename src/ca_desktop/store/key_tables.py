"""Tables of keys: own ones of the past, those of the roster, those that peers have spoken with.

`former_keys` and `heard_keys` are working state; `node_keys` (with the signatures of each rotation,
empty where a node was enrolled) and `cuts` follow from the journal.
"""

from sqlalchemy import Column, LargeBinary

from ca_desktop.store.columns import integer, table, words

former_keys = table(
    "former_keys",
    integer("place", key=True),
    integer("number"),
    Column("sign_key", LargeBinary, nullable=False),
    Column("box_key", LargeBinary, nullable=False),
    Column("sign_secret", LargeBinary),
    Column("box_secret", LargeBinary),
    words("told_stream", null=True),
    integer("told_seq"),
    words("unneeded_since", null=True),
)


heard_keys = table(
    "heard_keys",
    words("node", key=True),
    integer("number"),
    words("incarnation"),
    integer("package"),
)


node_keys = table(
    "node_keys",
    words("node_id", key=True),
    integer("number", key=True),
    Column("sign_key", LargeBinary, nullable=False),
    Column("box_key", LargeBinary, nullable=False),
    Column("by_old", LargeBinary, nullable=False),
    Column("by_new", LargeBinary, nullable=False),
)


cuts = table(
    "cuts",
    words("stream", key=True),
    words("node_id"),
    integer("seq"),
    words("hash"),
)
