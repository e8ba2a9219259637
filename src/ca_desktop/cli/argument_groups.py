"""Commands that are groups of actions, as every part of the command line adds them."""

import argparse
from pathlib import Path
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 argparse names it so


def approver(action: argparse.ArgumentParser) -> None:
    """Add who approves, or signs as the head."""
    action.add_argument(
        "--approver",
        default="",
        metavar="NAME",
        help="người đồng ý: tên tài khoản, hoặc họ tên người không có tài khoản",
    )
    action.add_argument(
        "--approver-pin-file", type=Path, metavar="F", help="mã PIN của người đồng ý"
    )


def group_of(commands: Commands, name: str, text: str) -> Commands:
    """Add a command that is nothing without one of its actions, and return these."""
    return commands.add_parser(name, help=text).add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
