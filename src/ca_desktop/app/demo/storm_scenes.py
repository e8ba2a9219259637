"""The disasters of the storm, in the order of the week; each uses what the office has left."""

import shutil
from collections.abc import Callable
from pathlib import Path

from ca_desktop.app.demo.storm import Happening, StormTown, refusal, said
from ca_desktop.app.demo.world import CENTRE_PLACE
from ca_desktop.app.restoring import restore_office
from ca_desktop.cli.doors import Opening
from ca_desktop.domain.errors import CaError
from ca_desktop.services import procedures
from ca_desktop.services.backups import back_up
from ca_desktop.services.lives import LastPapers

ONE, TWO, THREE, FOUR, FIVE = (f"xa-{number}" for number in range(1, 6))
PART = 64 * 1024
"""Bytes of a part where the story cuts a package for a mailbox."""


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
        told.done.append(f"{_names(lost)} never arrives")
        town.take_in(ONE)
        told.said += said(town.take(CENTRE_PLACE, town.export(ONE)))
        told.person.append("nothing: the next file brought everything since the last answer")


def file_twice(town: StormTown) -> None:
    """A file arrives twice."""
    with town.scene("a file is delivered twice") as told:
        town.take_in(TWO)
        files = town.export(TWO)
        told.done.append(f"{_names(files)} is given to the centre, and once more")
        told.said += said(town.take(CENTRE_PLACE, files) + town.take(CENTRE_PLACE, files))
        told.person.append("nothing")


def wrong_order(town: StormTown) -> None:
    """A newer file arrives before the older one."""
    with town.scene("two files arrive in the wrong order") as told:
        town.take_in(THREE)
        older = town.export(THREE)
        town.take_in(THREE)
        newer = town.export(THREE)
        told.done.append(f"{_names(newer)} arrives before {_names(older)}")
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
    with town.scene("a package in parts by mail; one part is forgotten") as told:
        town.take_in(ONE, 500)
        parts = town.export(ONE, part=PART)
        told.done.append(f"{len(parts)} parts; the second is not attached at first")
        told.said += said(town.take(CENTRE_PLACE, [parts[0], *parts[2:], parts[0]]))
        told.person.append("asked for the part by its number")
        told.said += said(town.take(CENTRE_PLACE, list(reversed(parts))))


def crossed_recall(town: StormTown) -> None:
    """The giver asks a forward back while the taker accepts it."""
    with town.scene("a recall and an acceptance cross on the road") as told:
        (code,) = town.take_in(TWO)
        town.step(TWO, code, "forward", "Chuyển trung tâm giải quyết.")
        town.take(CENTRE_PLACE, town.export(TWO))
        town.step(TWO, code, "recall", "Người dân xin lại hồ sơ.")
        town.step(CENTRE_PLACE, code, "accept", "Trung tâm đã nhận.")
        there, back = town.export(TWO), town.export(CENTRE_PLACE, peer=town.code_of(TWO))
        told.done.append(f"{_names(there)} and {_names(back)} cross")
        told.said += said(town.take(CENTRE_PLACE, there) + town.take(TWO, back))
        told.said.append(
            f"{code}: {town.status(TWO, code)} at the commune, "
            f"{town.status(CENTRE_PLACE, code)} at the centre"
        )
        told.person.append("read that the centre has it, and waits for its result")


def broken_pc(town: StormTown) -> None:
    """A data folder is gone; backup and second journal bring everything back."""
    with town.scene("commune 2 loses its data folder; the second journal is there") as told:
        town.take_in(TWO)
        backup = back_up(town.world.office(TWO), town.folder("sao-luu-xa-2")).folder
        (last,) = town.take_in(TWO)
        town.lose_disk(TWO, whole=False)
        told.done.append("the data folder is deleted; D.state beside it stays")
        _restore(town, told, TWO, backup, last)
        told.said += said(town.carry(TWO))


def lost_disk(town: StormTown) -> None:
    """A whole disk is gone; the centre gives back what the backup lacks."""
    with town.scene("commune 3 loses its whole disk") as told:
        town.take_in(THREE)
        backup = back_up(town.world.office(THREE), town.folder("sao-luu-xa-3")).folder
        (last,) = town.take_in(THREE)
        town.carry(THREE)
        town.lose_disk(THREE, whole=True)
        told.done.append("data folder and second journal are gone; a backup on a stick is left")
        _restore(town, told, THREE, backup, last)
        for _journey in range(2):
            told.said += said(town.carry(THREE))


