"""Two machines with one disk: how they show, and whose life has ended (R9, R16)."""

from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.lives import RivalsFound, TwinFound
from ca_desktop.domain.lives import ended, is_twin
from ca_desktop.domain.packages import Manifest
from ca_desktop.services.ports.work import UnitOfWork, View


def has_ended(view: View) -> bool:
    """Tell whether the centre has let the running life end."""
    return ended(view.offices.node().life, view.lives.choices())


def note_rivals(uow: UnitOfWork, node: str, before: str, heard: str) -> None:
    """Remember that two lives of a node know nothing of each other."""
    lives = tuple(sorted((before, heard)))
    if all((x.node, x.lives) != (node, lives) for x in uow.lives.rivals()):
        event = RivalsFound(node=node, before=before, heard=heard)
        uow.record(event, Standing(audience=LOCAL, subject=node))


def note_twin(uow: UnitOfWork, manifest: Manifest, digest: str) -> None:
    """Remember that a node has sent two packages with one number."""
    node, life, number = manifest.sender.node, manifest.incarnation, manifest.package
    read = [(life, number, x) for x in uow.exchange.digests(node, life, number)]
    known = {(x.node, x.incarnation) for x in uow.lives.twins()}
    if is_twin(read, life, number, digest) and (node, life) not in known:
        event = TwinFound(node=node, incarnation=life, package=number)
        uow.record(event, Standing(audience=LOCAL, subject=node))
