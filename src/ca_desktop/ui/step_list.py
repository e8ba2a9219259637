"""The next steps of a dossier as a list: what closes something first, each with its number."""

from collections.abc import Iterator

from ca_desktop.domain.actors import ANSWERS, in_order
from ca_desktop.domain.stations import Station
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import DossierDetail, step_kind
from ca_desktop.services.ports.tasks import TaskRow
from ca_desktop.services.step_asks import STEP_ASKS

STEP_WORDS = {
    "take_on": "Nhận hồ sơ được giao",
    "verified": "Ghi kết quả thẩm tra…",
    "consulted": "Ghi trả lời lấy ý kiến…",
    "linked": "Cơ quan liên thông trả lời…",
    "paid": "Đã nộp tiền…",
    "in_process": "Chuyển giải quyết",
    "result_ready": "Có kết quả",
    "result_details": "Có kết quả: ghi số, ngày, từ chối…",
    "unsigned": "Trả lại, chưa ký",
    "supplement": "Yêu cầu bổ sung",
    "withdrawn": "Rút hồ sơ",
    "stopped": "Dừng giải quyết",
    "forward": "Chuyển trung tâm",
    "accept": "Nhận hồ sơ",
    "recall": "Rút lại",
    "take_back": "Lấy lại, không đợi trả lời",
    "assign": "Phân công xử lý…",
    "verify": "Đi thẩm tra…",
    "consult": "Lấy ý kiến cơ quan khác…",
    "link": "Chuyển cơ quan liên thông…",
    "sign": "Trình ký…",
    "payment": "Yêu cầu nộp tiền…",
    "correct_result": "Sửa kết quả sai…",
    "correct_case": "Sửa trường hợp…",
    "correct_papers": "Sửa thành phần hồ sơ…",
    "correct_fee": "Sửa số tiền…",
}
"""In the order of the list. Three dots: something is asked first."""

ASKED = frozenset(
    {
        "result_details",
        "consulted",
        "linked",
        "correct_result",
        *(name for name, asks in STEP_ASKS.items() if any(ask.needed for ask in asks)),
    }
)
"""Steps that ask for more than a remark."""


def step_items(detail: DossierDetail) -> Iterator[tuple[str, str]]:
    """Yield words and name of each step that may be taken now, numbered from 1.

    The number is the key that chooses it.
    """
    allowed = {*detail.steps, *detail.corrections}
    signing = detail.state.station is Station.AWAITING_SIGNATURE
    if "result_ready" in allowed:
        allowed.add("result_details")
    if signing:
        allowed.discard("result_ready")
    places = (name for name in STEP_WORDS if name in allowed)
    for number, name in enumerate(places, start=1):
        back = name == "forward" and detail.own_office != detail.state.office_id
        said = "Chuyển lại nơi tiếp nhận" if back else STEP_WORDS[name]
        yield f"{number}. {said}", name


def other_items(detail: DossierDetail) -> Iterator[tuple[str, str]]:
    """Yield words and name of each step that only others may take now, and who they are."""
    for name, said in STEP_WORDS.items():
        if name in detail.others:
            roles = words.role_names(in_order(detail.others[name]))
            yield f"{said.rstrip('…')} – việc của {roles}", name


def not_mine(detail: DossierDetail, name: str) -> str:
    """Return why a step of the list is not for this person; empty where it is."""
    step = step_of(name)
    if step not in detail.others:
        return ""
    action, roles = step_kind(step, detail.state).__name__, in_order(detail.others[step])
    return words.describe_code("STEP-ROLE", action=action, roles=roles).sentence


def task_whose(detail: DossierDetail, task: TaskRow) -> str:
    """Return why what another office asks is not for this person to do; empty where it is."""
    roles = detail.others_do(task)
    if not roles:
        return ""
    action = ANSWERS[task.kind].__name__
    return words.describe_code("STEP-ROLE", action=action, roles=in_order(roles)).happened


def step_of(name: str) -> str:
    """Return the step that an entry of the list takes."""
    return "result_ready" if name == "result_details" else name
