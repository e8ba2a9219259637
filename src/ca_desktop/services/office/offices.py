"""Founding an office, and what it says of itself."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from ca_desktop.domain.errors import InvalidField
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import ALL, LOCAL
from ca_desktop.domain.events.office import OfficeFounded, UserEnrolled
from ca_desktop.domain.events.roster import NodeEnrolled
from ca_desktop.domain.identities import PublicKeys
from ca_desktop.domain.numbering import check_unit_code
from ca_desktop.domain.roles import ALL_ROLES
from ca_desktop.domain.text import clean_line
from ca_desktop.domain.unit_names import agency_of
from ca_desktop.services.machines.lives import LastPapers, is_sole
from ca_desktop.services.names import KINDS
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import NodeRow, OfficeRow, OwnNode, UserRow
from ca_desktop.services.ports.sheets import SheetHead
from ca_desktop.services.ports.work import UnitOfWork, View

MAX_NAME = 120
TRAINED = " – TẬP HUẤN, dữ liệu giả"


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What a new office is to be; raw values, checked by `checked`.

    Attributes:
        kind: ``commune`` or ``centre``.
        code: identifier of the unit.
        user_name: of the first account, which holds all roles.
    """

    kind: str
    code: str
    name: str
    user_name: str = field(repr=False)
    training: bool

    def checked(self) -> "Founding":
        """Return clean values.

        Raises:
            InvalidField: one does not hold.
        """
        unit = self.checked_unit()
        name = clean_line("user", self.user_name, limit=MAX_NAME, required=True)
        return replace(unit, user_name=name)

    def checked_unit(self) -> "Founding":
        """Return clean values of the unit; whose account it is may come later.

        Raises:
            InvalidField: one does not hold.
        """
        if self.kind not in KINDS:
            raise InvalidField("kind", "BAD-CHOICE", choices=", ".join(KINDS))
        return replace(
            self,
            code=check_unit_code(self.code),
            name=clean_line("office_name", self.name, limit=MAX_NAME, required=True),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilding:
    """A centre that is to be built anew; raw values.

    Attributes:
        past: file that a commune wrote of what it holds of the centre.
        code: both groups of the root's sheet.
        user_name: of the first account, which holds all roles.
        last: the newest numbers on paper.
    """

    past: Path
    code: str = field(repr=False)
    user_name: str = field(repr=False)
    passphrase: str = field(repr=False)
    last: LastPapers


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """What an office says of itself."""

    own: OfficeRow
    node: OwnNode
    centre: NodeRow | None
    users: tuple[UserRow, ...]
    communes: tuple[OfficeRow, ...]
    fits_mark: bool


def found_office(
    uow: UnitOfWork, founding: Founding, node: OwnNode, keys: PublicKeys, user_id: str
) -> None:
    """Write the first events of an office; the caller commits."""
    uow.found(node)
    uow.record(
        OfficeFounded(
            office_id=node.office_id,
            kind=founding.kind,
            code=founding.code,
            name=founding.name,
            training=founding.training,
        ),
        Standing(audience=LOCAL, subject=node.office_id),
    )
    uow.record(
        UserEnrolled(
            user_id=user_id,
            name=founding.user_name,
            roles=tuple(sorted(role.value for role in ALL_ROLES)),
        ),
        Standing(audience=LOCAL, subject=user_id),
    )
    if founding.kind == "centre":
        uow.record(
            NodeEnrolled(
                office_id=node.office_id,
                kind=founding.kind,
                code=founding.code,
                name=founding.name,
                node_id=node.node_id,
                sign_key=keys.sign.hex(),
                box_key=keys.box.hex(),
                number=node.key_number,
            ),
            Standing(audience=ALL, subject=node.node_id),
        )


def sheet_head(view: View, unit: OfficeRow | None = None, receiving: str = "") -> SheetHead:
    """Return what stands above the figures of a workbook; one of a training office says so.

    Args:
        view: of the office that makes it.
        unit: whose figures they are; None for its own.
        receiving: whom the report goes to.
    """
    name = agency_of((unit or view.offices.own()).name)
    mark = TRAINED if view.offices.node().training else ""
    return SheetHead(
        unit_name=f"{name}{mark}", receiving_unit=agency_of(receiving) if receiving else ""
    )


def office_facts(ports: Ports) -> OfficeFacts:
    """Return what this office says of itself."""
    with ports.reading() as view:
        everyone = view.offices.all()
        return OfficeFacts(
            own=view.offices.own(),
            node=view.offices.node(),
            centre=view.offices.centre(),
            users=tuple(view.offices.users()),
            communes=tuple(x for x in everyone if x.kind == "commune" and not x.own),
            fits_mark=is_sole(ports, view),
        )
