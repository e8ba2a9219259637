"""The columns of dossier lists."""

from collections.abc import Callable
from datetime import datetime

from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.ui import shown
from ca_desktop.ui.badges import badge_of
from ca_desktop.ui.models.rows import Column


def dossier_columns(now: Callable[[], datetime]) -> dict[str, Column[DossierRow]]:
    """Return the columns by name, in their usual order.

    Args:
        now: asked at every look: a window may stay open overnight.
    """
    return {
        "code": Column("Mã hồ sơ", _code, "code"),
        "holder": Column("Chủ hồ sơ", _holder, "name"),
        "procedure": Column("Thủ tục", _procedure, "procedure"),
        "received": Column("Ngày nhận", _received, "received"),
        "due": Column("Hẹn trả", _due, "due"),
        "status": Column(
            "Tình trạng",
            lambda row: shown.status(row, now()),
            "status",
            lambda row: badge_of(row, now()),
        ),
        "held": Column("Đang giữ", _held),
    }


def _code(row: DossierRow) -> str:
    return row.code or "–"


def _holder(row: DossierRow) -> str:
    return row.holder_name


def _procedure(row: DossierRow) -> str:
    return row.procedure_name


def _received(row: DossierRow) -> str:
    return shown.day(row.received_at)


def _due(row: DossierRow) -> str:
    return shown.day(row.due_at)


def _held(row: DossierRow) -> str:
    return row.held_by
