"""The words of the commands of local tariffs."""

from pathlib import Path

from ca_desktop.cli.argument_groups import Commands, group_of


def add_to(commands: Commands) -> None:
    """Add these commands to those of the command line."""
    group = group_of(commands, "tariff", "mức thu theo nghị quyết của HĐND cấp tỉnh")
    show = group.add_parser("show")
    change = group.add_parser("set", help="mức thu từ một ngày; ghi lại cùng ngày là sửa")
    drop = group.add_parser("drop", help="bỏ mức thu ghi nhầm")
    for action in (show, change, drop):
        action.add_argument("code", metavar="PROCEDURE")
    for action in (change, drop):
        action.add_argument("--since", required=True, metavar="DATE")
    change.add_argument("--basis", required=True, metavar="TEXT", help="số nghị quyết")
    change.add_argument(
        "--rate",
        action="append",
        default=[],
        metavar="VND[|ONLINE[|UNIT[|CASE[|NAME[|NOTE[|TIERS[|CAP]]]]]]]",
        help="TIERS: giá từ trang, “3: 1000; 11: 500”; CAP: tối đa một bản; “-” là không có",
    )
    change.add_argument("--ground", action="append", default=[], metavar="NAME[|PERCENT[|PAPER]]")
    drop.add_argument("--reason", required=True, metavar="TEXT")
    sheet = group.add_parser("import", help="nhiều thủ tục, từ bảng tính")
    sheet.add_argument("file", type=Path, metavar="FILE.xlsx|FILE.csv")
    sheet.add_argument("--preview", action="store_true")
    export = group.add_parser("export", help="mức thu đã ghi và mức chờ nghị quyết")
    export.add_argument("out", type=Path, metavar="FILE.xlsx|FILE.csv")
