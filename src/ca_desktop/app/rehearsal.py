"""The first questions of every office, asked beforehand of one that lives in memory alone.

To put a statement into words costs more than to run it, and the words once found serve every
database of this process. So they are found while a person types the passphrase.
"""

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from ca_desktop.app import bootstrap, recovery
from ca_desktop.app.births import new_birth
from ca_desktop.app.clocks import MachineClock
from ca_desktop.app.starter import starter_data
from ca_desktop.exchange.keys import public_of, verify
from ca_desktop.services import attention, today
from ca_desktop.services.desk import dossiers, drafts, intake, moving
from ca_desktop.services.office import people
from ca_desktop.services.office.offices import Founding, found_office, office_facts
from ca_desktop.services.ports.office import Ports
from ca_desktop.store.columns import metadata
from ca_desktop.store.engine import KEY_BYTES, open_in_memory
from ca_desktop.store.uow import SqlUnitOfWork
from ca_desktop.vault.mark import OfficeState

NOWHERE = Path(os.devnull) / "rehearsal"
"""A data folder where nothing can be read or written."""

_FOUNDING = Founding(
    kind="commune", code="H00.00.00", name="Tập dượt", user_name="Tập dượt", training=True
)
_QUESTIONS: Sequence[Callable[[Ports], object]] = (
    lambda ports: recovery.complete(ports, OfficeState(NOWHERE)),
    office_facts,
    drafts.unfinished,
    today.desk_day,
    lambda ports: dossiers.dossier_rows(ports, today.counter_filter(ports, "due_today")),
    intake.procedures_for_intake,
    people.known_places,
    moving.is_unmoved,
    attention.matters,
)


def rehearse() -> None:
    """Ask an office that is nobody's what opening and the first screens ask."""
    engine = open_in_memory()
    try:
        metadata.create_all(engine)
        with SqlUnitOfWork(
            engine,
            starter_data(),
            clock=MachineClock(),
            actor=None,
            note=_noted,
            holds=verify,
        ) as uow:
            node = new_birth(_FOUNDING.checked(), secrets.token_hex(16)).node
            found_office(uow, _FOUNDING, node, public_of(node.secrets), secrets.token_hex(16))
            uow.commit()
        ports = bootstrap.ports_over(NOWHERE, engine, bytes(KEY_BYTES), bootstrap.Comer())
        for question in _QUESTIONS:
            question(ports)
    finally:
        engine.dispose()


def _noted(*_written: object) -> None:
    """Nothing lies beside this office."""