def old_folder(town: StormTown) -> None:
    """Somebody copies an old data folder over the present one."""
    with town.scene("an old copy of the data folder is put over the present one") as told:
        old = town.copy_disk(FOUR, whole=False)
        (last,) = town.take_in(FOUR)
        town.put_back(FOUR, old)
        told.done.append("commune 4 opens a data folder of an hour ago")
        for work in (town.take_in, town.export):
            try:
                work(FOUR)
            except CaError as error:
                told.said.append(refusal(error))
        answer = town.answer_question(FOUR, LastPapers(code=last))
        told.person.append(f"typed the last printed code and chose {answer}")
        told.said += said(town.carry(FOUR))


def cloned_pc(town: StormTown) -> None:
    """Two PCs work with copies of one disk."""
    with town.scene("commune 4 works on two PCs with copies of one disk") as told:
        twin = town.copy_disk(FOUR)
        town.take_in(FOUR, 2)
        town.carry(FOUR)
        original = town.copy_disk(FOUR)
        town.put_back(FOUR, twin)
        told.done.append("a disk image is put into a second PC, which works on beside the first")
        doubled = town.take_in(FOUR, 2)
        told.said += said(town.carry(FOUR) + town.carry(FOUR))
        told.said.append(f"both printed {', '.join(doubled)}")
        town.put_back(FOUR, original)
        told.said += said(town.carry(FOUR))
        told.person.append("switched the second PC off; the first goes on")
        if answer := town.answer_question(FOUR, LastPapers(code=doubled[-1])):
            told.person.append(f"chose {answer}")
        told.said += said(town.carry(FOUR))


def whole_disk_put_back(town: StormTown) -> None:
    """A whole disk is put back, mark and all: the PC cannot know it."""
    with town.scene("commune 5's technician puts last week's disk image back") as told:
        image = town.copy_disk(FIVE)
        town.take_in(FIVE)
        town.carry(FIVE)
        town.put_back(FIVE, image)
        told.done.append("data folder and mark are of before the last exchange")
        town.take_in(FIVE)
        for _journey in range(3):
            told.said += said(town.carry(FIVE))
        told.person.append("nothing: the PC learned of it from the centre's answer")


def centre_put_back(town: StormTown) -> None:
    """The centre loses its disk; its communes give back what its backup lacks."""
    with town.scene("the centre loses its whole disk") as told:
        backup = back_up(town.world.centre, town.folder("sao-luu-trung-tam")).folder
        procedures.publish_catalogue(town.world.centre)
        for place in (ONE, TWO):
            town.take_in(place)
            town.carry(place)
        town.lose_disk(CENTRE_PLACE, whole=True)
        told.done.append("the centre is restored from a backup without second journal")
        _restore(town, told, CENTRE_PLACE, backup, "")
        for place in (ONE, TWO, ONE, TWO):
            told.said += said(town.carry(place))


SCENES: tuple[Callable[[StormTown], None], ...] = (
    ordinary_day,
    lost_stick,
    file_twice,
    wrong_order,
    damaged_file,
    cut_file,
    wrong_office,
    by_mail,
    crossed_recall,
    broken_pc,
    lost_disk,
    old_folder,
    cloned_pc,
    whole_disk_put_back,
    centre_put_back,
)


def _names(files: list[Path]) -> str:
    return ", ".join(file.name for file in files)


def _altered(town: StormTown, good: Path, change: Callable[[bytes], bytes]) -> Path:
    bad = town.folder("hong") / good.name
    town.world.centre.files.write(bad, change(good.read_bytes()))
    return bad


def _flip(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[len(changed) // 2] ^= 0x40
    return bytes(changed)


def _restore(town: StormTown, told: Happening, place: str, backup: Path, last: str) -> None:
    opening = Opening(passphrase=None, user=None, now=town.world.clock.moment)
    shutil.rmtree(town.world.data_folder(place), ignore_errors=True)
    life = restore_office(town.world.data_folder(place), backup, opening, LastPapers(code=last))
    told.person.append(
        f"restored {backup.name}, typed the last printed code; series {life.series}, "
        f"{life.completed} events came from the second journal"
    )
