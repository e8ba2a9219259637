"""Years whose calendar the centre changed, until somebody has looked which dates that moves."""

from collections.abc import Iterator

from ca_desktop.domain.calendar_layers import YearLayers
from ca_desktop.services.matters import Matter, Remedy
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.work import View

MATTER = "CALENDAR-NEW"


def news(view: View) -> dict[int, YearLayers]:
    """Return the years the centre changed since somebody looked what that moves."""
    if view.offices.own().kind == "centre":
        return {}
    settled = view.exchange.settled()
    return {
        year: layers
        for year, layers in view.master.years().items()
        if layers.published is not None
        and layers.published != layers.below
        and f"{MATTER}:{year}:{layers.position}" not in settled
    }


def news_of_centre(_ports: Ports, view: View) -> Iterator[Matter]:
    """Name every year whose calendar the centre changed and nobody looked at here."""
    for year, layers in news(view).items():
        yield Matter(
            code=MATTER,
            key=f"{year}:{layers.position}",
            about=f"Lịch năm {year}",
            remedy=Remedy.CALENDAR,
            details={"year": year},
        )
