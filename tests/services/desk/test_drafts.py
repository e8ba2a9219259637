"""Drafts: kept as they were typed, counted nowhere, gone once they are a dossier."""

import pytest
from tests.helpers import offices
from tests.helpers.training import Office

from ca_desktop.domain.errors import Forbidden, InvalidField, NotFound
from ca_desktop.domain.roles import Role
from ca_desktop.services.desk import drafts, intake
from ca_desktop.services.desk.dossiers import count_dossiers, day_counts
from ca_desktop.services.desk.intake import ReceiveDossier
from ca_desktop.services.office import journals
from ca_desktop.services.ports.drafts import DraftRow
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.topics import Topic

BODY = {"applicant.name": "Lò Thị É", "papers": [["Tờ khai", True, "1", "0"]]}
ONE, TWO = "1" * 32, "2" * 32


def kept(office: Office) -> list[DraftRow]:
    return [draft.row for draft in drafts.drafts(office.ports)]


def test_a_draft_comes_back_as_it_was_typed(office: Office) -> None:
    saved = drafts.save_draft(office.at("2026-03-02T09:41").ports, ONE, BODY)
    assert Topic.DRAFTS in saved.touched
    (row,) = kept(office)
    assert (row.draft_id, row.body, row.aside) == (ONE, BODY, False)
    assert row.saved_at == "2026-03-02T09:41:00+07:00"
    assert "Lò" not in repr(row)


def test_a_draft_has_no_number_and_counts_nowhere(office: Office) -> None:
    before = office.events()
    drafts.save_draft(office.ports, ONE, BODY)
    assert office.events() == before
    assert count_dossiers(office.ports, DossierFilter()) == 0
    assert day_counts(office.ports).unprinted == 0
    assert office.take_in().code.endswith("0001")


def test_what_is_typed_on_replaces_what_was_kept_and_keeps_when_it_began(office: Office) -> None:
    drafts.save_draft(office.at("2026-03-02T09:41").ports, ONE, BODY)
    drafts.save_draft(office.at("2026-03-02T09:42").ports, ONE, {"note": "x"})
    (row,) = kept(office)
    assert row.body == {"note": "x"}
    assert (row.began_at[11:16], row.saved_at[11:16]) == ("09:41", "09:42")


def test_a_draft_ends_in_the_transaction_that_makes_it_a_dossier(office: Office) -> None:
    drafts.save_draft(office.ports, ONE, BODY)
    drafts.save_draft(office.ports, TWO, BODY)
    wrong = ReceiveDossier.from_json(offices.dossier(sets=0))
    with pytest.raises(InvalidField):
        intake.receive_dossier(office.ports, wrong, draft=ONE)
    assert len(kept(office)) == 2
    command = ReceiveDossier.from_json(offices.dossier())
    done = intake.receive_dossier(office.ports, command, draft=ONE)
    assert Topic.DRAFTS in done.touched
    assert [row.draft_id for row in kept(office)] == [TWO]


def test_what_was_on_the_screen_is_offered_and_what_was_put_aside_is_not(office: Office) -> None:
    drafts.save_draft(office.ports, ONE, BODY)
    drafts.save_draft(office.ports, TWO, BODY, aside=True)
    assert [row.draft_id for row in drafts.unfinished(office.ports)] == [ONE]
    done = drafts.put_aside(office.ports, [ONE])
    assert [row.draft_id for row in done.rows] == [ONE]
    assert not drafts.unfinished(office.ports)
    assert [row.aside for row in kept(office)] == [True, True]


def test_whoever_takes_a_draft_up_goes_on_with_it(office: Office) -> None:
    drafts.save_draft(office.ports, ONE, BODY, aside=True)
    assert drafts.take_up(office.ports, ONE).row.body == BODY
    assert [row.draft_id for row in drafts.unfinished(office.ports)] == [ONE]
    with pytest.raises(NotFound):
        drafts.take_up(office.ports, TWO)


def test_a_removed_draft_can_be_put_back(office: Office) -> None:
    drafts.save_draft(office.ports, ONE, BODY)
    gone = drafts.forget_drafts(office.ports, [ONE, TWO])
    assert [row.body for row in gone.rows] == [BODY]
    assert not kept(office)
    drafts.put_back(office.ports, gone.rows)
    assert [row.body for row in kept(office)] == [BODY]


def test_a_draft_that_nobody_touches_is_removed_after_seven_days(office: Office) -> None:
    drafts.save_draft(office.at("2026-03-02T09:00").ports, ONE, BODY)
    drafts.save_draft(office.at("2026-03-03T09:00").ports, TWO, BODY)
    assert not drafts.expire_drafts(office.at("2026-03-09T08:59").ports).rows
    assert drafts.drafts(office.ports)[-1].expires_at == "2026-03-09T09:00:00+07:00"
    gone = drafts.expire_drafts(office.at("2026-03-09T09:00").ports)
    assert [row.draft_id for row in gone.rows] == [ONE]
    assert [row.draft_id for row in kept(office)] == [TWO]


def test_drafts_outlive_tables_that_are_made_anew(office: Office) -> None:
    drafts.save_draft(office.ports, ONE, BODY)
    journals.rebuild_tables(office.ports)
    assert [row.body for row in kept(office)] == [BODY]


def test_only_who_may_take_in_keeps_drafts(office: Office) -> None:
    with pytest.raises(Forbidden):
        drafts.save_draft(office.acting_as(Role.INSPECTOR), ONE, BODY)
