"""Packages and parts inside saved mails, whatever the mail program made of them.

A mail is read line by line: it may be of any size, and nothing of it is kept but the files that
begin like a package or a part. Names and declared types decide nothing.
"""

import binascii
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import BinaryIO, TypeAlias

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.exchange.carrier import flushed_new_file, require_room
from ca_desktop.exchange.frame import MAX_FILE, PACKAGE_MAGIC
from ca_desktop.exchange.parts import PART_MAGIC
from ca_desktop.exchange.progress import Meter

MOST_DEEP = 20
"""Mails and groups within each other; a mail that was forwarded often has five."""

MOST_ENTITIES = 5_000
_MAX_MAIL = MAX_FILE + MAX_FILE // 2
_MAX_HEADERS = 1024**2
_MAX_FIELD = 4096
_MAX_LINE = 64 * 1024
_LOOK = 64 * 1024
_MAGIC_BYTES = len(PACKAGE_MAGIC)
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_FIRST = re.compile(rb"(\xef\xbb\xbf)?(From |[!-9;-~]+[ \t]*:)")
_TELLING = re.compile(rb"(?im)^(mime-version|content-type)[ \t]*:")
_WANTED = (b"content-type", b"content-transfer-encoding")
_SPACE = b" \t\r\n"
_PLAIN = frozenset({"", "7bit", "8bit", "binary"})

_Lines: TypeAlias = Iterator[bytes]
_Head: TypeAlias = "Message[str, str]"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the exchange that was found in a mail.

    Attributes:
        path: the copy; None when it did not come out whole.
    """

    path: Path | None


def is_mail(path: Path) -> bool:
    """Tell whether a file reads like a saved mail, whatever it is called.

    Raises:
        PackageRefused: E-107 it cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_LOOK).lstrip(_SPACE)
    except OSError as error:
        raise PackageRefused("E-107") from error
    fields = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    return _FIRST.match(head) is not None and _TELLING.search(fields) is not None


def attachments(path: Path, folder: Path, meter: Meter) -> list[Attached]:
    """Copy the packages and parts of a saved mail into a folder.

    Args:
        path: the mail; it is only read.
        folder: takes the copies, under names of its own.
        meter: told how much of the mail is read.

    Returns:
        At least one.

    Raises:
        PackageRefused: MAIL-EMPTY nothing of the exchange is attached, MAIL-BAD it is no sound
            mail, E-101 longer than any mail, E-107 it cannot be read; no copy stays.
        DiskFull, NotWritable: the folder takes no more; no copy stays.
        Cancelled: no copy stays.
    """
    size = path.stat().st_size
    if size > _MAX_MAIL:
        raise PackageRefused("E-101")
    require_room(folder, size)
    found: list[Attached] = []
    try:
        _read(path, _Opened(folder, meter, found), deep=0)
    except BaseException:
        for item in found:
            if item.path is not None:
                item.path.unlink(missing_ok=True)
        raise
    if not found:
        raise PackageRefused("MAIL-EMPTY")
    return found


@dataclass(frozen=True, slots=True)
class _Opened:
    folder: Path
    meter: Meter
    found: list[Attached]

    def new_path(self, kind: str) -> Path:
        return self.folder / f"{secrets.token_hex(8)}.{kind}"


def _read(path: Path, opened: _Opened, *, deep: int) -> None:
    try:
        file = path.open("rb")
    except OSError as error:
        raise PackageRefused("E-107") from error
    with file:
        head = file.read(_LOOK)
        file.seek(len(head) - len(head.lstrip(_SPACE)))  # empty lines would end the fields
        _Walk(file, opened).entity(deep)


