"""Papers filled in with made-up citizens: previews of changed forms, and "MẪU" to be shown."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.moments import day_text, hour_and_day
from ca_desktop.domain.numbering import dossier_code
from ca_desktop.domain.regimes import Regime, moment_in
from ca_desktop.services.desk.paper_heads import worded_head
from ca_desktop.services.ports.paper import (
    HandedOn,
    LetterData,
    SlipData,
    SlipDocument,
    SlipPerson,
)

PERSON = SlipPerson(
    name="Nguyễn Thị Mẫu",
    id_number="001190000000",
    address="Thôn Mẫu, xã Mẫu",
    phone="0900 000 000",
)
OFFICER = "Trần Văn Mẫu"
PROCEDURE = "Cấp Giấy xác nhận tình trạng hôn nhân"
SHOWN_FOR_OFFICE = f"{Regime.R2025.value}.{LetterKind.APOLOGY.value}"
"""The form on which the words of the office itself are shown."""

_PAPERS = ("Tờ khai theo mẫu", "Giấy tờ tùy thân")
_LIMIT = timedelta(days=3)


def sample_letter(
    form: str, words: Mapping[str, str], own: Mapping[str, str], office: str, at: datetime
) -> LetterData:
    """Return a letter about a made-up dossier.

    Args:
        form: id of its form.
        words: that its form takes.
        own: that this office gave itself.
        office: its name.
        at: moment of the letter; of a regime that is over, its last day.
    """
    group, _dot, kind = form.partition(".")
    regime = Regime.R2018 if group == Regime.R2018 else Regime.R2025
    at = moment_in(regime, at)
    head = worded_head(office, at, own)
    letter = LetterKind(kind)
    return LetterData(
        letter=letter,
        regime=regime.value,
        values={**head.values, **_values(head.values["office"], at)},
        demands=_PAPERS if letter not in _WITHOUT_LINES else (),
        passages=(_passage(head.values["desk"], at),) if letter is LetterKind.CONTROL else (),
        rows=_rows(letter, at),
        words=words,
        logo=head.logo,
        sample=True,
        code=_code(at),
        printed_at=at,
    )


def sample_slip(
    regime: Regime, words: Mapping[str, str], own: Mapping[str, str], office: str, at: datetime
) -> SlipData:
    """Return Mẫu 01 for a made-up citizen; the arguments are those of `sample_letter`."""
    at = moment_in(regime, at)
    head = worded_head(office, at, own).values
    return SlipData(
        regime=regime.value,
        parent_unit=head["parent_unit"],
        desk=head["desk"],
        place=head["place"],
        number_text=f"01/{head['symbol']}",
        dossier_code=_code(at),
        submitter=PERSON,
        procedure_name=PROCEDURE,
        documents=tuple(SlipDocument(name=name, originals=1) for name in _PAPERS),
        limit_words="03 ngày làm việc",
        received_at=at,
        due_at=at + _LIMIT,
        result_place="Bộ phận Một cửa",
        fee_vnd=0,
        receiver_name=OFFICER,
        words=words,
        sample=True,
        printed_at=at,
    )


_WITHOUT_LINES = frozenset(
    {LetterKind.CONTROL, LetterKind.TRANSFER, LetterKind.RATING, LetterKind.APPOINTMENT}
)


def _code(at: datetime) -> str:
    return dossier_code("H00.00.00", at.date(), 0)


def _values(office: str, at: datetime) -> dict[str, str]:
    due = hour_and_day(at + _LIMIT)
    return {
        "number": "01",
        "code": _code(at),
        "holder": PERSON.name,
        "submitter": PERSON.name,
        "id_number": PERSON.id_number,
        "address": PERSON.address,
        "phone": PERSON.phone,
        "procedure": PROCEDURE,
        "received_at": hour_and_day(at),
        "due_at": due,
        "new_due": due,
        "reason": "lý do ghi ở đây",
        "effect": "dừng từ hôm nay đến khi nộp đủ giấy tờ",
        "officer": OFFICER,
        "stage": "Đang xử lý",
        "request": f"đơn ngày {day_text(at.date())}",
        "paid": "0 đ",
        "returned": "0 đ",
        "lead": office,
        "holding": office,
        "addressee": office,
        "ask": "trả lời trước hạn",
        "collector": PERSON.name,
        "collector_id": PERSON.id_number,
        "collector_phone": PERSON.phone,
        "result_kind": "Giấy xác nhận",
        "result_number": "12",
        "result_day": day_text(at.date()),
        "returned_at": due,
        "giver": OFFICER,
        "taker": "Lê Thị Mẫu",
        "count": "1",
    }


def _passage(desk: str, at: datetime) -> HandedOn:
    return HandedOn(giver=desk, taker=OFFICER, at=hour_and_day(at), standing="Trước hạn")


def _rows(letter: LetterKind, at: datetime) -> tuple[Mapping[str, str], ...]:
    if letter is LetterKind.TRANSFER:
        return ({"agency": "Tư pháp – hộ tịch", "work": "Xác minh", "limit": "2 ngày làm việc"},)
    if letter in {LetterKind.RESULTS, LetterKind.BATCH}:
        line = {"code": _code(at), "procedure": PROCEDURE, "holder": PERSON.name}
        return (line | {"address": PERSON.address, "result": "Giấy xác nhận"},)
    return ()
