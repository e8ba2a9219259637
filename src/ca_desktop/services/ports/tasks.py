"""What offices ask of each other, as the tables hold it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ca_desktop.domain.tasks import is_turn


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """What one office asks of the custodian of a dossier.

    Attributes:
        task_id: event id of the request.
        kind: of the request.
        office_id: who asks; None while its node is unknown.
        custodian: node that holds the dossier now.
        done: how it was answered; None while it waits.
        fields: the request's payload; None where it was erased.
    """

    task_id: str
    dossier_id: str
    dossier_code: str | None
    kind: str
    office_id: str | None
    office_name: str
    custodian: str
    done: bool | None
    fields: dict[str, Any] | None = field(repr=False)

    def waits_for(self, node: str, office: str) -> bool:
        """Tell whether ``node`` of ``office`` is to answer it."""
        return self.done is None and is_turn(
            self.kind,
            asked_by_own=self.office_id == office,
            custodian_is_own=self.custodian == node,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinedRow:
    """An answer that declines what somebody asked for.

    Attributes:
        office_id: who declined.
        asked_by: office that had asked.
        fields: the answer's payload; None where it was erased.
    """

    answer_id: str
    dossier_id: str
    dossier_code: str | None
    kind: str
    office_id: str | None
    office_name: str
    asked_by: str | None
    fields: dict[str, Any] | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRecall:
    """A request to give a forward back that still waits for an answer."""

    dossier_id: str
    stream: str
    seq: int
    forward: str


class Tasks(Protocol):
    """What offices ask of each other."""

    def of_dossier(self, dossier_id: str) -> Sequence[TaskRow]:
        """Return every task of a dossier, oldest first."""

    def waiting(self) -> Sequence[TaskRow]:
        """Return the tasks that nobody has answered, oldest first."""

    def find(self, task_id: str) -> TaskRow | None:
        """Return a task."""

    def declined(self) -> Sequence[DeclinedRow]:
        """Return the answers that declined, newest first."""

    def pending_recalls(self) -> Sequence[PendingRecall]:
        """Return the own requests for a forward that nobody accepted yet."""
