"""The words of the commands of the rate in time to be reached."""

from ca_desktop.cli.argument_groups import Commands, group_of


def add_to(commands: Commands) -> None:
    """Add these commands to those of the command line."""
    group = group_of(commands, "target", "mục tiêu tỷ lệ đúng hạn, tính cả đang quá hạn")
    group.add_parser("show")
    change = group.add_parser("set", help="từ một ngày; trung tâm đặt cho mọi xã")
    change.add_argument("--since", required=True, metavar="DATE")
    change.add_argument("--basis", required=True, metavar="TEXT", help="căn cứ")
    change.add_argument("--percent", default="", metavar="N", help="bỏ trống thì theo cấp trên")
