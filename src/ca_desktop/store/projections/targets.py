"""What rate in time is to be reached, by layer: a later event of a day replaces the earlier."""

from datetime import date

from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.calendar_layers import CENTRE, OWN
from ca_desktop.domain.events.targets import TargetAdjusted, TargetPublished
from ca_desktop.domain.targets import check_percent
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.target_tables import targets


def published(applied: Applied, event: TargetPublished) -> None:
    """The centre's number."""
    applied.require_for_all()
    _keep(applied, event, CENTRE)


def adjusted(applied: Applied, event: TargetAdjusted) -> None:
    """This office's own number."""
    if not applied.own:
        raise ValueError("an office is held against what it says itself")
    _keep(applied, event, OWN)


def _keep(applied: Applied, event: TargetPublished | TargetAdjusted, layer: str) -> None:
    date.fromisoformat(event.since)
    check_percent(event.percent)
    values = {"percent": event.percent, "basis": event.basis, "position": applied.position}
    applied.connection.execute(
        upsert(targets)
        .values(layer=layer, since=event.since, **values)
        .on_conflict_do_update(index_elements=["layer", "since"], set_=values)
    )
