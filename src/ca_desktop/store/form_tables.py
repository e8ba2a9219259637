"""The table of the words of forms, by layer and the day they begin; it follows from the journal."""

from ca_desktop.store.columns import integer, table, words

form_words = table(
    "form_words",
    words("form", key=True),
    words("layer", key=True),
    words("since", key=True),
    words("body"),
    integer("position"),
)
