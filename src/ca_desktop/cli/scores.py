"""Commands of scoring."""

import argparse

from ca_desktop.cli.answers import Json
from ca_desktop.cli.reports import table_json
from ca_desktop.domain.periods import scored_period
from ca_desktop.domain.scoring import Mark, ScoreSheet, read_points
from ca_desktop.services.office import scores
from ca_desktop.services.office.reports import Wanted
from ca_desktop.services.office.scores import EnterScore, Sheet
from ca_desktop.services.ports.office import Ports


def score_show(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Say the points of a unit or a person, or write their sheet."""
    wanted = Wanted(period=scored_period(arguments.period), commune=arguments.commune)
    person = _person(ports, arguments)
    said = _sheet(scores.score_sheet(ports, wanted, person))
    if arguments.out is None:
        return said | {"out": None}
    table = scores.save_score(ports, wanted, arguments.out, person)
    return said | {"out": str(arguments.out), "table": table_json(table)}


def score_enter(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Enter or correct the points of an indicator."""
    return _entered(ports, arguments, read_points(arguments.points), arguments.evidence)


def score_take_back(ports: Ports, arguments: argparse.Namespace) -> Json:
    """Take the points of an indicator back."""
    return _entered(ports, arguments, None, "")


def _entered(
    ports: Ports, arguments: argparse.Namespace, points: int | None, evidence: str
) -> Json:
    wish = EnterScore(
        period=scored_period(arguments.period),
        person=_person(ports, arguments),
        indicator=arguments.indicator,
        points=points,
        reason=arguments.reason,
        evidence=evidence,
    )
    done = scores.enter_score(ports, wish)
    return {"entry": done.entry_id, "number": done.number} | _points(done.sheet)


def _person(ports: Ports, arguments: argparse.Namespace) -> str:
    return scores.person_named(ports, arguments.person) if arguments.person else ""


def _sheet(sheet: Sheet) -> Json:
    entries = [
        {
            "indicator": row.indicator,
            "number": row.entry.number,
            "tenths": row.entry.points,
            "reason": row.entry.reason,
            "evidence": row.entry.evidence,
            "at": row.entry.at,
            "officer": row.entry.officer_name,
        }
        for row in sheet.entries
    ]
    return {"name": sheet.judged.name, **_points(sheet.points), "entries": entries}


def _points(sheet: ScoreSheet) -> Json:
    return {
        "indicators": [_mark(mark) for mark in sheet.marks],
        "total_tenths": sheet.total,
        "most_tenths": sheet.most,
        "grade": sheet.grade or None,
        "missing": list(sheet.missing),
    }


def _mark(mark: Mark) -> Json:
    return {
        "number": mark.indicator.number,
        "name": mark.indicator.name,
        "computed_tenths": mark.computed,
        "entered_tenths": mark.entered,
        "tenths": mark.points,
        "basis": mark.basis.value,
    }
