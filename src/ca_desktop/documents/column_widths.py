"""How wide the columns of a table are, so that its words stay whole."""

from collections.abc import Sequence


def fitted(wanted: Sequence[float], least: Sequence[float]) -> list[float]:
    """Return widths with the sum of those wanted, in which words are whole.

    Columns that are wider than their words give to those that are too narrow, all in the same
    measure. Where that is not enough, the narrowest are served first.

    Args:
        wanted: points of each column.
        least: points that its widest word takes.
    """
    spare = [max(width - need, 0.0) for width, need in zip(wanted, least, strict=True)]
    room = whole = sum(spare)
    widths = list(wanted)
    for place in sorted(range(len(widths)), key=least.__getitem__):
        need = least[place] - wanted[place]
        if 0 < need <= room:
            widths[place] += need
            room -= need
    taken = (whole - room) / whole if whole else 0.0
    return [width - taken * extra for width, extra in zip(widths, spare, strict=True)]
