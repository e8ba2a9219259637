"""What happens between two offices that work on one dossier, and with their keys."""

from ca_desktop.app.demo.storm import ONE, THREE, TWO, Happening, StormTown, names, said
from ca_desktop.app.demo.world import CENTRE_PLACE
from ca_desktop.services.desk import tasks
from ca_desktop.services.keys import keys


def crossed_recall(town: StormTown) -> None:
    """The giver asks a forward back while the taker accepts it."""
    with town.scene("a recall and an acceptance cross on the road") as told:
        (code,) = town.take_in(TWO)
        town.step(TWO, code, "forward", "Chuyển trung tâm giải quyết.")
        town.take(CENTRE_PLACE, town.export(TWO))
        town.step(TWO, code, "recall", "Người dân xin lại hồ sơ.")
        town.step(CENTRE_PLACE, code, "accept", "Trung tâm đã nhận.")
        _cross(town, told, TWO)
        told.said.append(
            f"{code}: {town.status(TWO, code)} at the commune, "
            f"{town.status(CENTRE_PLACE, code)} at the centre"
        )
        told.said += town.matters(CENTRE_PLACE) + town.matters(TWO)
        told.person.append("read that the centre has it, and waits for its result")


def forced_take_back(town: StormTown) -> None:
    """The giver cannot wait any longer; the taker's acceptance comes late."""
    with town.scene("a forward is taken back by force, and accepted too late") as told:
        (code,) = town.take_in(THREE)
        town.step(THREE, code, "forward", "Chuyển trung tâm giải quyết.")
        town.take(CENTRE_PLACE, town.export(THREE))
        town.step(THREE, code, "take_back", "Người dân cần gấp, trung tâm chưa trả lời.")
        town.step(CENTRE_PLACE, code, "accept", "Trung tâm đã nhận.")
        _cross(town, told, THREE)
        told.said += town.matters(CENTRE_PLACE) + town.matters(THREE)
        told.person.append("the centre read that the commune has the dossier again")


def papers_at_the_commune(town: StormTown) -> None:
    """The citizen brings papers to the commune while the centre holds the dossier."""
    with town.scene("papers come to the commune while the centre holds the dossier") as told:
        (code,) = town.take_in(ONE)
        town.step(ONE, code, "forward", "Chuyển trung tâm giải quyết.")
        town.take(CENTRE_PLACE, town.export(ONE))
        town.step(CENTRE_PLACE, code, "accept", "Trung tâm đã nhận.")
        town.step(CENTRE_PLACE, code, "supplement", "Thiếu bản sao giấy tờ.")
        town.take(ONE, town.export(CENTRE_PLACE, peer=town.code_of(ONE)))
        wanted = tasks.Ask(what="papers", papers=("Bản sao giấy tờ | 0 | 1",))
        asked = tasks.ask(town.world.office(ONE), code, wanted)
        told.person.append("the commune wrote down what was brought")
        told.said += said(town.take(CENTRE_PLACE, town.export(ONE)))
        told.said += town.matters(CENTRE_PLACE)
        tasks.answer(town.world.centre, asked.task_id, done=True)
        told.person.append("the centre pressed “đã đủ giấy tờ”; the clock runs again")
        told.said += said(town.take(ONE, town.export(CENTRE_PLACE, peer=town.code_of(ONE))))


def keys_change(town: StormTown) -> None:
    """A commune changes its keys while a file of the old ones is under way, both ways."""
    with town.scene("commune 1 changes its keys while files are under way") as told:
        town.take_in(ONE)
        there, back = town.export(ONE), town.export(CENTRE_PLACE, peer=town.code_of(ONE))
        done = keys.rotate_keys(town.world.office(ONE))
        told.person.append(f"changed the keys; they are number {done.number} now")
        told.done.append(f"{names(there)} and {names(back)} were sealed before")
        told.said += said(town.take(CENTRE_PLACE, there) + town.take(ONE, back))
        told.said += said(town.carry(ONE))


def _cross(town: StormTown, told: Happening, place: str) -> None:
    """Let the files of a commune and the centre cross on the road."""
    there, back = town.export(place), town.export(CENTRE_PLACE, peer=town.code_of(place))
    told.done.append(f"{names(there)} and {names(back)} cross")
    told.said += said(town.take(CENTRE_PLACE, there) + town.take(place, back))
