"""Internal processes, by layer: a later event of a layer and day takes the place of the earlier."""

from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.calendar_layers import CENTRE, OWN
from ca_desktop.domain.events.processes import ProcessAdjusted, ProcessPublished
from ca_desktop.domain.processes import InternalProcess, body_of
from ca_desktop.store.process_tables import processes
from ca_desktop.store.projections.applied import Applied


def published(applied: Applied, event: ProcessPublished) -> None:
    """The centre's process."""
    applied.require_for_all()
    _keep(applied, event, CENTRE)


def adjusted(applied: Applied, event: ProcessAdjusted) -> None:
    """This office's own process."""
    if not applied.own:
        raise ValueError("an office works as it says itself")
    _keep(applied, event, OWN)


def _keep(applied: Applied, event: ProcessPublished | ProcessAdjusted, layer: str) -> None:
    process = InternalProcess.from_json(event.process)
    values = {"body": body_of(process), "position": applied.position}
    applied.connection.execute(
        upsert(processes)
        .values(procedure=process.procedure, layer=layer, since=process.since.isoformat(), **values)
        .on_conflict_do_update(index_elements=["procedure", "layer", "since"], set_=values)
    )
