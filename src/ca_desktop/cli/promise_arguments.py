"""The words of commands about promises: why, the day, apologies, who was told."""

import argparse
from pathlib import Path
from typing import TypeAlias

from ca_desktop.cli.argument_groups import approver
from ca_desktop.domain.promises import USUAL_DAYS, Telling

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 argparse names it so


def promises(group: Commands) -> None:
    """Add the words of commands about promises to those of dossiers."""
    told = group.add_parser("told", help="đã báo người dân")
    told.add_argument("code", metavar="CODE")
    told.add_argument("--how", choices=sorted(Telling), required=True)
    told.add_argument("--text", required=True, metavar="T")
    told.add_argument("--at", default="", metavar="ISO")
    told.add_argument("--letter", default="", metavar="ID", help="mã phiếu đã báo")
    ics = group.add_parser("ics", help="tệp lịch ngày hẹn trả")
    day = group.add_parser("day", help="phiếu việc trong ngày")
    for action, file in ((ics, "FILE.ics"), (day, "FILE.pdf")):
        action.add_argument("--to", type=Path, required=True, metavar=file)
    why = group.add_parser("why", help="vì sao hẹn ngày này")
    why.add_argument("code", metavar="CODE")
    why.add_argument("--to", type=Path, metavar="DIR", help="lưu phiếu giải thích PDF")
    group.add_parser("apologies", help="hồ sơ cần xin lỗi, người dân cần báo")
    apologise = group.add_parser("apologise", help="phiếu xin lỗi và hẹn lại")
    apologise.add_argument("codes", nargs="+", metavar="CODE")
    apologise.add_argument("--reason", required=True, metavar="T")
    apologise.add_argument("--days", type=int, default=USUAL_DAYS, metavar="N")
    apologise.add_argument("--to", type=Path, metavar="DIR", help="lưu phiếu PDF")
    approver(apologise)
    explain = group.add_parser("explain", help="lý do quá hạn")
    explain.add_argument("codes", nargs="+", metavar="CODE")
    explain.add_argument("--reason", required=True, metavar="T")
