"""What dossiers give for the indicators of QĐ 766/QĐ-TTg and the scoring of TT 01/2018.

Points are whole tenths or hundredths made of exact fractions; nothing that is not measured gets a
point. Rules: docs/sources.md#quality.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ca_desktop.domain.rates import Share
from ca_desktop.domain.reports import Form06
from ca_desktop.domain.scoring import MOST, STEP, mean

TWICE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What both scorings look at, of every dossier that a period counts.

    Attributes:
        form: Biểu 06 of the period.
        asked: how often papers were asked for, by dossier; a missing one: never.
    """

    form: Form06
    asked: Mapping[str, int]

    def ids(self, *columns: str) -> tuple[str, ...]:
        """Return the dossiers in columns of the form."""
        return tuple(x for column in columns for x in self.form.behind(None, column))


def points(share: Share, most: int, threshold: int = 100) -> Fraction | None:
    """Return rate × most ÷ threshold, at most ``most``; None for 0 of 0.

    Source:
        QĐ 766/QĐ-TTg as its scoring is published (docs/sources.md#quality).
    """
    if share.exact is None:
        return None
    return min(share.exact * 100 / threshold, Fraction(1)) * most


def in_time(measured: Measured) -> Share:
    """Return indicator 2.1: settled or open in time, of all; asked twice for papers is late."""
    everything = measured.ids("c7", "c11")
    good = [x for x in measured.ids("c8", "c9", "c12") if measured.asked.get(x, 0) < TWICE]
    return Share(len(good), len(everything))


def online(measured: Measured) -> Share:
    """Return indicator 3.3: taken in online, of all taken in."""
    total = measured.form.total.figures
    return Share(total["c4"], total["c4"] + total["c5"])


def not_late(measured: Measured) -> Share:
    """Return indicator 5.4 without what citizens say: settled in time, of settled."""
    total = measured.form.total.figures
    return Share(total["c8"] + total["c9"], total["c7"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """What dossiers give for an indicator.

    Attributes:
        tenths: None where there is no dossier to tell from.
        behind: the dossiers that it opens.
    """

    tenths: int | None
    behind: tuple[str, ...]


_SCALE = {"c8": 2, "c9": 1, "c10": 0}


def dossier_points(measured: Measured, handled_at_once: Sequence[str]) -> Mapping[int, Points]:
    """Return what dossiers give of the nine indicators of TT 01/2018 art. 13–15.

    Time against the law (1), contacts (3), one-stop organisation (5), online services (9); of
    attitude (7) what holds if nobody complained rightly.

    Args:
        measured: the period, of a unit or of the dossiers of one person.
        handled_at_once: dossiers settled on the day they were taken in.
    """
    time = [_SCALE[column] for column in _SCALE for _id in measured.ids(column)]
    settled = measured.ids("c7")
    contacts = [max(2 - measured.asked.get(x, 0), 0) for x in settled]
    asked = tuple(x for x in settled if measured.asked.get(x, 0))
    at_once = Share(len(handled_at_once), len(settled)).exact
    desk = None if at_once is None else (MOST if at_once >= Fraction(1, 5) else STEP)
    late = measured.ids("c10")
    net = _online(online(measured), late=bool(measured.ids("c10", "c13")))
    return {
        1: Points(tenths=mean(time), behind=late),
        3: Points(tenths=mean(contacts), behind=asked),
        5: Points(tenths=desk, behind=tuple(handled_at_once)),
        7: Points(tenths=mean(time), behind=late),
        9: Points(tenths=net, behind=measured.ids("c4")),
    }


def _online(share: Share, *, late: bool) -> int | None:
    if share.exact is None:
        return None
    if late or share.exact < Fraction(15, 100):
        return 0
    return MOST if share.exact >= Fraction(30, 100) else STEP
