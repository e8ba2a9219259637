"""Nhập sổ cũ: a register from before this program becomes closed history that can be found.

Nothing is written until the person has seen which rows come in, what was rewritten and what does
not hold. A row that is there already is passed over, so an import that was stopped goes on.
"""

import logging
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.old_registers import AsWritten, OldDossierRecorded
from ca_desktop.domain.handfuls import handfuls
from ca_desktop.domain.moments import day_start, moment_text
from ca_desktop.domain.old_books import OldBook
from ca_desktop.domain.old_registers import Plan, guess_plan
from ca_desktop.domain.old_rows import Change, Issue, OldRow, rows_of
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import OfficeRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View
from ca_desktop.services.watch import NOBODY, Stage, Watch

KEEPERS = (Role.DESK_HEAD, Role.KSTT, Role.ADMIN)
TOGETHER = 200
"""Rows that one transaction keeps: between two of them an intake finds its turn."""

UNNAMED = "Hồ sơ trong sổ cũ"
"""Stands for a procedure that the register does not name."""

MOST_SHOWN = 2000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldLook:
    """A workbook and how it is most likely to be read."""

    book: OldBook
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPreview:
    """What an import would do.

    Attributes:
        rows: those that would come in, not more than are shown.
        new: how many would come in.
        known: rows that are here already, or twice in the workbook.
        refused: rows that cannot be taken.
        rewritten: cells whose letters were turned into Unicode.
        guessed: of these, the cells whose font did not say how.
        changes: the first of them, guesses before the others.
        issues: what does not hold, what blocks a row before the others.
    """

    rows: tuple[OldRow, ...] = field(repr=False)
    new: int
    known: int
    refused: int
    rewritten: int
    guessed: int
    changes: tuple[Change, ...] = field(repr=False)
    issues: tuple[Issue, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldImport:
    """What came in."""

    rows: int
    known: int
    refused: int
    touched: frozenset[Topic] = frozenset({Topic.DOSSIERS})


def look_into(ports: Ports, path: Path) -> OldLook:
    """Read a workbook and guess its columns.

    Raises:
        UserError: NO-SUCH-FILE, SHEET-TOO-BIG, SHEET-NOT-READABLE.
    """
    require(ports.actor.roles, *KEEPERS)
    book = ports.files.read_old_book(path)
    return OldLook(book=book, plan=guess_plan(book))


def preview_old(ports: Ports, book: OldBook, plan: Plan) -> OldPreview:
    """Return what would come in; nothing is written."""
    require(ports.actor.roles, *KEEPERS)
    found = _Sorted(ports.clock.now().date())
    with ports.reading() as view:
        found.sort(view, book, plan)
    changes = [change for row in found.new for change in row.changes]
    issues = [issue for row in (*found.refused, *found.new) for issue in row.issues]
    return OldPreview(
        rows=tuple(found.new[:MOST_SHOWN]),
        new=len(found.new),
        known=found.known,
        refused=len(found.refused),
        rewritten=len(changes),
        guessed=sum(change.guessed for change in changes),
        changes=tuple(sorted(changes, key=_doubt)[:MOST_SHOWN]),
        issues=tuple(sorted(issues, key=_weight)[:MOST_SHOWN]),
    )


def _doubt(change: Change) -> tuple[bool, int]:
    return not change.guessed, change.line


def _weight(issue: Issue) -> tuple[bool, int]:
    return not issue.blocks, issue.line


def import_old(ports: Ports, book: OldBook, plan: Plan, watch: Watch = NOBODY) -> OldImport:
    """Keep every row that can be taken as closed history.

    Raises:
        NotAllowedNow: OLD-COLUMNS the columns of name and day are not known.
        Cancelled: the person has stopped; what came in stays, the rest may follow.
    """
    require(ports.actor.roles, *KEEPERS)
    if plan.missing:
        raise NotAllowedNow("OLD-COLUMNS")
    found = _Sorted(ports.clock.now().date())
    with ports.reading() as view:
        own = view.offices.own()
        found.sort(view, book, plan)
    done = 0
    for part in handfuls(found.new, TOGETHER):
        watch.step(Stage.APPLY, done, len(found.new))
        with ports.writing() as uow:
            for row in part:
                _keep(uow, own, book.digest, row)
            uow.commit()
        done += len(part)
    _log.info("%s rows of an old register kept", done)
    return OldImport(rows=done, known=found.known, refused=len(found.refused))


class _Sorted:
    """The rows of a workbook by what becomes of them."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.new: list[OldRow] = []
        self.refused: list[OldRow] = []
        self.known = 0

    def sort(self, view: View, book: OldBook, plan: Plan) -> None:
        """Read every row."""
        own = view.offices.own().office_id
        rows = list(rows_of(book, plan, self._today))
        ids = [row.dossier_id(own) for row in rows]
        seen = set(view.dossiers.known(ids))
        for row, dossier_id in zip(rows, ids, strict=True):
            if not row.stands:
                self.refused.append(row)
            elif dossier_id in seen:
                self.known += 1
            else:
                self.new.append(row)
                seen.add(dossier_id)


def _keep(uow: UnitOfWork, own: OfficeRow, digest: str, row: OldRow) -> None:
    if row.submitter is None or row.received is None:
        return
    event = OldDossierRecorded(
        office_id=own.office_id,
        office_name=own.name,
        digest=digest,
        line=row.line,
        code=row.code,
        procedure_name=row.procedure or UNNAMED,
        field_name=row.field_name,
        received_at=_moment(row.received) or "",
        due_at=_moment(row.due),
        finished_at=_moment(row.finished),
        returned_at=_moment(row.returned),
        submitter=row.submitter,
        note=row.note,
        as_written=tuple(
            AsWritten(column=change.column.value, font=change.font, text=change.before)
            for change in row.changes
        ),
    )
    subject = row.dossier_id(own.office_id)
    uow.record(event, Standing(audience=LOCAL, subject=subject, custody=1))


def _moment(day: date | None) -> str | None:
    return moment_text(day_start(day)) if day else None
