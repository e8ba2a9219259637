"""Bảng phím tắt: the registry as a page of help, so that the two never differ."""

from collections.abc import Iterable, Iterator, Sequence

from ca_desktop.domain.help_pages import Block, HelpPage, Kind
from ca_desktop.domain.roles import Role
from ca_desktop.ui.actions import ACTS, MENUS, NATIVE, Act
from ca_desktop.ui.screens import SCREENS, Screen

KEY_SHEET = "key_sheet"
_BETWEEN = " hoặc "


def key_sheet(roles: Iterable[Role]) -> HelpPage:
    """Return the keys of a person by menu, then what F9 does on each of the screens."""
    held = frozenset(roles)
    mine = [screen for screen in SCREENS.values() if held & screen.roles]
    return HelpPage(KEY_SHEET, "Bảng phím tắt", tuple(_blocks(mine)))


def _blocks(screens: Sequence[Screen]) -> Iterator[Block]:
    shown = {screen.name for screen in screens}
    for menu, title in MENUS.items():
        acts = [act for act in ACTS.values() if act.menu == menu and act.keys]
        mine = [act for act in acts if not act.screen or act.screen in shown]
        if mine:
            yield Block(Kind.TASK, ((title.replace("&", ""), False),))
            yield from map(_line, mine)
    yield Block(Kind.TASK, (("Trong ô và danh sách", False),))
    yield from map(_line, NATIVE)
    first, *_others = ACTS["primary"].keys
    yield Block(Kind.TASK, ((f"{first} trên từng trang", False),))
    for screen in screens:
        runs = ((screen.title, True), (f"   {screen.does['primary']}", False))
        yield Block(Kind.REMARK, runs)


def _line(act: Act) -> Block:
    return Block(Kind.REMARK, ((_BETWEEN.join(act.keys), True), (f"   {act.said}", False)))
