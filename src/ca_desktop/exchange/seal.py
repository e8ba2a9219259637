"""The age envelope of a package: X25519 only, and nothing more than this program writes.

The header is held against a narrow grammar before the decryptor sees a byte of it. The
decryptor hands out plaintext chunk by chunk and notices damage only at the chunk it is in:
whoever takes the plaintext must not act on it before `open_sealed` has returned.
Format: docs/FORMAT.md and age-encryption.org/v1.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, cast

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

Sink = Callable[[bytes], None]
"""Takes plaintext that is not yet proven."""


class _Pipe:
    """A file as the library sees it; keeps what went wrong, for the library may not tell.

    Errors of its last write are dropped by the library, others arrive as text.
    """

    def __init__(self, work: Callable[..., object]) -> None:
        self._work = work
        self.failure: OSError | CaError | None = None

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        return cast("bytes", self._do(size))

    def write(self, data: bytes) -> int:
        """Pass on all of ``data``."""
        self._do(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the bytes went on at once."""

    def _do(self, argument: int | bytes) -> object:
        if self.failure is not None:
            raise self.failure
        try:
            return self._work(argument)
        except (OSError, CaError) as error:
            self.failure = error
            raise


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
        sink: gets the plaintext as it appears; what it raises ends the work.
        meter: counts bytes read.

    Raises:
        PackageRefused: E-111 none of the keys opens it, E-112 damaged or not our kind of age
            file; and whatever ``sink`` raises.
        Cancelled: the clerk has stopped the task.
        OSError: the file cannot be read.
    """
    at = file.tell()
    check_header(file.read(MAX_HEADER))
    file.seek(at)
    source, target = _Pipe(_metered(file, meter)), _Pipe(sink)
    keys = [pyrage.x25519.Identity.from_str(age_identity(key)) for key in identities]
    try:
        pyrage.decrypt_io(source, target, keys)
    except (pyrage.DecryptError, CaError, OSError) as error:
        if failure := source.failure or target.failure:
            raise failure from None
        # The library reports a damaged payload as an OSError of the reading side.
        header = isinstance(error, pyrage.DecryptError)
        raise PackageRefused("E-111" if header else "E-112") from error
    if target.failure is not None:
        raise target.failure


def seal_bytes(data: bytes, recipient: bytes) -> bytes:
    """Encrypt a few bytes to one X25519 public key."""
    name = pyrage.x25519.Recipient.from_str(age_recipient(recipient))
    return cast("bytes", pyrage.encrypt(data, [name]))


def open_bytes(sealed: bytes, private: bytes) -> bytes | None:
    """Return what `seal_bytes` sealed; None where the key is another one or it is damaged."""
    identity = pyrage.x25519.Identity.from_str(age_identity(private))
    try:
        return cast("bytes", pyrage.decrypt(sealed, [identity]))
    except (pyrage.DecryptError, OSError):
        return None


def _metered(file: BinaryIO, meter: Meter) -> Callable[[int], bytes]:
    def read(size: int) -> bytes:
        data = file.read(size)
        meter.advance(len(data))
        return data

    return read


def _joined(chunks: Iterator[bytes], meter: Meter) -> Callable[[int], bytes]:
    rest = memoryview(b"")

    def read(size: int) -> bytes:
        nonlocal rest
        while not rest:
            chunk = next(chunks, None)
            if chunk is None:
                return b""
            rest = memoryview(chunk)
        data, rest = bytes(rest[:size]), rest[size:]
        meter.advance(len(data))
        return data

    return read


def seal(
    chunks: Iterator[bytes], recipients: Sequence[bytes], file: BinaryIO, meter: Meter
) -> None:
    """Encrypt ``chunks`` to every recipient, onto ``file`` at its position.

    Args:
        chunks: the plaintext in order.
        recipients: X25519 public keys.
        file: buffered, so that each write is complete or fails.
        meter: counts bytes of plaintext.

    Raises:
        Cancelled: the clerk has stopped the task.
        OSError: the file cannot be written.
    """
    source, target = _Pipe(_joined(chunks, meter)), _Pipe(file.write)
    names = [pyrage.x25519.Recipient.from_str(age_recipient(key)) for key in recipients]
    try:
        pyrage.encrypt_io(source, target, names)
    except (pyrage.EncryptError, CaError, OSError):
        if failure := source.failure or target.failure:
            raise failure from None
        raise
    if target.failure is not None:
        raise target.failure
