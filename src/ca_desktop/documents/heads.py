"""The two names at the head of every official paper, as NĐ 30/2020, Annex I, places them."""

from collections.abc import Sequence

from reportlab.platypus.flowables import Flowable

from ca_desktop.documents.fonts import Face
from ca_desktop.documents.pages import Row, Stack
from ca_desktop.documents.plain_text import Style, Typesetter

_MOTTO_RULE, _AGENCY_RULE = 1, 0.4
"""Length of the rule below each, as a share of its line."""


def head_names(
    typesetter: Typesetter,
    office: tuple[str, str],
    country: tuple[str, str],
    widths: Sequence[float],
    sizes: tuple[float, float],
) -> Flowable:
    """Return the two names at the head of a paper, with their rules.

    Args:
        typesetter: sets them.
        office: whose unit it is, and the unit itself; already through `printable`.
        country: its name and the motto.
        widths: of the two columns, in points.
        sizes: of the letters, and of the motto's, in points.
    """
    size, motto_size = sizes
    plain = Style(size=size, align="center")
    unit = Style(size=size, align="center", rule=_AGENCY_RULE, balanced=True)
    motto = Style(size=motto_size, align="center", rule=_MOTTO_RULE)
    left = [typesetter.text(office[0], plain), typesetter.text(office[1], unit, Face.BOLD)]
    right = [
        typesetter.text(country[0], plain, Face.BOLD),
        typesetter.text(country[1], motto, Face.BOLD),
    ]
    return Row([Stack(left), Stack(right)], widths)
