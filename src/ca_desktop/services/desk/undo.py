"""Undoing an intake, a return or a step a moment ago: by an event of its own, told to everybody."""

import logging
from dataclasses import dataclass
from typing import Any

from ca_desktop.domain.actors import ACTORS, WORKERS, require_actor
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.codec import KINDS
from ca_desktop.domain.events.dossiers import (
    DossierReceived,
    IntakeCancelled,
    ReturnUndone,
    StepUndone,
    SupplementRequested,
)
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.undoing import UNDO_MINUTES, is_in_time
from ca_desktop.services.desk.dossiers import find_dossier, step_dossier
from ca_desktop.services.desk.money_back import cancel_receipts_of
from ca_desktop.services.desk.standing import record_step
from ca_desktop.services.desk.undoable import Undo
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

REASON = "Hoàn tác ngay sau khi lưu"
"""Stands in the register beside a number that was given and then cancelled."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was undone.

    Attributes:
        status: of the dossier now.
        printed: a slip with the cancelled number is in somebody's hands.
    """

    what: str
    dossier_id: str
    code: str
    status: str
    printed: bool
    touched: frozenset[Topic]


def undo(ports: Ports, wanted: Undo) -> Undone:
    """Undo what was done just now.

    Raises:
        NotAllowedNow: UNDO-LATE after ten minutes; UNDO-PASSED something followed it.
        Forbidden: STEP-ROLE the person may not do such a thing, so may not undo it.
    """
    now = ports.clock.now().replace(second=0, microsecond=0)
    if not is_in_time(parse_moment(wanted.at), now):
        raise NotAllowedNow("UNDO-LATE", minutes=UNDO_MINUTES, code=wanted.code)
    if wanted.what == "forward":
        return _recall(ports, wanted)
    with ports.writing() as uow:
        state = find_dossier(uow, wanted.code)
        _require_last(state, wanted)
        _require_actor(uow, ports, state)
        said = {"at": moment_text(now), "officer_name": ports.actor.name, "note": REASON}
        record_step(uow, state, _event(wanted, said))
        if wanted.what == "intake":
            cancel_receipts_of(uow, ports, state, REASON, now)
        printed = wanted.what == "intake" and uow.dossiers.reprints(state.dossier_id) > 0
        status = find_dossier(uow, wanted.code).status
        uow.commit()
    _log.info("dossier %s: %s undone", wanted.dossier_id, wanted.what)
    return Undone(
        what=wanted.what,
        dossier_id=wanted.dossier_id,
        code=wanted.code,
        status=status,
        printed=printed,
        touched=uow.touched,
    )


def _require_last(state: DossierState, wanted: Undo) -> None:
    if state.tip != wanted.event_id:
        raise NotAllowedNow("UNDO-PASSED", code=wanted.code)


def _require_actor(view: View, ports: Ports, state: DossierState) -> None:
    rows = view.dossiers.history(state.dossier_id)
    kind = next((KINDS[row.kind] for row in rows if row.event_id == state.tip), DossierReceived)
    needed = ACTORS.get(IntakeCancelled if kind is DossierReceived else kind, WORKERS)
    needed |= WORKERS if kind is SupplementRequested else frozenset()
    require_actor(ports.actor.roles, kind, needed)


def _event(wanted: Undo, said: dict[str, Any]) -> Event:
    if wanted.what == "intake":
        return IntakeCancelled(**said)
    if wanted.what == "return":
        return ReturnUndone(**said)
    return StepUndone(**{**said, **wanted.before})


def _recall(ports: Ports, wanted: Undo) -> Undone:
    """Take a forward back; once it has left, only its taker can give it back."""
    with ports.reading() as view:
        state = find_dossier(view, wanted.code)
        _require_last(state, wanted)
        if view.journal.exported(state.tip):
            raise NotAllowedNow("UNDO-PASSED", code=wanted.code)
    done = step_dossier(ports, wanted.code, "recall", note=REASON)
    return Undone(
        what=wanted.what,
        dossier_id=wanted.dossier_id,
        code=wanted.code,
        status=done.status,
        printed=False,
        touched=done.touched,
    )
