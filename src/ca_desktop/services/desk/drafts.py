"""Drafts of intakes: nothing that was typed is lost, and nothing of it counts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ca_desktop.domain.drafts import expires_at, is_expired
from ca_desktop.domain.errors import NotFound
from ca_desktop.domain.moments import moment_text, parse_moment
from ca_desktop.domain.roles import Role, require
from ca_desktop.services.ports.drafts import DraftRow
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as a person sees it.

    Attributes:
        owner_name: who types it; empty for an account that is unknown here.
        own: it belongs to who is signed in.
        expires_at: ISO moment from which on it is removed.
    """

    row: DraftRow
    owner_name: str = field(repr=False)
    own: bool
    expires_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedDraft:
    """A draft that lies in the database."""

    row: DraftRow
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Drafts that were removed, the newest first; `put_back` keeps one again."""

    rows: tuple[DraftRow, ...]
    touched: frozenset[Topic]


def save_draft(
    ports: Ports, draft_id: str, body: Mapping[str, object], *, aside: bool = False
) -> SavedDraft:
    """Keep what was typed so far.

    Args:
        ports: the outside world.
        draft_id: made by who began to type.
        body: what was typed, by field, raw; nothing of it is checked.
        aside: it was put into Nháp on purpose.

    Raises:
        MachineError: the disk refused; what was kept before still is.
    """
    require(ports.actor.roles, Role.INTAKE)
    now = moment_text(ports.clock.now())
    with ports.writing() as uow:
        known = uow.drafts.one(draft_id)
        row = DraftRow(
            draft_id=draft_id,
            owner=known.owner if known else ports.actor.user_id,
            began_at=known.began_at if known else now,
            saved_at=now,
            aside=aside,
            body=body,
        )
        uow.drafts.put(row)
        uow.commit()
    return SavedDraft(row=row, touched=uow.touched)


def drafts(ports: Ports) -> Sequence[Draft]:
    """Return every draft of the office, the newest first."""
    with ports.reading() as view:
        names = view.offices.names()
        return [
            Draft(
                row=row,
                owner_name=names.get(row.owner, ""),
                own=row.owner == ports.actor.user_id,
                expires_at=moment_text(expires_at(parse_moment(row.saved_at))),
            )
            for row in view.drafts.all()
        ]


def unfinished(ports: Ports) -> Sequence[DraftRow]:
    """Return what this person was typing when the program ended, the newest first.

    What is too old is left out, whether or not `expire_drafts` has removed it.
    """
    me, now = ports.actor.user_id, ports.clock.now()
    with ports.reading() as view:
        rows = [row for row in view.drafts.all() if not row.aside and row.owner == me]
    return [row for row in rows if not is_expired(parse_moment(row.saved_at), now)]


def take_up(ports: Ports, draft_id: str) -> SavedDraft:
    """Return a draft to go on with; from now on it is whoever's who took it.

    Raises:
        NotFound: it is gone: saved as a dossier, removed, or too old.
    """
    require(ports.actor.roles, Role.INTAKE)
    with ports.writing() as uow:
        known = uow.drafts.one(draft_id)
        if known is None:
            raise NotFound("NO-SUCH-DRAFT")
        row = replace(known, owner=ports.actor.user_id, aside=False)
        uow.drafts.put(row)
        uow.commit()
    return SavedDraft(row=row, touched=uow.touched)


def put_aside(ports: Ports, draft_ids: Sequence[str]) -> Forgotten:
    """Leave drafts in Nháp, so that they are not offered again; nothing is removed."""
    with ports.writing() as uow:
        rows = tuple(row for each in draft_ids if (row := uow.drafts.one(each)) is not None)
        for row in rows:
            uow.drafts.put(replace(row, aside=True))
        uow.commit()
    return Forgotten(rows=rows, touched=uow.touched)


def forget_drafts(ports: Ports, draft_ids: Sequence[str]) -> Forgotten:
    """Remove drafts; what is returned is the only thing left of them."""
    require(ports.actor.roles, Role.INTAKE)
    with ports.writing() as uow:
        found = [row for each in draft_ids if (row := uow.drafts.one(each)) is not None]
        for row in found:
            uow.drafts.remove(row.draft_id)
        uow.commit()
    return Forgotten(rows=tuple(found), touched=uow.touched)


def put_back(ports: Ports, rows: Sequence[DraftRow]) -> Forgotten:
    """Keep removed drafts again, put aside; what was typed on since stays as it is."""
    require(ports.actor.roles, Role.INTAKE)
    with ports.writing() as uow:
        for row in rows:
            if uow.drafts.one(row.draft_id) is None:  # else it was typed on since
                uow.drafts.put(replace(row, aside=True))
        uow.commit()
    return Forgotten(rows=tuple(rows), touched=uow.touched)


def expire_drafts(ports: Ports, *, but: Collection[str] = ()) -> Forgotten:
    """Remove what nobody has touched for a week; whoever is told may still put it back.

    Args:
        ports: the outside world.
        but: ids of those that stand open on a screen.
    """
    now = ports.clock.now()
    with ports.writing() as uow:
        left = [row for row in uow.drafts.all() if row.draft_id not in but]
        old = [row for row in left if is_expired(parse_moment(row.saved_at), now)]
        for row in old:
            uow.drafts.remove(row.draft_id)
        uow.commit()
    return Forgotten(rows=tuple(old), touched=uow.touched)


def title_of(body: Mapping[str, Any]) -> str:
    """Return who a draft is of, and for what, as far as that was typed."""
    fields = body.get("fields", {})
    name = str(fields.get("applicant.name") or fields.get("on_behalf_of.name") or "").strip()
    procedure = str(body.get("typed") or "").strip()
    return " · ".join(part for part in (name, procedure) if part) or "chưa có tên"
