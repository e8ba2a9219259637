"""The age envelope of a package: X25519 only, and nothing more than this program writes.

The header is held against a narrow grammar before the decryptor sees a byte of it. The
decryptor hands out plaintext chunk by chunk and notices damage only at the chunk it is in:
whoever takes the plaintext must not act on it before `open_sealed` has returned.
Format: docs/FORMAT.md and age-encryption.org/v1.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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


_BLOCK = 256 * 1024
"""Bytes handed on at a time: the library itself asks for a few thousand."""


class _Pipe:
    """A file as the library sees it; keeps what went wrong, for the library may not tell.

    Errors of its last write are dropped by the library, others arrive as text.
    """

    def __init__(self) -> None:
        self.failure: OSError | CaError | None = None

    @contextmanager
    def _kept(self) -> Iterator[None]:
        if self.failure is not None:
            raise self.failure
        try:
            yield
        except (OSError, CaError) as error:
            self.failure = error
            raise


class _Source(_Pipe):
    """Gives the library what ``more`` returns, block by block, an empty one at the end."""

    def __init__(self, more: Callable[[], bytes]) -> None:
        super().__init__()
        self._more = more
        self._block = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        if not self._block:
            with self._kept():
                self._block = memoryview(self._more())
        data, self._block = self._block[:size], self._block[size:]
        return bytes(data)


class _Target(_Pipe):
    """Collects what the library writes into blocks for ``take``."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        super().__init__()
        self._take = take
        self._block = bytearray()

    def write(self, data: bytes) -> int:
        """Take all of ``data``."""
        self._block += data
        if len(self._block) >= _BLOCK:
            self.close()
        return len(data)

    def close(self) -> None:
        """Hand on what was collected."""
        with self._kept():
            block = bytes(self._block)
            self._block.clear()
            self._take(block)

    def flush(self) -> None:
        """Do nothing: what is collected goes on in blocks."""


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
    source, target = _Source(_metered(file, meter)), _Target(sink)
    keys = [pyrage.x25519.Identity.from_str(age_identity(key)) for key in identities]
    try:
        pyrage.decrypt_io(source, target, keys)
        target.close()
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


def _metered(file: BinaryIO, meter: Meter) -> Callable[[], bytes]:
    def more() -> bytes:
        data = file.read(_BLOCK)
        meter.advance(len(data))
        return data

    return more


def _joined(chunks: Iterator[bytes], meter: Meter) -> Callable[[], bytes]:
    def more() -> bytes:
        data = next(filter(None, chunks), b"")
        meter.advance(len(data))
        return data

    return more


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
    source, target = _Source(_joined(chunks, meter)), _Target(file.write)
    names = [pyrage.x25519.Recipient.from_str(age_recipient(key)) for key in recipients]
    try:
        pyrage.encrypt_io(source, target, names)
        target.close()
    except (pyrage.EncryptError, CaError, OSError):
        if failure := source.failure or target.failure:
            raise failure from None
        raise
    if target.failure is not None:
        raise target.failure
