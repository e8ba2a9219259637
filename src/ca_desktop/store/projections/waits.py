"""How long is waited, by layer: a later event of a layer and day takes the place of the earlier."""

from datetime import date

from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.calendar_layers import CENTRE, OWN
from ca_desktop.domain.events.waits import WaitsAdjusted, WaitsPublished
from ca_desktop.domain.waits import ALL_WAITS, OFFICE_WAITS, check_days
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.wait_tables import waits


def published(applied: Applied, event: WaitsPublished) -> None:
    """The centre's numbers."""
    applied.require_for_all()
    check_days(event.days, allowed=ALL_WAITS)
    _keep(applied, event, CENTRE)


def adjusted(applied: Applied, event: WaitsAdjusted) -> None:
    """This office's own numbers."""
    if not applied.own:
        raise ValueError("an office waits as it says itself")
    check_days(event.days, allowed=OFFICE_WAITS)
    _keep(applied, event, OWN)


def _keep(applied: Applied, event: WaitsPublished | WaitsAdjusted, layer: str) -> None:
    date.fromisoformat(event.since)
    if not all(number is None or type(number) is int for number in event.days.values()):
        raise ValueError("days are whole numbers")
    for name, number in event.days.items():
        values = {"days": number, "basis": event.basis, "position": applied.position}
        applied.connection.execute(
            upsert(waits)
            .values(name=name, layer=layer, since=event.since, **values)
            .on_conflict_do_update(index_elements=["name", "layer", "since"], set_=values)
        )
