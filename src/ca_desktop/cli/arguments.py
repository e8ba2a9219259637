"""The words of the command line; stable, because scripts use them."""

import argparse
from pathlib import Path

from ca_desktop.cli import (
    paper_arguments,
    process_arguments,
    report_arguments,
    target_arguments,
    tariff_arguments,
    wait_arguments,
)
from ca_desktop.cli.argument_groups import Commands, approver, group_of
from ca_desktop.cli.promise_arguments import promises
from ca_desktop.domain.roles import Role
from ca_desktop.domain.tariffs import PayMethod, ReceiptKind
from ca_desktop.domain.version import VERSION
from ca_desktop.services.names import (
    ASKS,
    CORRECTING,
    FIELD_OF_PART,
    KINDS,
    STEPS,
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="ca-desktop",
        description="Bộ phận Một cửa: cửa sổ làm việc khi không có lệnh.",
    )
    top.add_argument("--version", action="version", version=VERSION)
    top.add_argument("--data", type=Path, metavar="D", help="thư mục dữ liệu")
    top.add_argument("--passphrase-file", type=Path, metavar="F")
    top.add_argument("--user", metavar="NAME", help="tên tài khoản")
    top.add_argument("--now", metavar="ISO", help="ngày giờ, chỉ cho đơn vị tập huấn")
    top.add_argument("--json", action="store_true", help="in một văn bản JSON")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _office(commands)
    _user(commands)
    _pair(commands)
    _keys(commands)
    _catalogue(commands)
    _dossier(commands)
    _fee(commands)
    _exchange(commands)
    _attention(commands)
    tariff_arguments.add_to(commands)
    process_arguments.add_to(commands)
    wait_arguments.add_to(commands)
    target_arguments.add_to(commands)
    report_arguments.add_to(commands)
    paper_arguments.papers(commands)
    _others(commands)
    return top


def _office(commands: Commands) -> None:
    group = group_of(commands, "office", "đơn vị")
    init = group.add_parser("init")
    init.add_argument("--kind", choices=KINDS, required=True)
    init.add_argument("--code", required=True)
    init.add_argument("--name", required=True)
    init.add_argument("--training", action="store_true")
    init.add_argument("--sheet", type=Path, metavar="FILE.pdf", help="phiếu gốc của trung tâm")
    group.add_parser("show")
    adopt = group.add_parser("adopt")
    which = adopt.add_mutually_exclusive_group(required=True)
    which.add_argument("--replaces", action="store_true", help="máy này thay máy cũ")
    which.add_argument("--copy", action="store_true", help="máy này là bản sao, máy cũ vẫn chạy")
    last_papers(adopt)


def _user(commands: Commands) -> None:
    group = group_of(commands, "user", "người dùng")
    group.add_parser("list")
    add = group.add_parser("add")
    reset = group.add_parser("reset", help="đặt lại mật khẩu, mã PIN, vai trò")
    remove = group.add_parser("remove", help="đóng tài khoản")
    for action in (add, reset, remove):
        action.add_argument("name", metavar="NAME")
    roles = sorted(role.value for role in Role)
    for action in (add, reset):
        needed = action is add
        action.add_argument("--role", action="append", choices=roles, required=needed)
        action.add_argument("--secret-file", type=Path, metavar="F", help="mật khẩu")
    reset.add_argument("--pin-file", type=Path, metavar="F", help="mã PIN sáu chữ số")


def last_papers(command: argparse.ArgumentParser) -> None:
    """Ask for the newest numbers on paper: numbers of a new life begin beyond their series."""
    for name in ("code", "receipt", "register"):
        command.add_argument(f"--last-{name}", default="", metavar="N")


def _pair(commands: Commands) -> None:
    group = group_of(commands, "pair", "kết nối xã với trung tâm")
    offer = group.add_parser("offer")
    offer.add_argument("--commune", required=True, metavar="CODE")
    offer.add_argument("--to", type=Path, required=True, metavar="FILE")
    offer.add_argument("--sheet", type=Path, metavar="FILE.pdf", help="phiếu kết nối")
    request = group.add_parser("request")
    request.add_argument("file", type=Path, metavar="OFFER")
    request.add_argument("--secret", required=True, metavar="CODE")
    request.add_argument("--to", type=Path, required=True, metavar="FILE")
    last_papers(request)
    accept = group.add_parser("accept")
    accept.add_argument("file", type=Path, metavar="REQUEST")
    accept.add_argument("--to", type=Path, required=True, metavar="FILE")
    run = accept.add_mutually_exclusive_group()
    run.add_argument("--replaces", nargs="+", metavar="NODE", help="các máy không còn chạy")
    run.add_argument("--beside", action="store_true", help="các máy khác của xã vẫn chạy")
    group.add_parser("machines", help="các máy của các xã")
    replace = group.add_parser("replace", help="máy không còn chạy, máy khác thay chỗ")
    replace.add_argument("old", metavar="OLD")
    replace.add_argument("--by", required=True, metavar="NEW")
    choose = group.add_parser("choose", help="chọn máy làm tiếp trong hai máy trùng nhau")
    choose.add_argument("node", metavar="NODE")
    choose.add_argument("--life", default="", metavar="LIFE")
    finish = group.add_parser("finish")
    finish.add_argument("file", type=Path, metavar="FILE")


