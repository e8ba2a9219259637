"""What was done with dossiers, as the journal tells it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from ca_desktop.domain.reports import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One step with a dossier.

    Attributes:
        kind: of the event.
        at: ISO moment.
        actor: id of the account; of this office's own people a name is known.
        note: the reason or remark.
        negative: of a result: it refuses what was asked for.
    """

    dossier_id: str
    code: str
    procedure_name: str = field(repr=False)
    field_name: str
    kind: str
    at: str
    actor: str
    note: str = field(repr=False)
    negative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A dossier of which a head may have said something."""

    dossier_id: str
    code: str
    procedure_name: str = field(repr=False)


class Deeds(Protocol):
    """Steps with dossiers, in this look."""

    def of(self, period: Period, office_id: str | None) -> Iterator[Deed]:
        """Yield the steps of every dossier that was open or handed over in a period.

        Steps before and after the period too, each dossier's by their place in the journal;
        refusals at the desk are among them, what was undone is not.
        """

    def ruled(self, period: Period, office_id: str | None) -> Iterator[Ruled]:
        """Yield the dossiers of which a head may have said something in a period.

        Each once; among them all where somebody approved, refused or passed a guard over.
        """
