"""The words of the commands of reports, registers and closed periods."""

from pathlib import Path

from ca_desktop.cli.argument_groups import Commands, group_of
from ca_desktop.services.office.report_list import REPORTS, STAFF


def add_to(commands: Commands) -> None:
    """Add these commands to those of the command line."""
    _report(commands)
    _register(commands)
    _period(commands)
    _score(commands)
    _rulings(commands)


def _rulings(commands: Commands) -> None:
    rulings = commands.add_parser("rulings", help="ý kiến lãnh đạo: đồng ý, ký từ chối, trả lại")
    rulings.add_argument("--from", dest="start", required=True, metavar="DATE")
    rulings.add_argument("--to", dest="end", required=True, metavar="DATE")
    rulings.add_argument("--person", default="", metavar="NAME")
    rulings.add_argument("--out", type=Path, metavar="FILE.xlsx")


def _report(commands: Commands) -> None:
    report = commands.add_parser("report", help="báo cáo")
    report.add_argument("action", choices=tuple(REPORTS))
    report.add_argument("--from", dest="start", required=True, metavar="DATE")
    report.add_argument("--to", dest="end", required=True, metavar="DATE")
    report.add_argument("--commune", metavar="CODE")
    report.add_argument("--at", metavar="ISO", help="số liệu đến thời điểm này")
    report.add_argument("--out", type=Path, metavar="FILE.xlsx|FILE.pdf")


def _register(commands: Commands) -> None:
    register = commands.add_parser("register", help="sổ theo dõi hồ sơ, PDF và Excel")
    register.add_argument("--year", type=int, choices=range(2018, 2100), metavar="Y")
    register.add_argument("--from", dest="start", metavar="DATE", help="khi không có --year")
    register.add_argument("--until", dest="end", metavar="DATE")
    register.add_argument("--to", type=Path, required=True, metavar="DIR")


def _period(commands: Commands) -> None:
    group = group_of(commands, "period", "khóa số liệu kỳ báo cáo")
    close = group.add_parser("close")
    check = group.add_parser("check", help="xem trước: khóa thì được gì, chạm đến kỳ nào")
    for command in (close, check):
        command.add_argument("--from", dest="start", required=True, metavar="DATE")
        command.add_argument("--to", dest="end", required=True, metavar="DATE")
    close.add_argument(
        "--following", action="store_true", help="đính chính luôn các kỳ sau không còn khớp"
    )
    close.add_argument("--reason", default="", metavar="TEXT", help="lý do đính chính")
    group.add_parser("list").add_argument("--commune", metavar="CODE")
    again = group.add_parser("report", help="in lại báo cáo đã khóa")
    again.add_argument("closing", metavar="ID")
    frozen = (x.name for x in REPORTS.values() if x.frozen)
    again.add_argument("name", choices=(*frozen, STAFF))
    again.add_argument("--out", type=Path, metavar="FILE.xlsx|FILE.pdf")


def _score(commands: Commands) -> None:
    group = group_of(commands, "score", "chấm điểm đơn vị và cán bộ theo quý, năm")
    show = group.add_parser("show")
    enter = group.add_parser("enter", help="nhập hoặc sửa điểm một chỉ số")
    back = group.add_parser("take-back", help="rút điểm đã nhập")
    for command in (show, enter, back):
        command.add_argument("--period", required=True, metavar="2026-Q3|2026")
        command.add_argument("--person", default="", metavar="NAME", help="để trống: cả đơn vị")
    show.add_argument("--commune", metavar="CODE")
    show.add_argument("--out", type=Path, metavar="FILE.xlsx|FILE.pdf")
    for command in (enter, back):
        command.add_argument("--indicator", type=int, required=True, metavar="N")
        command.add_argument("--reason", default="", metavar="TEXT")
    enter.add_argument("--points", required=True, metavar="P", help="0 đến 2, ví dụ 1,5")
    enter.add_argument("--evidence", default="", metavar="TEXT", help="tài liệu làm căn cứ")
