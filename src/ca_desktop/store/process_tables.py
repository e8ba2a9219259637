"""The table of internal processes, by layer and the day they begin; it follows from the journal."""

from ca_desktop.store.columns import integer, table, words

processes = table(
    "processes",
    words("procedure", key=True),
    words("layer", key=True),
    words("since", key=True),
    words("body"),
    integer("position"),
)
