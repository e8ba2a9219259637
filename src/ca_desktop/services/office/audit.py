"""Nhật ký: who did what, and when; read from the journal, which nobody can change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ca_desktop.domain.events.envelope import Envelope
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.text import has_words
from ca_desktop.services import words
from ca_desktop.services.office.list_files import Listing, SavedListing, save_listing
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import View

READERS = (Role.ADMIN, Role.LEADER, Role.INSPECTOR, Role.KSTT, Role.DESK_HEAD)
CHUNK, MOST_LOOKED_AT = 1000, 20_000
WINDOW = 200
COLUMNS = ("Lúc", "Ai", "Việc", "Hồ sơ")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One thing that was done.

    Attributes:
        at: ISO moment.
        who: name of the person; empty for the program itself.
        about: code of the dossier; empty for other things.
        doubtful: the machine's clock may have been wrong.
    """

    position: int
    at: str
    who: str = field(repr=False)
    kind: str
    about: str
    doubtful: bool

    @property
    def what(self) -> str:
        """What was done, in words."""
        return words.label("events", self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows are looked for; every criterion given must hold.

    Attributes:
        find: words without marks: a person, an action, a code.
        start: ISO day; from then on.
        end: ISO day; until then, that day included.
    """

    find: str = field(default="", repr=False)
    start: str = ""
    end: str = ""


def audit(
    ports: Ports, wanted: Wanted, *, before: int | None = None, limit: int = WINDOW
) -> Sequence[AuditRow]:
    """Return what was done in this office, the newest first.

    Args:
        ports: the outside world.
        wanted: what is looked for.
        before: only what came before this position.
        limit: rows at the most; no more than the newest 20,000 events are looked through.

    Raises:
        Forbidden: the person may not read it.
    """
    require(ports.actor.roles, *READERS)
    found: list[AuditRow] = []
    place, looked_at = before, 0
    with ports.reading() as view:
        names = view.offices.names()
        while len(found) < limit and looked_at < MOST_LOOKED_AT:
            chunk = view.journal.lately(place, CHUNK)
            for position, head in chunk:
                row = _row(view, names.get(head.actor or "", ""), position, head)
                if _fits(row, wanted):
                    found.append(row)
            looked_at += len(chunk)
            if len(chunk) < CHUNK:
                break
            place = chunk[-1][0]
    return found[:limit]


def save_audit(
    ports: Ports, wanted: Wanted, path: Path, columns: Sequence[str] = COLUMNS
) -> SavedListing:
    """Write what was found as a workbook; that is written into the journal as well.

    Args:
        ports: the outside world.
        wanted: what is looked for.
        path: the workbook.
        columns: titles of `COLUMNS`, from the left, as a person chose them.
    """
    rows = audit(ports, wanted, limit=MOST_LOOKED_AT)
    lines = [(row.at[:16].replace("T", " "), row.who, row.what, row.about) for row in rows]
    listing = Listing(what="audit", title="NHẬT KÝ", columns=COLUMNS, lines=lines)
    return save_listing(ports, listing, path, columns)


def _row(view: View, who: str, position: int, head: Envelope) -> AuditRow:
    state = view.dossiers.state(head.subject) if head.subject else None
    return AuditRow(
        position=position,
        at=head.recorded_at,
        who=who,
        kind=head.kind,
        about=(state.code or "") if state else "",
        doubtful=bool(head.clock),
    )


def _fits(row: AuditRow, wanted: Wanted) -> bool:
    day = row.at[:10]
    in_time = (wanted.start or day) <= day <= (wanted.end or day)
    return in_time and has_words(f"{row.who} {row.what} {row.about}", wanted.find)
