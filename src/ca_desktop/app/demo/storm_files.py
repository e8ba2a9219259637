"""What happens to files on the road: lost, doubled, late, damaged, cut, swapped, too new."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ca_desktop.app.demo.storm import FIVE, FOUR, ONE, THREE, TWO, StormTown, names, said
from ca_desktop.app.demo.world import CENTRE_PLACE
from ca_desktop.domain.events import codec

PART = 64 * 1024
"""Bytes of a part where the story cuts a package for a mailbox."""
NEW_KIND = "ProcessingStarted"
"""What the older program of the story does not know yet."""


def ordinary_day(town: StormTown) -> None:
    """Nothing goes wrong: every commune takes in, hands over and gets an answer."""
    with town.scene("an ordinary day at all five communes") as told:
        for place in (ONE, TWO, THREE, FOUR, FIVE):
            codes = town.take_in(place, 3)
            town.step(place, codes[0], "forward", "Chuyển trung tâm giải quyết.")
            told.said += said(town.carry(place))
        told.person.append("wrote each file, carried the stick, pressed “Nhập”")


def lost_stick(town: StormTown) -> None:
    """A stick never arrives; the next file brings everything."""
    with town.scene("a stick is lost on the road") as told:
        town.take_in(ONE, 2)
        lost = town.export(ONE)
        told.done.append(f"{names(lost)} never arrives")
        town.take_in(ONE)
        told.said += said(town.take(CENTRE_PLACE, town.export(ONE)))
        told.person.append("nothing: the next file brought everything since the last answer")


def file_twice(town: StormTown) -> None:
    """A file arrives twice."""
    with town.scene("a file is delivered twice") as told:
        town.take_in(TWO)
        files = town.export(TWO)
        told.done.append(f"{names(files)} is given to the centre, and once more")
        told.said += said(town.take(CENTRE_PLACE, files) + town.take(CENTRE_PLACE, files))
        told.person.append("nothing")


def wrong_order(town: StormTown) -> None:
    """A newer file arrives before the older one."""
    with town.scene("two files arrive in the wrong order") as told:
        town.take_in(THREE)
        older = town.export(THREE)
        town.take_in(THREE)
        newer = town.export(THREE)
        told.done.append(f"{names(newer)} arrives before {names(older)}")
        told.said += said(town.take(CENTRE_PLACE, newer) + town.take(CENTRE_PLACE, older))
        told.person.append("nothing")


def damaged_file(town: StormTown) -> None:
    """One bit of a file is another one."""
    with town.scene("a bit of a file flips on a bad stick") as told:
        town.take_in(FOUR)
        (good,) = town.export(FOUR)
        bad = _altered(town, good, _flip)
        told.done.append(f"bit 6 of the middle byte of {bad.name} is flipped")
        told.said += said(town.take(CENTRE_PLACE, [bad]))
        told.said += town.matters(CENTRE_PLACE)
        told.person.append("carried the file again from the outbox")
        told.said += said(town.take(CENTRE_PLACE, [good]))


def cut_file(town: StormTown) -> None:
    """A stick is pulled while somebody copies a file."""
    with town.scene("a copy is cut off half-way") as told:
        town.take_in(FIVE)
        (good,) = town.export(FIVE)
        bad = _altered(town, good, lambda data: data[: len(data) // 2])
        told.done.append(f"only half of {bad.name} is on the stick")
        told.said += said(town.take(CENTRE_PLACE, [bad]))
        told.said += town.matters(CENTRE_PLACE)
        told.person.append("copied the file once more")
        told.said += said(town.take(CENTRE_PLACE, [good]))


def wrong_office(town: StormTown) -> None:
    """Files end up where they do not belong."""
    with town.scene("files are swapped between offices") as told:
        (answer,) = town.export(CENTRE_PLACE, peer=town.code_of(ONE))
        (own,) = town.export(TWO)
        strange = town.folder("la") / "anh-gia-dinh.hsg"
        town.world.centre.files.write(strange, b"\xff\xd8\xff\xe0" + bytes(4000))
        told.done += [
            f"{answer.name}, meant for commune 1, is given to commune 2",
            f"{own.name} is given back to commune 2, which wrote it",
            f"{strange.name} is a photo",
        ]
        told.said += said(town.take(TWO, [answer, own, strange]))
        told.person.append("handed the file to commune 1")
        told.said += said(town.take(ONE, [answer]))


def by_mail(town: StormTown) -> None:
    """A package goes by mail in parts; one is missing at first."""
    with town.scene("a package goes by mail in parts; one mail is forgotten") as told:
        town.take_in(ONE, 500)
        mails = town.mails(ONE, PART)
        told.done.append(f"{len(mails)} saved mails; the second one is forgotten at first")
        told.said += said(town.take(CENTRE_PLACE, [mails[0], *mails[2:], mails[0]]))
        told.person.append("asked for the part by its number, and saved that mail too")
        told.said += said(town.take(CENTRE_PLACE, list(reversed(mails))))


def scan_on_a_lost_stick(town: StormTown) -> None:
    """A scan travels with its event until its reader has it."""
    with town.scene("the stick with a scan is lost") as told:
        (code,) = town.take_in(TWO)
        town.scan(TWO, code)
        lost = town.export(TWO)
        told.done.append(f"{names(lost)}, with the scan, never arrives")
        told.said += said(town.take(CENTRE_PLACE, town.export(TWO)))
        told.said.append(f"{code} at the centre: {town.scans(CENTRE_PLACE, code)}")
        told.person.append("nothing: the next file brought the scan too")


def older_program(town: StormTown) -> None:
    """The centre has not been updated yet when a commune's newer program writes."""
    with town.scene("the centre's program is older than commune 5's") as told:
        (code,) = town.take_in(FIVE)
        town.step(FIVE, code, "in_process", "Đang giải quyết.")
        files = town.export(FIVE)
        with _not_knowing(town, NEW_KIND):
            told.done.append(f"{names(files)} holds a kind of event that the centre cannot read")
            told.said += said(town.take(CENTRE_PLACE, files)) + town.matters(CENTRE_PLACE)
            told.said.append(f"{code}: {town.status(CENTRE_PLACE, code)} at the centre")
        told.person.append("updated the centre's program; what waited was applied by itself")
        told.said.append(f"{code}: {town.status(CENTRE_PLACE, code)} at the centre")


@contextmanager
def _not_knowing(town: StormTown, kind: str) -> Iterator[None]:
    """Run the centre with a program from before a kind of event."""
    town.world.close(CENTRE_PLACE)
    later = codec.KINDS.pop(kind)
    try:
        yield
        town.world.close(CENTRE_PLACE)
    finally:
        codec.KINDS[kind] = later


def _altered(town: StormTown, good: Path, change: Callable[[bytes], bytes]) -> Path:
    bad = town.folder("hong") / good.name
    town.world.centre.files.write(bad, change(good.read_bytes()))
    return bad


def _flip(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[len(changed) // 2] ^= 0x40
    return bytes(changed)
