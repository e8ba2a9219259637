"""The table of the rate in time to be reached, by layer and day; it follows from the journal."""

from ca_desktop.store.columns import integer, table, words

targets = table(
    "targets",
    words("layer", key=True),
    words("since", key=True),
    integer("percent", null=True),
    words("basis"),
    integer("position"),
)
