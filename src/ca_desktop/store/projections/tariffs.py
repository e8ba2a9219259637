"""What this office charges by resolutions of its province; a later event wins for its day."""

import json

from sqlalchemy import delete
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.events.tariffs import TariffDropped, TariffSet
from ca_desktop.domain.local_tariffs import LocalTariff
from ca_desktop.store.master_tables import tariffs
from ca_desktop.store.projections.applied import Applied


def tariff_set(applied: Applied, event: TariffSet) -> None:
    """A procedure costs this from a day on."""
    tariff = LocalTariff.from_json(event.tariff)
    body = json.dumps(event.tariff, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    values = {"body": body, "position": applied.position}
    applied.connection.execute(
        upsert(tariffs)
        .values(procedure=tariff.procedure, since=tariff.since.isoformat(), **values)
        .on_conflict_do_update(index_elements=["procedure", "since"], set_=values)
    )


def tariff_dropped(applied: Applied, event: TariffDropped) -> None:
    """It costs what it did before."""
    wanted = tariffs.c.procedure == event.procedure, tariffs.c.since == event.since
    applied.connection.execute(delete(tariffs).where(*wanted))
