"""The cases of Khóa và kết nối, each as a guide: the same functions as the command line's."""

from functools import partial
from pathlib import Path

from ca_desktop.domain.moments import day_text, read_day
from ca_desktop.services.exchange import certificates
from ca_desktop.services.keys import key_help, keys, revocations
from ca_desktop.services.keys.key_sheets import draw_recovery_sheet, draw_root_sheet
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.widgets.guide import Ask, Guide, Kind, Paper, StepDone, Values

CARDS = "Tệp chứng nhận của trung tâm (*.hscert);;Mọi tệp (*)"
KEY_FILES = "Tệp khóa của đơn vị (keys.json);;Mọi tệp (*)"
_SECOND = Ask(
    name="second",
    title="Mật khẩu của người &thứ hai (quản trị hoặc lãnh đạo khác), hoặc mã phục hồi *",
    kind=Kind.HIDDEN,
)
_SEED = Ask(name="seed", title="Hai &nhóm trên phiếu gốc, mỗi nhóm 26 ký tự *")
_FOLDER = Ask(name="folder", title="Thư mục hoặc USB để ghi tệp", kind=Kind.PLACE)


def _rotate(ports: Ports, _values: Values) -> StepDone:
    done = keys.rotate_keys(ports)
    return StepDone(said=f"Đã đổi sang khóa số {done.number}. Ghi tệp chuyển như thường ngày.")


def _revoke(ports: Ports, values: Values) -> StepDone:
    since = values["since"] and read_day("since", values["since"]).isoformat()
    done = revocations.revoke_node(ports, values["node"], values["second"], since)
    beyond = f" {len(done.beyond)} dòng cần xem lại ở Cần xử lý." if done.beyond else ""
    return StepDone(said=f"Đã thu hồi máy của {done.node.name}.{beyond}")


def _certify(ports: Ports, values: Values) -> StepDone:
    target = Path(values["folder"]) / "trung-tam.hscert"
    done = certificates.certify_keys(ports, values["seed"], values["second"], target)
    said = f"Đã ghi {target.name} (lần {done.card.serial}). Gửi tệp này cho mọi xã."
    return StepDone(said=said)


def _new_root(ports: Ports, values: Values) -> StepDone:
    target = Path(values["folder"]) / "goc-moi.hscert"
    done = certificates.make_new_root(ports, values["second"], target)
    paper = Paper(
        title="Phiếu gốc mới: in, cất vào hai phong bì",
        text=f"{done.root_code}\n\nSố đối chiếu:\n{done.card.fingerprint}",
        pdf=partial(draw_root_sheet, ports, done.root_code),
    )
    said = f"Đã ghi {target.name}. Gửi tệp cho mọi xã, đọc 25 chữ số theo phiếu giấy."
    return StepDone(said=said, paper=paper)


def _check(ports: Ports, values: Values) -> StepDone:
    number = certificates.check_sheets(ports, values["group"])
    return StepDone(said=f"Nhóm {number} đúng. Niêm phong lại phong bì; lần sau kiểm sau một năm.")


def _card(ports: Ports, values: Values) -> StepDone:
    target = Path(values["folder"]) / "trung-tam.hscert"
    card = certificates.write_card(ports, target)
    return StepDone(said=f"Đã ghi {target.name} (lần {card.serial}).")


def _help(ports: Ports, values: Values) -> StepDone:
    done = key_help.help_open(ports, Path(values["file"]), values["seed"])
    paper = Paper(
        title="Mã phục hồi mới của đơn vị",
        text=done.recovery_code,
        pdf=partial(draw_recovery_sheet, ports, done.recovery_code),
    )
    said = f"Đã mở {done.file.name}. Đưa tệp về thư mục dữ liệu của đơn vị, mở bằng mã mới."
    return StepDone(said=said, paper=paper)


def _accept(ports: Ports, values: Values) -> StepDone:
    card = certificates.accept_card(ports, Path(values["file"]), values["digits"])
    return StepDone(said=f"Đã nhận chứng nhận lần {card.serial} của {card.name}. Ghi tệp chuyển.")


