"""The first migration's tables of the exchange: working state that no rebuild touches."""

EXCHANGE = (
    """
    CREATE TABLE acks (
        stream TEXT NOT NULL,
        peer TEXT NOT NULL,
        stored_to INTEGER NOT NULL,
        hash TEXT NOT NULL,
        applied_to INTEGER NOT NULL,
        problems INTEGER NOT NULL,
        common INTEGER NOT NULL,
        CONSTRAINT pk_acks PRIMARY KEY (stream, peer)
    ) STRICT
    """,
    """
    CREATE TABLE asked (
        peer TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        stream TEXT NOT NULL,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL,
        after INTEGER NOT NULL,
        after_hash TEXT NOT NULL,
        CONSTRAINT pk_asked PRIMARY KEY (peer, incarnation, stream, seq, hash)
    ) STRICT
    """,
    """
    CREATE TABLE branches (
        stream TEXT NOT NULL,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL,
        envelope BLOB NOT NULL,
        salt BLOB,
        payload BLOB,
        CONSTRAINT pk_branches PRIMARY KEY (stream, seq, hash)
    ) STRICT
    """,
    """
    CREATE TABLE inbox (
        digest TEXT NOT NULL,
        node TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        package INTEGER NOT NULL,
        file_name TEXT NOT NULL,
        imported_at TEXT NOT NULL,
        claimed_at TEXT NOT NULL,
        events INTEGER NOT NULL,
        problems INTEGER NOT NULL,
        CONSTRAINT pk_inbox PRIMARY KEY (digest)
    ) STRICT
    """,
    """
    CREATE TABLE outbox (
        peer TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        package INTEGER NOT NULL,
        file_name TEXT NOT NULL,
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        events INTEGER NOT NULL,
        status TEXT NOT NULL,
        created_at TEXT NOT NULL,
        CONSTRAINT pk_outbox PRIMARY KEY (peer, incarnation, package)
    ) STRICT
    """,
    """
    CREATE TABLE placed (
        place INTEGER NOT NULL,
        peer TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        package INTEGER NOT NULL,
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        stick TEXT,
        placed_at TEXT NOT NULL,
        CONSTRAINT pk_placed PRIMARY KEY (place)
    ) STRICT
    """,
    """
    CREATE INDEX ix_placed_stick ON placed (stick)
    """,
    """
    CREATE TABLE sticks (
        serial TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        due INTEGER NOT NULL,
        checked_at TEXT NOT NULL,
        CONSTRAINT pk_sticks PRIMARY KEY (serial)
    ) STRICT
    """,
    """
    CREATE TABLE handovers (
        place INTEGER NOT NULL,
        node TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        package INTEGER NOT NULL,
        taken INTEGER NOT NULL,
        at TEXT NOT NULL,
        claimed_at TEXT NOT NULL,
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        spans TEXT NOT NULL,
        heads TEXT NOT NULL,
        CONSTRAINT pk_handovers PRIMARY KEY (place)
    ) STRICT
    """,
    """
    CREATE INDEX ix_handovers_package ON handovers (package)
    """,
    """
    CREATE TABLE peers (
        node TEXT NOT NULL,
        incarnation TEXT NOT NULL,
        earlier TEXT NOT NULL,
        last_package INTEGER NOT NULL,
        last_claimed_at TEXT NOT NULL,
        last_imported_at TEXT NOT NULL,
        program TEXT NOT NULL,
        reads_to INTEGER NOT NULL,
        applied_to INTEGER NOT NULL,
        problems INTEGER NOT NULL,
        CONSTRAINT pk_peers PRIMARY KEY (node)
    ) STRICT
    """,
    """
    CREATE TABLE proofs (
        stream TEXT NOT NULL,
        seq INTEGER NOT NULL,
        header BLOB NOT NULL,
        prelude BLOB NOT NULL,
        signature BLOB NOT NULL,
        manifest BLOB NOT NULL,
        CONSTRAINT pk_proofs PRIMARY KEY (stream)
    ) STRICT
    """,
    """
    CREATE TABLE requests (
        peer TEXT NOT NULL,
        stream TEXT NOT NULL,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL,
        after INTEGER NOT NULL,
        after_hash TEXT NOT NULL,
        since TEXT NOT NULL,
        CONSTRAINT pk_requests PRIMARY KEY (peer, stream, seq, hash)
    ) STRICT
    """,
)
