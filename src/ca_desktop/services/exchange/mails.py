"""Packages by mail: where they go, and drafts that only wait to be sent (exchange §3.15)."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.errors import InvalidField, UserError
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import MailAddressSet
from ca_desktop.domain.roles import FILE_CARRIERS, require
from ca_desktop.services import words
from ca_desktop.services.ports.files import Letter
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import NodeRow
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.watch import Stage, Watch

MAIL_PART = 14_000_000
"""Bytes of one file that a mailbox of 20 MB takes after base64."""

SMALL_PART = 7_000_000
"""The same for a mailbox of 10 MB."""

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAddress:
    """Where mails for an office go from now on."""

    office: str
    address: str
    touched: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """A package that goes by mail.

    Attributes:
        digest: SHA-256 of the whole package, hex.
        files: its parts, or the whole alone.
    """

    peer: NodeRow
    package: int
    events: int
    digest: str
    files: Sequence[Path]


def set_mail_address(ports: Ports, code: str, address: str) -> MailAddress:
    """Say where mails for an office go; an empty address takes it back.

    Raises:
        UserError: NO-SUCH-PEER no such office is known.
        InvalidField: ``email``: BAD-ADDRESS.
    """
    require(ports.actor.roles, *FILE_CARRIERS)
    given = address.strip()
    if given and (len(given) > _LONGEST or _ADDRESS.fullmatch(given) is None):
        raise InvalidField("email", "BAD-ADDRESS")
    with ports.writing() as uow:
        office = uow.offices.by_code(code)
        if office is None or office.own:
            raise UserError("NO-SUCH-PEER", code=code[:60])
        uow.record(
            MailAddressSet(office_id=office.office_id, address=given),
            Standing(audience=LOCAL, subject=office.office_id),
        )
        uow.commit()
        return MailAddress(office=office.code, address=given, touched=uow.touched)


def write_drafts(ports: Ports, cargo: Cargo, watch: Watch) -> tuple[Path, ...]:
    """Write one mail beside each file, ready to be sent.

    Raises:
        MachineError, PackageRefused, Cancelled: no mail of the package stays.
    """
    with ports.reading() as view:
        address = view.offices.contact(cargo.peer.office_id).address
        sender = view.offices.own().name
    drafts = [file.with_suffix(".eml") for file in cargo.files]
    try:
        for number, (file, draft) in enumerate(zip(cargo.files, drafts, strict=True), start=1):
            ports.files.write_mail(
                draft,
                _letter(ports, cargo, number, file, (sender, address)),
                file,
                progress=watch.meter(Stage.MAIL),
                stop=watch.stop,
            )
    except BaseException:
        for draft in drafts:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise
    return tuple(drafts)


def _letter(ports: Ports, cargo: Cargo, number: int, file: Path, ends: tuple[str, str]) -> Letter:
    sender, address = ends
    details = {
        "sender": sender,
        "recipient": cargo.peer.name,
        "package": cargo.package,
        "events": cargo.events,
        "number": number,
        "parts": len(cargo.files),
        "name": file.name,
        "size": file.stat().st_size,
    }
    split = len(cargo.files) > 1
    own_digest = ports.files.digest(file)
    lines = (
        words.phrase("mail", "greeting", **details),
        "",
        words.phrase("mail", "contents", **details),
        words.phrase("mail", "part" if split else "whole", **details),
        words.phrase("mail", "digest", digest=own_digest),
        words.phrase("mail", "package_digest", digest=cargo.digest),
        "",
        words.phrase("mail", "how", **details),
        *([words.phrase("mail", "order", **details)] if split else []),
        words.phrase("mail", "sealed", **details),
    )
    subject = words.phrase("mail", "subject_part" if split else "subject", **details)
    return Letter(recipient=address, subject=subject, text="\n".join((*lines, "")))
