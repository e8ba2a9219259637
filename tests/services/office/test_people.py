"""What the office knows of a person who came before."""

from tests.helpers.offices import PERSON
from tests.helpers.training import Office

from ca_desktop.services.desk import intake
from ca_desktop.services.office import people

NUMBER = str(PERSON["id_number"])


def test_who_was_here_before_need_not_be_typed_again(office: Office) -> None:
    office.take_in(applicant={**PERSON, "phone": "0912345678", "address": "Thôn Đông Hạ"})
    known = people.person_before(office.ports, NUMBER)
    assert known is not None
    assert (known["name"], known["birth"]) == ("Lò Thị Én", "1990")
    assert (known["phone"], known["address"]) == ("0912345678", "Thôn Đông Hạ")


def test_the_newest_facts_count(office: Office) -> None:
    for address in ("Thôn cũ", "Thôn mới"):
        office.take_in(applicant={**PERSON, "address": address})
    known = people.person_before(office.ports, NUMBER)
    assert known is not None
    assert known["address"] == "Thôn mới"


def test_a_person_who_was_represented_is_known_too(office: Office) -> None:
    holder = {"name": "Y Ƀhok Êban", "id_number": "066085001234"}
    office.take_in(on_behalf_of=holder)
    known = people.person_before(office.ports, "066085001234")
    assert known is not None
    assert known["name"] == "Y Ƀhok Êban"


def test_a_person_refused_at_intake_is_known_too(office: Office) -> None:
    intake.refuse_intake(
        office.ports, procedure="1.004873", applicant=dict(PERSON), reason="Sai nơi nộp."
    )
    assert people.person_before(office.ports, NUMBER) is not None


def test_of_a_stranger_nothing_is_known(office: Office) -> None:
    office.take_in()
    office.take_in(applicant={"name": "Không có số"})
    assert people.person_before(office.ports, "001190999999") is None
    assert people.person_before(office.ports, "") is None


def test_what_is_known_can_be_given_to_the_next_intake(office: Office) -> None:
    office.take_in()
    known = people.person_before(office.ports, NUMBER)
    assert office.take_in(procedure="2.000815", applicant=known).warnings == ()
