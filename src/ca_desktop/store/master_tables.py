"""Tables of master data: procedures and calendars by layer, local tariffs; from the journal."""

from ca_desktop.store.columns import integer, table, words

procedures = table(
    "procedures",
    words("code", key=True),
    words("valid_from", key=True),
    words("layer", key=True),
    words("body"),
    integer("position"),
)

tariffs = table(
    "tariffs",
    words("procedure", key=True),
    words("since", key=True),
    words("body"),
    integer("position"),
)

calendar_layers = table(
    "calendar_layers",
    integer("year", key=True),
    words("layer", key=True),
    words("body"),
    integer("position"),
)

calendars = table(
    "calendars",
    integer("year", key=True),
    words("body"),
    integer("position"),
)
