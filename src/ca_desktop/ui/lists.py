"""The lists of dossiers that every page speaks of by the same name."""

from collections.abc import Callable
from functools import partial

from ca_desktop.domain.dossiers import OPEN
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.ui.told import Offer, Told

LISTS: tuple[tuple[str, DossierFilter], ...] = (
    ("Mọi hồ sơ", DossierFilter()),
    ("Đang giải quyết", DossierFilter(open_only=True)),
    ("Chờ bổ sung", DossierFilter(statuses=("supplement_required",))),
    ("Đã chuyển đơn vị khác", DossierFilter(statuses=("forwarded",))),
    ("Chờ trả kết quả", DossierFilter(statuses=("result_ready",))),
    ("Đã trả kết quả", DossierFilter(statuses=("result_returned",))),
)
"""Title and what it shows; the first one shows all."""

_EVERY, _OPEN = 0, 1


def moved(text: str, status: str, go: Callable[[int], object]) -> Told:
    """Return what is said of a dossier that is in another list now, and the way there.

    Args:
        text: what was done.
        status: of the dossier now.
        go: shows the list at a place.
    """
    place = list_of(status)
    name = LISTS[place][0]
    offer = Offer(f"Mở “{name}”", "open_list", partial(go, place))
    return Told(text=f"{text} Hồ sơ nay ở danh sách “{name}”.", offers=(offer,))


def list_of(status: str) -> int:
    """Return the place of the closest list in which a dossier of this status stands."""
    for place, (_title, wanted) in enumerate(LISTS):
        if status in wanted.statuses:
            return place
    return _OPEN if status in OPEN else _EVERY
