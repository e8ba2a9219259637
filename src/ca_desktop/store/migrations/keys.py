"""The tables of keys, as the first migration makes them."""

KEYS = (
    """
    CREATE TABLE former_keys (
        place INTEGER NOT NULL,
        number INTEGER NOT NULL,
        sign_key BLOB NOT NULL,
        box_key BLOB NOT NULL,
        sign_secret BLOB,
        box_secret BLOB,
        told_stream TEXT,
        told_seq INTEGER NOT NULL,
        unneeded_since TEXT,
        CONSTRAINT pk_former_keys PRIMARY KEY (place)
    ) STRICT
    """,
    """
    CREATE TABLE heard_keys (
        node TEXT NOT NULL,
        number INTEGER NOT NULL,
        incarnation TEXT NOT NULL,
        package INTEGER NOT NULL,
        CONSTRAINT pk_heard_keys PRIMARY KEY (node)
    ) STRICT
    """,
    """
    CREATE TABLE node_keys (
        node_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        sign_key BLOB NOT NULL,
        box_key BLOB NOT NULL,
        by_old BLOB NOT NULL,
        by_new BLOB NOT NULL,
        CONSTRAINT pk_node_keys PRIMARY KEY (node_id, number)
    ) STRICT
    """,
    """
    CREATE TABLE cuts (
        stream TEXT NOT NULL,
        node_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL,
        CONSTRAINT pk_cuts PRIMARY KEY (stream)
    ) STRICT
    """,
)
