"""What is still open, by age, by procedure and by who holds it; and what of it is late."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from ca_desktop.domain.text import sort_key

BANDS = ((0, 5), (6, 10), (11, 20), (21, 30), (31, None))
"""Ages in calendar days since the reception, both ends included; the last one has no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFact:
    """An open dossier as it is counted.

    Attributes:
        holder: who holds it: the officer who took it over, else the person who took the last
            step here, or the other office.
        due: None where there is no time limit.
        waits: the clock stands.
    """

    dossier_id: str
    procedure: str
    holder: str = field(repr=False)
    received: date
    due: date | None
    waits: bool

    def is_late(self, today: date) -> bool:
        """Tell whether its day has passed while the clock runs."""
        return self.due is not None and not self.waits and self.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Open dossiers with something in common.

    Attributes:
        open: their ids.
        late: of these, the ids of those whose day has passed.
    """

    name: str = field(repr=False)
    open: tuple[str, ...]
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Everything that is open on a day.

    Attributes:
        by_age: every band, the youngest first.
        by_procedure: those with the most late ones first; so are those by holder.
    """

    whole: Group
    by_age: tuple[Group, ...]
    by_procedure: tuple[Group, ...]
    by_holder: tuple[Group, ...]


def band_name(first: int, last: int | None) -> str:
    """Return the words for an age."""
    return f"Trên {first - 1} ngày" if last is None else f"Từ {first} đến {last} ngày"


def backlog(facts: Iterable[OpenFact], today: date) -> Backlog:
    """Count open dossiers on a day; each stands in one band, one procedure, with one holder."""
    found = list(facts)
    ages = _grouped(found, today, lambda fact: _band(fact, today))
    names = [band_name(*band) for band in BANDS]
    return Backlog(
        whole=_group("", found, today),
        by_age=tuple(ages.get(name) or Group(name=name, open=(), late=()) for name in names),
        by_procedure=_worst_first(_grouped(found, today, lambda fact: fact.procedure)),
        by_holder=_worst_first(_grouped(found, today, lambda fact: fact.holder)),
    )


def _band(fact: OpenFact, today: date) -> str:
    age = max((today - fact.received).days, 0)
    return next(band_name(*band) for band in BANDS if band[1] is None or age <= band[1])


def _grouped(
    facts: Sequence[OpenFact], today: date, key: Callable[[OpenFact], str]
) -> dict[str, Group]:
    by_key: dict[str, list[OpenFact]] = defaultdict(list)
    for fact in facts:
        by_key[key(fact)].append(fact)
    return {name: _group(name, found, today) for name, found in by_key.items()}


def _group(name: str, facts: Sequence[OpenFact], today: date) -> Group:
    return Group(
        name=name,
        open=tuple(fact.dossier_id for fact in facts),
        late=tuple(fact.dossier_id for fact in facts if fact.is_late(today)),
    )


def _worst_first(groups: dict[str, Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups.values(), key=_badness))


def _badness(group: Group) -> tuple[int, int, str]:
    return -len(group.late), -len(group.open), sort_key(group.name)
