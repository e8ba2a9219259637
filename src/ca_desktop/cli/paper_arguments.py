"""The words of the command line about papers: letters, lists, forms."""

from pathlib import Path

from ca_desktop.cli.argument_groups import Commands, approver, group_of
from ca_desktop.services.names import BATCHES, LETTER_DETAILS, LETTERS


def letters(group: Commands) -> None:
    """Add the papers about dossiers to the commands of dossiers."""
    _letter(group)
    _batch(group)


def papers(commands: Commands) -> None:
    """Add the commands of forms."""
    _forms(commands)


def _letter(group: Commands) -> None:
    action = group.add_parser("letter", help="lập phiếu về hồ sơ")
    action.add_argument("code", metavar="CODE")
    action.add_argument("--form", choices=LETTERS, required=True)
    action.add_argument("--to", type=Path, required=True, metavar="DIR")
    action.add_argument("--reason", default="", metavar="T")
    action.add_argument("--line", action="append", default=[], metavar="T", help="một mục")
    action.add_argument("--due", default="", metavar="DATE", help="ngày hẹn mới")
    for name in LETTER_DETAILS:
        action.add_argument(f"--{name}", default="", metavar="T")
    action.add_argument(
        "--step-reason", default="", metavar="T", help="lý do vẫn làm khi có cảnh báo"
    )
    approver(action)


def _batch(group: Commands) -> None:
    action = group.add_parser("batch", help="giao nhận nhiều hồ sơ, nhiều kết quả")
    action.add_argument("codes", nargs="+", metavar="CODE")
    action.add_argument("--form", choices=BATCHES, required=True)
    action.add_argument("--taker", required=True, metavar="T", help="bên nhận")
    action.add_argument("--note", default="", metavar="T")
    action.add_argument("--to", type=Path, required=True, metavar="DIR")


def _forms(commands: Commands) -> None:
    group = group_of(commands, "forms", "biểu mẫu")
    group.add_parser("list")
    for name in ("show", "set", "reset", "publish", "preview"):
        action = group.add_parser(name)
        action.add_argument("form", metavar="FORM")
        if name == "set":
            action.add_argument("key", metavar="KEY")
            action.add_argument("--text", required=True, metavar="T")
        elif name == "preview":
            action.add_argument("--to", type=Path, required=True, metavar="DIR")
