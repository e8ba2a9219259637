"""Who signs an apology: the head of the agency, never whoever made it out for them."""

from dataclasses import replace

from ca_desktop.domain.actors import AGENCY_HEADS, in_order
from ca_desktop.domain.dossiers import DossierState
from ca_desktop.domain.errors import NotAllowedNow
from ca_desktop.domain.events.dossiers import LetterIssued
from ca_desktop.domain.form_words import OFFICE
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.roles import Actor
from ca_desktop.services.desk.approving import approver_of, may_approve, may_be_named
from ca_desktop.services.desk.taking import StepWish
from ca_desktop.services.ports.work import View


def signed(
    view: View, actor: Actor, state: DossierState, wish: StepWish, letter: LetterIssued
) -> LetterIssued:
    """Return an apology with who signs it.

    Who is named signs. Where nobody is, a head who writes it signs, or whom the office names as
    the signer of its papers.

    Raises:
        NotAllowedNow: APOLOGY-APPROVAL nobody is named and the writer does not head the agency.
        InvalidField: the name does not hold, or is of an account that does not head it.
    """
    heads = AGENCY_HEADS[view.offices.own().kind]
    usual = view.master.form_words(OFFICE, parse_moment(letter.at).date()).get("signer", "")
    own, typed = may_approve(actor, heads), wish.approver.strip()
    if not typed and not own:
        raise NotAllowedNow("APOLOGY-APPROVAL", code=state.code, roles=in_order(heads), usual=usual)
    if not typed and usual and may_be_named(view, usual, heads):
        typed = usual
    found = approver_of(
        view, actor, typed, needed=True, confirmation=wish.confirmation, heads=heads
    )
    return replace(
        letter, approver=found.name, approver_id=found.user_id, confirmed=found.confirmed
    )
