"""Rows of the register of dossiers."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """A dossier as it was taken in; moments are ISO texts with +07:00.

    Attributes:
        number: of the register, as printed.
        result_way: how the result was to be handed over.
        agency: name of the office that holds it.
        finished_at: when there was a result, or it ended without one.
        changed: its history says more: people put right, a result handed over, another office
            that had it.
    """

    dossier_id: str
    number: str
    code: str
    status: str
    procedure: str
    holder: str = field(repr=False)
    address: str = field(repr=False)
    phone: str = field(repr=False)
    sets: int
    result_way: str
    agency: str
    received_at: str
    due_at: str | None
    finished_at: str | None
    returned_at: str | None
    changed: bool
