"""Something worth telling that stops nobody."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning or hint; the window asks for a tick, the command line lists it.

    Attributes:
        code: key of the message in `messages.toml`.
        details: values for the places in the message's sentences; may hold personal data.
    """

    code: str
    details: dict[str, object] = field(default_factory=dict, repr=False)
