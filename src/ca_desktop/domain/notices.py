"""Something a clerk should look at and that stops nothing."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A warning by its message code.

    Attributes:
        details: values for the places of the message; may be personal.
    """

    code: str
    details: dict[str, object] = field(default_factory=dict, repr=False)
