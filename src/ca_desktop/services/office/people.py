"""What the office already knows of people."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ca_desktop.domain.places import hamlet_of, ranked
from ca_desktop.services.ports.office import Ports

LOOKED_AT = 2000
"""The newest intakes that hamlets are suggested from."""


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """What an address is made of here.

    Attributes:
        hamlets: the most used first.
        unit: name of this office, which stands behind a hamlet.
    """

    hamlets: Sequence[str] = field(repr=False)
    unit: str


def person_before(ports: Ports, id_number: str) -> dict[str, str | None] | None:
    """Return the person's facts from the newest dossier with this number."""
    with ports.reading() as view:
        return view.dossiers.person_before(id_number)


def known_places(ports: Ports) -> KnownPlaces:
    """Return the hamlets that earlier intakes name."""
    with ports.reading() as view:
        addresses = view.people.addresses(LOOKED_AT)
        unit = view.offices.own().name
    return KnownPlaces(ranked(map(hamlet_of, addresses)), unit)
