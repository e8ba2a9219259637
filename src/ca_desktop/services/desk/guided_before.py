"""Who was told on paper today what is missing: at one visit everything is said at once."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import GuidanceGiven
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.people import Person
from ca_desktop.domain.text import fold
from ca_desktop.services.ports.work import View

_AT_ONCE = 200


def guided_before(
    view: View, procedure: str, person: Person, now: datetime
) -> NotAllowedNow | None:
    """Return what stands in the way of telling somebody once more on one day.

    Source:
        NĐ 61/2018 art. 15.3: asked for once, in full (docs/sources.md).
    """
    for said in _given_on(view, now.date()):
        if said["procedure_code"] == procedure and _same(said["submitter"], person):
            number = (said.get("number") or {}).get("text", "")
            return NotAllowedNow(
                "GUIDED-TODAY", number=number, at=f"{parse_moment(said['at']):%H:%M}"
            )
    return None


def _same(said: dict[str, Any], person: Person) -> bool:
    """Tell whether two are one: by their numbers where both are known, else by their names."""
    if said.get("id_number") and person.id_number:
        return bool(said["id_number"] == person.id_number)
    return fold(said["name"]) == fold(person.name)


def _given_on(view: View, day: date) -> Iterator[dict[str, Any]]:
    """Yield what was told on a day, the newest first, out of the newest events alone."""
    local = {stream.name for stream in view.journal.streams() if stream.audience == LOCAL}
    before: int | None = None
    while found := view.journal.lately(before, _AT_ONCE):
        for before, head in found:  # noqa: B007 where to go on
            if parse_moment(head.recorded_at).date() < day:
                return
            if head.kind == GuidanceGiven.__name__ and head.stream in local:
                for stored in view.journal.events(head.stream, head.seq, head.seq):
                    if stored.payload is not None:  # it was erased
                        yield json.loads(stored.payload)
