"""What an office charges by resolutions of its province: looked at, entered, dropped."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ca_desktop.domain.errors import InvalidField, NotFound
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.tariffs import TariffDropped, TariffSet
from ca_desktop.domain.local_tariffs import LocalTariff
from ca_desktop.domain.moments import moment_text
from ca_desktop.domain.procedures import Procedure
from ca_desktop.domain.roles import MASTER_KEEPERS, require
from ca_desktop.domain.tariffs import ExemptionGround, FeeRule, FeeTier, FeeUnit
from ca_desktop.domain.text import clean_line
from ca_desktop.services.office.procedures import known_procedure
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic
from ca_desktop.services.ports.work import UnitOfWork, View

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRate:
    """What one case costs.

    Attributes:
        case: its key; None: every case.
        name: what receipts call it; empty: as the field.
        note: for whom, or for what.
        online_vnd: of a dossier that comes online; None: the same.
        unit: a `ca_desktop.domain.tariffs.FeeUnit`.
        tiers: of a price by page: from which page on it is another; None: these and the cap as
            they were known.
        cap_vnd: the most for one copy; None: no cap.
    """

    case: str | None = None
    name: str = ""
    note: str = ""
    amount_vnd: int
    online_vnd: int | None = None
    unit: str = FeeUnit.DOSSIER.value
    tiers: Sequence[FeeTier] | None = None
    cap_vnd: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenGround:
    """Who pays less: per cent that is taken off, and what the officer looks at."""

    name: str
    percent: int = 100
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTariff:
    """What a procedure costs from a day on.

    Attributes:
        code: of the procedure.
        rates: the usual one first.
    """

    code: str
    since: date
    legal_basis: str
    rates: Sequence[GivenRate]
    grounds: Sequence[GivenGround] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariffs:
    """What a procedure costs.

    Attributes:
        procedure: in force today, with what it costs here.
        known: entered here, the last to begin first.
        today: the day of ``procedure``.
    """

    procedure: Procedure
    known: Sequence[LocalTariff]
    today: date

    def rules(self, day: date) -> Sequence[FeeRule]:
        """Return what is paid by who comes on ``day``."""
        return [rule for rule in self.procedure.fees if rule.in_force(day)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTariff:
    """A tariff that was entered or dropped."""

    code: str
    since: date
    touched: frozenset[Topic]


def tariffs_of(ports: Ports, code: str) -> Tariffs:
    """Return what a procedure costs, and what was entered for it here.

    Raises:
        NotFound: NO-SUCH-PROCEDURE.
    """
    today = ports.clock.now().date()
    with ports.reading() as view:
        procedure = known_procedure(view, code.strip(), today)
        known = list(view.master.tariffs(procedure.code))
    return Tariffs(procedure=procedure, known=known[::-1], today=today)


def set_tariff(ports: Ports, command: SetTariff) -> ChangedTariff:
    """Let a procedure cost something else from a day on; again for that day puts it right.

    Dossiers whose fee was worked out before keep it.

    Raises:
        Forbidden: the person looks after no catalogue.
        NotFound: NO-SUCH-PROCEDURE.
        InvalidField: a value does not hold; SAME-VALUE it says just this already.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    with ports.writing() as uow:
        tariff = read_tariff(uow, command, ports.clock.now().date())
        if tariff in uow.master.tariffs(tariff.procedure):
            raise InvalidField("rules", "SAME-VALUE")
        record_tariff(ports, uow, tariff)
        uow.commit()
    _log.info("tariff of %s set", tariff.procedure)
    return ChangedTariff(code=tariff.procedure, since=tariff.since, touched=uow.touched)


def drop_tariff(ports: Ports, code: str, since: date, reason: str) -> ChangedTariff:
    """Take a tariff back that was entered wrongly; what was before it holds again.

    Raises:
        Forbidden: the person looks after no catalogue.
        NotFound: NO-SUCH-TARIFF.
        InvalidField: no reason.
    """
    require(ports.actor.roles, *MASTER_KEEPERS)
    with ports.writing() as uow:
        known = (each.since for each in uow.master.tariffs(code))
        if since not in known:
            raise NotFound("NO-SUCH-TARIFF")
        event = TariffDropped(
            at=moment_text(ports.clock.now().replace(microsecond=0)),
            officer_name=ports.actor.name,
            procedure=code,
            since=since.isoformat(),
            note=clean_line("reason", reason, required=True),
        )
        uow.record(event, Standing(audience=LOCAL))
        uow.commit()
    return ChangedTariff(code=code, since=since, touched=uow.touched)


def record_tariff(ports: Ports, uow: UnitOfWork, tariff: LocalTariff) -> None:
    """Write a tariff down."""
    event = TariffSet(
        at=moment_text(ports.clock.now().replace(microsecond=0)),
        officer_name=ports.actor.name,
        tariff=tariff.to_json(),
    )
    uow.record(event, Standing(audience=LOCAL))


def read_tariff(view: View, command: SetTariff, today: date) -> LocalTariff:
    """Read what is wanted.

    Raises:
        NotFound: NO-SUCH-PROCEDURE.
        InvalidField: a value does not hold.
    """
    day = max(today, command.since)
    procedure = known_procedure(view, command.code, day)
    basis = clean_line("legal_basis", command.legal_basis, required=True)
    for rate in command.rates:
        if rate.case is not None:
            procedure.case(rate.case)
    return LocalTariff(
        procedure=procedure.code,
        since=command.since,
        legal_basis=basis,
        rules=tuple(_rule(procedure, rate, basis) for rate in command.rates),
        grounds=tuple(
            ExemptionGround(
                code=f"DP-{command.since:%Y%m%d}-{number}",
                name=clean_line("grounds", ground.name, required=True),
                legal_basis=basis,
                evidence=clean_line("grounds", ground.evidence),
                percent=ground.percent,
            )
            for number, ground in enumerate(command.grounds, start=1)
        ),
    )


def _rule(procedure: Procedure, rate: GivenRate, basis: str) -> FeeRule:
    """Return the rule of a rate; prices by page and caps that are not given stay as known."""
    if rate.unit not in {unit.value for unit in FeeUnit}:
        choices = ", ".join(unit.value for unit in FeeUnit)
        raise InvalidField("rules", "BAD-CHOICE", choices=choices)
    made = FeeRule(
        case=rate.case,
        amount_vnd=rate.amount_vnd,
        unit_note=clean_line("rules", rate.note),
        legal_basis=basis,
        name=clean_line("rules", rate.name),
        unit=FeeUnit(rate.unit),
        online_vnd=rate.online_vnd,
    )
    if made.unit is not FeeUnit.PAGE:
        return made
    if rate.tiers is not None:
        return replace(made, tiers=tuple(rate.tiers), cap_vnd=rate.cap_vnd)
    like = (rule for rule in procedure.fees if (rule.unit, rule.case) == (made.unit, made.case))
    known = next(like, made)
    return replace(made, tiers=known.tiers, cap_vnd=known.cap_vnd)
