"""Hồ sơ mẫu: a procedure's dossier filled in with a made-up citizen, marked "MẪU", to be shown.

Source: TT 01/2018 art. 5 (docs/sources.md#forms).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ca_desktop.domain.deadlines import due
from ca_desktop.domain.errors import UserError
from ca_desktop.domain.form_words import OFFICE, form_id, slip_form
from ca_desktop.domain.letters import LetterKind
from ca_desktop.domain.money import format_vnd
from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.regimes import forms_regime_on
from ca_desktop.services.desk.form_samples import sample_letter, sample_slip
from ca_desktop.services.office.procedures import known_procedure
from ca_desktop.services.on_disk import is_folder
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import LetterData, SlipData, SlipDocument

_OPEN = "theo quy định của Hội đồng nhân dân tỉnh"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSample:
    """A sample dossier in files: its cover, and Mẫu 01 filled in."""

    procedure: str
    paths: tuple[Path, Path]


def save_sample(ports: Ports, code: str, folder: Path) -> SavedSample:
    """Write the sample dossier of a procedure into ``folder``.

    Raises:
        NotFound: NO-SUCH-PROCEDURE.
        CalendarMissing: no day can be promised yet.
        UserError: NO-SUCH-FILE there is no such folder.
        MachineError: the disk refused.
    """
    if not is_folder(folder):
        raise UserError("NO-SUCH-FILE", path=str(folder))
    now = ports.clock.now()
    with ports.reading() as view:
        procedure = known_procedure(view, code, now.date())
        office, own = view.offices.own().name, view.master.form_words(OFFICE, now.date())
        regime = forms_regime_on(now.date())
        cover_form = form_id(regime, LetterKind.SAMPLE)
        cover_words = view.master.form_words(cover_form, now.date())
        promised = due(
            view.master.calendar(), now, procedure.cases[0].limit, cutoff=procedure.latest
        )
        slip_words = view.master.form_words(slip_form(regime), now.date())
    cover = sample_letter(cover_form, cover_words, own, office, now)
    slip = sample_slip(regime, slip_words, own, office, now)
    paths = (folder / f"mau-{code}-ho-so.pdf", folder / f"mau-{code}-giay-hen.pdf")
    ports.files.write(paths[0], ports.paper.letter(_cover(cover, procedure)))
    ports.files.write(paths[1], ports.paper.slip(_slip(slip, procedure, promised.due_at), "a5"))
    return SavedSample(procedure=procedure.name, paths=paths)


def _cover(data: LetterData, procedure: Procedure) -> LetterData:
    fee = _fee(procedure)
    values = {
        **data.values,
        "procedure": procedure.name,
        "code": procedure.code,
        "limit": procedure.cases[0].limit.words(),
        "paid": _OPEN if fee is None else format_vnd(fee),
    }
    rows = tuple(
        {"name": paper.name, "originals": str(paper.originals), "copies": str(paper.copies)}
        for paper in procedure.documents
    )
    return replace(data, values=values, rows=rows, demands=(), code="")


def _fee(procedure: Procedure) -> int | None:
    """Return what the usual case costs; None where only the council knows."""
    fees = [rule for rule in procedure.fees if rule.case in {None, procedure.cases[0].key}]
    return fees[0].amount_vnd if fees else 0


def _slip(data: SlipData, procedure: Procedure, due_at: datetime | None) -> SlipData:
    papers = tuple(
        SlipDocument(name=paper.name, originals=paper.originals, copies=paper.copies)
        for paper in procedure.documents
    )
    return replace(
        data,
        procedure_name=procedure.name,
        documents=papers,
        limit_words=procedure.cases[0].limit.words(),
        due_at=due_at,
        fee_vnd=_fee(procedure),
    )
