"""What a procedure costs: tariffs with their unit and tiers, exemptions, kinds of receipts.

Everything here is dated: what is paid follows from the day the dossier came in, what receipt is
given from the day the money was taken. Source: docs/sources.md#fees.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from ca_desktop.domain.checks import check_number, check_text
from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.money import check_vnd
from ca_desktop.domain.money_words import MoneyWords

MAX_COUNT: Final = 9_999
"""Pages, copies or cases that are paid for at once."""

WHOLE: Final = 100
"""Per cent of an exemption; less is a reduction."""


class FeeUnit(StrEnum):
    """What the amount of a tariff is multiplied by."""

    DOSSIER = "dossier"
    CASE = "case"
    PERSON = "person"
    COPY = "copy"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTier:
    """Another price from a page on.

    Attributes:
        above: pages at the price before it.
        amount_vnd: đồng for each further page.
    """

    above: int
    amount_vnd: int

    def __post_init__(self) -> None:
        check_number("fee_tier", "BAD-COUNT", self.above, MAX_COUNT)
        check_vnd("amount_vnd", self.amount_vnd)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeCounts:
    """How much of it there is.

    Attributes:
        pages: of the original, not of its copy.
        copies: how many copies are made.
        times: cases, persons or events, whatever the unit is.
    """

    pages: int = 1
    copies: int = 1
    times: int = 1

    def __post_init__(self) -> None:
        for name in ("pages", "copies", "times"):
            check_number(f"fee.{name}", "BAD-COUNT", getattr(self, name), MAX_COUNT)
            if not getattr(self, name):
                raise InvalidField(f"fee.{name}", "BAD-COUNT")

    def multiple(self, unit: FeeUnit) -> int:
        """Return how often the price of one unit is paid; pages have prices of their own."""
        return {
            FeeUnit.DOSSIER: 1,
            FeeUnit.CASE: self.times,
            FeeUnit.PERSON: self.times,
            FeeUnit.COPY: self.copies * self.times,
            FeeUnit.PAGE: self.copies,
        }[unit]


ONE_EACH: Final = FeeCounts()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRule:
    """What is paid.

    Attributes:
        case: key of the case it belongs to; None: every case.
        amount_vnd: đồng per unit; None: set by the province's People's Council, or unknown.
        unit_note: per what, and for whom it is less.
        name: what receipts call it; empty where the field's own name will do.
        tiers: further prices by page, rising.
        cap_vnd: the most for one copy.
        online_vnd: đồng per unit of a dossier that came online; None: the same.
        valid_from: first day of reception it applies to; None: as the procedure.
    """

    case: str | None
    amount_vnd: int | None
    unit_note: str
    legal_basis: str
    name: str = ""
    unit: FeeUnit = FeeUnit.DOSSIER
    tiers: tuple[FeeTier, ...] = ()
    cap_vnd: int | None = None
    online_vnd: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        for name, said in (("fee_note", "unit_note"), ("fee_legal_basis", "legal_basis")):
            check_text(name, getattr(self, said), may_be_empty=True)
        check_text("fee_name", self.name, may_be_empty=True)
        for amount in (self.amount_vnd, self.cap_vnd, self.online_vnd):
            if amount is not None:
                check_vnd("amount_vnd", amount)
        above = [tier.above for tier in self.tiers]
        if above != sorted(set(above)) or (above and not above[0]):
            raise InvalidField("fee_tier", "BAD-COUNT")

    def in_force(self, day: date) -> bool:
        """Tell whether it applies to a dossier received on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def amount(self, counts: FeeCounts = ONE_EACH, *, online: bool = False) -> int | None:
        """Return what is paid, in đồng; None where no amount is known.

        Raises:
            InvalidField: it is beyond reason.
        """
        if self.amount_vnd is None:
            return None
        each = self.online_vnd if online and self.online_vnd is not None else self.amount_vnd
        copy = self._copy(each, counts.pages) if self.unit is FeeUnit.PAGE else each
        found = copy * counts.multiple(self.unit)
        return check_vnd("fee_vnd", found)

    def _copy(self, first: int, pages: int) -> int:
        """Add the prices of the pages of one copy, up to the cap."""
        prices = [(0, first), *((tier.above, tier.amount_vnd) for tier in self.tiers)]
        ends = [above for above, _price in prices[1:]] + [pages]
        found = sum(
            max(0, min(end, pages) - above) * price
            for (above, price), end in zip(prices, ends, strict=True)
        )
        return found if self.cap_vnd is None else min(found, self.cap_vnd)

    def to_json(self) -> dict[str, Any]:
        """Write it as plain JSON; what is as usual is left out, as before there was more."""
        value: dict[str, Any] = {name: getattr(self, name) for name in _FIRST_KEYS}
        more = {
            "name": self.name,
            "unit": "" if self.unit is FeeUnit.DOSSIER else self.unit.value,
            "tiers": [{"above": x.above, "amount_vnd": x.amount_vnd} for x in self.tiers],
            "cap_vnd": self.cap_vnd,
            "online_vnd": self.online_vnd,
            "valid_from": self.valid_from and self.valid_from.isoformat(),
            "valid_to": self.valid_to and self.valid_to.isoformat(),
        }
        return value | {key: part for key, part in more.items() if part not in (None, "", [])}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "FeeRule":
        """Read it back.

        Raises:
            KeyError, TypeError, ValueError, InvalidField: it does not hold.
        """
        return cls(
            **{name: value[name] for name in _FIRST_KEYS},
            name=value.get("name", ""),
            unit=FeeUnit(value.get("unit", FeeUnit.DOSSIER)),
            tiers=tuple(
                FeeTier(above=tier["above"], amount_vnd=tier["amount_vnd"])
                for tier in _list(value.get("tiers", []))
            ),
            cap_vnd=value.get("cap_vnd"),
            online_vnd=value.get("online_vnd"),
            valid_from=_day(value.get("valid_from")),
            valid_to=_day(value.get("valid_to")),
        )


