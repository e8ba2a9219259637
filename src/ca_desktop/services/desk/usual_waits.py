"""How long this office waits on a day, and the rules of the clock that a new dossier carries."""

from dataclasses import replace
from datetime import date

from ca_desktop.domain.clock_rules import SUPPLEMENT_WAIT, ClockRules
from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.waits import SUPPLEMENT
from ca_desktop.services.ports.work import View


def days_waited(view: View, name: str, day: date) -> int:
    """Return the days of a name of `ca_desktop.domain.waits` that hold on a day."""
    wait = view.master.waits(day).get(name)
    return (wait.days if wait else None) or 0


def clock_rules(view: View, procedure: Procedure, day: date) -> ClockRules:
    """Return the rules that a dossier of ``day`` carries for life.

    Papers are waited for as is usual here, unless the procedure says another time; the shares of
    other agencies are those of the procedure, else of its internal process.
    """
    rules = procedure.clock
    if rules.supplement_wait == SUPPLEMENT_WAIT:
        rules = replace(rules, supplement_wait=f"{days_waited(view, SUPPLEMENT, day)} wd")
    process = None if rules.shares else view.master.processes(day).get(procedure.code)
    return replace(rules, shares=process.shares) if process and process.shares else rules
