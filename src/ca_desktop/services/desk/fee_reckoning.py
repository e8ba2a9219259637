"""What a fee comes to: by the tariff and its counts, less what the law takes off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.money import check_vnd
from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.tariffs import (
    ExemptionGround,
    FeeCounts,
    FeeLaw,
    FeeRule,
    FeeUnit,
    rules_of,
    taken_off,
)
from ca_desktop.domain.text import clean_line
from ca_desktop.services.plain_json import parts_of

ONLINE: Final = "online"
FEE: Final = "Phí, lệ phí"
"""What a fee is called that no tariff knows."""

MOST_GROUNDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessFee:
    """How a fee is worked out; raw values.

    Attributes:
        fee: id of the fee that it takes the place of; None for a further one.
        name: what it is called; empty takes the tariff's word.
        amount_vnd: None takes what the tariff gives for the counts.
        grounds: codes of exemptions and reductions; None: those of the fee that it takes the
            place of, or none.
        evidence: what was seen; empty takes what the ground names.
    """

    fee: object = None
    name: object = ""
    amount_vnd: object = None
    pages: object = 1
    copies: object = 1
    times: object = 1
    grounds: object = None
    evidence: object = field(default="", repr=False)
    note: object = field(default="", repr=False)

    @classmethod
    def from_json(cls, value: object) -> "AssessFee":
        """Take it from plain JSON; every key is optional.

        Raises:
            InvalidField: not an object, or an unknown key.
        """
        return cls(**parts_of(value, cls.__dataclass_fields__, "fee"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOut:
    """A fee before it is written down.

    Attributes:
        amount_vnd: before anything is taken off.
        off_vnd: taken off.
    """

    name: str
    legal_basis: str
    unit: FeeUnit
    counts: FeeCounts
    amount_vnd: int
    off_vnd: int
    grounds: tuple[ExemptionGround, ...]
    evidence: str = field(repr=False)
    note: str = field(repr=False)

    @property
    def due_vnd(self) -> int:
        """What is to be paid."""
        return self.amount_vnd - self.off_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What a clerk may choose from for a dossier.

    Attributes:
        rules: each with what receipts call it.
        grounds: exemptions and reductions that the law offers.
    """

    rules: tuple[tuple[str, FeeRule], ...]
    grounds: tuple[ExemptionGround, ...]
    online: bool = False

    @property
    def usual(self) -> tuple[str, FeeRule] | None:
        """The rule that is taken when nothing else is said."""
        return next(iter(self.rules), None)

    def rule_for(self, amount: object) -> tuple[str, FeeRule | None]:
        """Return the rule of an amount: one that is paid where the usual one is free."""
        if self.usual is None:
            return FEE, None
        if amount and self.usual[1].amount_vnd == 0:
            paid = (each for each in self.rules if each[1].amount_vnd != 0)
            return next(paid, self.usual)
        return self.usual


def tariff_of(
    law: FeeLaw, procedure: Procedure, case: str, day: date, *, online: bool = False
) -> Tariff:
    """Return what a dossier of a procedure costs that is received on ``day``."""
    usual, of = f"Phí, lệ phí {procedure.field_name}", (procedure.code, procedure.field_code)
    return Tariff(
        rules=rules_of(procedure.fees, case, day, usual=usual),
        grounds=(
            *law.offered(*of, day, online=online),
            *(x for x in procedure.exemptions if x.offered(*of, day, online=online)),
        ),
        online=online,
    )


def work_out(tariff: Tariff, given: AssessFee) -> WorkedOut:
    """Work a fee out.

    Raises:
        InvalidField: a value does not hold; FEE-AMOUNT-NEEDED the tariff names no amount.
    """
    counts = FeeCounts(
        pages=_count("fee.pages", given.pages),
        copies=_count("fee.copies", given.copies),
        times=_count("fee.times", given.times),
    )
    name, rule = tariff.rule_for(given.amount_vnd)
    amount = _amount(rule, given.amount_vnd, counts, online=tariff.online)
    offered = {ground.code: ground for ground in tariff.grounds}
    grounds = tuple(_ground(offered, code) for code in _codes(given.grounds))
    seen = "; ".join(dict.fromkeys(ground.evidence for ground in grounds if ground.evidence))
    return WorkedOut(
        name=_line("fee.name", given.name) or name,
        legal_basis=rule.legal_basis if rule else "",
        unit=rule.unit if rule else FeeUnit.DOSSIER,
        counts=counts,
        amount_vnd=amount,
        off_vnd=taken_off(amount, grounds),
        grounds=grounds,
        evidence=_line("fee.evidence", given.evidence) or seen,
        note=_line("note", given.note),
    )


def _amount(rule: FeeRule | None, given: object, counts: FeeCounts, *, online: bool) -> int:
    if given is not None:
        return check_vnd("fee_vnd", given)
    found = rule.amount(counts, online=online) if rule else None
    if found is None:
        raise InvalidField("fee_vnd", "FEE-AMOUNT-NEEDED")
    return found


def _codes(given: object) -> list[str]:
    if given is None:
        return []
    if not isinstance(given, list | tuple) or not all(isinstance(x, str) for x in given):
        raise InvalidField("fee.grounds", "BAD-TYPE")
    if len(given) > MOST_GROUNDS:
        raise InvalidField("fee.grounds", "TOO-MANY", most=MOST_GROUNDS)
    return list(dict.fromkeys(given))


def _ground(offered: Mapping[str, ExemptionGround], code: str) -> ExemptionGround:
    if code not in offered:
        raise InvalidField("fee.grounds", "GROUND-NOT-OFFERED", ground=code[:60])
    return offered[code]


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidField(name, "BAD-TYPE")
    return value


def _line(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidField(name, "BAD-TYPE")
    return clean_line(name, value)
