"""What can be chosen, and what usually stands, in the questions of a step."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import NotFound
from ca_desktop.domain.guards import CLOSES
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk.approving import ApproversOffered, offered
from ca_desktop.services.desk.corrections import fee_of, papers_of
from ca_desktop.services.desk.dossiers import KIND_OF_STEP
from ca_desktop.services.desk.handling import may_take_on
from ca_desktop.services.desk.taking import rules_of
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import View


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChoices:
    """Choices and usual values, by the names of `services.step_asks`.

    Attributes:
        choices: pairs of what is kept and what is shown; empty: it is typed.
        usual: what stands there to begin with.
        approvers: whom the accounts of the office offer to approve.
    """

    choices: Mapping[str, tuple[tuple[str, str], ...]] = field(repr=False)
    usual: Mapping[str, str] = field(repr=False)
    approvers: ApproversOffered = field(default=ApproversOffered(names=()), repr=False)


def step_choices(ports: Ports, dossier_id: str, step: str) -> StepChoices:
    """Return what the questions of a step offer now.

    Raises:
        NotFound: there is no such dossier here.
    """
    with ports.reading() as view:
        state = view.dossiers.state(dossier_id)
        if state is None:
            raise NotFound
        return StepChoices(
            choices={
                "officer": _officers(view) if step == "assign" else (),
                "errand": _errands(state, step),
                "case": _cases(view, state) if step == "correct_case" else (),
                "agency": _agencies(view, state) if step == "link" else (),
            },
            usual=_usual(view, state, step),
            approvers=offered(view, ports.actor),
        )


def _officers(view: View) -> tuple[tuple[str, str], ...]:
    """Return the accounts that may take on what they are given, those who settle first."""
    may = [x for x in view.offices.users() if may_take_on(x)]
    users = sorted(may, key=lambda x: Role.CASE_OFFICER not in x.roles)
    return tuple((user.name, user.name) for user in users)


def _errands(state: DossierState, step: str) -> tuple[tuple[str, str], ...]:
    station = CLOSES.get(KIND_OF_STEP[step])
    return tuple((x.key, x.whom) for x in state.errands if x.station is station)


def _cases(view: View, state: DossierState) -> tuple[tuple[str, str], ...]:
    day = parse_moment(state.received_at).date()
    procedure = view.master.procedure(state.procedure_code, day)
    cases = procedure.cases if procedure else ()
    return tuple(
        (case.key, " · ".join(x for x in (case.name, case.limit.words()) if x)) for case in cases
    )


def _agencies(view: View, state: DossierState) -> tuple[tuple[str, str], ...]:
    shares = rules_of(view, state.dossier_id).shares
    return tuple((share.agency, f"{share.agency} · {share.limit}") for share in shares)


def _usual(view: View, state: DossierState, step: str) -> dict[str, str]:
    if step == "verified":
        places = dict(_errands(state, step))
        return {"place": next(iter(places.values()), "")}
    if step == "result_ready":
        signers = [x.whom for x in state.errands if x.station.value == "awaiting_signature"]
        return {"signer": next(iter(signers), "")}
    if step == "correct_result":
        return {"negative": "yes" if state.negative else "no"}
    if step == "correct_fee":
        return {"fee_vnd": str(fee_of(view, state))}
    if step == "correct_papers":
        papers, sets = papers_of(view, state)
        lines = (f"{paper.name} | {paper.originals} | {paper.copies}" for paper in papers)
        return {"documents": "\n".join(lines), "sets": str(sets)}
    return {}
