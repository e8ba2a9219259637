"""The words of the commands of internal processes."""

from ca_desktop.cli.argument_groups import Commands, group_of


def add_to(commands: Commands) -> None:
    """Add these commands to those of the command line."""
    group = group_of(commands, "process", "quy trình nội bộ giải quyết thủ tục")
    show = group.add_parser("show")
    change = group.add_parser("set", help="từ một ngày; không có bước nào thì hết quy trình")
    for action in (show, change):
        action.add_argument("code", metavar="PROCEDURE")
    change.add_argument("--since", required=True, metavar="DATE")
    change.add_argument("--decision", required=True, metavar="TEXT", help="số quyết định")
    change.add_argument(
        "--step",
        action="append",
        default=[],
        metavar='"WHO | TASK | 4 giờ[ | liên thông]"',
    )
