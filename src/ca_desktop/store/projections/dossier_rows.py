"""Rows of dossiers within one transaction: read together, changed in memory, written together.

An import moves each dossier several times; its row is read and written once for all of them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from ca_desktop.domain.custody import Custody
from ca_desktop.domain.dossier_facts import clock_stands, counted_due
from ca_desktop.domain.dossiers import DossierState, DueSpan, Status
from ca_desktop.domain.stations import errands_text, read_errands
from ca_desktop.store import search
from ca_desktop.store.lives_tables import heirs
from ca_desktop.store.tables import dossier_dues, dossiers, journal, node, nodes

_WRITTEN = frozenset(
    {
        "custody",
        "dues",
        "status",
        "forwarded_from",
        "limit",
        "by_minute",
        "errands",
        "negative",
    }
)
"""What a column holds in another form than the state."""

_PLAIN = tuple(item.name for item in fields(DossierState) if item.name not in _WRITTEN)

# Made once: building a statement costs more than running it.
_ADD, _ADD_DUES = insert(dossiers), insert(dossier_dues)
_CHANGED = [column.name for column in dossiers.c if column.name not in {"position", "dossier_id"}]
_CHANGE = (
    update(dossiers)
    .where(dossiers.c.dossier_id == bindparam("changed"))
    .values({name: bindparam(name) for name in _CHANGED})
)
_DROP_DUES = delete(dossier_dues).where(dossier_dues.c.dossier_id == bindparam("changed"))
_ROW = select(dossiers).where(dossiers.c.dossier_id == bindparam("wanted"))
_ROWS = select(dossiers).where(dossiers.c.dossier_id.in_(bindparam("wanted", expanding=True)))
_DUES_OF = (
    select(dossier_dues)
    .where(dossier_dues.c.dossier_id.in_(bindparam("wanted", expanding=True)))
    .order_by(dossier_dues.c.dossier_id, dossier_dues.c.number)
)
_FIRST = (
    select(journal.c.subject, func.min(journal.c.position))
    .where(journal.c.subject.in_(bindparam("wanted", expanding=True)))
    .group_by(journal.c.subject)
)
_OFFICE_OF = (
    select(nodes.c.office_id)
    .where(nodes.c.node_id == bindparam("wanted"))
    .union_all(select(node.c.office_id).where(node.c.node_id == bindparam("wanted")))
)
_HEIR = select(heirs.c.counts_as).where(heirs.c.old == bindparam("wanted"))


def row_of(connection: Connection, dossier_id: str) -> Row[*tuple[Any, ...]] | None:
    """Return the table row of a dossier."""
    return connection.execute(_ROW, {"wanted": dossier_id}).first()


def state_of(connection: Connection, row: Row[*tuple[Any, ...]]) -> DossierState:
    """Return the state that a table row holds."""
    return _state(row, connection.execute(_DUES_OF, {"wanted": [row.dossier_id]}))


@dataclass(slots=True)
class Held:
    """A dossier as this transaction sees it.

    Attributes:
        dues: spans of the state that stand in the table already; None: all are to be replaced.
        words: what finds the dossier, where that is to be written.
    """

    position: int
    state: DossierState
    strays: int
    dues: int | None
    new: bool = False
    changed: bool = False
    words: str | None = None


class DossierRows:
    """The rows that a transaction has looked at; `flush` writes what was changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[str, Held | None] = {}
        self._first: dict[str, int] = {}
        self._offices: dict[str, str | None] = {}
        self._heirs: dict[str, str] = {}

    def look_up(self, subjects: Collection[str]) -> None:
        """Read the rows of many dossiers, and where each first stands in the journal."""
        wanted = {"wanted": sorted(subjects)}
        dues: dict[str, list[Any]] = {}
        for due in self._connection.execute(_DUES_OF, wanted):
            dues.setdefault(due.dossier_id, []).append(due)
        self._held |= dict.fromkeys(subjects)
        for row in self._connection.execute(_ROWS, wanted):
            self._held[row.dossier_id] = _of_row(row, dues.get(row.dossier_id, ()))
        self._look_up_first(wanted)

    def _look_up_first(self, wanted: dict[str, list[str]]) -> None:
        for subject, position in self._connection.execute(_FIRST, wanted):
            self._first[subject] = position

    def find(self, dossier_id: str) -> Held | None:
        """Return a dossier; None when there is none."""
        if dossier_id not in self._held:
            self.look_up([dossier_id])
        return self._held[dossier_id]

    def stood_before(self, dossier_id: str, position: int) -> bool:
        """Tell whether the journal speaks of a dossier before ``position``."""
        if dossier_id not in self._first:
            self._look_up_first({"wanted": [dossier_id]})
        return self._first.get(dossier_id, position) < position

    def add(self, position: int, state: DossierState, strays: int, words: str) -> None:
        """Add a dossier."""
        self._held[state.dossier_id] = Held(position, state, strays, dues=0, new=True, words=words)

    def move(self, held: Held, state: DossierState) -> None:
        """Move a dossier on: its earlier due dates stay."""
        held.state, held.changed = state, True

    def replace(self, held: Held, state: DossierState, strays: int, words: str) -> None:
        """Replace everything that is known of a dossier."""
        held.state, held.strays, held.words = state, strays, words
        held.dues, held.changed = None, True

    def office_of(self, node_id: str) -> str | None:
        """Return the office a node belongs to, by the roster; the own node needs none."""
        if node_id not in self._offices:
            known = self._connection.execute(_OFFICE_OF, {"wanted": node_id}).scalar()
            self._offices[node_id] = None if known is None else str(known)
        return self._offices[node_id]

    def counts_as(self, node_id: str) -> str:
        """Return as which node a writer counts: the one that took its place (R13)."""
        if node_id not in self._heirs:
            heir = self._connection.execute(_HEIR, {"wanted": node_id}).scalar()
            self._heirs[node_id] = node_id if heir is None else str(heir)
        return self._heirs[node_id]

    def forget_offices(self) -> None:
        """Look at the roster again: it has changed."""
        self._offices.clear()
        self._heirs.clear()

    def forget(self) -> None:
        """Forget everything that was read or changed here."""
        self._held.clear()
        self._first.clear()
        self.forget_offices()

    def flush(self) -> None:
        """Write what was added and changed, and look at the tables again from now on."""
        changed = [held for held in self._held.values() if held and (held.new or held.changed)]
        self._held.clear()
        self._first.clear()
        new = [held for held in changed if held.new]
        old = [held for held in changed if not held.new]
        self._run(_ADD, [{"position": held.position, **_values(held)} for held in new])
        self._run(_CHANGE, [{"changed": x.state.dossier_id, **_values(x)} for x in old])
        replaced = [held for held in old if held.dues is None]
        self._run(_DROP_DUES, [{"changed": held.state.dossier_id} for held in replaced])
        self._run(_ADD_DUES, [due for held in changed for due in _new_dues(held)])
        renamed = [(x.position, x.words) for x in old if x.words is not None]
        search.renew_all(self._connection, renamed)
        search.add_all(self._connection, [(x.position, x.words or "") for x in new])

    def _run(self, statement: Any, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401 insert, update, delete
        if rows:
            self._connection.execute(statement, rows)


def _of_row(row: Any, dues: Iterable[Any]) -> Held:  # noqa: ANN401 a row has no static type
    state = _state(row, dues)
    return Held(row.position, state, row.strays, dues=len(state.dues))


def _state(row: Any, dues: Iterable[Any]) -> DossierState:  # noqa: ANN401 a row has no static type
    return DossierState(
        **{name: getattr(row, name) for name in _PLAIN},
        limit=row.limit_text,
        by_minute=bool(row.by_minute),
        errands=read_errands(row.errands),
        negative=bool(row.negative),
        status=Status(row.status),
        forwarded_from=Status(row.forwarded_from) if row.forwarded_from else None,
        dues=tuple(DueSpan(since=d.since, due_at=d.due_at, waiting=bool(d.waiting)) for d in dues),
        custody=Custody(
            number=row.custody,
            custodian=row.custodian,
            desk=row.desk,
            forwarded_to=row.forwarded_to,
        ),
    )


def _values(held: Held) -> dict[str, Any]:
    state = held.state
    return {
        **{name: getattr(state, name) for name in _PLAIN},
        "strays": held.strays,
        "limit_text": state.limit,
        "by_minute": int(state.by_minute),
        "errands": errands_text(state.errands),
        "station": state.station.value if state.station else None,
        "stands": int(clock_stands(state)),
        "due_counted": counted_due(state),
        "negative": int(state.negative),
        "status": state.status.value,
        "forwarded_from": state.forwarded_from.value if state.forwarded_from else None,
        "custody": state.custody.number,
        "custodian": state.custody.custodian,
        "desk": state.custody.desk,
        "forwarded_to": state.custody.forwarded_to,
    }


def _new_dues(held: Held) -> list[dict[str, Any]]:
    known = held.dues or 0
    return [
        {
            "dossier_id": held.state.dossier_id,
            "number": number,
            "since": span.since,
            "due_at": span.due_at,
            "waiting": int(span.waiting),
        }
        for number, span in enumerate(held.state.dues[known:], start=known)
    ]
