"""What a letter does to its dossier besides being written, and who may let it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ca_desktop.domain.actors import ACTORS, WORKERS, actors_of, require_actor
from ca_desktop.domain.clock_rules import RUNS
from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events.dossiers import (
    DossierStopped,
    DossierWithdrawn,
    DueDateMoved,
    LetterIssued,
    ResultReady,
    SupplementRequested,
)
from ca_desktop.domain.guards import PASSABLE, require_step
from ca_desktop.domain.letters import Effect, LetterKind, apology_effect, kinds_on
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.regimes import Regime, forms_regime_on
from ca_desktop.domain.roles import Actor, require
from ca_desktop.services.desk.moves import MOVES
from ca_desktop.services.desk.standing import record_step
from ca_desktop.services.desk.taking import Taking
from ca_desktop.services.ports.rows import HistoryRow
from ca_desktop.services.ports.work import View

_ENDED = frozenset({Status.WITHDRAWN, Status.STOPPED})
"""Whose dossier has stopped already: the notice then only tells of it."""

_STEPS = {
    Effect.STOPS: "supplement",
    Effect.RUNS_ON: "supplement",
    Effect.REFUSES: "result_ready",
}


def effect_of(view: View, state: DossierState, kind: LetterKind, today: date) -> Effect:
    """Return what a letter of today does to a dossier.

    Raises:
        NotAllowedNow: it cannot be handed out now.
    """
    node = view.offices.node()
    if kind not in kinds_on(_regime(state), state.field_code):
        raise NotAllowedNow("NO-SUCH-FORM", code=state.code)
    if kind is LetterKind.STOP and state.status not in _ENDED:
        require_step(state, DossierStopped, node=node.node_id, office=node.office_id)
        return Effect.CLOSES
    if kind is LetterKind.REFUSAL and not state.negative:
        require_step(state, ResultReady, node=node.node_id, office=node.office_id)
        return Effect.REFUSES
    if kind is LetterKind.SUPPLEMENT:
        require_step(
            state,
            SupplementRequested,
            node=node.node_id,
            office=node.office_id,
            passed=PASSABLE,
        )
        return Effect.RUNS_ON if state.supplement_clock == RUNS else Effect.STOPS
    if kind is not LetterKind.APOLOGY:
        return Effect.NOTHING
    return _apology_effect(view, state, today)


def _apology_effect(view: View, state: DossierState, today: date) -> Effect:
    node = view.offices.node()
    require_step(state, DueDateMoved, node=node.node_id, office=node.office_id)
    due = parse_moment(state.due_at).date() if state.due_at else None
    history = view.dossiers.history(state.dossier_id)
    return apology_effect(due, today, moved=any(map(_is_apology, history)))


def _regime(state: DossierState) -> Regime:
    return forms_regime_on(parse_moment(state.received_at).date())


def _is_apology(row: HistoryRow) -> bool:
    fields = row.fields or {}
    return row.kind == DueDateMoved.__name__ and row.counted and fields.get("cause") == "apology"


def require_may(
    actor: Actor, state: DossierState, effect: Effect, details: Mapping[str, str] | None = None
) -> None:
    """Demand that a person may take the step that a letter takes, or write letters at all.

    Args:
        actor: who is signed in.
        state: of the dossier.
        effect: of the letter.
        details: of the letter; None while nobody knows yet what it will say.

    Raises:
        Forbidden: STEP-ROLE the step is for others; FORBIDDEN the person writes no letters.
    """
    held = actor.roles
    if effect is Effect.CLOSES:
        kind = DossierWithdrawn if details and _on_request(details) else DossierStopped
        either = ACTORS[DossierWithdrawn] if details is None else frozenset()
        require_actor(held, kind, ACTORS[kind] | either)
    elif effect is Effect.REFUSES:
        require_actor(held, ResultReady, actors_of(ResultReady, state, negative=True))
    elif effect in _STEPS:
        require_actor(held, SupplementRequested, actors_of(SupplementRequested, state))
    else:
        require(held, *WORKERS)


def _on_request(details: Mapping[str, str]) -> bool:
    return bool(details.get("request", "").strip())


def step_name(effect: Effect, details: Mapping[str, str]) -> str:
    """Name the step that a letter takes with its dossier, empty for none."""
    if effect is Effect.CLOSES:
        return "withdrawn" if _on_request(details) else "stopped"
    return _STEPS.get(effect, "")


def take_effect(taking: Taking, state: DossierState, letter: LetterIssued, effect: Effect) -> None:
    """Take the step that a letter takes, or move the date that it moves."""
    step = step_name(effect, letter.details)
    if step:
        note = "; ".join((letter.note, *letter.demands))
        if effect is Effect.REFUSES:
            values = {**taking.wish.values, **_refusing(letter)}
            taking = replace(taking, wish=replace(taking.wish, values=values))
        MOVES[step](replace(taking, note=note), state)
    elif effect is Effect.MOVES and letter.due_at:
        event = DueDateMoved(
            at=letter.at,
            officer_name=letter.officer_name,
            note=letter.note,
            cause="apology",
            due_at=letter.due_at,
            trace=(),
            approver=letter.approver,
            approver_id=letter.approver_id,
            confirmed=letter.confirmed,
        )
        record_step(taking.uow, state, event)


def _refusing(letter: LetterIssued) -> dict[str, object]:
    """Return what the step says by which the letter itself becomes the result."""
    number = letter.number.text if letter.number else ""
    return {"negative": True, "number": number, "dated": letter.at[:10]}
