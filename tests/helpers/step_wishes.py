"""What a random step says beside its remark, so that every step can be taken."""

from datetime import timedelta
from random import Random

from ca_desktop.services.desk.step_choices import step_choices
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.step_asks import STEP_ASKS, AskKind

SAYS = {
    AskKind.LINE: "Công an xã",
    AskKind.TEXT: "Nội dung",
    AskKind.LIMIT: "2 wd",
    AskKind.MONEY: "8000",
    AskKind.PAPERS: "Tờ khai | 1 | 0",
}


def step_wish(ports: Ports, dossier_id: str, step: str, dice: Random) -> StepWish:
    """Return what a step needs; every guard that may be passed over is."""
    values: dict[str, object] = {}
    today = ports.clock.now().date()
    asks = STEP_ASKS.get(step, ())
    choices = step_choices(ports, dossier_id, step).choices if asks else {}
    for ask in asks:
        offered = choices.get(ask.name, ())
        if offered:
            values[ask.name] = dice.choice(offered)[0]
        elif ask.kind is AskKind.DAY:
            later = 0 if ask.name == "dated" else dice.randrange(4)
            values[ask.name] = (today + timedelta(days=later)).isoformat()
        elif ask.kind in SAYS and ask.name not in {"sets", "ground"}:
            values[ask.name] = SAYS[ask.kind]
        elif ask.name == "ground":
            values[ask.name] = "Luật Đất đai 2024"
    return StepWish(values=values, reason="Có lý do.", approver="Hoàng Thị Ơ")
