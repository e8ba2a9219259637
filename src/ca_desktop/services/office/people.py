"""What the office already knows of a person."""

from ca_desktop.services.ports.office import Ports


def person_before(ports: Ports, id_number: str) -> dict[str, str | None] | None:
    """Return the person's facts from the newest dossier with this number."""
    with ports.reading() as view:
        return view.dossiers.person_before(id_number)
