"""Draws the small pictures of all forms anew: ``python -m tests.documents.make_pages``.

Look at the forms first (`ca-desktop forms preview`): the pictures only say that nothing changed.
"""

from pathlib import Path

from tests.helpers.forms import FORMS, small_picture
from tests.helpers.notes import note_picture

PAGES = Path(__file__).with_name("pages")
NOTE_PAGE = PAGES / "exchange.note.png"


def main() -> None:
    """Write one picture a form."""
    PAGES.mkdir(exist_ok=True)
    for form in FORMS:
        small_picture(form).save(PAGES / f"{form}.png", optimize=True)
    note_picture().save(NOTE_PAGE, optimize=True)


if __name__ == "__main__":
    main()
