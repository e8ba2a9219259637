"""The tables of fees and receipts, as the second migration makes them."""

FEES = (
    """
    CREATE TABLE fees (
        fee_id TEXT NOT NULL,
        dossier_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        name TEXT NOT NULL,
        legal_basis TEXT NOT NULL,
        unit TEXT NOT NULL,
        pages INTEGER NOT NULL,
        copies INTEGER NOT NULL,
        times INTEGER NOT NULL,
        amount_vnd INTEGER NOT NULL,
        replaces TEXT NOT NULL,
        first TEXT NOT NULL,
        given_back_vnd INTEGER NOT NULL,
        at TEXT NOT NULL,
        officer_name TEXT NOT NULL,
        CONSTRAINT pk_fees PRIMARY KEY (fee_id)
    ) STRICT
    """,
    "CREATE INDEX ix_fees_dossier_id ON fees (dossier_id)",
    "CREATE INDEX ix_fees_at ON fees (at)",
    "CREATE INDEX ix_fees_office_id_at ON fees (office_id, at)",
    "CREATE INDEX ix_fees_replaces ON fees (replaces)",
    """
    CREATE TABLE fee_exemptions (
        event_id TEXT NOT NULL,
        fee_id TEXT NOT NULL,
        dossier_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        off_vnd INTEGER NOT NULL,
        codes TEXT NOT NULL,
        grounds TEXT NOT NULL,
        evidence TEXT NOT NULL,
        at TEXT NOT NULL,
        officer_name TEXT NOT NULL,
        CONSTRAINT pk_fee_exemptions PRIMARY KEY (event_id)
    ) STRICT
    """,
    "CREATE INDEX ix_fee_exemptions_fee_id ON fee_exemptions (fee_id)",
    "CREATE INDEX ix_fee_exemptions_office_id_at ON fee_exemptions (office_id, at)",
    """
    CREATE TABLE receipts (
        receipt_id TEXT NOT NULL,
        fee_id TEXT NOT NULL,
        dossier_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        book_id TEXT NOT NULL,
        symbol TEXT NOT NULL,
        number TEXT NOT NULL,
        running INTEGER NOT NULL,
        name TEXT NOT NULL,
        amount_vnd INTEGER NOT NULL,
        method TEXT NOT NULL,
        payer_name TEXT NOT NULL,
        payer_address TEXT NOT NULL,
        at TEXT NOT NULL,
        officer TEXT NOT NULL,
        officer_name TEXT NOT NULL,
        CONSTRAINT pk_receipts PRIMARY KEY (receipt_id)
    ) STRICT
    """,
    "CREATE INDEX ix_receipts_book_id ON receipts (book_id)",
    "CREATE INDEX ix_receipts_dossier_id ON receipts (dossier_id)",
    "CREATE INDEX ix_receipts_fee_id ON receipts (fee_id)",
    "CREATE INDEX ix_receipts_at ON receipts (at)",
    "CREATE INDEX ix_receipts_office_id_at ON receipts (office_id, at)",
    "CREATE INDEX ix_receipts_symbol_running ON receipts (symbol, running)",
    """
    CREATE TABLE receipt_cancellations (
        event_id TEXT NOT NULL,
        receipt_id TEXT NOT NULL,
        book_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        symbol TEXT NOT NULL,
        number TEXT NOT NULL,
        running INTEGER NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        officer TEXT NOT NULL,
        officer_name TEXT NOT NULL,
        CONSTRAINT pk_receipt_cancellations PRIMARY KEY (event_id)
    ) STRICT
    """,
    "CREATE INDEX ix_receipt_cancellations_book_id ON receipt_cancellations (book_id)",
    "CREATE INDEX ix_receipt_cancellations_at ON receipt_cancellations (at)",
    "CREATE INDEX ix_receipt_cancellations_office_id_at ON receipt_cancellations (office_id, at)",
    "CREATE INDEX ix_receipt_cancellations_receipt_id ON receipt_cancellations (receipt_id)",
    """
    CREATE TABLE refunds (
        event_id TEXT NOT NULL,
        receipt_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        amount_vnd INTEGER NOT NULL,
        method TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        officer TEXT NOT NULL,
        officer_name TEXT NOT NULL,
        CONSTRAINT pk_refunds PRIMARY KEY (event_id)
    ) STRICT
    """,
    "CREATE INDEX ix_refunds_at ON refunds (at)",
    "CREATE INDEX ix_refunds_office_id_at ON refunds (office_id, at)",
    "CREATE INDEX ix_refunds_receipt_id ON refunds (receipt_id)",
    """
    CREATE TABLE fee_keepings (
        event_id TEXT NOT NULL,
        dossier_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        amount_vnd INTEGER NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        officer_name TEXT NOT NULL,
        CONSTRAINT pk_fee_keepings PRIMARY KEY (event_id)
    ) STRICT
    """,
    "CREATE INDEX ix_fee_keepings_dossier_id ON fee_keepings (dossier_id)",
    """
    CREATE TABLE receipt_books (
        book_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        office_id TEXT NOT NULL,
        form TEXT NOT NULL,
        symbol TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        width INTEGER NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_receipt_books PRIMARY KEY (book_id)
    ) STRICT
    """,
    """
    CREATE TABLE book_closings (
        event_id TEXT NOT NULL,
        book_id TEXT NOT NULL,
        office_id TEXT NOT NULL,
        unused_from INTEGER NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        CONSTRAINT pk_book_closings PRIMARY KEY (event_id)
    ) STRICT
    """,
    "CREATE INDEX ix_book_closings_book_id ON book_closings (book_id)",
)
