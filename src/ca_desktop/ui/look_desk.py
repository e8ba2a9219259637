"""Colours and size of the text, changed while the program runs and kept on this computer."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from ca_desktop.services import words
from ca_desktop.services.office.look import Density, Look, Scheme, keep_look
from ca_desktop.ui.context import UiContext
from ca_desktop.ui.tasks import Lane
from ca_desktop.ui.theme import Theme, worn

Fill = Callable[[str, Callable[[], object]], None]
SCHEME_WORDS: dict[Scheme, str] = {
    "system": "Theo hệ thống",
    "light": "Sáng",
    "dark": "Tối",
}


DENSITY_WORDS: dict[Density, str] = {"roomy": "Thoáng", "compact": "Gọn"}


def wear(
    context: UiContext,
    theme: Theme,
    look: Look,
    owner: QObject,
    done: Callable[[Look], object],
    failed: Callable[[Exception], None],
) -> None:
    """Put a look on at once, and keep it for this computer."""
    theme.wear(look)

    def keep() -> Look:
        keep_look(context.ports.pc, look)
        return look

    context.tasks.query(keep, owner=owner, done=done, failed=failed, lane=Lane.FILES)


class LookDesk(QObject):
    """Answers the acts that change how the program looks.

    Args:
        context: the outside world.
        fill: says what an act of the registry does.
        parent: the window.

    Signals:
        said(str): what it is now.
        warned(str): it could not be kept; it holds until the program ends.
    """

    said = Signal(str)
    warned = Signal(str)

    def __init__(self, context: UiContext, fill: Fill, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        theme = worn()
        if theme is None:
            return
        fill("larger", partial(self._resize, theme, 1))
        fill("smaller", partial(self._resize, theme, -1))
        for scheme in SCHEME_WORDS:
            fill(f"scheme_{scheme}", partial(self._colour, theme, scheme))

    def _resize(self, theme: Theme, by: int) -> None:
        look = theme.look.with_points(theme.look.points + by)
        self._wear(theme, look, f"Cỡ chữ {look.points}.")

    def _colour(self, theme: Theme, scheme: Scheme) -> None:
        said = f"Màu của chương trình: {SCHEME_WORDS[scheme].lower()}."
        self._wear(theme, replace(theme.look, scheme=scheme), said)

    def _wear(self, theme: Theme, look: Look, said: str) -> None:
        done = partial(self._on_kept, said)
        wear(self._context, theme, look, self, done, self._on_refused)

    def _on_kept(self, said: str, _look: Look) -> None:
        self.said.emit(said)

    def _on_refused(self, error: Exception) -> None:
        self.warned.emit(words.describe(error).sentence)