_GROUND_KEYS = ("code", "name", "legal_basis", "evidence", "percent")
_FIRST_KEYS = ("case", "amount_vnd", "unit_note", "legal_basis")


def rules_of(
    fees: Iterable[FeeRule], case: str, day: date, *, usual: str = ""
) -> tuple[tuple[str, FeeRule], ...]:
    """Return what may be paid for a case on a day, each with what receipts call it.

    Args:
        fees: of the procedure.
        case: key of the case.
        day: of reception.
        usual: what it is called where a rule gives no name.
    """
    return tuple(
        (rule.name or usual, rule)
        for rule in fees
        if rule.case in {None, case} and rule.in_force(day)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionGround:
    """Why somebody pays nothing, or less.

    Attributes:
        code: for ever the same.
        name: in the words of the law.
        evidence: what the officer looks at.
        group: of people it is for; a ground of a law of the field takes the place of a general
            one of the same group. Empty: nobody's.
        percent: taken off; 100 is an exemption.
        fields: codes of fields it holds for; empty: every one.
        procedures: codes of procedures it holds for; empty: every one of the fields.
        online: only for dossiers that come online.
    """

    code: str
    name: str
    legal_basis: str
    evidence: str = ""
    group: str = ""
    percent: int = WHOLE
    fields: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()
    valid_from: date | None = None
    valid_to: date | None = None
    online: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.percent <= WHOLE:
            raise InvalidField("percent", "OUT-OF-RANGE", least=1, most=WHOLE)

    def to_json(self) -> dict[str, Any]:
        """Write one that a procedure carries as plain JSON."""
        plain = {name: getattr(self, name) for name in _GROUND_KEYS}
        days = {name: getattr(self, name) for name in ("valid_from", "valid_to")}
        return plain | {name: day.isoformat() for name, day in days.items() if day is not None}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "ExemptionGround":
        """Read it back.

        Raises:
            KeyError, TypeError, ValueError, InvalidField: it does not hold.
        """
        return cls(
            **{name: value[name] for name in _GROUND_KEYS},
            valid_from=_day(value.get("valid_from")),
            valid_to=_day(value.get("valid_to")),
        )

    @property
    def general(self) -> bool:
        """Whether it holds for whatever is paid."""
        return not self.fields and not self.procedures

    def offered(self, procedure: str, field_code: str, day: date, *, online: bool = False) -> bool:
        """Tell whether it may be chosen for a dossier of a procedure received on ``day``."""
        return (
            (online or not self.online)
            and (not self.fields or field_code in self.fields)
            and (not self.procedures or procedure in self.procedures)
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


def taken_off(amount: int, grounds: Iterable[ExemptionGround]) -> int:
    """Return how much less is paid; of several grounds the best one counts, they never add up.

    Parts of a đồng stay with the payer's side of the sum: what is taken off is rounded down.
    """
    best = max((ground.percent for ground in grounds), default=0)
    return amount * best // WHOLE


class ReceiptKind(StrEnum):
    """What a payer is given."""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    INTERNAL = "internal"


class PayMethod(StrEnum):
    """How money comes (NĐ 118/2025; docs/sources.md#fees)."""

    CASH = "cash"
    TRANSFER = "transfer"
    ONLINE = "online"
    POS = "pos"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRule:
    """When a kind of receipt may be given.

    Attributes:
        name: for people.
        legal_basis: of its last day, where it has one.
    """

    kind: ReceiptKind
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: str = ""

    def in_force(self, day: date) -> bool:
        """Tell whether it may be given for money taken on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFee:
    """A fee that does not go back when a dossier is withdrawn or stopped."""

    procedures: frozenset[str]
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLaw:
    """What the law says of every fee, whatever it is paid for.

    Attributes:
        remit_day: day of the month until which the fees of the month before are paid in.
    """

    grounds: tuple[ExemptionGround, ...]
    receipts: tuple[ReceiptRule, ...]
    words: MoneyWords = field(default_factory=MoneyWords)
    remit_day: int = 5
    kept: tuple[KeptFee, ...] = ()

    def goes_back(self, procedure: str) -> bool:
        """Tell whether what was paid for a procedure goes back when the dossier ends early."""
        return not any(procedure in rule.procedures for rule in self.kept)

    def offered(
        self, procedure: str, field_code: str, day: date, *, online: bool = False
    ) -> tuple[ExemptionGround, ...]:
        """Return the grounds that may be chosen for a dossier, those of its own law before."""
        found = [x for x in self.grounds if x.offered(procedure, field_code, day, online=online)]
        own = {x.group for x in found if x.group and not x.general}
        return tuple(x for x in found if not (x.general and x.group in own))

    def receipt(self, kind: ReceiptKind) -> ReceiptRule:
        """Return the rule of a kind of receipts."""
        return next(rule for rule in self.receipts if rule.kind is kind)

    def ended_on(self, day: date) -> tuple[ReceiptRule, ...]:
        """Return the kinds of receipts that are over on ``day``."""
        return tuple(rule for rule in self.receipts if rule.valid_to and rule.valid_to < day)

    def receipts_on(self, day: date) -> tuple[ReceiptRule, ...]:
        """Return the kinds of receipts that may be given on ``day``, in the order of the data."""
        return tuple(rule for rule in self.receipts if rule.in_force(day))


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _day(value: object) -> date | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError
    return date.fromisoformat(value)