def _keys(commands: Commands) -> None:
    """Secrets stand in files: other programs can read the words of a command."""
    group = group_of(commands, "keys", "khóa và kết nối")
    group.add_parser("show", help="khóa đang dùng, các máy đã kết nối, việc đến hạn")
    group.add_parser("rotate", help="đổi khóa hằng năm")
    revoke = group.add_parser("revoke", help="thu hồi máy bị mất")
    revoke.add_argument("node", metavar="NODE", help="mã máy, hoặc mã đơn vị có một máy")
    revoke.add_argument("--since", default="", metavar="DATE", help="không tin từ ngày này")
    certify = group.add_parser("certify", help="chứng nhận khóa mới của trung tâm")
    new_root = group.add_parser("new-root", help="lập phiếu gốc mới khi mất phiếu cũ")
    new_root.add_argument("--sheet", type=Path, metavar="FILE.pdf")
    card = group.add_parser("card", help="ghi lại tệp chứng nhận của trung tâm")
    accept = group.add_parser("accept", help="nhận tệp chứng nhận của trung tâm")
    accept.add_argument("file", type=Path, metavar="FILE")
    accept.add_argument("--digits", default="", metavar="NNNNN", help="nhóm số cuối trên phiếu mới")
    check = group.add_parser("check", help="kiểm tra phiếu gốc: gõ lại một nhóm")
    check.add_argument("--group-file", type=Path, required=True, metavar="F")
    past = group.add_parser("past", help="ghi tệp để dựng lại trung tâm")
    rebuild = group.add_parser("rebuild", help="dựng lại trung tâm vào thư mục còn trống")
    rebuild.add_argument("past", type=Path, metavar="PAST")
    last_papers(rebuild)
    help_open = group.add_parser("help-open", help="mở giúp dữ liệu bằng phiếu gốc")
    help_open.add_argument("--keys", type=Path, metavar="KEYS.json")
    for needs_seed in (certify, rebuild, help_open):
        needs_seed.add_argument("--seed-file", type=Path, required=True, metavar="F")
    for needs_second in (revoke, certify, new_root):
        needs_second.add_argument("--second-file", type=Path, required=True, metavar="F")
    for writes in (certify, new_root, card, past):
        writes.add_argument("--to", type=Path, required=True, metavar="FILE")


def _catalogue(commands: Commands) -> None:
    group = group_of(commands, "catalogue", "danh mục thủ tục")
    group.add_parser("list")
    show = group.add_parser("show")
    show.add_argument("code", metavar="CODE")
    take = group.add_parser("import")
    take.add_argument("file", type=Path, metavar="FILE.xlsx")
    take.add_argument("--preview", action="store_true")
    group.add_parser("publish")
    sample = group.add_parser("sample", help="hồ sơ mẫu để niêm yết")
    sample.add_argument("code", metavar="CODE")
    sample.add_argument("--to", type=Path, required=True, metavar="DIR")


def _dossier(commands: Commands) -> None:
    group = group_of(commands, "dossier", "hồ sơ")
    receive = group.add_parser("receive")
    receive.add_argument("--file", type=Path, required=True, metavar="IN.json")
    receive.add_argument("--slip", type=Path, metavar="DIR")
    receive.add_argument(
        "--reason",
        default="",
        metavar="T",
        help="lý do vẫn tiếp nhận khi thiếu giấy tờ, số định danh",
    )
    listing = group.add_parser("list")
    listing.add_argument("--find", default="", metavar="TEXT")
    listing.add_argument("--status", metavar="S")
    listing.add_argument("--due-before", metavar="DATE")
    for name in ("show", "slip", "step", "return"):
        action = group.add_parser(name)
        action.add_argument("code", metavar="CODE")
        if name == "slip":
            action.add_argument("--to", type=Path, required=True, metavar="DIR")
        elif name == "step":
            action.add_argument("--to", choices=(*STEPS, *CORRECTING), required=True)
            action.add_argument("--note", default="", metavar="T")
            action.add_argument("--office", metavar="CODE")
            _step(action)
        elif name == "return":
            action.add_argument("--file", type=Path, metavar="OUT.json")
    paper_arguments.letters(group)
    _scans(group)
    _tasks(group)
    promises(group)


