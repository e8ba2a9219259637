"""What lies behind the manifest: small sections stay in memory, scans only pass through."""

import hashlib
from collections.abc import Sequence

from ca_desktop.domain.attachments import (
    MAGIC_BYTES,
    MAX_BYTES,
    MAX_IN_PACKAGE,
    Carried,
    media_type_of,
)
from ca_desktop.domain.errors import BlobDamaged, PackageRefused
from ca_desktop.domain.packages import Section
from ca_desktop.services.ports.scans import ScanTaker

ATTACHMENT = "attachment"
"""One scan, not compressed; its hash is its name."""


def attachment_section(digest: str, size: int) -> Section:
    """Say of a scan what the manifest says of it."""
    return Section(
        kind=ATTACHMENT,
        stored=size,
        expanded=size,
        sha256_stored=digest,
        sha256_expanded=digest,
    )


def check_attachments(sections: Sequence[Section]) -> None:
    """Hold what a manifest says of scans against the limits.

    Raises:
        PackageRefused: E-114; E-132 a scan larger than any may be.
    """
    said = [section for section in sections if section.kind == ATTACHMENT]
    if len(said) > MAX_IN_PACKAGE or len({x.sha256_stored for x in said}) != len(said):
        raise PackageRefused("E-114")
    for section in said:
        stored, expanded = (
            (section.stored, section.sha256_stored),
            (section.expanded, section.sha256_expanded),
        )
        if stored != expanded:
            raise PackageRefused("E-114")
        if not MAGIC_BYTES <= section.stored <= MAX_BYTES:
            raise PackageRefused("E-132")


class Bodies:
    """Takes the bytes behind the manifest in, in order, and never more than it states.

    Args:
        sections: of the manifest, within their limits.
        taker: takes the scans in.
    """

    def __init__(self, sections: Sequence[Section], taker: ScanTaker | None = None) -> None:
        self._coming = list(reversed(sections))
        self._scans = _Scans(sections, taker)
        self._left = 0
        self._now: Section | None = None
        self._kept: dict[str, bytearray] = {}

    def take(self, data: bytes) -> None:
        """Take some bytes.

        Raises:
            PackageRefused: E-114 more than the manifest states, or not what it names; E-132 a
                scan of a type that is not allowed.
        """
        rest = memoryview(data)
        while rest:
            section = self._current()
            part, rest = rest[: self._left], rest[self._left :]
            self._left -= len(part)
            if section.kind == ATTACHMENT:
                self._scans.take(section.sha256_stored, bytes(part))
            else:
                self._kept[section.kind] += part

    def finish(self) -> dict[str, bytes]:
        """Return the sections in memory, by kind.

        Raises:
            PackageRefused: E-114 the bytes ended early, or as `take`.
        """
        while self._coming and not self._left and not self._coming[-1].stored:
            self._next()
        if self._left or self._coming:
            raise PackageRefused("E-114")
        self._scans.take("", b"")
        return {kind: bytes(body) for kind, body in self._kept.items()}

    def _current(self) -> Section:
        while self._now is None or not self._left:
            self._now = self._next()
        return self._now

    def _next(self) -> Section:
        if not self._coming:
            raise PackageRefused("E-114")
        section = self._coming.pop()
        self._left = section.stored
        if section.kind != ATTACHMENT:
            self._kept[section.kind] = bytearray()
        return section


class _Scans:
    """Looks at the type of each scan, and holds it against its hash or leaves that to its taker."""

    def __init__(self, sections: Sequence[Section], taker: ScanTaker | None) -> None:
        said = [Carried(x.sha256_stored, x.stored) for x in sections if x.kind == ATTACHMENT]
        self._taker = taker
        self._wanted = taker.expect(said) if taker and said else frozenset[str]()
        self._name = ""
        self._start = b""
        self._digest = hashlib.sha256()

    def take(self, name: str, data: bytes) -> None:
        """Take the next bytes of a scan; another name ends the one before."""
        if name != self._name:
            self._end()
            self._name, self._start, self._digest = name, b"", hashlib.sha256()
        self._start = (self._start + data[:MAGIC_BYTES])[:MAGIC_BYTES]
        if name in self._wanted:
            self._give(name, data)
        else:
            self._digest.update(data)

    def _end(self) -> None:
        if not self._name:
            return
        if self._name in self._wanted:
            self._give("", b"")
        elif self._digest.hexdigest() != self._name:
            raise PackageRefused("E-114")
        if media_type_of(self._start) is None:
            raise PackageRefused("E-132")

    def _give(self, name: str, data: bytes) -> None:
        if self._taker is None:
            return
        try:
            self._taker.take(name, data)
        except BlobDamaged as error:
            raise PackageRefused("E-114") from error
