"""Mails that are ready to be sent: a draft holds one file, and opens in the mail program."""

import base64
import secrets
from email import policy
from email.message import EmailMessage
from pathlib import Path

from ca_desktop.exchange.carrier import flushed_new_file, require_room
from ca_desktop.exchange.progress import IsCancelled, Meter, Progress
from ca_desktop.services.ports.files import Letter

_LINE = 57
"""Bytes that make one line of base64."""

_BLOCK = _LINE * 16_384


def write_draft(
    path: Path,
    letter: Letter,
    attachment: Path,
    *,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> None:
    """Write a mail with one file attached; the file is never held in memory as a whole.

    Args:
        path: of the mail.
        letter: to whom, and its words.
        attachment: its name must be ASCII and say nothing of a person.
        progress: told how many bytes of the file are in.
        cancelled: asked whether to go on.

    Raises:
        DiskFull, NotWritable, PackageRefused: nothing of the mail is left behind.
        Cancelled: nothing is left behind.
    """
    size = attachment.stat().st_size
    require_room(path.parent, size + size // 2)
    before, after = _around(letter, attachment.name)
    meter = Meter(size, progress, cancelled)
    with attachment.open("rb") as origin, flushed_new_file(path) as file:
        file.write(before)
        while block := origin.read(_BLOCK):
            file.write(base64.encodebytes(block).replace(b"\n", b"\r\n"))
            meter.advance(len(block))
        file.write(after)


def _around(letter: Letter, name: str) -> tuple[bytes, bytes]:
    """Return what stands before and after the lines of the attachment."""
    placeholder = secrets.token_bytes(_LINE)
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = letter.subject
    if letter.recipient:
        message["To"] = letter.recipient
    message["X-Unsent"] = "1"  # Outlook opens it to be sent, not as one that was received
    message.set_content(letter.text, cte="quoted-printable")
    message.add_attachment(
        placeholder, maintype="application", subtype="octet-stream", filename=name
    )
    line = base64.encodebytes(placeholder).replace(b"\n", b"\r\n")
    before, _line, after = message.as_bytes().partition(line)
    return before, after
