"""Scans in a dossier: what is let in, what they are called, how they are put into packages."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ca_desktop.domain.text import LINE_LIMIT

MAX_BYTES: Final = 25 * 1024**2
"""Largest scan, in bytes."""

MAX_PIXELS: Final = 60_000_000
"""Most dots of one picture or page."""

MAX_PAGES: Final = 300
"""Most pages of one scan."""

DOTS: Final = 200
"""Dots an inch of what is kept."""

MAX_IN_PACKAGE: Final = 2_000
"""Scans in one package; above that an export writes several."""

MAX_PACKAGE_BYTES: Final = 1_500 * 1024**2
"""Bytes of scans in one package: with its events it stays below 2 GiB."""

STILL_SECONDS: Final = 2.0
"""A file in the scanner's folder is taken once its size has been still for so long."""

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIXES: Final[Mapping[str, str]] = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
"""File name endings by media type."""

ENDINGS: Final = (".pdf", ".jpg", ".jpeg", ".png")
"""Endings that a person or a scanner gives such files."""

MAGIC_BYTES: Final = 8
"""What `media_type_of` needs to see."""

_MAGIC: Final = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SPACES: Final = re.compile(r"\s+")
_UNSAFE: Final = re.compile(r'[<>:"/\\|?*%$~]')
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³]|con(in|out)-)", re.IGNORECASE)
_STEM_LENGTH: Final = 80
_NAMELESS: Final = "ban-quet"


def media_type_of(start: bytes) -> str | None:
    """Tell what a file is by its first `MAGIC_BYTES` bytes; None for what is not let in."""
    return next((kind for magic, kind in _MAGIC if start.startswith(magic)), None)


def shown_name(given: str) -> str:
    """Return a file's name as it is shown: one line, without folders and hidden characters.

    Never fails: a name that holds nothing to show becomes a plain one.
    """
    last = re.split(r"[/\\]", given[-4 * LINE_LIMIT :])[-1]
    seen = "".join(x for x in last if x.isspace() or unicodedata.category(x) not in _HIDDEN)
    line = _SPACES.sub(" ", unicodedata.normalize("NFC", seen)).strip(" .")
    return line[:LINE_LIMIT].strip(" .") or _NAMELESS


def save_name(shown: str, media_type: str) -> str:
    """Rebuild the name under which a scan is saved: safe in every folder of every system.

    Args:
        shown: as `shown_name` gave it here or elsewhere.
        media_type: decides the ending, whatever the name says.
    """
    name = _UNSAFE.sub("-", shown_name(shown))
    for ending in ENDINGS:
        name = name[: -len(ending)] if name.lower().endswith(ending) else name
    stem = name[:_STEM_LENGTH].strip(" .-") or _NAMELESS
    if _DEVICES.fullmatch(stem.partition(".")[0].strip()):
        stem = f"{_NAMELESS}-{stem}"
    return stem + SUFFIXES[media_type]


@dataclass(frozen=True, slots=True)
class Carried:
    """A scan on its way.

    Attributes:
        digest: SHA-256, hex.
        size: bytes.
    """

    digest: str
    size: int


def loads(scans: Iterable[Carried], *, most: int, room: int) -> list[tuple[Carried, ...]]:
    """Spread scans over as few packages as their order allows; each scan goes once.

    Args:
        scans: in the order they are to go; one that comes again is passed over.
        most: in one package.
        room: bytes in one package; a single scan is never more.
    """
    return [tuple(load) for load in _loads(dict.fromkeys(scans), most, room)]


def _loads(scans: Iterable[Carried], most: int, room: int) -> Iterator[list[Carried]]:
    load: list[Carried] = []
    size = 0
    for scan in scans:
        if load and (len(load) == most or size + scan.size > room):
            yield load
            load, size = [], 0
        load.append(scan)
        size += scan.size
    if load:
        yield load


@dataclass(slots=True)
class Stillness:
    """Which files of a folder a scanner has finished: their size no longer changes.

    Files that lay there at the first look are not the scanner's work of now and never count.
    """

    _old: frozenset[str] | None = None
    _since: dict[str, tuple[int, float]] = field(default_factory=dict)

    def settled(self, sizes: Mapping[str, int], at: float) -> list[str]:
        """Return the names that are finished, each once.

        Args:
            sizes: of the files that are there now, by name.
            at: seconds on a clock that only runs forward.
        """
        old = frozenset(sizes) if self._old is None else self._old & sizes.keys()
        done = []
        for name in sorted(sizes.keys() - old):
            known, since = self._since.get(name, (0, at))
            if known != sizes[name] or not known:
                self._since[name] = (sizes[name], at)
            elif at - since >= STILL_SECONDS:
                done.append(name)
        self._old = old.union(done)
        self._since = {x: seen for x, seen in self._since.items() if x in sizes.keys() - self._old}
        return done
