"""Tables of fees and receipts: every row is an event, nothing in them is ever changed.

What is owed, paid and open follows when they are read, so that it does not matter in which order
the files of two offices came.
"""

from sqlalchemy import Index

from ca_desktop.store.columns import integer, table, words

fees = table(
    "fees",
    words("fee_id", key=True),
    words("dossier_id"),
    words("office_id"),
    words("name"),
    words("legal_basis"),
    words("unit"),
    integer("pages"),
    integer("copies"),
    integer("times"),
    integer("amount_vnd"),
    words("replaces"),
    words("first"),
    integer("given_back_vnd"),
    words("at"),
    words("officer_name"),
    Index(None, "dossier_id"),
    Index(None, "replaces"),
    Index(None, "at"),
    Index(None, "office_id", "at"),
)

fee_exemptions = table(
    "fee_exemptions",
    words("event_id", key=True),
    words("fee_id"),
    words("dossier_id"),
    words("office_id"),
    integer("off_vnd"),
    words("codes"),
    words("grounds"),
    words("evidence"),
    words("at"),
    words("officer_name"),
    Index(None, "fee_id"),
    Index(None, "office_id", "at"),
)

receipts = table(
    "receipts",
    words("receipt_id", key=True),
    words("fee_id"),
    words("dossier_id"),
    words("office_id"),
    words("kind"),
    words("book_id"),
    words("symbol"),
    words("number"),
    integer("running"),
    words("name"),
    integer("amount_vnd"),
    words("method"),
    words("payer_name"),
    words("payer_address"),
    words("at"),
    words("officer"),
    words("officer_name"),
    Index(None, "dossier_id"),
    Index(None, "fee_id"),
    Index(None, "book_id"),
    Index(None, "symbol", "running"),
    Index(None, "at"),
    Index(None, "office_id", "at"),
)

receipt_cancellations = table(
    "receipt_cancellations",
    words("event_id", key=True),
    words("receipt_id"),
    words("book_id"),
    words("office_id"),
    words("symbol"),
    words("number"),
    integer("running"),
    words("reason"),
    words("at"),
    words("officer"),
    words("officer_name"),
    Index(None, "receipt_id"),
    Index(None, "book_id"),
    Index(None, "at"),
    Index(None, "office_id", "at"),
)

refunds = table(
    "refunds",
    words("event_id", key=True),
    words("receipt_id"),
    words("office_id"),
    integer("amount_vnd"),
    words("method"),
    words("reason"),
    words("at"),
    words("officer"),
    words("officer_name"),
    Index(None, "receipt_id"),
    Index(None, "at"),
    Index(None, "office_id", "at"),
)

fee_keepings = table(
    "fee_keepings",
    words("event_id", key=True),
    words("dossier_id"),
    words("office_id"),
    integer("amount_vnd"),
    words("reason"),
    words("at"),
    words("officer_name"),
    Index(None, "dossier_id"),
)

receipt_books = table(
    "receipt_books",
    words("book_id", key=True),
    integer("position"),
    words("office_id"),
    words("form"),
    words("symbol"),
    integer("first"),
    integer("last"),
    integer("width"),
    words("at"),
)

book_closings = table(
    "book_closings",
    words("event_id", key=True),
    words("book_id"),
    words("office_id"),
    integer("unused_from"),
    words("reason"),
    words("at"),
    Index(None, "book_id"),
)

FEE_TABLES = (
    fees,
    fee_exemptions,
    receipts,
    receipt_cancellations,
    refunds,
    fee_keepings,
    receipt_books,
    book_closings,
)
