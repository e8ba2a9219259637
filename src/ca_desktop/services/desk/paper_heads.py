"""What stands at the head of an official paper of this office on a day, in the office's words."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ca_desktop.domain.form_words import LOGO, OFFICE
from ca_desktop.domain.moments import month_text
from ca_desktop.domain.regimes import DESKS, desk_of
from ca_desktop.domain.unit_names import agency_of, in_sentence
from ca_desktop.services.ports.work import View

_NAMES = ("parent_unit", "desk")
"""Names that heads have in capitals and sentences as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHead:
    """The head of a paper.

    Attributes:
        values: words by the names of the forms' places; whom the office named as signer too.
        logo: picture above the name of the office; empty for none.
    """

    values: Mapping[str, str]
    logo: bytes = field(default=b"", repr=False)


def paper_head(view: View, office: str, at: datetime) -> PaperHead:
    """Return the head of a paper.

    Args:
        view: of this office.
        office: its name on that day.
        at: moment of the paper; days below ten and January and February have a leading zero.
    """
    return worded_head(office, at, view.master.form_words(OFFICE, at.date()))


def worded_head(office: str, at: datetime, own: Mapping[str, str]) -> PaperHead:
    """Return the head of a paper with the words that an office gave itself."""
    desk = desk_of(office, at.date())
    values = {
        "office": agency_of(office),
        "parent_unit": desk.parent_unit,
        "desk": desk.desk,
        "symbol": desk.symbol,
        "place": desk.place,
        "day": f"{at.day:02d}",
        "month": month_text(at),
        "year": str(at.year),
    }
    given = {key: text for key, text in own.items() if text and key != LOGO}
    known = (*DESKS, desk.parent_unit, desk.place)
    given |= {key: in_sentence(given[key], known) for key in _NAMES if key in given}
    return PaperHead(values=values | given, logo=base64.b64decode(own.get(LOGO, "")))
