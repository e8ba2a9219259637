"""What became of the dossier whose slip was scanned."""

from dataclasses import dataclass, field

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import NotFound
from ca_desktop.domain.numbering import parse_code
from ca_desktop.services.ports.office import Ports


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedSlip:
    """A slip whose dossier is known here.

    Attributes:
        is_ready: its result waits to be handed over at this desk.
        awaits_papers: this desk asked the citizen for papers and may take them.
    """

    dossier_id: str
    code: str
    holder_name: str = field(repr=False)
    is_ready: bool
    awaits_papers: bool


def scanned_slip(ports: Ports, code: str) -> ScannedSlip:
    """Find the dossier of a slip.

    Raises:
        NotFound: SCAN-OTHER-UNIT the slip is of another office (``office``);
            NO-SUCH-DOSSIER it is of this one, and nobody knows it.
    """
    with ports.reading() as view:
        found = view.dossiers.id_of(code)
        state = view.dossiers.state(found) if found else None
        own = view.offices.own()
        if state is not None:
            here = state.custody.custodian == view.offices.node().node_id
            at_desk = state.office_id == own.office_id
            return ScannedSlip(
                dossier_id=state.dossier_id,
                code=code,
                holder_name=state.holder_name,
                is_ready=state.status is Status.RESULT_READY and at_desk,
                awaits_papers=state.status is Status.SUPPLEMENT_REQUIRED and here,
            )
        parsed = parse_code(code)
        unit = parsed.unit if parsed else code
        other = view.offices.by_code(unit)
    if unit == own.code:
        raise NotFound("NO-SUCH-DOSSIER", code=code)
    raise NotFound("SCAN-OTHER-UNIT", office=other.name if other else unit)
