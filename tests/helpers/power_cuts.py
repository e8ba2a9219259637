"""What a disk may hold after a power cut, from a log of everything that was done to it.

What was flushed is there. Of what was not, there is nothing, a part from the front, any part, or
half a write: a disk writes 512 bytes at a time, in any order. Names are durable once their folder
was flushed; file systems keep the order of those that were not.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

SECTOR = 512
_HEAD = struct.Struct("=IiqII")

Image: TypeAlias = dict[str, bytes | None]
"""Path below the top to content; None is a folder."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log."""

    op: str
    fd: int
    offset: int
    first: bytes = field(repr=False)
    second: bytes = field(repr=False)


def read_log(path: Path) -> list[Change]:
    """Read a log."""
    data, place, found = path.read_bytes(), 0, []
    while place < len(data):
        op, fd, offset, first, second = _HEAD.unpack_from(data, place)
        start, middle = place + _HEAD.size, place + _HEAD.size + first
        place = middle + second
        found.append(Change(chr(op), fd, offset, data[start:middle], data[middle:place]))
    return found


def image_of(top: Path) -> Image:
    """Return what lies below a folder."""
    found: Image = {}
    for path in sorted(top.rglob("*")):
        name = path.relative_to(top).as_posix()
        found[name] = None if path.is_dir() else path.read_bytes()
    return found


def lay_out(image: Image, top: Path) -> None:
    """Make the files of an image below an empty folder."""
    for name, content in sorted(image.items()):
        path = top / name
        if content is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


@dataclass(slots=True)
class _File:
    """A file: what of it is durable, and what was done since, with the time of each change."""

    durable: bytearray
    pending: list[tuple[int, Change]] = field(default_factory=list)


_Naming: TypeAlias = tuple[int, str, str, str, int]
"""Time, op, name, other name, number of the file: one change of names that is not durable yet."""


class Disk:
    """A disk on which the changes of a log happen one after the other."""

    def __init__(self, start: Image, top: Path) -> None:
        self._top = str(top) + "/"
        self._files = [_File(bytearray(content or b"")) for content in start.values()]
        self._durable = {
            name: None if content is None else number
            for number, (name, content) in enumerate(start.items())
        }
        self._names = dict(self._durable)
        self._naming: list[_Naming] = []
        self._open: dict[int, tuple[str, int | None]] = {}
        self._time = 0
        self.promises: list[str] = []

    def apply(self, change: Change) -> None:
        """Let one change happen; it is not durable before it was flushed."""
        self._time += 1
        match change.op:
            case "K":
                self.promises.append(change.first.decode())
            case "O":
                self._open_file(change)
            case "W" | "T":
                number = self._open[change.fd][1]
                if number is not None:
                    self._files[number].pending.append((self._time, change))
            case "S":
                self._flush(change.fd)
            case _:
                self._rename(change)

    def _name(self, path: bytes) -> str:
        return f"{path.decode()}/".removeprefix(self._top).rstrip("/")

    def _open_file(self, change: Change) -> None:
        name = self._name(change.first)
        if name not in self._names and change.offset:
            self._files.append(_File(bytearray()))
            self._name_it("C", name, "", len(self._files) - 1)
        self._open[change.fd] = name, self._names.get(name)

    def _rename(self, change: Change) -> None:
        name, other = self._name(change.first), self._name(change.second)
        self._name_it(change.op, name, other, self._names.get(name) or 0)

    def _name_it(self, op: str, name: str, other: str, number: int) -> None:
        naming = (self._time, op, name, other, number)
        _apply_naming(self._names, naming)
        self._naming.append(naming)

    def _flush(self, fd: int) -> None:
        name, number = self._open[fd]
        if number is not None:
            file = self._files[number]
            for _time, change in file.pending:
                _apply_change(file.durable, change)
            file.pending.clear()
            return
        known = [x for x in self._naming if _concerns(x, name)]
        last = known[-1][0] if known else 0  # the order of names is kept: those before go along
        for naming in self._naming:
            if naming[0] <= last:
                _apply_naming(self._durable, naming)
        self._naming = [naming for naming in self._naming if naming[0] > last]

    def cuts(self, dice: random.Random, count: int) -> Iterator[Image]:
        """Yield what the disk may hold if the power goes now: none, all, and ``count`` between."""
        yield self._image(dice, until=0, share=0.0, torn=False)
        yield self._image(dice, until=self._time, share=1.0, torn=False)
        times = sorted({time for file in self._files for time, _change in file.pending})
        times += [naming[0] for naming in self._naming]
        if not times:
            return
        for number in range(count):
            kind = number % 4
            until = dice.choice(times) if kind == 0 else self._time
            share = 1.0 if kind == 0 else dice.choice((0.1, 0.5, 0.9))
            yield self._image(dice, until=until, share=share, torn=kind in {2, 3})

    def _image(self, dice: random.Random, *, until: int, share: float, torn: bool) -> Image:
        names = dict(self._durable)
        some = len(self._naming) if share == 1.0 else dice.randint(0, len(self._naming))
        for naming in self._naming[:some]:
            if naming[0] <= until:
                _apply_naming(names, naming)
        contents: dict[int, bytes] = {}
        for number in {number for number in names.values() if number is not None}:
            file = self._files[number]
            content = bytearray(file.durable)
            for time, change in file.pending:
                if time <= until and (share == 1.0 or dice.random() < share):
                    _apply_change(content, change, dice if torn and dice.random() < 0.3 else None)
            contents[number] = bytes(content)
        return {
            name: None if number is None else contents[number] for name, number in names.items()
        }


def _concerns(naming: _Naming, folder: str) -> bool:
    return any(name.rpartition("/")[0] == folder for name in naming[2:4] if name)


def _apply_naming(names: dict[str, int | None], naming: _Naming) -> None:
    _time, op, name, other, number = naming
    if op == "C":
        names[name] = number
    elif op == "M":
        names[name] = None
    elif op in {"U", "X"}:
        names.pop(name, None)
    elif op == "L" and name in names:
        names[other] = names[name]
    elif op == "R" and name in names:
        moved = {old: names[old] for old in names if old == name or old.startswith(f"{name}/")}
        for old in moved:
            del names[old]
        names |= {other + old.removeprefix(name): target for old, target in moved.items()}


def _apply_change(content: bytearray, change: Change, torn: random.Random | None = None) -> None:
    if change.op == "T":
        del content[change.offset :]
        content.extend(bytes(change.offset - len(content)))
        return
    end = change.offset + len(change.first)
    if torn is None:
        content.extend(bytes(max(0, change.offset - len(content))))
        content[change.offset : end] = change.first
        return
    for start in range(change.offset - change.offset % SECTOR, end, SECTOR):
        if torn.random() < 0.5:
            first, last = max(start, change.offset), min(start + SECTOR, end)
            content.extend(bytes(max(0, last - len(content))))
            content[first:last] = change.first[first - change.offset : last - change.offset]
