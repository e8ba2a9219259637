"""Tables of lives and heirs: who took whose place, who speaks twice, whose life has ended.

All follow from the journal.
"""

from ca_desktop.store.columns import integer, table, words

successions = table(
    "successions",
    words("old", key=True),
    words("new", key=True),
    words("at"),
)


heirs = table(
    "heirs",
    words("old", key=True),
    words("counts_as"),
)


rivals = table(
    "rivals",
    words("node", key=True),
    words("before", key=True),
    words("heard", key=True),
    words("at"),
)


twins = table(
    "twins",
    words("node", key=True),
    words("incarnation", key=True),
    integer("package"),
    words("at"),
)


ended_lives = table(
    "ended_lives",
    words("node", key=True),
    words("incarnation", key=True),
    words("goes_on"),
    words("at"),
)
