"""The table of how long is waited, by layer and the day it begins; it follows from the journal."""

from ca_desktop.store.columns import integer, table, words

waits = table(
    "waits",
    words("name", key=True),
    words("layer", key=True),
    words("since", key=True),
    integer("days", null=True),
    words("basis"),
    integer("position"),
)
