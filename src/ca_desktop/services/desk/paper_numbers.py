"""Numbers of letters: for each kind and year from 01, without gaps, given with the event."""

from datetime import date

from ca_desktop.domain.events.papers import PaperNumber
from ca_desktop.domain.letters import UNNUMBERED, LetterKind
from ca_desktop.domain.numbering import paper_key, paper_number
from ca_desktop.services.ports.work import UnitOfWork


def next_number(uow: UnitOfWork, kind: LetterKind, day: date) -> PaperNumber | None:
    """Return the next number of a kind of letter; None for one without a number.

    It counts once the event that carries it is recorded: what is rolled back leaves no gap.
    """
    if kind in UNNUMBERED:
        return None
    unit, on = uow.offices.own().code, day.isoformat()
    (running,) = uow.next_numbers(paper_key(kind.value, unit, on))
    return PaperNumber(
        book=kind.value,
        unit=unit,
        day=on,
        running=running,
        text=paper_number(running, series=uow.offices.node().series),
    )
