"""Any heap of files: packages, parts and saved mails, in any order, twice, and mixed."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ca_desktop.domain.errors import PackageRefused
from ca_desktop.exchange.carrier import copy_safely
from ca_desktop.exchange.frame import HEADER_BYTES as OUTER_BYTES
from ca_desktop.exchange.frame import parse_outer
from ca_desktop.exchange.mails import attachments, is_mail
from ca_desktop.exchange.parts import HEADER_BYTES, PartHeader, join, read_header
from ca_desktop.exchange.progress import IsCancelled, Meter, Progress
from ca_desktop.services.ports.files import Gathered
from ca_desktop.services.ports.kept import Incomplete

_PARTS, _NAME = "parts", 32
"""Folder of kept parts; digits of a package's hash that name it."""

_CARRIED = frozenset({".hsg", ".hsp"})


def gather(
    paths: Sequence[Path],
    inbox: Path,
    *,
    keep: bool = False,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> list[Gathered]:
    """Put parts together and take files out of mails; other files stay as they are.

    Parts that were kept earlier count as well.

    Args:
        paths: files of any kind, in any order; doubles are passed over. A folder stands for the
            packages and parts in it.
        inbox: where wholes go until they are taken in.
        keep: keep the parts of incomplete packages there.
        progress: told how many bytes of mails and parts are read.
        cancelled: asked whether to go on.

    Returns:
        One for each package, in the order in which its first file came.

    Raises:
        DiskFull, NotWritable: the inbox takes no more; nothing is left behind.
        PackageRefused: E-107 a folder cannot be read.
        Cancelled: nothing is left behind.
    """
    paths = list(dict.fromkeys(found for path in paths for found in _files_in(path)))
    chosen = [path for path in paths if path.is_file()]
    meter = Meter(sum(path.stat().st_size for path in chosen), progress, cancelled)
    heap = _Heap(inbox, meter)
    try:
        for path in paths:
            heap.add(path)
        heap.add_kept()
        return heap.gathered(keep=keep)
    except BaseException:
        heap.forget_wholes()
        raise
    finally:
        heap.forget_copies()


def _files_in(path: Path) -> Sequence[Path]:
    """Return the packages and parts in a folder, by name; a file, or an empty folder, is itself."""
    try:
        if not path.is_dir():
            return (path,)
        return sorted(each for each in path.iterdir() if each.suffix.lower() in _CARRIED) or (path,)
    except OSError as error:
        raise PackageRefused("E-107") from error


def incomplete(inbox: Path) -> list[Incomplete]:
    """Return the packages of which only some parts are kept."""
    numbers: dict[str, set[int]] = {}
    counts: dict[str, int] = {}
    senders: dict[str, bytes] = {}
    for path in (inbox / _PARTS).glob("*.hsp"):
        with suppress(PackageRefused):
            header = read_header(path)
            if header is not None:
                name = header.whole.hex()[:_NAME]
                numbers.setdefault(name, set()).add(header.number)
                counts[name] = header.count
                if header.number == 1:
                    senders[name] = _sender(path, header)
    return [
        Incomplete(
            package=name,
            missing=tuple(n for n in range(1, counts[name] + 1) if n not in found),
            sender_tag=senders.get(name, b""),
        )
        for name, found in sorted(numbers.items())
    ]


def _sender(first: Path, header: PartHeader) -> bytes:
    """Read whom the package in a first part names as its sender, unproven."""
    with suppress(OSError, PackageRefused), first.open("rb") as file:
        file.seek(HEADER_BYTES)
        return parse_outer(file.read(OUTER_BYTES), header.total).sender_tag
    return b""


def forget_parts(whole: Path) -> None:
    """Remove the parts that were kept for a package, by where it was put together."""
    folder = whole.parent / _PARTS
    _remove(list(folder.glob(f"{whole.stem}-*.hsp")))
    with suppress(OSError):
        folder.rmdir()  # unless parts of another package wait there


class _Heap:
    """Files sorted by the package that they belong to."""

    def __init__(self, inbox: Path, meter: Meter) -> None:
        self._inbox = inbox
        self._meter = meter
        self._found: dict[object, Gathered] = {}
        self._parts: dict[bytes, dict[int, tuple[Path, PartHeader]]] = {}
        self._sources: dict[bytes, list[Path]] = {}
        self._copies: list[Path] = []
        self._wholes: list[Path] = []

    def add(self, path: Path) -> None:
        """Sort a file, or what a mail holds, into the heap."""
        if not path.is_file():
            self._keep(path, path)  # whoever takes it in will say so
            return
        try:
            header = read_header(path)
            if header is None and is_mail(path):
                self._open(path)
                return
        except PackageRefused as error:
            self._refuse(path, error.code)
            return
        self._sort(path, path, header)

    def add_kept(self) -> None:
        """Add what was kept earlier of the packages in the heap."""
        for path in sorted((self._inbox / _PARTS).glob("*.hsp")):
            with suppress(PackageRefused):
                header = read_header(path)
                if header is not None and header.whole in self._parts:
                    self._parts[header.whole].setdefault(header.number, (path, header))

    def gathered(self, *, keep: bool) -> list[Gathered]:
        """Put together what is complete, and keep the parts of what is not."""
        for whole, parts in self._parts.items():
            self._found[whole] = self._joined(whole, parts)
            if keep and self._found[whole].missing:
                self._keep_parts(whole, parts)
        return list(self._found.values())

    def forget_copies(self) -> None:
        """Remove what was taken out of mails only to be put together."""
        _remove(self._copies)

    def forget_wholes(self) -> None:
        """Remove the packages that nobody will take in."""
        _remove(self._wholes)

    def _open(self, mail: Path) -> None:
        for item in attachments(mail, self._inbox, self._meter):
            if item.path is None:
                self._refuse(mail, "E-112")
                continue
            try:
                header = read_header(item.path)
            except PackageRefused as error:
                self._copies.append(item.path)
                self._refuse(mail, error.code)
                continue
            (self._copies if header else self._wholes).append(item.path)
            self._sort(mail, item.path, header)

    def _sort(self, source: Path, path: Path, header: PartHeader | None) -> None:
        if header is None:
            self._keep(source, path)
            return
        self._found.setdefault(header.whole, Gathered(sources=(source,), whole=None))
        self._parts.setdefault(header.whole, {})[header.number] = (path, header)
        sources = self._sources.setdefault(header.whole, [])
        if source not in sources:
            sources.append(source)

    def _keep(self, source: Path, path: Path) -> None:
        self._found[source, path] = Gathered(sources=(source,), whole=path)

    def _refuse(self, source: Path, code: str) -> None:
        self._found[source, code] = Gathered(sources=(source,), whole=None, code=code)

    def _keep_parts(self, whole: bytes, parts: dict[int, tuple[Path, PartHeader]]) -> None:
        folder = self._inbox / _PARTS
        folder.mkdir(parents=True, exist_ok=True)
        for path, header in parts.values():
            if path.parent != folder:
                copy_safely(path, folder, f"{whole.hex()[:_NAME]}-{header.number:04}.hsp")

    def _joined(self, whole: bytes, parts: dict[int, tuple[Path, PartHeader]]) -> Gathered:
        sources = tuple(self._sources[whole])
        count = next(iter(parts.values()))[1].count
        missing = tuple(number for number in range(1, count + 1) if number not in parts)
        if missing:
            return Gathered(sources=sources, whole=None, missing=missing, code="PARTS-MISSING")
        target = self._inbox / f"{whole.hex()[:_NAME]}.hsg"
        try:
            join(parts, target, self._meter)
        except PackageRefused as error:
            return Gathered(sources=sources, whole=None, code=error.code)
        self._wholes.append(target)
        return Gathered(sources=sources, whole=target)


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
