"""How the program looks on this computer: colours and text size, kept from one day to the next."""

from dataclasses import asdict, dataclass, replace
from typing import Final, Literal, get_args

from ca_desktop.services.ports.pc import PcPort

Scheme = Literal["system", "light", "dark"]
Density = Literal["roomy", "compact"]
NAME: Final = "look"
SCHEMES: Final[tuple[Scheme, ...]] = get_args(Scheme)
DENSITIES: Final[tuple[Density, ...]] = get_args(Density)
LEAST_POINTS, USUAL_POINTS, MOST_POINTS = 9, 11, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a person chose.

    Attributes:
        scheme: light, dark, or whatever the system wears.
        points: size of the text of the body, `LEAST_POINTS` to `MOST_POINTS`.
        density: how much air the rows of lists have.
    """

    scheme: Scheme = "system"
    points: int = USUAL_POINTS
    density: Density = DENSITIES[0]

    def with_points(self, points: int) -> "Look":
        """Return this look with another size of text, as near as there is."""
        return replace(self, points=min(max(points, LEAST_POINTS), MOST_POINTS))


def kept_look(pc: PcPort) -> Look:
    """Return the look of this computer; what somebody edited by hand and does not hold is not."""
    kept = pc.read(NAME)
    scheme = next((one for one in SCHEMES if one == kept.get("scheme")), SCHEMES[0])
    density = next((one for one in DENSITIES if one == kept.get("density")), DENSITIES[0])
    points = kept.get("points")
    whole = isinstance(points, int) and not isinstance(points, bool)
    return Look(scheme=scheme, density=density).with_points(
        points if whole and isinstance(points, int) else USUAL_POINTS
    )


def keep_look(pc: PcPort, look: Look) -> None:
    """Keep the look of this computer.

    Raises:
        MachineError: the disk refused.
    """
    pc.keep(NAME, asdict(look))