class _Walk:
    """One pass over the lines of a mail.

    A fence is a line that ends or begins a member of a group. Reading stops at each; which one
    it was stands in ``_stopped`` until whoever it belongs to goes on.
    """

    def __init__(self, file: BinaryIO, opened: _Opened) -> None:
        self._file = file
        self._opened = opened
        self._fences: list[bytes] = []
        self._stopped: tuple[int, bool] | None = None
        self._fresh = True
        self._entities = 0

    def entity(self, deep: int) -> None:
        """Read one entity up to the fence that ends it.

        Raises:
            PackageRefused: MAIL-BAD nested too deeply, or no end of members.
        """
        self._entities += 1
        if deep > MOST_DEEP or self._entities > MOST_ENTITIES:
            raise PackageRefused("MAIL-BAD")
        head = self._head()
        coding = str(head.get("Content-Transfer-Encoding", "")).strip().lower()
        kind, boundary = head.get_content_type(), _boundary(head)
        if kind.startswith("multipart/") and boundary:
            self._group(boundary, deep)
        elif kind == "message/rfc822" and coding in _PLAIN:
            self.entity(deep + 1)
        else:
            chunks = _DECODERS.get(coding, _plain)(iter(self._line, b""))
            self._leaf(filter(None, chunks), kind, deep)

    def _group(self, boundary: bytes, deep: int) -> None:
        own = len(self._fences)
        self._fences.append(boundary)
        self._pass_over()
        while self._stopped == (own, False):
            self._stopped = None
            self.entity(deep + 1)
            self._pass_over()
        if self._stopped == (own, True):
            self._stopped = None
        self._fences.pop()

    def _leaf(self, chunks: _Lines, kind: str, deep: int) -> None:
        head = b""
        try:
            while len(head) < _MAGIC_BYTES and (chunk := next(chunks, b"")):
                head += chunk
        except binascii.Error:
            return  # not a file of the exchange, so nobody misses it
        if head[:_MAGIC_BYTES] in {PACKAGE_MAGIC, PART_MAGIC}:
            self._keep(head, chunks)
        elif kind == "message/rfc822":
            self._nested(head, chunks, deep)

    def _keep(self, head: bytes, chunks: _Lines) -> None:
        target = self._opened.new_path("hsg")
        try:
            _write(target, head, chunks)
        except binascii.Error:
            self._opened.found.append(Attached(None))
        else:
            self._opened.found.append(Attached(target))

    def _nested(self, head: bytes, chunks: _Lines, deep: int) -> None:
        """Read a mail that was encoded as a whole."""
        inner = self._opened.new_path("hsg")
        try:
            _write(inner, head, chunks)
            _read(inner, self._opened, deep=deep + 1)
        except binascii.Error as error:
            raise PackageRefused("MAIL-BAD") from error
        finally:
            inner.unlink(missing_ok=True)

    def _head(self) -> _Head:
        """Read the fields of an entity; only those that say what it holds are looked at."""
        wanted: list[bytes] = []
        read, takes = 0, False
        while (line := self._line()).strip(_SPACE):
            read += len(line)
            if read > _MAX_HEADERS:
                raise PackageRefused("MAIL-BAD")
            if line[:1] not in {b" ", b"\t"}:
                takes = _FIELD.match(line) is not None and _name(line) in _WANTED
            if takes:
                wanted.append(line)
        fields = b"".join(wanted)[:_MAX_FIELD]
        return BytesHeaderParser(policy=policy.compat32).parsebytes(fields)

    def _line(self) -> bytes:
        """Return the next line, or a piece of a long one; nothing at a fence or at the end."""
        if self._stopped is not None:
            return b""
        try:
            line = self._file.readline(_MAX_LINE)
        except OSError as error:
            raise PackageRefused("E-107") from error
        self._opened.meter.advance(len(line))
        if not line:
            self._stopped = (-1, True)
        elif self._fresh and line.startswith(b"--"):
            self._stopped = self._fence(line.rstrip(_SPACE)[2:])
        self._fresh = line.endswith(b"\n")
        return b"" if self._stopped else line

    def _fence(self, text: bytes) -> tuple[int, bool] | None:
        for place in range(len(self._fences) - 1, -1, -1):
            if text == self._fences[place]:
                return place, False
            if text == self._fences[place] + b"--":
                return place, True
        return None

    def _pass_over(self) -> None:
        while self._line():
            pass


def _write(target: Path, head: bytes, chunks: _Lines) -> None:
    with flushed_new_file(target) as file:
        file.write(head)
        for chunk in chunks:
            file.write(chunk)


def _name(field: bytes) -> bytes:
    return field.partition(b":")[0].strip(_SPACE).lower()


def _boundary(head: _Head) -> bytes:
    try:
        found = head.get_boundary()
    except (ValueError, LookupError, TypeError):  # words in a character set that is none
        return b""
    return (found or "").encode("utf-8", "surrogateescape").rstrip(_SPACE)


def _from_base64(lines: _Lines) -> _Lines:
    rest = b""
    for line in lines:
        rest += line.translate(None, _SPACE)
        whole = len(rest) // 4 * 4
        yield binascii.a2b_base64(rest[:whole], strict_mode=True)
        rest = rest[whole:]
    if rest:
        raise binascii.Error


def _from_quoted(lines: _Lines) -> _Lines:
    return _plain(binascii.a2b_qp(line) for line in lines)


def _plain(lines: _Lines) -> _Lines:
    """The last line end belongs to the fence."""
    held = b""
    for line in lines:
        text = line.removesuffix(b"\n").removesuffix(b"\r") if line[-1:] == b"\n" else line
        yield held + text
        held = line[len(text) :]


_DECODERS: dict[str, Callable[[_Lines], _Lines]] = {
    "base64": _from_base64,
    "quoted-printable": _from_quoted,
}
