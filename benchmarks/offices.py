"""An office to measure in, and who comes to its desk."""

import random
from datetime import datetime
from pathlib import Path

from ca_desktop.app import bootstrap
from ca_desktop.app.citizens import citizen
from ca_desktop.app.resources import use_words
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.desk import intake
from ca_desktop.services.office.offices import Founding

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=VIETNAM)
TYPED = ("huong", "nguyen thi", "nguyen v", "0912", "tran duc bao", "h19.12.34-261118-00")
"""What a clerk types into the search box, letter by letter."""


def found_office(folder: Path) -> None:
    """Found a commune's office for training."""
    use_words()
    founding = Founding(
        kind="commune", code="H19.12.34", name="Xã Đo", user_name="A", training=True
    )
    bootstrap.create_office(folder, founding, None, now=NOW)


def command(dice: random.Random) -> intake.ReceiveDossier:
    """Return an intake of a made-up citizen."""
    given = {"procedure": "1.004873", "applicant": citizen(dice, NOW.date())}
    return intake.ReceiveDossier.from_json(given)
