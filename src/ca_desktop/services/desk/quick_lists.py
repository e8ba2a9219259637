"""The quick lists: what a clerk asks for many times a day, one key away and combined at will."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from ca_desktop.domain.dossier_facts import late_before
from ca_desktop.domain.dossiers import OPEN, Status
from ca_desktop.services.ports.rows import DossierFilter

MINE = "mine"

QUICK: Mapping[str, str] = {
    "due_today": "Đến hạn hôm nay",
    "overdue": "Quá hạn",
    "ready": "Chờ trả",
    "waiting": "Chờ bổ sung",
    MINE: "Của tôi",
}
"""Names and words, in reading order; of all but `MINE` one holds at a time."""

_ACTIVE = tuple(sorted(x.value for x in (OPEN | {Status.RESULT_READY}) - {Status.FORWARDED}))
"""Statuses in which somebody here has a dossier in hand."""


def quick_filter(names: Collection[str], now: datetime, user_id: str) -> DossierFilter:
    """Return which dossiers are in all the quick lists with these names.

    Args:
        names: keys of `QUICK`; none for every dossier.
        now: the moment that lists speak of.
        user_id: of the person who asks; theirs are those that `DossierFilter.in_hands_of` says
            and that are neither handed over to the citizen nor to another office.
    """
    day, late = now.date().isoformat(), late_before(now)
    found = DossierFilter(
        due_on=day if "due_today" in names else None,
        due_from=late if "due_today" in names else None,
        due_before=late if "overdue" in names else None,
        clock_runs=not {"due_today", "overdue"}.isdisjoint(names),
        statuses=_statuses(names),
    )
    return replace(found, in_hands_of=user_id) if MINE in names else found


def _statuses(names: Collection[str]) -> tuple[str, ...]:
    if "ready" in names:
        return (Status.RESULT_READY.value,)
    if "waiting" in names:
        return (Status.SUPPLEMENT_REQUIRED.value,)
    return _ACTIVE if MINE in names else ()
