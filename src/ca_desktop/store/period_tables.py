"""The table of closed periods: every row is an event, nothing in it is ever changed."""

from sqlalchemy import Index

from ca_desktop.store.columns import integer, table, words

closed_periods = table(
    "closed_periods",
    words("closing_id", key=True),
    words("office_id"),
    words("first_day"),
    words("last_day"),
    integer("number"),
    integer("carried"),
    integer("still_open"),
    words("reason"),
    words("as_of"),
    words("closed_at"),
    words("officer_name"),
    Index(None, "office_id", "last_day"),
)
