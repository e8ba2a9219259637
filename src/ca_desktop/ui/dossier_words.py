"""What the page of a dossier says of it, and the letter it begins."""

from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.letters import LetterKind, kinds_on
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.regimes import forms_regime_on
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import DossierDetail, Stepped
from ca_desktop.services.desk.overview import DossierOverview
from ca_desktop.ui import shown
from ca_desktop.ui.letters import LetterWish


def clock_words(found: DossierOverview) -> str:
    """Return since when a dossier is here, its time limit, and what of it is used and left."""
    state = found.state
    if found.old is not None:
        return f"Nhận {shown.day(state.received_at)} · nhập từ sổ cũ"
    limit = parse_time_limit(state.limit).words() if state.limit != "none" else "không quy định"
    parts = [f"Nhận {shown.moment(state.received_at)}", f"thời hạn {limit}"]
    if found.used is not None:
        parts.append(f"đã dùng {found.used} ngày làm việc")
    if found.left is not None:
        parts.append(f"còn {found.left} ngày làm việc")
    return " · ".join(parts)


def holding_words(detail: DossierDetail) -> str:
    """Return who holds a dossier, in the office too, and whom it waits for."""
    state = detail.state
    office = detail.holder_office.name if detail.holder_office else "–"
    parts = [f"Đang giữ: {office}"]
    if state.taker_name:
        parts.append(state.taker_name)
    for errand in state.errands:
        due = f", hạn {shown.day(errand.due_at)}" if errand.due_at else ""
        name = words.status_name(errand.station.value).lower()
        parts.append(f"{name}: {errand.whom}{due}")
    return " · ".join(parts)


def stepped_words(done: Stepped, detail: DossierDetail | None) -> str:
    """Return what a step did; of a result before its day, that its holder is told beforehand.

    Source: Nghị định 61/2018/NĐ-CP art. 20.4.
    """
    said = f"{done.code}: {words.status_name(done.station or done.status)}."
    here = detail is not None and detail.own_office == detail.state.office_id
    if done.status is Status.RESULT_READY and done.due_at and here:
        due = parse_moment(done.due_at)
        if done.at.date() < due.date():
            said += f" Sớm hơn ngày hẹn {shown.day(done.due_at)}: báo người dân trước khi trả."
    return said


def letter_wish(found: DossierOverview) -> LetterWish:
    """Return the letter to begin: papers are asked for while that may be, else control sheet."""
    state = found.state
    asks = "supplement" in found.detail.steps and not state.supplements
    return LetterWish(
        kind=LetterKind.SUPPLEMENT if asks else LetterKind.CONTROL,
        code=state.code or "",
        dossier_id=state.dossier_id,
        about=f"{state.holder_name} · {state.code} · {state.procedure_name}",
        clock=state.supplement_clock,
        due=shown.day(state.due_at),
        kinds=kinds_on(forms_regime_on(parse_moment(state.received_at).date()), state.field_code),
    )