def _step(action: argparse.ArgumentParser) -> None:
    action.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="values")
    action.add_argument("--file", type=Path, metavar="STEP.json", help="thay cho nhiều --set")
    action.add_argument("--reason", default="", metavar="T", help="lý do vẫn làm khi có cảnh báo")
    approver(action)


def _scans(group: Commands) -> None:
    for name in ("attach", "attachments", "save-attachment", "detach"):
        action = group.add_parser(name)
        action.add_argument("code", metavar="CODE")
        if name == "attach":
            action.add_argument("files", type=Path, nargs="+", metavar="FILE")
            action.add_argument("--paper", default="", metavar="NAME")
        elif name != "attachments":
            action.add_argument("sha", metavar="SHA")
        if name == "save-attachment":
            action.add_argument("--to", type=Path, required=True, metavar="DIR")
        elif name == "detach":
            action.add_argument("--reason", required=True, metavar="T")


def _tasks(group: Commands) -> None:
    ask = group.add_parser("ask")
    ask.add_argument("code", metavar="CODE")
    ask.add_argument("--what", choices=ASKS, required=True)
    ask.add_argument("--paper", action="append", default=[], metavar='"NAME | 1 | 0"')
    ask.add_argument("--slip", type=Path, metavar="DIR", help="giấy biên nhận giấy tờ")
    correct = group.add_parser("correct")
    correct.add_argument("code", metavar="CODE")
    for action, needed in ((ask, False), (correct, True)):
        action.add_argument(
            "--field", choices=FIELD_OF_PART.values(), default="", required=needed, metavar="FIELD"
        )
        action.add_argument("--value", default="", metavar="V")
    answer = group.add_parser("answer")
    answer.add_argument("task", metavar="TASK")
    answer.add_argument("--decline", action="store_true", help="không làm theo, kèm lý do")
    for action in (ask, correct, answer):
        action.add_argument("--note", default="", metavar="T")


def _fee(commands: Commands) -> None:
    group = group_of(commands, "fee", "phí, lệ phí")
    methods = [method.value for method in PayMethod]
    show = group.add_parser("show")
    assess = group.add_parser("assess", help="tính phí, miễn giảm")
    collect = group.add_parser("collect", help="thu, ghi số biên lai")
    for action in (show, assess, collect):
        action.add_argument("code", metavar="CODE")
    for action in (assess, collect):
        action.add_argument("--fee", metavar="ID")
    assess.add_argument("--name", default="", metavar="T")
    for name in ("pages", "copies", "times"):
        assess.add_argument(f"--{name}", type=int, default=1, metavar="N")
    why = assess.add_mutually_exclusive_group()
    why.add_argument("--ground", action="append", metavar="GROUND")
    why.add_argument("--no-ground", action="store_true", help="sửa khoản thu: bỏ miễn giảm đã ghi")
    for name in ("evidence", "note"):
        assess.add_argument(f"--{name}", default="", metavar="T")
    collect.add_argument("--receipt", choices=[kind.value for kind in ReceiptKind])
    collect.add_argument("--symbol", default="", metavar="S")
    collect.add_argument("--number", default="", metavar="N")
    collect.add_argument("--payer", metavar="NAME")
    refund = _receipts(group)
    back = group.add_parser("back", help="tiền cần hoàn lại của hồ sơ rút, dừng, thu thừa")
    back.add_argument("code", nargs="?", metavar="CODE")
    back.add_argument("--reason", default="", metavar="T")
    back.add_argument("--keep", action="store_true", help="không hoàn, kèm lý do")
    for action in (assess, collect, refund, back):
        action.add_argument("--amount", type=int, metavar="VND")
    for action in (collect, refund, back):
        action.add_argument("--method", choices=methods, default=methods[0])


