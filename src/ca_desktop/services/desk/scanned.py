"""What became of the dossier whose slip was scanned."""

from dataclasses import dataclass

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import NotFound
from ca_desktop.domain.numbering import parse_code
from ca_desktop.services.ports.office import Ports


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedSlip:
    """A slip whose dossier is known here.

    Attributes:
        is_ready: its result waits to be handed over at this desk.
    """

    dossier_id: str
    code: str
    is_ready: bool


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
            ready = state.status is Status.RESULT_READY and state.office_id == own.office_id
            return ScannedSlip(dossier_id=state.dossier_id, code=code, is_ready=ready)
        parsed = parse_code(code)
        unit = parsed.unit if parsed else code
        other = view.offices.by_code(unit)
    if unit == own.code:
        raise NotFound("NO-SUCH-DOSSIER", code=code)
    raise NotFound("SCAN-OTHER-UNIT", office=other.name if other else unit)
