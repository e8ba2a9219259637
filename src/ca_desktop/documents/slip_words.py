"""What Mẫu 01 says: the values of a slip as the words people read."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from ca_desktop.documents.forms import Form
from ca_desktop.domain.moments import VIETNAM, day_text, hour_and_day, month_text
from ca_desktop.domain.text import grouped
from ca_desktop.services.ports.paper import SlipData, SlipPerson

NOBODY = SlipPerson(name="")


def slip_words(data: SlipData, form: Form) -> Mapping[str, str]:
    """Return the words of every value a form may name; empty where nothing is known."""
    received = data.received_at.astimezone(VIETNAM)
    people = {
        "submitter": data.submitter,
        "authoriser": data.authoriser or NOBODY,
        "holder": data.authoriser or data.submitter,
    }
    return {
        "authorisation": data.authorisation,
        "case_name": data.case_name,
        "day": f"{received.day:02d}",
        "desk.name": form.desk(data.desk).name,
        "dossier_code": data.dossier_code,
        "due_at": form.words["no_due"] if data.due_at is None else hour_and_day(data.due_at),
        "fee": _fee(data, form),
        "limit_words": data.limit_words,
        "month": month_text(received),
        "number": _number(data, form),
        "parent_unit": data.parent_unit,
        "place": data.place,
        "printed_at": _print_moment(data.printed_at),
        "procedure_name": data.procedure_name,
        "receiver_name": data.receiver_name,
        "received_at": hour_and_day(received),
        "register_number": data.register_number,
        "register_volume": data.register_volume,
        "reprint": str(data.reprint),
        "result_place": data.result_place,
        "sets": f"{data.sets:02d}",
        "year": str(received.year),
        **{
            f"{who}.{what}": value
            for who, person in people.items()
            for what, value in asdict(person).items()
        },
    }


def dong(amount: int) -> str:
    """Write an amount of money: ``25.000 đồng``."""
    return f"{grouped(amount)} đồng"


def _fee(data: SlipData, form: Form) -> str:
    if data.fee_vnd is None:
        return ""
    amount = dong(data.fee_vnd) if data.fee_vnd else form.words["no_fee"]
    return f"{amount} ({data.fee_note})" if data.fee_note else amount


def _number(data: SlipData, form: Form) -> str:
    """Add the desk's symbol to a bare number; an office may have put its own."""
    number = data.number_text.removeprefix("Số:").strip()
    if not number or "/" in number:
        return number
    return f"{number}/{form.desk(data.desk).symbol}"


def _print_moment(moment: datetime) -> str:
    local = moment.astimezone(VIETNAM)
    return f"{day_text(local.date())} {local.hour:02d}:{local.minute:02d}"
