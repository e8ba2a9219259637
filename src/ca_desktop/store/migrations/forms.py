"""The table of the words of forms, as the second migration makes it."""

FORMS = (
    """
    CREATE TABLE form_words (
        form TEXT NOT NULL,
        layer TEXT NOT NULL,
        since TEXT NOT NULL,
        body TEXT NOT NULL,
        position INTEGER NOT NULL,
        CONSTRAINT pk_form_words PRIMARY KEY (form, layer, since)
    ) STRICT
    """,
)
