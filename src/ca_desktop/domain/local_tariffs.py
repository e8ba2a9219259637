"""What an office charges by a resolution of its province: from a day on, for one procedure.

The province's People's Council sets what the state does not (Luật Phí và lệ phí 2015, Art. 21, and
Thông tư 85/2019/TT-BTC). From its first day such a tariff is all that is paid for the procedure,
until one of a later day begins; what was worked out before stays as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Self, TypeVar

from ca_desktop.domain.checks import check_text
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.procedures import PROCEDURE_CODE, Procedure, check_size, to_json
from ca_desktop.domain.tariffs import ExemptionGround, FeeRule

MOST_RULES = 40
"""Amounts, and grounds, of one tariff."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTariff:
    """A tariff of one procedure.

    Attributes:
        procedure: its code.
        since: first day of reception it applies to.
        legal_basis: the resolution.
        rules: all that is paid, the usual one first.
        grounds: on which less is paid, beside those of the law.
    """

    procedure: str
    since: date
    legal_basis: str
    rules: tuple[FeeRule, ...]
    grounds: tuple[ExemptionGround, ...] = ()

    def __post_init__(self) -> None:
        if not PROCEDURE_CODE.fullmatch(self.procedure):
            raise InvalidField("code", "BAD-PROCEDURE-CODE")
        check_text("legal_basis", self.legal_basis)
        if not self.rules:
            raise InvalidField("rules", "REQ-FIELD")
        for name, several in (("rules", self.rules), ("grounds", self.grounds)):
            if len(several) > MOST_RULES:
                raise InvalidField(name, "TOO-MANY", most=MOST_RULES)
        for rule in self.rules:
            if rule.amount_vnd is None:
                raise InvalidField("rules", "FEE-AMOUNT-NEEDED")

    def to_json(self) -> dict[str, Any]:
        """Write it as plain JSON."""
        return {
            "procedure": self.procedure,
            "since": self.since.isoformat(),
            "legal_basis": self.legal_basis,
            "rules": [rule.to_json() for rule in self.rules],
            "grounds": [ground.to_json() for ground in self.grounds],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Read it back.

        Raises:
            InvalidField: it does not hold.
        """
        try:
            return cls(
                procedure=value["procedure"],
                since=date.fromisoformat(value["since"]),
                legal_basis=value["legal_basis"],
                rules=tuple(map(FeeRule.from_json, value["rules"])),
                grounds=tuple(map(ExemptionGround.from_json, value["grounds"])),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InvalidField("rules", "BAD-TYPE") from error


def with_tariffs(procedure: Procedure, tariffs: Iterable[LocalTariff]) -> Procedure:
    """Return a procedure that costs what these tariffs say, each from its day on.

    What the procedure itself dates later than a tariff begins then, as a later resolution does;
    what is paid for a case that the procedure does not know is left out.
    """
    fees, grounds = procedure.fees, procedure.exemptions
    cases = {None, *(case.key for case in procedure.cases)}
    for tariff in sorted(tariffs, key=lambda each: each.since):
        known = tuple(rule for rule in tariff.rules if rule.case in cases)
        fees = _followed(fees, known, tariff.since)
        grounds = _followed(grounds, tariff.grounds, tariff.since)
    return replace(procedure, fees=fees, exemptions=grounds)


def priced_json(procedure: Procedure, tariffs: Sequence[LocalTariff]) -> dict[str, Any]:
    """Write a version with what tariffs make of it, and what it costs without them.

    Who publishes it takes a tariff back, or moves its day, from the latter (`without_tariffs`).

    Raises:
        InvalidField: it would not fit into one line of a package.
    """
    value, plain = to_json(with_tariffs(procedure, tariffs)), to_json(procedure)
    if value != plain:
        value[_WITHOUT] = {name: plain.get(name, []) for name in _PRICES}
        check_size(value)
    return value


def without_tariffs(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a written version as it was before tariffs."""
    return {**value, **value.get(_WITHOUT, {})}


_WITHOUT, _PRICES = "without_tariffs", ("fees", "exemptions")

Part = TypeVar("Part", bound=FeeRule | ExemptionGround)


def _followed(before: Sequence[Part], own: Sequence[Part], since: date) -> tuple[Part, ...]:
    """Let ``own`` follow ``before`` on a day, up to what begins later by itself."""
    later = [part for part in before if part.valid_from is not None and part.valid_from > since]
    ends = min((part.valid_from - _DAY for part in later if part.valid_from), default=None)
    earlier = (part for part in before if part.valid_from is None or part.valid_from < since)
    return (
        *(_until(part, since - _DAY) for part in earlier),
        *(replace(part, valid_from=since, valid_to=ends) for part in own),
        *later,
    )


def _until(part: Part, day: date) -> Part:
    ended = part.valid_to is not None and part.valid_to <= day
    return part if ended else replace(part, valid_to=day)
