"""Who holds a dossier, and which of its events count.

The state of a dossier is a pure function of the *set* of its state events, never of the order
in which files arrived (rules R13 and R14 of the exchange).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

RANK = {
    "DossierTakenBack": 4,
    "RecallGranted": 3,
    "DossierAccepted": 2,
    "DossierRecalled": 1,
}
"""Which of two events that build on the same one counts: the higher rank."""

_RAISING = frozenset(RANK)
_INTAKES = frozenset({"DossierReceived", "IntakeRefused", "OldDossierRecorded"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A state event as the chain sees it.

    Attributes:
        node: who wrote it.
        office: the writer's office.
        custody: the number it stands at.
        to_office: of a forward: the office that may accept.
    """

    event_id: str
    kind: str
    node: str
    office: str | None
    builds_on: str | None
    custody: int | None
    to_office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """Who may change a dossier now.

    Attributes:
        number: rises with each hand-over; an event at another number does not count.
        custodian: the node that holds the dossier.
        desk: the node that took the dossier in.
        forwarded_to: office that was offered the dossier and has not accepted.
    """

    number: int
    custodian: str
    desk: str
    forwarded_to: str | None = None

    def admits(self, link: Link) -> bool:
        """Tell whether ``link`` counts at this point of the chain."""
        if link.custody != self.number:
            return False
        if link.kind == "DossierAccepted":
            return self.forwarded_to is not None and link.office == self.forwarded_to
        return link.node == self.custodian

    def after(self, link: Link) -> "Custody":
        """Return the custody once ``link`` has counted."""
        if link.kind == "DossierForwarded":
            return replace(self, forwarded_to=link.to_office)
        if link.kind in _RAISING:
            return replace(self, number=self.number + 1, custodian=link.node, forwarded_to=None)
        if link.kind == "ResultReady" and link.node != self.desk:
            return replace(self, number=self.number + 1, custodian=self.desk, forwarded_to=None)
        return self


def begin(intake: Link) -> Custody:
    """Return the custody right after the intake."""
    return Custody(number=1, custodian=intake.node, desk=intake.node)


def chain(links: Iterable[Link]) -> tuple[str, ...]:
    """Return the ids of the events that count, oldest first.

    Doubles (one event id in two streams) count once. What is not returned is kept and shown
    to a person; it changes nothing.
    """
    known = {link.event_id: link for link in links}
    children: dict[str | None, list[Link]] = {}
    for link in known.values():
        children.setdefault(link.builds_on, []).append(link)
    first = children.get(None, ())
    starts = [link for link in first if link.kind in _INTAKES and link.custody == 1]
    if not starts:
        return ()
    current = max(starts, key=lambda link: _weight(link, children))
    custody = begin(current)
    counted = [current.event_id]
    while following := [x for x in children.get(current.event_id, ()) if custody.admits(x)]:
        current = max(following, key=lambda link: _weight(link, children))
        custody = custody.after(current)
        counted.append(current.event_id)
    return tuple(counted)


def _weight(link: Link, children: Mapping[str | None, list[Link]]) -> tuple[bool, int, str]:
    built_on_elsewhere = any(x.node != link.node for x in children.get(link.event_id, ()))
    return (built_on_elsewhere, RANK.get(link.kind, 0), link.event_id)