def _receipts(group: Commands) -> argparse.ArgumentParser:
    """Add what is done with receipts and their books; return what gives money back."""
    cancel = group.add_parser("cancel", help="hủy biên lai, số được giữ lại")
    refund = group.add_parser("refund", help="hoàn tiền theo biên lai")
    paper = group.add_parser("paper", help="bản in của phiếu thu, biên lai")
    paper.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    for action in (cancel, refund, paper):
        action.add_argument("--symbol", required=True, metavar="S")
        action.add_argument("--number", required=True, metavar="N")
    for action in (cancel, refund):
        action.add_argument("--reason", required=True, metavar="T")
    sheet = group.add_parser("sheet", help="bảng kê thu trong ngày, tổng hợp tháng")
    sheet.add_argument("--date", required=True, metavar="DATE")
    sheet.add_argument("--month", action="store_true", help="cả tháng của ngày đó, theo loại")
    sheet.add_argument("--officer", default="", metavar="NAME")
    sheet.add_argument("--out", type=Path, metavar="FILE.xlsx|FILE.pdf")
    book = group.add_parser("book", help="quyển biên lai giấy")
    for name in ("symbol", "first", "last"):
        book.add_argument(f"--{name}", metavar="N")
    for name in ("form", "reason"):
        book.add_argument(f"--{name}", default="", metavar="T")
    book.add_argument("--close", action="store_true", help="kết thúc quyển, không hủy một tờ")
    return refund


def _exchange(commands: Commands) -> None:
    group = group_of(commands, "exchange", "chuyển dữ liệu")
    export = group.add_parser("export")
    export.add_argument("--peer", metavar="CODE")
    export.add_argument("--to", type=Path, required=True, metavar="DIR")
    export.add_argument("--part-mb", type=int, choices=range(1, 101), metavar="MB")
    export.add_argument("--mail", action="store_true", help="soạn sẵn thư điện tử")
    address = group.add_parser("address", help="địa chỉ thư điện tử của nơi nhận")
    address.add_argument("code", metavar="CODE")
    address.add_argument("address", metavar="ADDRESS")
    rewrite = group.add_parser("rewrite", help="ghi lại tệp cũ")
    rewrite.add_argument("number", type=int, metavar="NUMBER")
    rewrite.add_argument("--peer", metavar="CODE")
    rewrite.add_argument("--to", type=Path, required=True, metavar="DIR")
    for name, text in (("check", "kiểm tra lại USB"), ("eject", "rút USB an toàn")):
        action = group.add_parser(name, help=text)
        action.add_argument("folder", type=Path, metavar="DIR")
    for name in ("preview", "import"):
        action = group.add_parser(name)
        action.add_argument("files", type=Path, nargs="+", metavar="FILE")
    status = group.add_parser("status", help="tình hình nộp tệp")
    status.add_argument("--out", type=Path, metavar="FILE.xlsx")
    note = group.add_parser("note", help="biên bản giao nhận dữ liệu")
    note.add_argument("number", type=int, metavar="PACKAGE")
    note.add_argument("--peer", metavar="CODE")
    note.add_argument("--to", type=Path, required=True, metavar="DIR")
    note.add_argument("--taken", action="store_true", help="tệp đã nhận, không phải tệp đã ghi")
    remark = group.add_parser("remark", help="ghi chú về một đơn vị")
    remark.add_argument("code", metavar="CODE")
    remark.add_argument("text", metavar="TEXT")


def _attention(commands: Commands) -> None:
    group = group_of(commands, "attention", "việc cần xử lý")
    group.add_parser("list")
    for name in ("settle", "import"):
        action = group.add_parser(name)
        action.add_argument("matter", metavar="ID")


def _others(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="một năm làm việc làm mẫu")
    demo.add_argument("--dir", type=Path, metavar="D")
    demo.add_argument("--story", metavar="NAME", default="main")
    deadline = commands.add_parser("deadline", help="tính ngày hẹn trả")
    deadline.add_argument("--received", required=True, metavar="ISO")
    deadline.add_argument("--within", required=True, metavar='"3 wd"')
    commands.add_parser("verify", help="kiểm tra nhật ký")
    commands.add_parser("rebuild", help="dựng lại bảng từ nhật ký")
    safety = group_of(commands, "safety", "sao lưu và nhật ký kép")
    safety.add_parser("show")
    safety.add_parser("try", help="thử phục hồi bản sao lưu mới")
    journal = safety.add_parser("journal", help="nơi để nhật ký kép")
    where = journal.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", type=Path, metavar="DIR")
    where.add_argument("--home", action="store_true")
    restore = commands.add_parser("restore", help="phục hồi vào thư mục dữ liệu còn trống")
    restore.add_argument("backup", type=Path, metavar="BACKUP")
    restore.add_argument("--preview", action="store_true", help="xem sẽ thiếu gì")
    last_papers(restore)
    backup = commands.add_parser("backup", help="sao lưu")
    support = commands.add_parser("support", help="gói hỗ trợ, không có dữ liệu cá nhân")
    for writes in (backup, support):
        writes.add_argument("--to", type=Path, required=True, metavar="DIR")
