"""Handing a result back at the desk (NĐ 118/2025 art. 22)."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ca_desktop.domain.actors import ACTORS, require_actor
from ca_desktop.domain.dossiers import DossierState, Status
from ca_desktop.domain.errors import (
    Forbidden,
    InvalidField,
    NotAllowedNow,
    NotFound,
    UserError,
)
from ca_desktop.domain.events.codec import build
from ca_desktop.domain.events.dossiers import ResultReturned
from ca_desktop.domain.guards import require_step
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.people import CardData, clean_id_number
from ca_desktop.domain.text import clean_line, clean_text, fold
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.fees import fees_of
from ca_desktop.services.desk.history import papers_in, people
from ca_desktop.services.desk.scanned import scanned_slip
from ca_desktop.services.desk.standing import record_step
from ca_desktop.services.desk.undoable import Undo
from ca_desktop.services.plain_json import parts_of
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter, DossierRow, HistoryRow
from ca_desktop.services.ports.topics import Topic

COLLECTORS = ("holder", "proxy", "post")
MOST_FOUND = 50
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnResult:
    """Who takes the result away; raw values.

    Attributes:
        collected_by: ``holder``, ``proxy`` (needs ``name`` and ``authorisation``) or ``post``.
        slip_lost: the slip is not there; the number of the identity paper that was seen instead
            stands in ``id_number`` (NĐ 118/2025 art. 6.2).
    """

    collected_by: object = "holder"
    name: object = field(default=None, repr=False)
    id_number: object = field(default=None, repr=False)
    authorisation: object = field(default=None, repr=False)
    post_code: object = None
    note: object = field(default="", repr=False)
    slip_lost: object = False

    @classmethod
    def from_json(cls, value: object) -> "ReturnResult":
        """Take a command from plain JSON; every key is optional."""
        return cls(**parts_of(value, cls.__dataclass_fields__, "return"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedResult:
    """The hand-over that was kept."""

    dossier_id: str
    code: str
    returned_at: str
    holder_name: str = field(repr=False)
    undo: Undo
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToHandOver:
    """A dossier at the desk where its result is fetched.

    Attributes:
        birth: of the holder, as precise as it is known; empty where it is not.
        originals: names of the papers of which the citizen handed in originals.
        refusal: why it cannot be handed over now; None where it can.
        taken_by: who has taken it away already; empty where nobody has.
        open_vnd: fees that are still to be paid.
        id_number: of the holder; None where it is not known.
    """

    state: DossierState
    birth: str = field(repr=False)
    originals: Sequence[str]
    refusal: UserError | None
    taken_by: str = field(default="", repr=False)
    open_vnd: int = 0
    id_number: str | None = field(default=None, repr=False)

    def is_of(self, card: CardData) -> bool:
        """Tell whether a card is the holder's: its number, else its name and birth."""
        if self.id_number:
            return self.id_number in {card.id_number, card.old_number}
        born = card.birth.words() if card.birth else ""
        return fold(self.state.holder_name) == fold(card.name) and self.birth in {"", born}


def to_hand_over(ports: Ports, code: str) -> ToHandOver:
    """Return what the desk looks at before it hands a result over.

    Raises:
        NotFound: SCAN-OTHER-UNIT, NO-SUCH-DOSSIER.
    """
    found = scanned_slip(ports, code.strip())
    with ports.reading() as view:
        state = view.dossiers.state(found.dossier_id)
        if state is None:
            raise NotFound("NO-SUCH-DOSSIER", code=code[:60])
        history = view.dossiers.history(state.dossier_id)
        node = view.offices.node()
        open_vnd = fees_of(view, state).open_vnd
    people_now = people(history)
    person = (people_now.holder or people_now.submitter) if people_now else None
    refusal: UserError | None = None
    try:
        require_actor(ports.actor.roles, ResultReturned, ACTORS[ResultReturned])
        require_step(state, ResultReturned, node=node.node_id, office=node.office_id)
    except (Forbidden, NotAllowedNow) as error:
        refusal = error
    return ToHandOver(
        state=state,
        birth=person.birth.words() if person and person.birth else "",
        originals=tuple(_originals(history)),
        refusal=refusal,
        taken_by=_taken_by(history, state) if state.returned_at else "",
        open_vnd=open_vnd,
        id_number=person.id_number if person else None,
    )