def _look(ports: Ports, path: Path) -> str:
    found = certificates.read_card(ports, path)
    known = f"{found.card.name} ({found.card.code}), chứng nhận lần {found.card.serial}."
    if not found.new_root:
        return f"{known}\nVẫn dưới phiếu gốc cũ: không cần so số."
    return f"{known}\nPhiếu gốc MỚI. So từng chữ số với phiếu giấy:\n{found.card.fingerprint}"


def _past(ports: Ports, values: Values) -> StepDone:
    day = day_text(ports.clock.now().date()).replace("/", "")
    target = Path(values["folder"]) / f"trung-tam-{day}.hspast"
    certificates.write_past(ports, target)
    return StepDone(said=f"Đã ghi {target.name}. Đem tệp này đến máy mới của trung tâm.")


_ROTATE = Guide(
    name="rotate",
    title="Đổi khóa hằng năm",
    happens=(
        (
            "Máy này tạo khóa mới. Khóa cũ và khóa mới cùng ký việc đổi; bên kia nhận theo tệp"
            " chuyển lần sau."
        ),
        (
            "Tệp đang trên đường, cả hai chiều, vẫn mở được. Khóa cũ được giữ đến khi mọi nơi đã"
            " nhận khóa mới và thêm 90 ngày, rồi bị hủy."
        ),
        "Sau khi đổi, sao lưu một bản: bản sao lưu cũ không có khóa mới.",
    ),
    action="Đổi khóa",
    work=_rotate,
)
_BACKED_UP = Guide(
    name="backed_up",
    title="Máy hỏng, còn bản sao lưu",
    happens=(
        (
            "Không cần kết nối lại. Trên máy mới: chọn Phục hồi, gõ mã phục hồi, chọn bản sao lưu"
            " mới nhất."
        ),
        (
            "Phần thiếu sau bản sao lưu được lấy từ nhật ký kép và được bên kia trả lại theo tệp"
            " chuyển. Số mới mang số dãy, không trùng giấy đã in."
        ),
        (
            "Nếu bản sao lưu có trước lần đổi khóa gần nhất, bên kia báo chưa kết nối (E-122): làm"
            " lại việc kết nối."
        ),
    ),
    action="Mở Sao lưu",
    page="safety",
)
_NO_BACKUP = Guide(
    name="no_backup",
    title="Máy hỏng, không còn bản sao lưu",
    happens=(
        "Máy mới thiết lập từ đầu rồi kết nối lại bằng phiếu mới của trung tâm, trao tận tay.",
        (
            "Khi nhận xã, trung tâm ghi máy mới thay máy cũ: hồ sơ máy cũ đang giữ chuyển sang máy"
            " mới, dữ liệu máy cũ đã gửi được trả lại."
        ),
        "Phần chưa từng gửi đi thì không còn ở đâu; nhập lại theo giấy.",
    ),
    action="Mở Kết nối",
    page="pairing",
)

COMMUNE = (
    _ROTATE,
    Guide(
        name="accept",
        title="Nhận chứng nhận mới của trung tâm",
        happens=(
            (
                "Dùng khi trung tâm đổi khóa, dựng lại máy hoặc lập phiếu gốc mới. Tệp cũ hơn hoặc"
                " của nơi khác bị từ chối."
            ),
            (
                "Sau khi nhận, tệp chuyển lần sau gửi lại toàn bộ và trả lại cho trung tâm những gì"
                " trung tâm đã viết. Không mất gì ở máy này."
            ),
        ),
        asks=(
            Ask(name="file", title="Tệp chứng nhận", kind=Kind.PLACE, pattern=CARDS),
            Ask(
                name="digits",
                title="Nhóm &số cuối trên phiếu giấy mới (chỉ khi phiếu gốc mới)",
                needed=False,
            ),
        ),
        action="Nhận chứng nhận",
        work=_accept,
        looks=_look,
    ),
    Guide(
        name="past",
        title="Giúp dựng lại trung tâm",
        happens=(
            (
                "Dùng khi trung tâm mất hết dữ liệu, không còn bản sao lưu. Tệp chứa danh mục,"
                " lịch, sổ kết nối mà trung tâm đã ký; không có hồ sơ."
            ),
            (
                "Một xã ghi là đủ. Trung tâm dựng lại bằng tệp này và phiếu gốc, rồi gửi tệp chứng"
                " nhận cho mọi xã."
            ),
        ),
        asks=(_FOLDER,),
        action="Ghi tệp",
        work=_past,
    ),
    _BACKED_UP,
    _NO_BACKUP,
)

