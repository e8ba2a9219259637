"""Lives and heirs as the tables hold them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ca_desktop.domain.heirs import Pair
from ca_desktop.domain.lives import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalRow:
    """Two lives of a node that knew nothing of each other.

    Attributes:
        lives: their incarnations.
        since: moment when it was seen.
    """

    node: str
    lives: tuple[str, str]
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRow:
    """A life that sent two packages with one number."""

    node: str
    incarnation: str
    package: int
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubledPaper:
    """A number that stands on the papers of two dossiers.

    Attributes:
        number: of the dossier.
        dossiers: ids, the one that came first in front.
        since: moment of the last of the intakes.
    """

    number: str
    office_id: str
    dossiers: tuple[str, ...]
    since: str


class Lives(Protocol):
    """Who took whose place, who speaks twice, and what was printed twice."""

    def successions(self) -> Sequence[Pair]:
        """Return who took whose place: old node, new node."""

    def choices(self) -> Sequence[Choice]:
        """Return which lives the centre let end."""

    def rivals(self) -> Sequence[RivalRow]:
        """Return the pairs of lives that knew nothing of each other, the first seen in front."""

    def twins(self) -> Sequence[TwinRow]:
        """Return the lives under which two machines sent."""

    def ending(self) -> bool:
        """Tell whether the running life has said that it takes nothing in any more."""

    def doubled_papers(self) -> Sequence[DoubledPaper]:
        """Return the numbers that two dossiers of one office carry."""

    def series_known(self, office_id: str) -> int:
        """Return the highest series that the roster knows of an office; 0 for none."""
