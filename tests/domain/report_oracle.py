"""Biểu 06 and the on-time rate worked out the slow way: each cell asks every dossier anew.

It shares no code with the program: days and moments are plain `date` and naive `datetime`, and
each column is a yes-or-no question read from the rules.

Written from: TT 01/2020/TT-VPCP form II.06 (columns; (3) = (7) + (11)); docs/sources.md#reports:
withdrawn and stopped count as settled, waiting for papers as open and in time, early and late by
the date of the result against the due date then in force (limits in hours: by the minute); a
dossier that ended while its clock stood is placed by the day on which the clock stopped; a clock
that was stopped after its date was over has not stopped, and no later date counts.
"""

from dataclasses import dataclass
from datetime import date, datetime

Due = tuple[datetime, datetime | None, bool]
"""Since when; until when; whether the clock stands."""


@dataclass
class Paper:
    """A dossier as a clerk would note it on a card."""

    name: str
    office: str
    field: str
    online: bool
    received: datetime
    finished: datetime | None
    hours: bool
    dues: list[Due]


def minute(moment: datetime) -> str:
    return moment.isoformat()[:16]


def in_force(paper: Paper, moment: datetime) -> Due:
    found = paper.dues[0]
    for due in paper.dues:
        if not due[0] > moment:
            since, until, stands = found = due
            if stands and compare(paper, since, until) == 1:
                return since, until, False
    return found


def compare(paper: Paper, moment: datetime, due: datetime | None) -> int:
    """Return -1 early, 0 on time, 1 late."""
    if due is None:
        return 0
    one, other = minute(moment), minute(due)
    if not paper.hours:
        one, other = one[:10], other[:10]
    return (one > other) - (one < other)


def came_before(paper: Paper, first: date) -> bool:
    return paper.received.date() < first


def ended(paper: Paper, first: date, now: datetime) -> bool:
    """Tell whether it ended within the period and before ``now``."""
    done = paper.finished
    return done is not None and done.date() >= first and done <= now


def is_open(paper: Paper, now: datetime) -> bool:
    return paper.finished is None or paper.finished > now


def counts(paper: Paper, first: date, now: datetime) -> bool:
    done_before = paper.finished is not None and paper.finished.date() < first
    return paper.received <= now and not done_before


def placed(paper: Paper) -> int:
    """Return how a dossier that ended stands against its due date."""
    if paper.finished is None:
        raise AssertionError
    since, due, waiting = in_force(paper, paper.finished)
    return compare(paper, since if waiting else paper.finished, due)


def overdue(paper: Paper, now: datetime) -> bool:
    _since, due, waiting = in_force(paper, now)
    return not waiting and compare(paper, now, due) > 0


def cell(paper: Paper, column: int, first: date, now: datetime) -> bool:
    """Tell whether a dossier counts in a column of the form."""
    if not counts(paper, first, now):
        return False
    before, open_now = came_before(paper, first), is_open(paper, now)
    done = ended(paper, first, now)
    answers = {
        3: True,
        4: paper.online and not before,
        5: not paper.online and not before,
        6: before,
        7: done,
        8: done and placed(paper) == -1,
        9: done and placed(paper) == 0,
        10: done and placed(paper) == 1,
        11: open_now,
        12: open_now and not overdue(paper, now),
        13: open_now and overdue(paper, now),
    }
    return answers[column]


def row(papers: list[Paper], first: date, now: datetime) -> dict[str, int]:
    """Return the eleven figures of a row."""
    return {
        f"c{column}": sum(cell(paper, column, first, now) for paper in papers)
        for column in range(3, 14)
    }


def promises(papers: list[Paper], first: date, now: datetime) -> tuple[int, int]:
    """Return how often the first date was kept and how often it was not, as far as one knows."""
    kept = broken = 0
    for paper in papers:
        if not counts(paper, first, now):
            continue
        promised = paper.dues[0][1]
        if is_open(paper, now):
            broken += compare(paper, now, promised) > 0
        elif paper.finished is not None:
            in_time = compare(paper, paper.finished, promised) <= 0
            kept, broken = kept + in_time, broken + (not in_time)
    return kept, broken


def brought_forward(paper: Paper) -> bool:
    """Tell whether a date in force was ever before the one promised first, or taken away."""
    promised = paper.dues[0][1]
    return any(
        due is not None and (promised is None or due < promised)
        for _since, due, _waiting in paper.dues
    )


def percent(part: int, whole: int) -> str | None:
    """Divide by hand: two decimals, half up; nothing for 0 of 0."""
    if not whole:
        return None
    thousandths = part * 100_000 // whole
    hundredths, last = divmod(thousandths, 10)
    hundredths += last >= 5
    return f"{hundredths // 100}.{hundredths % 100:02d}"
