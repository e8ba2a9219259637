"""What happens to machines: broken, lost, copied, put back, meddled with, stolen."""

import shutil
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from ca_desktop.app.demo.storm import (
    FIVE,
    FOUR,
    ONE,
    THREE,
    TWO,
    Happening,
    StormTown,
    names,
    refusal,
    said,
)
from ca_desktop.app.demo.world import CENTRE_PLACE
from ca_desktop.app.rebuilding import rebuild_centre
from ca_desktop.app.restoring import restore_office
from ca_desktop.cli.doors import Opening
from ca_desktop.domain.errors import CaError
from ca_desktop.domain.events.envelope import event_hash
from ca_desktop.services.exchange.certificates import accept_card, write_card, write_past
from ca_desktop.services.exchange.pairing import (
    accept_request,
    answer_offer,
    finish_pairing,
    make_offer,
    other_machines,
)
from ca_desktop.services.keys.revocations import revoke_node
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office import procedures
from ca_desktop.services.office.backups import back_up
from ca_desktop.store.engine import connect
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.layout import DATABASE, KEYS


def broken_pc(town: StormTown) -> None:
    """A data folder is gone; backup and second journal bring everything back."""
    with town.scene("commune 2 loses its data folder; the second journal is there") as told:
        town.take_in(TWO)
        backup = back_up(town.world.office(TWO), town.folder("sao-luu-xa-2")).folder
        (last,) = town.take_in(TWO)
        town.lose_disk(TWO, whole=False)
        told.done.append("the data folder is deleted; D.state beside it stays")
        _restore(town, told, TWO, backup, last)
        told.said += said(town.carry(TWO)) + town.matters(CENTRE_PLACE) + town.matters(TWO)


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
        _try(town, told, FOUR)
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


def edited_journal(town: StormTown) -> None:
    """Somebody who has the key makes an intake look ten days older."""
    with town.scene("a row of commune 1's journal is edited by hand") as told:
        (last,) = town.take_in(ONE)
        backup = back_up(town.world.office(ONE), town.folder("sao-luu-xa-1")).folder
        town.world.close(ONE)
        secret, today = town.world.recovery_code(ONE), town.world.clock.moment.date()
        backdate(town.world.data_folder(ONE), secret, today, days=10)
        told.done.append(f"the intake of {last} is moved ten days back, hash and all")
        _try(town, told, ONE)
        if answer := town.answer_question(ONE, LastPapers(code=last)):
            told.person.append(f"chose {answer}")
        told.said += town.matters(ONE)
        town.lose_disk(ONE, whole=False)
        _restore(town, told, ONE, backup, last)
        told.said += said(town.carry(ONE))


def backdate(folder: Path, secret: str, today: date, days: int) -> None:
    """Move the newest intake back by some days and make all hashes fit, past the program.

    Args:
        folder: the data folder of an office that is closed.
        secret: opens its keys.
        today: the day on which the intake was written.
        days: how far back.
    """
    opened = open_key_file(folder / KEYS, secret, user_id=None, machine_secret=None)
    newest = "SELECT hash, envelope FROM journal WHERE kind = ? ORDER BY position DESC"
    day, earlier = (f"{x.isoformat()}T".encode() for x in (today, today - timedelta(days=days)))
    with closing(connect(folder / DATABASE, opened.database_key)) as database:
        old, envelope = database.execute(newest, ("DossierReceived",)).fetchone()
        older = envelope.replace(day, earlier)
        new = event_hash(older)
        row = (older, new, old)
        database.execute("UPDATE journal SET envelope = ?, hash = ? WHERE hash = ?", row)
        database.execute("UPDATE streams SET head_hash = ? WHERE head_hash = ?", (new, old))
        database.commit()


def _try(town: StormTown, told: Happening, place: str) -> None:
    """Work as on any day; what the program says to it is told."""
    for work in (town.take_in, town.export):
        try:
            work(place)
        except CaError as error:
            told.said.append(refusal(error))


