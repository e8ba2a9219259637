"""Made-up dossiers for the count by hand: any life that moments allow."""

from datetime import date, datetime, time, timedelta
from random import Random

from tests.domain import report_oracle as slow

FIRST = date(2026, 1, 1)
FIELDS = {"f1": "Hộ tịch", "f2": "Đất đai", "f3": "Chứng thực"}
OFFICES = ["commune a", "commune b", "commune c"]
SECONDS = [0, 1, 25_199, 25_200, 36_000, 36_059, 61_200, 86_399]


def random_paper(dice: Random, name: str) -> slow.Paper:
    """Make a dossier with any life that moments allow."""
    begin = datetime.combine(FIRST, time()) + timedelta(days=dice.randrange(60))

    def moment() -> datetime:
        return begin + timedelta(days=dice.randrange(12), seconds=dice.choice(SECONDS))

    def due_at() -> datetime | None:
        return None if dice.random() < 0.1 else moment().replace(second=0)

    received, *later = sorted(moment() for _ in range(dice.choice([1, 2, 2, 3, 4, 5])))
    finished = later.pop() if later and dice.random() < 0.7 else None
    dues: list[slow.Due] = [(received, due_at(), False)]
    for number, since in enumerate(later):
        waiting = number % 2 == 0
        dues.append((since, dues[-1][1] if waiting else due_at(), waiting))
    return slow.Paper(
        name=name,
        office=dice.choice(OFFICES),
        field=dice.choice(sorted(FIELDS)),
        online=dice.random() < 0.4,
        received=received,
        finished=finished,
        hours=dice.random() < 0.4,
        dues=dues,
    )


def random_heap(seed: int) -> tuple[slow.Paper, ...]:
    dice = Random(seed)
    return tuple(random_paper(dice, f"paper {n} of {seed}") for n in range(dice.randrange(16)))
