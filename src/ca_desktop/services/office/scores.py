"""Chấm điểm: the sheet of a unit or a person, and the points that a person enters.

Rules: docs/sources.md#quality.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ca_desktop.domain.errors import InvalidField, NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.scores import ScoreEntered
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.periods import kind_of
from ca_desktop.domain.report_tables import ReportTable
from ca_desktop.domain.reports import Period
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.score_tables import sheet_table
from ca_desktop.domain.scoring import ScoreSheet, require_entry
from ca_desktop.domain.text import clean_text, fold
from ca_desktop.services.office.reports import Wanted, asked, head_of, write_report
from ca_desktop.services.office.scoring import ADDING, READERS, Judged, Scoring
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.scores import EntryRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import View

SCORERS = (Role.LEADER, Role.DESK_HEAD, Role.KSTT)
SHEET = "score"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterScore:
    """Points that are to be entered.

    Attributes:
        person: id of the account that is judged; empty for the unit.
        indicator: its number.
        points: tenths; None takes back what was entered.
        reason: why; may be empty where ``evidence`` says enough (`domain.scoring.require_entry`).
        evidence: what shows it: slips of evaluation, minutes, a register of complaints.
    """

    period: Period
    person: str = ""
    indicator: int
    points: int | None
    reason: str = field(default="", repr=False)
    evidence: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredScore:
    """Points that were kept."""

    entry_id: str
    number: int
    sheet: ScoreSheet
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The points of one unit or person with everything that was ever entered for them.

    Attributes:
        entries: the oldest first.
    """

    judged: Judged
    points: ScoreSheet
    entries: tuple[EntryRow, ...]


def person_named(ports: Ports, name: str) -> str:
    """Return the id of whoever has an account here under this name.

    Raises:
        InvalidField: ``person``: NO-SUCH-USER nobody has, or several have.
    """
    with ports.reading() as view:
        known = view.offices.names()
    found = [person for person, known_as in known.items() if fold(known_as) == fold(name)]
    if len(found) != 1:
        raise InvalidField("person", "NO-SUCH-USER", name=name[:60])
    return found[0]


def score_sheet(ports: Ports, wanted: Wanted, person: str = "") -> Sheet:
    """Return the points of this unit, of a commune, or of a person of this office.

    Raises:
        Forbidden: somebody else's points.
        UserError: NO-SUCH-PEER there is no such commune here.
        InvalidField: ``person``: NO-SUCH-USER nobody here has this id.
    """
    with ports.reading() as view:
        _require_reader(ports, person)
        scoring = _scoring(ports, view, wanted)
        judged = _judged(view, scoring, person)
        rows = view.scores.entries(wanted.period)
        return Sheet(
            judged=judged,
            points=scoring.sheet(judged),
            entries=tuple(_of(rows, judged)),
        )


def who_is_judged(ports: Ports, wanted: Wanted) -> Sequence[Judged]:
    """Return everybody of this office who may be judged, by name; see `score_sheet`."""
    with ports.reading() as view:
        _require_reader(ports, "")
        return _scoring(ports, view, wanted).people()


def score_table(ports: Ports, wanted: Wanted, person: str = "") -> ReportTable:
    """Return the sheet of a unit or a person as a report, under the words of its form."""
    with ports.reading() as view:
        _require_reader(ports, person)
        scoring = _scoring(ports, view, wanted)
        judged = _judged(view, scoring, person)
        table = sheet_table(
            SHEET,
            scoring.sheet(judged),
            whose=judged.name,
            period=wanted.period,
            as_of=scoring.asked.moment,
        )
    return table.with_words(ports.sheets.words(SHEET))


def save_score(ports: Ports, wanted: Wanted, path: Path, person: str = "") -> ReportTable:
    """Write the sheet as a workbook, or on paper where ``path`` ends in ``.pdf``."""
    table = score_table(ports, wanted, person)
    with ports.reading() as view:
        head = head_of(view, wanted.commune)
    write_report(ports, table, head, path)
    return table


def enter_score(ports: Ports, wish: EnterScore) -> EnteredScore:
    """Keep points for an indicator of a quarter or year that is over; correct or take them back.

    What stood before stays in the journal and in the history of the sheet.

    Raises:
        Forbidden: only heads and whoever answers for reports may.
        InvalidField: ``period``, ``person``, ``indicator``, ``points`` or ``reason``.
        NotAllowedNow: SCORE-ONESELF it is about the person who enters; SCORE-NOT-OVER the period
            is not over; SCORE-NOTHING there is nothing to take back.
    """
    require(ports.actor.roles, *SCORERS)
    if wish.person and wish.person == ports.actor.user_id:
        raise NotAllowedNow("SCORE-ONESELF")
    now = ports.clock.now().replace(second=0, microsecond=0)
    if kind_of(wish.period) not in ADDING:
        raise InvalidField("period", "SCORE-PERIOD")
    if wish.period.end >= now.date():
        raise NotAllowedNow("SCORE-NOT-OVER", date=wish.period.end.isoformat())
    reason, evidence = clean_text("reason", wish.reason), clean_text("evidence", wish.evidence)
    with ports.writing() as uow:
        scoring = _scoring(ports, uow, Wanted(period=wish.period))
        judged = _judged(uow, scoring, wish.person)
        marks = {x.indicator.number: x for x in scoring.sheet(judged).marks}
        mark = marks.get(wish.indicator)
        if mark is None:
            choices = ", ".join(map(str, marks))
            raise InvalidField("indicator", "BAD-CHOICE", choices=choices)
        require_entry(mark, wish.points, reason, evidence)
        event = ScoreEntered(
            at=moment_text(now),
            start=wish.period.start.isoformat(),
            end=wish.period.end.isoformat(),
            person=judged.person,
            indicator=wish.indicator,
            points=wish.points,
            computed=mark.computed,
            number=mark.entry.number + 1 if mark.entry else 1,
            reason=reason,
            evidence=evidence,
            person_name=judged.name if judged.person else "",
            officer_name=ports.actor.name,
        )
        audience = LOCAL if judged.person else uow.offices.own().accounts_to
        entry_id = uow.record(event, Standing(audience=audience))
        after = _scoring(ports, uow, Wanted(period=wish.period)).sheet(judged)
        uow.commit()
    _log.info("indicator %s: entry %s", wish.indicator, event.number)
    touched = uow.touched | {Topic.PERIODS}
    return EnteredScore(entry_id=entry_id, number=event.number, sheet=after, touched=touched)


def _scoring(ports: Ports, view: View, wanted: Wanted) -> Scoring:
    """Return the points of one unit; a centre is asked about itself where it names no commune."""
    about = asked(ports, view, wanted)
    own = about.office_id or view.offices.own().office_id
    return Scoring(asked=replace(about, office_id=own))


def _require_reader(ports: Ports, person: str) -> None:
    if person not in {"", ports.actor.user_id}:
        require(ports.actor.roles, *READERS)


def _judged(view: View, scoring: Scoring, person: str) -> Judged:
    if not person:
        return scoring.unit()
    name = view.offices.names().get(person)
    if name is None:
        raise InvalidField("person", "NO-SUCH-USER", name="")
    return Judged(office_id=view.offices.own().office_id, person=person, name=name)


def _of(rows: Sequence[EntryRow], judged: Judged) -> list[EntryRow]:
    wanted = (judged.office_id, judged.person)
    return [row for row in rows if (row.office_id, row.person) == wanted]