def dead_pc(town: StormTown) -> None:
    """A PC is gone for good, with everything that was on it; a new one takes its place."""
    with town.scene("commune 3's PC burns, with every backup") as told:
        (last,) = town.take_in(THREE)
        town.step(THREE, last, "in_process", "Đang giải quyết.")
        town.carry(THREE)
        (unsent,) = town.take_in(THREE)
        town.lose_disk(THREE, whole=True)
        told.done.append(f"nothing is left; {unsent} had not left the office yet")
        papers = _pair_again(town, told, THREE, LastPapers(code=unsent))
        told.said += said(town.carry(THREE) + town.carry(THREE))
        told.said.append(f"{last}: {town.status(THREE, last)} on the new PC")
        town.step(THREE, last, "result_ready", "Đã có kết quả.")
        told.person.append(f"took {unsent} in once more from the paper; settled {last}")
        again = town.take_in(THREE)
        told.said.append(f"new papers carry the series: {again[0]}; {papers}")
        told.said += said(town.carry(THREE))


def stolen_pc(town: StormTown) -> None:
    """A PC is stolen: it is heard no more, and a new one takes its place."""
    with town.scene("commune 5's PC is stolen") as told:
        town.carry(FIVE)
        town.take_in(FIVE)
        late = town.export(FIVE)
        stolen = town.copy_disk(FIVE)
        second = town.world.recovery_code(CENTRE_PLACE)
        revoked = revoke_node(town.world.centre, town.code_of(FIVE), second)
        told.person.append(
            f"the centre revoked the stolen PC, a second person agreeing; "
            f"{len(revoked.cuts)} of its streams end where they were last read"
        )
        told.said += said(town.take(CENTRE_PLACE, late)) + town.matters(CENTRE_PLACE)
        town.lose_disk(FIVE, whole=True)
        told.done.append(f"{names(late)}, written after, arrives; the disk {stolen.name} is gone")
        _pair_again(town, told, FIVE, LastPapers())
        told.said += said(town.carry(FIVE) + town.carry(FIVE))


def centre_burns(town: StormTown) -> None:
    """Nothing is left of the centre: what a commune holds and the paper build it anew."""
    with town.scene("the centre's PC burns, with every backup") as told:
        town.carry(ONE)
        town.lose_disk(CENTRE_PLACE, whole=True)
        told.done.append("nothing is left of the centre but two envelopes with the root's sheets")
        past = town.folder("trung-tam-cu") / "trung-tam.hspast"
        write_past(town.world.office(ONE), past)
        opening = Opening(passphrase=None, user="Cán bộ Làm Mẫu", now=town.world.clock.moment)
        root = town.world.root_code(CENTRE_PLACE)
        rebuild_centre(town.world.data_folder(CENTRE_PLACE), past, root, opening, LastPapers())
        told.person.append("built the centre anew from commune 1's file and both groups of codes")
        card = past.with_name("trung-tam.hscert")
        write_card(town.world.centre, card)
        for place in (ONE, TWO, THREE, FOUR, FIVE):
            accept_card(town.world.office(place), card)
            told.said += said(town.carry(place))
        told.person.append("took the centre's card to every commune; each compared the digits")


def _pair_again(town: StormTown, told: Happening, place: str, last: LastPapers) -> str:
    """Set a new PC up and pair it in the place of the office's machines that do not run."""
    code, world = town.code_of(place), town.world
    world.found("commune", place, code, world.names[code])
    papers = town.folder(f"ket-noi-{place}")
    offer, request, answer = (papers / f"{code}{end}" for end in (".hspair", ".hsreq", ".hsg"))
    secret = make_offer(world.centre, code, offer).secret
    answer_offer(world.office(place), offer, secret, request, last)
    gone = [machine.node.node_id for machine in other_machines(world.centre, request)]
    accept_request(world.centre, request, answer, replaces=gone)
    finish_pairing(world.office(place), answer)
    told.person.append(
        f"set up a new PC, paired it with the sheet, and said that {len(gone)} old machine(s) of "
        "the office run no more"
    )
    return f"series {_series(town, place)}"


def _series(town: StormTown, place: str) -> int:
    with town.world.office(place).reading() as view:
        return view.offices.node().series


def _restore(town: StormTown, told: Happening, place: str, backup: Path, last: str) -> None:
    opening = Opening(passphrase=None, user=None, now=town.world.clock.moment)
    shutil.rmtree(town.world.data_folder(place), ignore_errors=True)
    life = restore_office(town.world.data_folder(place), backup, opening, LastPapers(code=last))
    told.person.append(
        f"restored {backup.name}, typed the last printed code; series {life.series}, "
        f"{life.completed} events came from the second journal"
    )
