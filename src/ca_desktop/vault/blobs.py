"""Scans at rest: each in a file of its own, encrypted under a key of its own.

The keys stand in the database: without its row a file is noise, and deleting the row erases the
scan. A file's name is a keyed hash, so that a thief cannot test for papers they know; it depends
on the scan's key as well, so that one name never stands for two different files. Format: 8 bytes
of magic, then chunks of 64 KiB and their tags (ChaCha20-Poly1305); the nonce is the number of
the chunk and, in its last byte, 1 for the last one. A key only ever seals the one content.
"""

import hashlib
import hmac
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ca_desktop.domain.errors import BlobDamaged, DiskFull
from ca_desktop.vault.files import flush_folder, told_as_machine_error

KEY_BYTES = 32
CHUNK = 64 * 1024
MAGIC = b"CADBLOB\x01"

_TAG = 16
_LABEL = b"ca-desktop/blob-names/1"
_SPARE = 16 * 1024**2
FOLDER_LETTERS = 1
"""So much of a file's name is the name of its folder."""


class BlobStore:
    """The folder ``blobs/``; see `ca_desktop.services.ports.scans.BlobPort`.

    Args:
        folder: ``blobs/`` of a data folder.
        database_key: names follow from it.
    """

    def __init__(self, folder: Path, database_key: bytes) -> None:
        self._folder = folder
        derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_LABEL)
        self._names = derivation.derive(database_key)
        self._waiting: list[_Written] = []

    def new_key(self) -> bytes:
        """Return a key for a new scan."""
        return secrets.token_bytes(KEY_BYTES)

    def holds(self, digest: str, key: bytes) -> bool:
        """Tell whether the file of a scan is there; nothing is said of what is in it."""
        return self._path(digest, key).is_file()

    def require_room(self, size: int) -> None:
        """Demand room for so many bytes, and some to spare.

        Raises:
            DiskFull: there is not so much.
        """
        with told_as_machine_error(self._folder):
            free = shutil.disk_usage(self._folder).free
        if free < size + size // 10 + _SPARE:
            raise DiskFull

    @contextmanager
    def writing(self, digest: str, key: bytes) -> Iterator["BlobWriter"]:
        """Give a writer; on leaving, all is written and waits for `settle` or `discard`.

        Raises:
            BlobDamaged: what was written is not ``digest``.
            MachineError: the disk refused. Nothing is left behind in either case.
        """
        place = self._path(digest, key)
        fresh = self._folder / f"~{place.name}-{secrets.token_hex(4)}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with told_as_machine_error(self._folder):
            try:
                with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
                    writer = BlobWriter(file, key)
                    yield writer
                    found = writer.finish()
                _require_same(found, digest)
            except BaseException:
                _drop(fresh)
                raise
        self._waiting.append(_Written(fresh, place, digest, key))

    def settle(self) -> None:
        """Flush, read back and name what waits; only then may a row speak of it.

        Raises:
            BlobDamaged: the disk did not keep what was written.
            MachineError: the disk refused. Nothing that waited is left behind in either case.
        """
        try:
            with told_as_machine_error(self._folder):
                for item in self._waiting:
                    _flush(item.fresh)
                    _require_whole(item)
                folders = {self._folder}
                for item in self._waiting:
                    item.place.parent.mkdir(exist_ok=True)
                    item.fresh.replace(item.place)
                    folders.add(item.place.parent)
                for folder in sorted(folders):
                    flush_folder(folder)
        finally:
            self.discard()

    def discard(self) -> None:
        """Drop what waits."""
        for item in self._waiting:
            _drop(item.fresh)
        self._waiting.clear()

    def chunks(self, digest: str, key: bytes) -> Iterator[bytes]:
        """Yield a scan's bytes; each chunk is authentic, and the last proves that all came.

        Raises:
            BlobDamaged: the file is missing or not what was written.
            MachineError: the disk refused.
        """
        return _opened(self._path(digest, key), digest, key)

    def is_sound(self, digest: str, key: bytes) -> bool:
        """Read a scan from end to end and tell whether it is what it was.

        Raises:
            MachineError: the disk refused.
        """
        try:
            return _digest_of(self._path(digest, key), digest, key) == digest
        except BlobDamaged:
            return False

    def files(self) -> set[str]:
        """Return the names of all finished files.

        Raises:
            MachineError: the disk refused.
        """
        with told_as_machine_error(self._folder):
            return {path.name for path in self._folder.glob("?/*") if path.is_file()}

    def name(self, digest: str, key: bytes) -> str:
        """Return the name of a scan's file."""
        text = bytes.fromhex(digest) + key
        return hmac.new(self._names, text, hashlib.sha256).hexdigest()

    def remove(self, names: Iterable[str]) -> None:
        """Remove files by name.

        Raises:
            MachineError: the disk refused.
        """
        with told_as_machine_error(self._folder):
            for name in names:
                (self._folder / name[:FOLDER_LETTERS] / name).unlink(missing_ok=True)

    def _path(self, digest: str, key: bytes) -> Path:
        name = self.name(digest, key)
        return self._folder / name[:FOLDER_LETTERS] / name


@dataclass(frozen=True, slots=True)
class _Written:
    """A scan that has no name yet.

    Attributes:
        fresh: where it lies.
        place: where it will lie.
    """

    fresh: Path
    place: Path
    digest: str
    key: bytes = field(repr=False)


def _drop(fresh: Path) -> None:
    with suppress(OSError):  # what stays is swept at the next start
        fresh.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _require_same(found: str, digest: str) -> None:
    if found != digest:
        raise BlobDamaged(digest=digest)


def _require_whole(item: _Written) -> None:
    """Every chunk is authentic under a key that sealed nothing else: so it is what was written."""
    for _chunk in _opened(item.fresh, item.digest, item.key):
        pass


class BlobWriter:
    """Seals what it is given, chunk by chunk, and works out what it is."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file = file
        self._cipher = ChaCha20Poly1305(key)
        self._rest = bytearray()
        self._number = 0
        self._found = hashlib.sha256()
        file.write(MAGIC)

    def write(self, data: bytes) -> None:
        """Take some bytes."""
        self._found.update(data)
        self._rest += data
        while len(self._rest) > CHUNK:  # the last chunk is known as such only at the end
            self._seal(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]

    def finish(self) -> str:
        """Write what is left, as the last chunk; return the SHA-256 of all that came, hex."""
        self._seal(bytes(self._rest), last=True)
        self._file.flush()
        return self._found.hexdigest()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, MAGIC))
        self._number += 1


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _opened(path: Path, digest: str, key: bytes) -> Iterator[bytes]:
    cipher, number = ChaCha20Poly1305(key), 0
    with told_as_machine_error(path):
        try:
            file = path.open("rb")
        except FileNotFoundError as error:
            raise BlobDamaged(digest=digest) from error
        with file:
            if file.read(len(MAGIC)) != MAGIC:
                raise BlobDamaged(digest=digest)
            piece = file.read(CHUNK + _TAG)
            while piece:
                after = file.read(CHUNK + _TAG)
                try:
                    yield cipher.decrypt(_nonce(number, last=not after), piece, MAGIC)
                except InvalidTag as error:
                    raise BlobDamaged(digest=digest) from error
                piece, number = after, number + 1
    if not number:
        raise BlobDamaged(digest=digest)


def _digest_of(path: Path, digest: str, key: bytes) -> str:
    found = hashlib.sha256()
    for chunk in _opened(path, digest, key):
        found.update(chunk)
    return found.hexdigest()
