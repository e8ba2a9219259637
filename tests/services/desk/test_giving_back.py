"""Money of dossiers that end early, or was taken too much: proposed, never given back by itself."""

import pytest
from tests.helpers.training import Office

from ca_desktop.domain.errors import Forbidden, InvalidField, NotAllowedNow
from ca_desktop.domain.roles import Role
from ca_desktop.services import attention
from ca_desktop.services.desk import dossiers, fees, giving_back
from ca_desktop.services.desk.fee_reckoning import AssessFee

EXTRACT, BUSINESS, BUSINESS_CHANGED, COOPERATIVE = "2.000635", "1.001612", "2.000720", "1.005280"
CASH_NOW = {"copies": 2, "collect": {"method": "cash"}}


def paid(office: Office, **more: object) -> str:
    return office.take_in(procedure=EXTRACT, fee=CASH_NOW, **more).code


def ended(office: Office, code: str, step: str = "withdrawn") -> dossiers.Stepped:
    return dossiers.step_dossier(office.ports, code, step, note="Người dân đề nghị.")


def proposed(office: Office) -> dict[str, int]:
    return {x.row.code: x.amount_vnd for x in giving_back.proposals(office.ports)}


def back(office: Office, code: str, amount: int | None = None) -> int:
    given = {"method": "cash", "reason": "Rút hồ sơ"}
    return giving_back.give_back(office.ports, code, amount=amount, **given).amount_vnd


def waiting(office: Office) -> list[str]:
    return [x.about for x in attention.matters(office.ports) if x.code == "MONEY-BACK"]


@pytest.mark.parametrize("step", ["withdrawn", "stopped"])
def test_a_paid_dossier_that_ends_early_proposes_what_was_taken(office: Office, step: str) -> None:
    code = paid(office)
    assert proposed(office) == {}
    dossiers.step_dossier(office.ports, code, "in_process")
    assert ended(office, code, step).back_vnd == 16_000
    assert proposed(office) == {code: 16_000}
    assert waiting(office) == [code]
    assert not [row for row in office.history(code) if row.kind == "FeeRefunded"]


def test_it_is_given_back_in_parts_over_its_receipts_and_then_done(office: Office) -> None:
    code = paid(office)
    ended(office, code)
    with pytest.raises(InvalidField, match="FEE-TOO-MUCH"):
        back(office, code, 16_001)
    assert back(office, code, 10_000) == 10_000
    assert proposed(office) == {code: 6000}
    assert back(office, code) == 6000
    assert (proposed(office), waiting(office)) == ({}, [])
    with pytest.raises(NotAllowedNow, match="NOTHING-BACK"):
        back(office, code)
    assert fees.dossier_fees(office.ports, code).open_vnd == 0


def test_it_may_be_kept_with_a_reason(office: Office) -> None:
    code = paid(office)
    ended(office, code)
    with pytest.raises(InvalidField):
        giving_back.keep_money(office.ports, code, " ")
    giving_back.keep_money(office.ports, code, "Đã làm xong phần việc")
    assert (proposed(office), waiting(office)) == ({}, [])


def test_what_was_taken_too_much_is_proposed_alone(office: Office) -> None:
    code = paid(office)
    (fee,) = fees.dossier_fees(office.ports, code).fees
    wish = AssessFee(fee=fee.fee_id, copies=1, note="Đếm lại")
    fees.assess_fee(office.ports, code, wish)
    assert proposed(office) == {code: 8000}
    back(office, code)
    assert proposed(office) == {}


def test_where_the_law_keeps_the_fee_and_where_none_was_paid_nothing_is_proposed(
    office: Office,
) -> None:
    fee = {"amount_vnd": 100_000, "collect": {"method": "cash"}}
    kept = [office.take_in(procedure=each, fee=fee).code for each in (BUSINESS, COOPERATIVE)]
    unpaid = office.take_in(procedure=EXTRACT, fee={}).code
    assert [ended(office, code).back_vnd for code in (*kept, unpaid)] == [0, 0, 0]
    assert proposed(office) == {}


def test_a_fee_goes_back_where_no_text_about_this_procedure_keeps_it(office: Office) -> None:
    fee = {"amount_vnd": 100_000, "collect": {"method": "cash"}}
    code = office.take_in(procedure=BUSINESS_CHANGED, fee=fee).code
    assert ended(office, code).back_vnd == 100_000


def test_only_who_takes_money_gives_it_back(office: Office) -> None:
    code = paid(office)
    ended(office, code)
    clerk = office.acting_as(Role.INTAKE)
    with pytest.raises(Forbidden):
        giving_back.give_back(clerk, code, amount=None, method="cash", reason="Rút")
    with pytest.raises(Forbidden):
        giving_back.keep_money(clerk, code, "Không")
