"""What a step inside the office says, in one line: for the history and for the control sheet."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.moments import day_text, parse_moment
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.stations import BY_PIN
from ca_desktop.services import words

Fields = Mapping[str, Any]


def step_words(kind: str, fields: Fields) -> str:
    """Return what an event says beside its name and its remark; empty for nothing."""
    teller = _TELLERS.get(kind)
    told = teller(fields) if teller else ""
    return " · ".join(part for part in (told, *overrides(fields)) if part)


def overrides(fields: Fields) -> Iterator[str]:
    """Yield each guard that was passed over, with the reason and who approved it."""
    for each in fields.get("overrides", ()):
        name = words.label("guards", str(each.get("guard")))
        approver = f", {approved(each)}" if each.get("approver") else ""
        said = f"{each.get('reason') or ''}{approver}".removeprefix(", ")
        yield f"{name}: {said}"


def approved(fields: Fields) -> str:
    """Return who approved, and whether the name has no account in the office that says so."""
    # Earlier journals do not say whose account it was.
    typed = " (không có tài khoản)" if fields.get("approver_id") == "" else ""
    by_pin = " bằng mã PIN" if fields.get("confirmed") == BY_PIN else ""
    return f"{fields['approver']}{typed} đồng ý{by_pin}"


def _day(text: object) -> str:
    return day_text(parse_moment(str(text)).date()) if text else ""


def _assigned(fields: Fields) -> str:
    return f"giao cho {fields['to_name']}"


def _taken(fields: Fields) -> str:
    return f"{fields['taker_name']} nhận"


def _visit(fields: Fields) -> str:
    clock = "thời hạn tạm dừng" if fields.get("clock") == "pause" else ""
    return ", ".join(part for part in (str(fields["place"]), fields.get("ground"), clock) if part)


def _seen(fields: Fields) -> str:
    day = _day(fields.get("when"))
    return f"{fields['place']}, ngày {day}, có mặt {fields['present']}: {fields['found']}"


def _consulted(fields: Fields) -> str:
    return f"{fields['agency']}, trả lời trước hết ngày {_day(fields['answer_by'])}: " + str(
        fields["question"]
    )


def _linked(fields: Fields) -> str:
    share = str(fields.get("limit") or "none")
    limit = parse_time_limit(share).words() if share != "none" else ""
    due = f"hạn {_day(fields.get('share_due_at'))}" if fields.get("share_due_at") else ""
    return ", ".join(x for x in (str(fields["agency"]), str(fields["task"]), limit, due) if x)


def _answered(fields: Fields) -> str:
    late = "muộn" if fields.get("late") else "đúng hạn"
    how = f"trả lời {late}" if fields.get("answered") else "không trả lời"
    return f"{fields['agency']} {how}"


def _signer(fields: Fields) -> str:
    return f"trình {fields['signer']}"


def _payment(fields: Fields) -> str:
    amount = int(fields.get("amount_vnd") or 0)
    money = format_vnd(amount) if amount else ""
    return ", ".join(part for part in (str(fields["duty"]), money) if part)


def _paid(fields: Fields) -> str:
    due = _day(fields.get("due_at")) if fields.get("trace") else ""
    return ", ".join(x for x in (str(fields["paper"]), f"hẹn {due}" if due else "") if x)


def _result(fields: Fields) -> str:
    parts = (
        "từ chối giải quyết" if fields.get("negative") else "",
        f"số {fields['number']}" if fields.get("number") else "",
        f"ngày {_day(fields['dated'])}" if fields.get("dated") else "",
        f"{fields['signer']} ký" if fields.get("signer") else "",
    )
    return ", ".join(part for part in parts if part)


def _anew(fields: Fields) -> str:
    grants = "chấp thuận, " if fields.get("negative") is False else ""
    return f"bản {fields['edition']}, {grants}{_result(fields)}, {approved(fields)}"


def _case(fields: Fields) -> str:
    name = str(fields.get("case_name") or "trường hợp chung")
    due = f", hẹn {_day(fields.get('due_at'))}" if fields.get("due_at") else ""
    return name + due


def _papers(fields: Fields) -> str:
    return "; ".join(str(paper.get("name")) for paper in fields.get("documents", ()))


def _fee(fields: Fields) -> str:
    before, after = (format_vnd(int(fields[name])) for name in ("before_vnd", "fee_vnd"))
    return f"{before} thành {after}"


def _assessed(fields: Fields) -> str:
    return f"{fields['what']}, {format_vnd(int(fields['amount_vnd']))}"


def _supplement(fields: Fields) -> str:
    return str(fields.get("ground") or "")


def _signed(fields: Fields) -> str:
    return approved(fields) if fields.get("approver") else ""


def _handed(fields: Fields) -> str:
    return "mất giấy hẹn, đã xem giấy tờ tùy thân" if fields.get("slip_lost") else ""


def _stopped(fields: Fields) -> str:
    return words.label("causes", str(fields["cause"])).lower() if fields.get("cause") else ""


def _listed(fields: Fields) -> str:
    return f"{words.label('batches', str(fields['letter']))} số {fields['number']}"


_TELLERS: dict[str, Callable[[Fields], str]] = {
    "DossierAssigned": _assigned,
    "AssignmentAccepted": _taken,
    "VerificationStarted": _visit,
    "VerificationDone": _seen,
    "ConsultationAsked": _consulted,
    "ConsultationClosed": _answered,
    "LinkedSent": _linked,
    "LinkedClosed": _answered,
    "SignatureAsked": _signer,
    "PaymentRequired": _payment,
    "PaymentMade": _paid,
    "ResultReady": _result,
    "ResultCorrected": _anew,
    "CaseCorrected": _case,
    "PapersCorrected": _papers,
    "FeeCorrected": _fee,
    "FeeAssessed": _assessed,
    "SupplementRequested": _supplement,
    "DossierStopped": _stopped,
    "DueDateMoved": _signed,
    "LetterIssued": _signed,
    "ResultReturned": _handed,
    "DossierListed": _listed,
}
