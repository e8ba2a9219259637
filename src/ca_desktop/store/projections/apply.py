"""Which projection an event goes to."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from ca_desktop.domain.events import accounts as of_accounts
from ca_desktop.domain.events import attachments as of_attachments
from ca_desktop.domain.events import calendar_moves as of_moves
from ca_desktop.domain.events import dossiers as of_dossiers
from ca_desktop.domain.events import forms as of_forms
from ca_desktop.domain.events import keys as of_keys
from ca_desktop.domain.events import lives as of_lives
from ca_desktop.domain.events import master as of_master
from ca_desktop.domain.events import office as of_office
from ca_desktop.domain.events import papers as of_papers
from ca_desktop.domain.events import processes as of_processes
from ca_desktop.domain.events import promises as of_promises
from ca_desktop.domain.events import roster as of_roster
from ca_desktop.domain.events import targets as of_targets
from ca_desktop.domain.events import tariffs as of_tariffs
from ca_desktop.domain.events import waits as of_waits
from ca_desktop.domain.events.base import Event
from ca_desktop.domain.events.codec import decode
from ca_desktop.domain.events.envelope import StoredEvent
from ca_desktop.domain.events.periods import PeriodClosed
from ca_desktop.domain.events.scores import ScoreEntered, StaffScoresFrozen
from ca_desktop.domain.keys import SignatureHolds
from ca_desktop.domain.moments import is_moment_text
from ca_desktop.domain.tasks import Asking
from ca_desktop.services.ports.topics import Topic
from ca_desktop.store.projections import (
    attachments,
    dossiers,
    fees,
    forms,
    keys,
    lives,
    master,
    offices,
    periods,
    processes,
    scores,
    targets,
    tariffs,
    tasks,
    waits,
)
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.projections.dossier_rows import DossierRows

_MOMENTS = (
    "as_of",
    "at",
    "received_at",
    "due_at",
    "asked_at",
    "finished_at",
    "when",
    "answer_by",
    "share_due_at",
)


def read(
    connection: Connection,
    rows: DossierRows,
    position: int,
    stored: StoredEvent,
    *,
    own: bool,
    holds: SignatureHolds,
) -> Applied:
    """Read an event on its way into the tables.

    Args:
        connection: of the transaction.
        rows: its dossiers.
        position: of the event.
        stored: the event.
        own: this node wrote it, or one that this database was before.
        holds: checks a signature that stands in a payload.

    Raises:
        UnknownKind: a later version wrote it.
        ValueError: the payload does not hold.
        InvalidField: the same, found by a domain value.
    """
    head = stored.head
    event = decode(head.kind, head.version, stored.payload or b"null")
    _require_moments(event)
    return Applied(connection, position, head, event, own, rows, holds)


def changes_memory_only(event: Event) -> bool:
    """Tell whether nothing has to be undone in the tables when the event cannot be applied."""
    return event.state or isinstance(event, of_dossiers.NoteAdded)


def _require_moments(event: Event) -> None:
    """Refuse a moment that would stop every list and report it stands in."""
    said = [getattr(event, name, None) for name in _MOMENTS]
    for errand in getattr(event, "errands", ()):
        said += (errand.since, errand.due_at)
    if not all(is_moment_text(text) for text in said if text is not None):
        raise ValueError("not a moment")


def project(applied: Applied) -> Topic:
    """Change the tables as an event says, and return what was touched.

    Raises:
        ValueError, InvalidField: it cannot be; only what `changes_memory_only` tells may stay.
    """
    event = applied.event
    if applied.own:
        _count(applied)
    if event.state:
        if applied.own and isinstance(event, of_dossiers.DossierReceived):
            dossiers.count_numbers(applied, event)
        dossiers.state_event(applied)
        return Topic.DOSSIERS
    if isinstance(event, Asking):
        tasks.asked(applied)
        return Topic.TASKS
    if isinstance(event, of_dossiers.TaskAnswered):
        tasks.answered(applied, event)
        return Topic.TASKS
    if isinstance(event, of_office.SlipPrinted):
        dossiers.slip_printed(applied, event)
        return Topic.PRINTS
    if (of_fees := fees.OF_FEES.get(type(event))) is not None:
        of_fees(applied, event)
        return Topic.FEES
    return (
        _RECORDS.get(type(event))
        or _attachments(applied)
        or _periods(applied)
        or _master(applied)
        or _office(applied)
    )


def _count(applied: Applied) -> None:
    number = getattr(applied.event, "number", None)
    if isinstance(number, of_papers.PaperNumber):
        dossiers.count_paper(applied, number)


_RECORDS: dict[type[Event], Topic] = {
    of_office.SheetPrinted: Topic.PRINTS,
    of_dossiers.LetterIssued: Topic.DOSSIERS,
    of_promises.CitizenTold: Topic.DOSSIERS,
    of_promises.LatenessExplained: Topic.DOSSIERS,
    of_papers.BatchHandedOver: Topic.PRINTS,
    of_papers.DossierListed: Topic.PRINTS,
}
"""What changes no table: the journal itself is the record."""


def _attachments(applied: Applied) -> Topic | None:
    match applied.event:
        case of_attachments.DocumentAttached() as event:
            attachments.attached(applied, event)
        case of_attachments.DocumentDetached() as event:
            attachments.detached(applied, event)
        case _:
            return None
    return Topic.DOSSIERS


def _periods(applied: Applied) -> Topic | None:
    match applied.event:
        case PeriodClosed() as event:
            periods.period_closed(applied, event)
        case ScoreEntered() as event:
            scores.score_entered(applied, event)
        case StaffScoresFrozen() as event:
            scores.staff_frozen(applied, event)
        case _:
            return None
    return Topic.PERIODS


_MASTER: dict[type[Event], Callable[[Applied, Any], None]] = {
    of_master.ProcedureVersionPublished: master.procedure_published,
    of_master.ProcedureImported: master.procedure_imported,
    of_master.ProcedureAdjusted: master.procedure_adjusted,
    of_master.CalendarYearPublished: master.calendar_published,
    of_master.CalendarYearEntered: master.calendar_entered,
    of_master.CalendarYearAdjusted: master.calendar_adjusted,
    of_forms.FormWordsPublished: forms.published,
    of_forms.FormWordsAdjusted: forms.adjusted,
    of_tariffs.TariffSet: tariffs.tariff_set,
    of_tariffs.TariffDropped: tariffs.tariff_dropped,
    of_processes.ProcessPublished: processes.published,
    of_processes.ProcessAdjusted: processes.adjusted,
    of_waits.WaitsPublished: waits.published,
    of_waits.WaitsAdjusted: waits.adjusted,
    of_targets.TargetPublished: targets.published,
    of_targets.TargetAdjusted: targets.adjusted,
}


def _master(applied: Applied) -> Topic | None:
    project = _MASTER.get(type(applied.event))
    if project is None:
        return None
    project(applied, applied.event)
    return Topic.MASTER


_OFFICE: dict[type[Event], Callable[[Applied, Any], None]] = {
    of_office.OfficeFounded: offices.office_founded,
    of_office.UserEnrolled: offices.user_enrolled,
    of_accounts.UserRolesSet: offices.user_roles_set,
    of_accounts.UserLeft: offices.user_left,
    of_office.DateConfirmed: offices.date_confirmed,
    of_office.BackupMade: offices.backup_made,
    of_office.BackupTried: offices.backup_tried,
    of_office.ProgramUpdated: offices.program_updated,
    of_lives.LifeBegan: offices.life_began,
    of_lives.EditFound: offices.edit_found,
    of_office.MatterSettled: offices.matter_settled,
    of_office.CentreBound: keys.centre_bound,
    of_office.CentreLeft: keys.centre_left,
    of_office.MailAddressSet: offices.mail_address_set,
    of_office.PeerRemarked: offices.peer_remarked,
    of_keys.CentreCertified: keys.centre_certified,
    of_roster.NodeEnrolled: keys.node_enrolled,
    of_roster.KeyRotated: keys.key_rotated,
    of_roster.NodeRevoked: keys.node_revoked,
    of_office.ScannerFolderChosen: offices.scanner_folder_chosen,
    of_moves.CalendarMovesBegun: offices.calendar_moves_begun,
    of_moves.CalendarMovesEnded: offices.calendar_moves_ended,
    of_roster.NodeSucceeded: lives.node_succeeded,
    of_roster.LifeChosen: lives.life_chosen,
    of_lives.RivalsFound: lives.rivals_found,
    of_lives.TwinFound: lives.twin_found,
    of_lives.OfficeJoined: lives.office_joined,
}
_OF_OTHERS = {
    of_roster.NodeEnrolled,
    of_roster.KeyRotated,
    of_roster.NodeRevoked,
    of_roster.NodeSucceeded,
    of_roster.LifeChosen,
    of_lives.LifeEnded,
}
"""What another node may say of offices."""


def _office(applied: Applied) -> Topic:
    kind = type(applied.event)
    if not applied.own and kind not in _OF_OTHERS:
        raise ValueError("what concerns one office is said by that office alone")
    project = _OFFICE.get(kind)
    if project is None:
        return Topic.EXCHANGE  # accounts of what was done: the journal itself is the record
    project(applied, applied.event)
    return Topic.OFFICE
