"""The receipt and appointment slip (Mẫu 01): from the intake event to paper, logged."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.errors import NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.codec import build
from ca_desktop.domain.events.dossiers import DossierReceived
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.office import SlipPrinted
from ca_desktop.domain.form_words import slip_form
from ca_desktop.domain.moments import parse_moment
from ca_desktop.domain.numbering import written_number
from ca_desktop.domain.people import Person
from ca_desktop.domain.regimes import Regime
from ca_desktop.domain.registers import volume_of
from ca_desktop.domain.text import fold
from ca_desktop.services import words
from ca_desktop.services.desk.dossiers import find_dossier
from ca_desktop.services.desk.history import people
from ca_desktop.services.desk.intake import RESULT_WAYS
from ca_desktop.services.desk.paper_heads import paper_head
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import SlipData, SlipDocument, SlipLayout, SlipPerson
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

AUTHORISATION = "uy quyen"
"""Folded words in the name of a paper by which somebody acts for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A slip ready for the printer.

    Attributes:
        reprint: 0 for the first, n for the n-th reprint; the first is the receiving desk's.
    """

    dossier_id: str
    code: str
    layout: SlipLayout
    reprint: int
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSlip:
    """A slip that went to paper."""

    slip: Slip
    touched: frozenset[Topic]


def draw_slip(ports: Ports, code: str, layout: SlipLayout = "a4x2") -> Slip:
    """Return the slip as it would be printed now, marked as a reprint where it is one.

    Raises:
        NotFound: no such dossier was taken in here.
    """
    with ports.reading() as view:
        state = find_dossier(view, code)
        data = _slip_data(ports, view, state.dossier_id)
    return Slip(
        dossier_id=state.dossier_id,
        code=data.dossier_code,
        layout=layout,
        reprint=data.reprint,
        pdf=ports.paper.slip(data, layout),
    )


def log_print(ports: Ports, slip: Slip) -> PrintedSlip:
    """Keep that a slip went to paper; the next one of this dossier says that it is a reprint."""
    with ports.writing() as uow:
        log_made(uow, slip.dossier_id, slip.reprint, slip.layout)
        uow.commit()
        return PrintedSlip(slip=slip, touched=uow.touched)


def log_made(uow: UnitOfWork, dossier_id: str, reprint: int, layout: str) -> None:
    """Write into the journal that a slip was made."""
    uow.record(
        SlipPrinted(reprint=reprint, layout=layout),
        Standing(audience=LOCAL, subject=dossier_id),
    )


def save_slip(ports: Ports, code: str, folder: Path, layout: SlipLayout = "a4x2") -> Path:
    """Write the slip of a dossier into ``folder`` and keep that it was made; return the file."""
    slip = draw_slip(ports, code, layout)
    suffix = f"-in-lai-{slip.reprint}" if slip.reprint else ""
    path = folder / f"{slip.code}{suffix}.pdf"
    ports.files.write(path, slip.pdf)
    log_print(ports, slip)
    return path


def _slip_data(ports: Ports, view: View, dossier_id: str) -> SlipData:
    intake = _intake(view, dossier_id)
    received = parse_moment(intake.received_at)
    head = paper_head(view, intake.office_name, received).values
    regime = Regime.R2018 if intake.regime == Regime.R2018 else Regime.R2025
    return SlipData(
        regime=regime.value,
        parent_unit=head["parent_unit"],
        desk=head["desk"],
        place=head["place"],
        number_text=f"{written_number(intake.receipt_no)}/{head['symbol']}",
        dossier_code=intake.code,
        submitter=_person(intake.submitter),
        authoriser=_person(intake.holder) if intake.holder else None,
        authorisation=_authorisation(intake),
        procedure_name=intake.procedure_name,
        case_name=intake.case_name,
        documents=tuple(
            SlipDocument(name=item.name, originals=item.originals, copies=item.copies)
            for item in intake.documents
        ),
        sets=intake.sets,
        limit_words=parse_time_limit(intake.limit).words(),
        received_at=received,
        due_at=parse_moment(intake.due_at) if intake.due_at else None,
        result_place=head["desk"]
        if intake.receive_result == RESULT_WAYS[0]
        else words.label("result_ways", intake.receive_result),
        register_volume=f"{volume_of(intake.register_no):02d}/{received.year}",
        register_number=intake.register_no,
        fee_vnd=intake.fee_vnd,
        fee_note=_fee_note(view, dossier_id),
        receiver_name=intake.receiver_name,
        words=view.master.form_words(slip_form(regime), received.date()),
        training=view.offices.node().training,
        reprint=_reprint(view, intake, dossier_id),
        printed_at=ports.clock.now(),
    )


def _fee_note(view: View, dossier_id: str) -> str:
    """Say on what ground less is paid, or nothing."""
    found = [ground for fee in view.fees.of_dossier(dossier_id) for ground in fee.grounds]
    return f"miễn, giảm: {'; '.join(dict.fromkeys(found))}" if found else ""


def _intake(view: View, dossier_id: str) -> DossierReceived:
    """Return the intake, with its people as they were corrected since."""
    rows = view.dossiers.history(dossier_id)
    named = people(rows)
    for row in rows:
        if row.kind == "DossierReceived" and row.counted and row.fields is not None and named:
            intake = build(DossierReceived, row.fields)
            return replace(intake, submitter=named.submitter, holder=named.holder)
    raise NotFound


def _reprint(view: View, intake: DossierReceived, dossier_id: str) -> int:
    """Count the slips made before; the receiving desk made one that others do not know of."""
    made_there = int(intake.office_id != view.offices.own().office_id)
    return max(view.dossiers.reprints(dossier_id), made_there)


def _authorisation(intake: DossierReceived) -> str:
    """Name the papers handed in by which the submitter acts for the holder.

    None of them, as between close relatives: the form leaves room for the pen.
    """
    if intake.holder is None:
        return ""
    return "; ".join(item.name for item in intake.documents if AUTHORISATION in fold(item.name))


def _person(person: Person) -> SlipPerson:
    return SlipPerson(
        name=person.name,
        id_number=person.id_number or "",
        address=person.address or "",
        phone=person.phone or "",
        email=person.email or "",
    )
