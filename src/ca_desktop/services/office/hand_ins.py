"""Who has handed in the data of a period, and up to when data of an office are here."""

from collections.abc import Mapping
from datetime import date, datetime

from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.periods import kind_of
from ca_desktop.domain.reports import Period
from ca_desktop.domain.standings import HandIn, hand_in
from ca_desktop.domain.waits import HAND_IN
from ca_desktop.services.ports.work import View


def hand_ins(view: View, period: Period, today: date) -> Mapping[str, HandIn]:
    """Return how each commune of this centre stands, by office id; nothing at a commune."""
    own = view.offices.own()
    if own.kind != "centre":
        return {}
    marks = data_marks(view)
    days = days_agreed(view, period)
    return {
        office.office_id: hand_in(period, days, marks.get(office.office_id), today)
        for office in view.offices.all()
        if office.kind == "commune"
    }


def own_hand_in(view: View, period: Period, today: date) -> HandIn | None:
    """Return how this commune stands with its centre; None at a centre, or where it has none."""
    centre = view.offices.centre()
    if centre is None or view.offices.own().kind == "centre":
        return None
    sent = (x for x in view.exchange.written() if x.peer == centre.node_id)
    newest = next((x.created_at for x in sent if x.status == "written"), None)
    data_to = parse_moment(newest) if newest else None
    return hand_in(period, days_agreed(view, period), data_to, today)


def days_agreed(view: View, period: Period) -> int:
    """Return the calendar days after a period within which its data are handed in."""
    wait = view.master.waits(period.end).get(HAND_IN[kind_of(period)])
    return (wait.days if wait else None) or 0


def data_marks(view: View) -> Mapping[str, datetime]:
    """Return when the newest package of each office that was taken in was written, by office id."""
    found: dict[str, datetime] = {}
    for node in view.offices.nodes():
        state = view.exchange.peer_state(node.node_id)
        if state is not None:
            mark = parse_moment(state.last_claimed_at)
            found[node.office_id] = max(mark, found.get(node.office_id, mark))
    return found