def waiting_results(ports: Ports, text: str) -> Sequence[DossierRow]:
    """Return the results waiting at this desk whose dossiers match a name, a number, a code."""
    with ports.reading() as view:
        wanted = DossierFilter(
            find=text,
            statuses=(Status.RESULT_READY.value,),
            office_id=view.offices.own().office_id,
        )
        return view.dossiers.rows(wanted, limit=MOST_FOUND, order="name")


def results_of_card(ports: Ports, card: CardData) -> Sequence[DossierRow]:
    """Return the results waiting at this desk for whoever has this card.

    They stand under its number; those of a dossier that was taken in without one, under the name.
    """
    tried = (card.id_number, card.old_number, card.name)
    return next((rows for x in tried if x and (rows := waiting_results(ports, x))), ())


def _originals(history: Sequence[HistoryRow]) -> Iterator[str]:
    papers, _since = papers_in(history)
    yield from (paper.name for paper in papers if paper.originals)


def _taken_by(history: Sequence[HistoryRow], state: DossierState) -> str:
    for row in reversed(history):
        if row.kind == ResultReturned.__name__ and row.counted and row.fields is not None:
            return build(ResultReturned, row.fields).name or state.holder_name
    return state.holder_name


def return_result(ports: Ports, code: str, command: ReturnResult) -> ReturnedResult:
    """Hand the result over and keep who took it.

    Raises:
        Forbidden: STEP-ROLE the desk hands over.
        NotFound: no such dossier.
        NotAllowedNow: there is no result yet, or it was returned, or another desk returns it.
        InvalidField: the collector is not named as the way of collecting needs.
    """
    require_actor(ports.actor.roles, ResultReturned, ACTORS[ResultReturned])
    now = ports.clock.now().replace(second=0, microsecond=0)
    event = ResultReturned(
        at=moment_text(now),
        officer_name=ports.actor.name,
        **_collector(command),
    )
    with ports.writing() as uow:
        state = find_dossier(uow, code)
        event_id = record_step(uow, state, event)
        uow.commit()
    _log.info("result returned: %s", state.dossier_id)
    return ReturnedResult(
        dossier_id=state.dossier_id,
        code=code,
        returned_at=event.at,
        holder_name=state.holder_name,
        undo=Undo(
            what="return",
            dossier_id=state.dossier_id,
            code=code,
            event_id=event_id,
            at=event.at,
        ),
        touched=uow.touched,
    )


def _collector(command: ReturnResult) -> dict[str, Any]:
    by = command.collected_by
    if by not in COLLECTORS:
        raise InvalidField("collected_by", "BAD-CHOICE", choices=", ".join(COLLECTORS))
    return {
        "collected_by": str(by),
        "name": _line("name", command.name, required=by == "proxy"),
        "id_number": _id_number(command.id_number),
        "authorisation": _line("authorisation", command.authorisation, required=by == "proxy"),
        "post_code": _line("post_code", command.post_code, required=False),
        "note": _note(command.note),
        "slip_lost": _slip_lost(command),
    }


def _slip_lost(command: ReturnResult) -> bool:
    if not isinstance(command.slip_lost, bool):
        raise InvalidField("slip_lost", "BAD-TYPE")
    if command.slip_lost and not command.id_number:
        raise InvalidField("id_number", "REQ-FIELD")
    return command.slip_lost


def _line(name: str, value: object, *, required: bool) -> str | None:
    if value is None and not required:
        return None
    if value is not None and not isinstance(value, str):
        raise InvalidField(name, "BAD-TYPE")
    return clean_line(name, value or "", required=required) or None


def _id_number(value: object) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InvalidField("id_number", "BAD-TYPE")
    return clean_id_number("id_number", value)


def _note(value: object) -> str:
    if not isinstance(value, str):
        raise InvalidField("note", "BAD-TYPE")
    return clean_text("note", value)
