"""What a procedure says of its clock beyond the limit itself; a dossier carries it for life."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.errors import InvalidField

STANDS, RUNS = "pause", "none"
"""What a clock does while something is awaited: it stands, or it runs on."""

SUPPLEMENT_WAIT = "15 wd"
"""How long papers are waited for (TNT:a4af79c6669a4264, docs/sources.md#lifecycle)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The part of the time limit that belongs to one agency of a linked group.

    Attributes:
        agency: its name.
        limit: as `domain.deadlines` writes it, counted from the moment the papers go to it.
        task: what it does.
    """

    agency: str
    limit: str
    task: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRules:
    """Excluded times, waiting times and shares of a procedure.

    Attributes:
        payment_clock: what the citizen's financial duty does to the clock: ``pause``, ``none``.
        verification_clock: the same of a verification that a special law orders.
        supplement_wait: how long papers are waited for before processing may be stopped.
        shares: of a linked group, in the order in which the agencies work.
    """

    payment_clock: str = STANDS
    verification_clock: str = RUNS
    supplement_wait: str = SUPPLEMENT_WAIT
    shares: tuple[Share, ...] = field(default=())

    def check(self) -> None:
        """Demand that every rule holds.

        Raises:
            InvalidField: a clock or a limit is none.
        """
        for name in ("payment_clock", "verification_clock"):
            if getattr(self, name) not in {STANDS, RUNS}:
                raise InvalidField(name, "BAD-CHOICE", choices=f"{STANDS}, {RUNS}")
        for limit in (self.supplement_wait, *(share.limit for share in self.shares)):
            parse_time_limit(limit)
        if not all(share.agency.strip() for share in self.shares):
            raise InvalidField("agency", "REQ-FIELD")

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {**asdict(self), "shares": [asdict(share) for share in self.shares]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "ClockRules":
        """Read plain JSON; what is missing is as usual, what is not known is passed over.

        Raises:
            KeyError, TypeError, ValueError, InvalidField: a rule does not hold.
        """
        names = ("payment_clock", "verification_clock", "supplement_wait")
        shares = value.get("shares", [])
        if not isinstance(shares, list):
            raise TypeError("shares are a list")
        made = cls(
            **{name: _text(value[name]) for name in names if name in value},
            shares=tuple(
                Share(
                    agency=_text(share["agency"]),
                    limit=_text(share["limit"]),
                    task=_text(share.get("task", "")),
                )
                for share in shares
            ),
        )
        made.check()
        return made


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a rule is a text")
    return value
