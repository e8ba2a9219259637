"""Tables of points: every row is an event, a correction is one more."""

from sqlalchemy import Index

from ca_desktop.store.columns import integer, table, words

scores = table(
    "scores",
    words("entry_id", key=True),
    words("office_id"),
    words("first_day"),
    words("last_day"),
    words("person"),
    integer("indicator"),
    integer("number"),
    integer("points", null=True),
    words("reason"),
    words("evidence"),
    words("entered_at"),
    words("officer_name"),
    Index(None, "first_day"),
)

frozen_scores = table(
    "frozen_scores",
    words("event_id", key=True),
    words("closing_id"),
    Index(None, "closing_id"),
)

SCORE_TABLES = (scores, frozen_scores)
