"""The age envelope of a package: X25519 only, and nothing more than this program writes.

The header is held against a narrow grammar before the decryptor sees a byte of it. The
decryptor hands out plaintext chunk by chunk and notices damage only at the chunk it is in:
whoever takes the plaintext must not act on it before `open_sealed` has returned.
Format: docs/FORMAT.md and age-encryption.org/v1.
"""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Protocol

import pyrage

from ca_desktop.domain.errors import CaError, PackageRefused
from ca_desktop.exchange.keys import age_identity, age_recipient
from ca_desktop.exchange.progress import Meter

MAX_HEADER = 2048
"""Longest age header, in bytes."""

_LINE = rb"[A-Za-z0-9+/]"
_X25519 = rb"-> X25519 " + _LINE + rb"{43}\n" + _LINE + rb"{43}\n"
# The library adds one stanza of noise to each header, so that readers stay tolerant of new kinds.
_GREASE = rb"-> [!-~]{1,32}-grease(?: [!-~]+)*\n(?:" + _LINE + rb"{64}\n)*" + _LINE + rb"{0,63}\n"
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n(?P<stanzas>(?:" + _X25519 + rb"|" + _GREASE + rb")+)"
    rb"--- " + _LINE + rb"{43}\n"
)
_MAX_RECIPIENTS = 2


class Sink(Protocol):
    """Takes plaintext that is not yet proven."""

    def write(self, data: bytes, /) -> int:
        """Take some bytes and return how many."""

    def flush(self) -> None:
        """Do nothing: the bytes went on at once."""


class _Source:
    """What the decryptor reads from; keeps the reason when a read fails."""

    def __init__(self, file: BinaryIO, meter: Meter) -> None:
        self._file = file
        self._meter = meter
        self.failure: OSError | CaError | None = None

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes."""
        try:
            data = self._file.read(size)
            self._meter.advance(len(data))
        except (OSError, CaError) as error:
            self.failure = error
            raise
        return data


def check_header(start: bytes) -> None:
    """Refuse an age file that this program would not have written.

    Args:
        start: the first `MAX_HEADER` bytes, or all there is.

    Raises:
        PackageRefused: E-112.
    """
    match = _HEADER.match(start)
    if match is None:
        raise PackageRefused("E-112")
    stanzas = match["stanzas"]
    recipients = len(re.findall(rb"^" + _X25519, stanzas, re.MULTILINE))
    others = len(re.findall(rb"^-> ", stanzas, re.MULTILINE)) - recipients
    if not 1 <= recipients <= _MAX_RECIPIENTS or others > 1:
        raise PackageRefused("E-112")


def open_sealed(file: BinaryIO, identities: Sequence[bytes], sink: Sink, meter: Meter) -> None:
    """Decrypt from the file's position to its end; on return, and only then, all is authentic.

    Args:
        file: positioned at the age header; must be seekable.
        identities: X25519 private keys to try.
        sink: gets the plaintext as it appears.
        meter: counts bytes read.

    Raises:
        PackageRefused: E-111 none of the keys opens it, E-112 damaged or not our kind of age
            file, E-107 the file cannot be read; and whatever ``sink`` raises.
        Cancelled: the clerk has stopped the task.
    """
    at = file.tell()
    check_header(file.read(MAX_HEADER))
    file.seek(at)
    source = _Source(file, meter)
    keys = [pyrage.x25519.Identity.from_str(age_identity(key)) for key in identities]
    try:
        pyrage.decrypt_io(source, sink, keys)
    except (pyrage.DecryptError, OSError) as error:
        raise _opening_failure(source.failure, error) from error


def _opening_failure(failure: OSError | CaError | None, error: Exception) -> CaError:
    if isinstance(failure, CaError):
        return failure
    if failure is not None:
        return PackageRefused("E-107")
    # The library reports a damaged payload as an OSError of the reading side.
    return PackageRefused("E-111" if isinstance(error, pyrage.DecryptError) else "E-112")


class _Plaintext:
    """What the encryptor reads from: chunks, joined; keeps the reason when one fails."""

    def __init__(self, chunks: Iterator[bytes], meter: Meter) -> None:
        self._chunks = chunks
        self._meter = meter
        self._rest = memoryview(b"")
        self.failure: CaError | None = None

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._rest = memoryview(chunk)
        data, self._rest = bytes(self._rest[:size]), self._rest[size:]
        try:
            self._meter.advance(len(data))
        except CaError as error:
            self.failure = error
            raise
        return data


def seal(
    chunks: Iterator[bytes], file: BinaryIO, recipients: Sequence[bytes], meter: Meter
) -> None:
    """Encrypt ``chunks`` to every recipient, onto the end of ``file``.

    Args:
        chunks: the plaintext in order; must not raise.
        file: written at its position.
        recipients: X25519 public keys.
        meter: counts bytes of plaintext.

    Raises:
        Cancelled: the clerk has stopped the task.
        OSError: the file cannot be written.
    """
    source = _Plaintext(chunks, meter)
    names = [pyrage.x25519.Recipient.from_str(age_recipient(key)) for key in recipients]
    try:
        pyrage.encrypt_io(source, file, names)
    except (pyrage.EncryptError, OSError):
        if source.failure is not None:
            raise source.failure from None
        raise
