"""What a screen reader is told: words without the shapes that stand beside them."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

SHAPES = "●◆▲‖▣✓ⓘ▸▾ "
"""They say again, for the eye, what the words say."""

NEEDED = " *"
"""How the title of a field ends that must not stay empty."""


def spoken(text: str) -> str:
    """Return a text without the shapes that it begins with."""
    return text.lstrip(SHAPES)


def title_said(title: str) -> str:
    """Return the title of a field without its access key, the star of a needed one in words."""
    plain = title.replace("&", "")
    return f"{plain.removesuffix(NEEDED)}, bắt buộc" if plain.endswith(NEEDED) else plain


def announce(widget: QWidget, text: str, *, urgent: bool) -> None:
    """Have a text read out, wherever the focus is.

    Args:
        widget: where it stands.
        text: what is read.
        urgent: now, not after what is being read.
    """
    if not QAccessible.isActive():
        return
    ways = QAccessible.AnnouncementPoliteness
    event = QAccessibleAnnouncementEvent(widget, spoken(text))
    event.setPoliteness(ways.Assertive if urgent else ways.Polite)
    QAccessible.updateAccessibility(event)