CENTRE = (
    _ROTATE,
    Guide(
        name="revoke",
        title="Máy của xã bị lấy cắp",
        happens=(
            (
                "Từ nay tệp của máy này bị từ chối (E-123) và không ai gửi cho nó nữa. Việc này"
                " không rút lại được; xã phải kết nối lại bằng máy khác."
            ),
            (
                "Những gì máy đã gửi trước ngày bị mất vẫn dùng. Dòng đến sau ngày đó được liệt kê"
                " ở Cần xử lý để hỏi lại xã. Cần hai người."
            ),
        ),
        asks=(
            Ask(name="node", title="&Máy bị mất *", kind=Kind.CHOICE),
            Ask(name="since", title="&Không tin từ ngày (để trống: tin hết đến nay)", needed=False),
            _SECOND,
        ),
        action="Thu hồi máy",
        work=_revoke,
    ),
    _NO_BACKUP,
    Guide(
        name="certify",
        title="Khóa trung tâm bị mất, bị lộ",
        happens=(
            (
                "Máy này tạo khóa mới và phiếu gốc chứng nhận. Khóa cũ hết giá trị ngay. Cần hai"
                " người và một phong bì."
            ),
            (
                "Gửi tệp chứng nhận cho mọi xã (USB hoặc thư). Xã nhận rồi mới đọc được tệp mới của"
                " trung tâm; không phải đến từng xã."
            ),
        ),
        asks=(_SEED, _SECOND, _FOLDER),
        action="Chứng nhận khóa mới",
        work=_certify,
    ),
    Guide(
        name="rebuild",
        title="Mất hết dữ liệu trung tâm",
        happens=(
            "Còn bản sao lưu: phục hồi như thường, các xã trả lại phần thiếu.",
            (
                "Không còn bản nào: lấy tệp .hspast ở một xã (trang này của xã, mục Giúp dựng lại"
                " trung tâm) và một phong bì phiếu gốc; trên máy mới chọn Dựng lại trung tâm ở"
                " cửa sổ thiết lập lần đầu."
            ),
            (
                "Xong, ghi lại tệp chứng nhận dưới đây, gửi cho mọi xã. Tệp chuyển lần sau"
                " của mỗi xã mang lại toàn bộ."
            ),
        ),
        asks=(_FOLDER,),
        action="Ghi tệp chứng nhận",
        work=_card,
    ),
    Guide(
        name="check",
        title="Kiểm tra phiếu gốc hằng năm",
        happens=(
            (
                "Mở một phong bì, gõ lại một nhóm bất kỳ (26 ký tự). Chương trình chỉ giữ dấu nhận"
                " biết của từng nhóm, không giữ mã."
            ),
        ),
        asks=(Ask(name="group", title="Một &nhóm trên phiếu gốc *"),),
        action="Kiểm tra",
        work=_check,
    ),
    Guide(
        name="new_root",
        title="Mất cả hai phiếu gốc",
        happens=(
            (
                "Lập phiếu gốc mới khi trung tâm còn chạy. Khóa của trung tâm ký cho phiếu mới. Cần"
                " hai người và máy in."
            ),
            (
                "Mỗi xã nhận tệp và so 25 chữ số với phiếu giấy mới. Mã hiện một lần, chương trình"
                " không giữ."
            ),
        ),
        asks=(_SECOND, _FOLDER),
        action="Lập phiếu gốc mới",
        work=_new_root,
    ),
    Guide(
        name="help",
        title="Xã quên hết mật khẩu, mã",
        happens=(
            (
                "Lấy tệp keys.json trong thư mục dữ liệu của xã (tệp này không mở được nếu không có"
                " phiếu gốc). Phiếu gốc mở nó và cho mã phục hồi mới; mã cũ hết dùng."
            ),
            "Đem tệp về đúng chỗ ở máy của xã và mở bằng mã mới.",
        ),
        asks=(
            Ask(name="file", title="Tệp keys.json của xã", kind=Kind.PLACE, pattern=KEY_FILES),
            _SEED,
        ),
        action="Mở giúp",
        work=_help,
    ),
)
