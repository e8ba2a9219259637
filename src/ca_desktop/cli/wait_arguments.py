"""The words of the commands of how long is waited."""

from ca_desktop.cli.argument_groups import Commands, group_of


def add_to(commands: Commands) -> None:
    """Add these commands to those of the command line."""
    group = group_of(commands, "wait", "số ngày chờ, hẹn nộp tệp")
    group.add_parser("show")
    change = group.add_parser("set", help="từ một ngày; trung tâm đặt cho mọi xã")
    change.add_argument("--since", required=True, metavar="DATE")
    change.add_argument("--basis", required=True, metavar="TEXT", help="căn cứ")
    change.add_argument(
        "--days",
        action="append",
        required=True,
        metavar="NAME=N",
        help="tên như wait show; để trống số thì theo cấp trên",
    )
