"""This office, its people, and the offices it knows."""

import json
from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from ca_desktop.domain.due_moves import UNMOVED
from ca_desktop.domain.events.accounts import UserLeft, UserRolesSet
from ca_desktop.domain.events.calendar_moves import CalendarMovesBegun, CalendarMovesEnded
from ca_desktop.domain.events.lives import EditFound, LifeBegan
from ca_desktop.domain.events.office import (
    BackupMade,
    BackupTried,
    DateConfirmed,
    MailAddressSet,
    MatterSettled,
    OfficeFounded,
    PeerRemarked,
    ProgramUpdated,
    ScannerFolderChosen,
    UserEnrolled,
)
from ca_desktop.services.ports.scan_rows import SCANNER_FOLDER
from ca_desktop.store.desk_tables import former_users
from ca_desktop.store.projections.applied import Applied
from ca_desktop.store.scan_tables import settings
from ca_desktop.store.tables import (
    contacts,
    date_confirmations,
    offices,
    settled_matters,
    upkeep,
    users,
)


def office_founded(applied: Applied, event: OfficeFounded) -> None:
    """The own office."""
    applied.connection.execute(
        insert(offices).values(
            office_id=event.office_id, kind=event.kind, code=event.code, name=event.name, own=1
        )
    )
    _upkeep(applied, "founded", event.code)


def user_enrolled(applied: Applied, event: UserEnrolled) -> None:
    """A person who may sign in."""
    values = {"name": event.name, "roles": json.dumps(event.roles)}
    applied.connection.execute(
        upsert(users)
        .values(user_id=event.user_id, **values)
        .on_conflict_do_update(index_elements=["user_id"], set_=values)
    )


def user_roles_set(applied: Applied, event: UserRolesSet) -> None:
    """What a person may do from now on."""
    applied.connection.execute(
        update(users).where(users.c.user_id == event.user_id).values(roles=json.dumps(event.roles))
    )


def user_left(applied: Applied, event: UserLeft) -> None:
    """A person who signs in no more; the name stays."""
    applied.connection.execute(
        upsert(former_users).values(user_id=event.user_id).on_conflict_do_nothing()
    )


def date_confirmed(applied: Applied, event: DateConfirmed) -> None:
    """The day that a day of the machine's clock stands for."""
    values = {"day": event.day}
    applied.connection.execute(
        upsert(date_confirmations)
        .values(machine_day=event.machine_at[:10], **values)
        .on_conflict_do_update(index_elements=["machine_day"], set_=values)
    )


def matter_settled(applied: Applied, event: MatterSettled) -> None:
    """What waited for a person and was read."""
    applied.connection.execute(
        upsert(settled_matters).values(matter=event.matter).on_conflict_do_nothing()
    )


def scanner_folder_chosen(applied: Applied, event: ScannerFolderChosen) -> None:
    """The folder of this machine's scanner; the newest word counts."""
    _keep(applied, SCANNER_FOLDER, event.folder)


def calendar_moves_begun(applied: Applied, event: CalendarMovesBegun) -> None:
    """A calendar is in force whose dates follow; what is on its way from before stays."""
    _keep_moves(applied, event.days, event.reason, _left(applied), is_open=True)


def calendar_moves_ended(applied: Applied, event: CalendarMovesEnded) -> None:
    """The dates are moved; some dossiers are moved when they come back."""
    _keep_moves(applied, (), event.reason, event.left, is_open=False)


def _left(applied: Applied) -> Sequence[str]:
    known = select(settings.c.value).where(settings.c.name == UNMOVED)
    value = applied.connection.execute(known).scalar()
    return tuple(json.loads(value)["left"]) if value else ()


def _keep_moves(
    applied: Applied, days: Sequence[str], reason: str, left: Sequence[str], *, is_open: bool
) -> None:
    said = {"days": list(days), "reason": reason, "left": list(left), "open": is_open}
    _keep(applied, UNMOVED, json.dumps(said, ensure_ascii=False, sort_keys=True))


def _keep(applied: Applied, name: str, value: str) -> None:
    applied.connection.execute(
        upsert(settings)
        .values(name=name, value=value)
        .on_conflict_do_update(index_elements=["name"], set_={"value": value})
    )


def mail_address_set(applied: Applied, event: MailAddressSet) -> None:
    """Where mails for another office go."""
    _contact(applied, event.office_id, {"address": event.address})


def peer_remarked(applied: Applied, event: PeerRemarked) -> None:
    """What this office wants to remember of another."""
    _contact(applied, event.office_id, {"remark": event.text})


def _contact(applied: Applied, office_id: str, values: dict[str, str]) -> None:
    applied.connection.execute(
        upsert(contacts)
        .values({"office_id": office_id, "address": "", "remark": ""} | values)
        .on_conflict_do_update(index_elements=["office_id"], set_=values)
    )


def backup_made(applied: Applied, event: BackupMade) -> None:
    """The newest backup, here or elsewhere."""
    _upkeep(applied, "copy" if event.elsewhere else "backup", event.folder)


def backup_tried(applied: Applied, event: BackupTried) -> None:
    """The newest trial of a backup, and what it found."""
    _upkeep(applied, "trial", ", ".join(event.differing))


def program_updated(applied: Applied, event: ProgramUpdated) -> None:
    """The version that last made the tables anew."""
    _upkeep(applied, "program", event.program)


def life_began(applied: Applied, event: LifeBegan) -> None:
    """The newest life of this database, and why it began."""
    _upkeep(applied, "life", event.why)


def edit_found(applied: Applied, event: EditFound) -> None:
    """When the database was last found edited, and how many events of it."""
    _upkeep(applied, "edited", str(event.edited))


def _upkeep(applied: Applied, what: str, detail: str) -> None:
    values = {"at": applied.head.recorded_at, "position": applied.position, "detail": detail}
    applied.connection.execute(
        upsert(upkeep)
        .values(what=what, **values)
        .on_conflict_do_update(index_elements=["what"], set_=values)
    )


def keep_office(applied: Applied, office_id: str, kind: str, code: str, name: str) -> None:
    """An office that is known from a pairing or the roster."""
    values = {"kind": kind, "code": code, "name": name}
    applied.connection.execute(
        upsert(offices)
        .values(office_id=office_id, own=0, **values)
        .on_conflict_do_update(index_elements=["office_id"], set_=values, where=offices.c.own == 0)
    )
