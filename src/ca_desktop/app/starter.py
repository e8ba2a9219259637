"""The release's starter data: catalogue and calendars, read when first asked for.

One file per field (`resources/catalogue`) and per year (`resources/calendar`).
"""

import tomllib
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ca_desktop.app.resources import resources_folder
from ca_desktop.domain.calendar_layers import STARTER, AnnouncedHoliday, FixedHoliday, HolidayLaw
from ca_desktop.domain.calendars import YearCalendar, year_from_json
from ca_desktop.domain.clock_rules import ClockRules
from ca_desktop.domain.deadlines import parse_time_limit
from ca_desktop.domain.money_words import MoneyWords
from ca_desktop.domain.procedures import (
    Procedure,
    ProcedureCase,
    RequiredDocument,
    check_aliases,
    field_code_of,
)
from ca_desktop.domain.reckoning_law import ReckoningLaw, law_from_toml
from ca_desktop.domain.scoring import Scale, scales_from_toml
from ca_desktop.domain.targets import Target
from ca_desktop.domain.tariffs import (
    ExemptionGround,
    FeeLaw,
    FeeRule,
    FeeTier,
    FeeUnit,
    KeptFee,
    ReceiptKind,
    ReceiptRule,
)
from ca_desktop.domain.waits import Wait

VALID_FROM = date(2025, 1, 1)
"""First day of a procedure whose file names none; the program knows no earlier year."""

LEVEL = "Cấp xã"
SOURCE = "starter"


class StarterData:
    """See `ca_desktop.store.queries.master.Starter`."""

    def __init__(self, resources: Path) -> None:
        self._resources = resources

    @cached_property
    def procedures(self) -> tuple[Procedure, ...]:
        """The starter catalogue, by code."""
        found = [
            procedure
            for path in sorted((self._resources / "catalogue").glob("*.toml"))
            for procedure in _field(tomllib.loads(path.read_text(encoding="utf-8")))
        ]
        check_aliases(found)
        return tuple(sorted(found, key=lambda item: item.code))

    @cached_property
    def calendars(self) -> tuple[YearCalendar, ...]:
        """The starter calendars, by year."""
        paths = sorted((self._resources / "calendar").glob("*.toml"))
        return tuple(
            year_from_json(tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths
        )

    @cached_property
    def holiday_law(self) -> HolidayLaw:
        """What the law says of every year."""
        path = self._resources / "calendar" / "law" / "holidays.toml"
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return HolidayLaw(
            fixed=tuple(FixedHoliday(**row) for row in data["fixed"]),
            announced=tuple(
                AnnouncedHoliday(
                    name=row["name"],
                    days=row["days"],
                    first=(row["first"][0], row["first"][1]),
                    last=(row["last"][0], row["last"][1]),
                )
                for row in data["announced"]
            ),
        )

    @cached_property
    def reckoning_law(self) -> ReckoningLaw:
        """What stands behind each step of counting a date."""
        path = self._resources / "calendar" / "law" / "reckoning.toml"
        return law_from_toml(tomllib.loads(path.read_text(encoding="utf-8")))

    @cached_property
    def scales(self) -> tuple[Scale, ...]:
        """What units and people are scored by."""
        path = self._resources / "scoring" / "scales.toml"
        return scales_from_toml(tomllib.loads(path.read_text(encoding="utf-8")))

    @cached_property
    def waits(self) -> tuple[Wait, ...]:
        """How long is waited where nobody said otherwise."""
        path = self._resources / "calendar" / "law" / "waits.toml"
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["wait"]
        return tuple(Wait(**row, since=date.min, layer=STARTER) for row in rows)

    @cached_property
    def on_time_target(self) -> Target:
        """The rate in time to be reached where nobody said otherwise."""
        path = self._resources / "scoring" / "on_time.toml"
        percent = int(tomllib.loads(path.read_text(encoding="utf-8"))["least_percent"])
        return Target(percent=percent, since=date.min, layer=STARTER)

    @cached_property
    def fee_law(self) -> FeeLaw:
        """What the law says of exemptions and receipts."""
        folder = self._resources / "fees"
        grounds = tomllib.loads((folder / "exemptions.toml").read_text(encoding="utf-8"))
        receipts = tomllib.loads((folder / "receipts.toml").read_text(encoding="utf-8"))
        refunds = tomllib.loads((folder / "refunds.toml").read_text(encoding="utf-8"))
        return FeeLaw(
            grounds=tuple(_ground(row) for row in grounds["ground"]),
            receipts=tuple(
                ReceiptRule(**row | {"kind": ReceiptKind(row["kind"])}) for row in receipts["kind"]
            ),
            words=MoneyWords(**receipts["words"]),
            remit_day=receipts["remit_day"],
            kept=tuple(
                KeptFee(procedures=frozenset(row["procedures"]), legal_basis=row["legal_basis"])
                for row in refunds["kept"]
            ),
        )


@cache
def starter_data() -> StarterData:
    """Return what came with this program, read once for every office it opens."""
    return StarterData(resources_folder())


def _field(data: dict[str, Any]) -> list[Procedure]:
    usual = data.get("fee_name", "")
    return [_procedure(data["field"], row, usual) for row in data["procedure"]]


def _procedure(field: str, row: dict[str, Any], fee_name: str) -> Procedure:
    return Procedure(
        code=row["code"],
        name=row["name"],
        alias=row["alias"],
        field_code=field_code_of(field),
        field_name=field,
        level=LEVEL,
        valid_from=row.get("valid_from", VALID_FROM),
        cases=tuple(
            ProcedureCase(key=x["key"], name=x["name"], limit=parse_time_limit(x["limit"]))
            for x in row["cases"]
        ),
        documents=tuple(RequiredDocument(**paper) for paper in row["documents"]),
        fees=tuple(_fee(rule, fee_name) for rule in row["fees"]),
        legal_basis=tuple(row["legal_basis"]),
        result=row["result"],
        linked_agencies=tuple(row.get("linked_agencies", ())),
        supplement_clock=row.get("supplement_clock", "restart"),
        cutoff=row.get("cutoff"),
        clock=ClockRules.from_json(row.get("clock", {})),
        source=SOURCE,
        decision=row.get("decision", ""),
    )


def _fee(rule: dict[str, Any], fee_name: str) -> FeeRule:
    return FeeRule(
        case=rule.get("case"),
        amount_vnd=rule.get("amount_vnd"),
        unit_note=rule.get("unit_note", ""),
        legal_basis=rule.get("legal_basis", ""),
        name=rule.get("name", "" if rule.get("amount_vnd") == 0 else fee_name),
        unit=FeeUnit(rule.get("unit", FeeUnit.DOSSIER)),
        tiers=tuple(FeeTier(**tier) for tier in rule.get("tiers", ())),
        cap_vnd=rule.get("cap_vnd"),
        online_vnd=rule.get("online_vnd"),
        valid_from=rule.get("valid_from"),
        valid_to=rule.get("valid_to"),
    )


def _ground(row: dict[str, Any]) -> ExemptionGround:
    several = {name: frozenset(row.get(name, ())) for name in ("fields", "procedures")}
    return ExemptionGround(**row | several)
