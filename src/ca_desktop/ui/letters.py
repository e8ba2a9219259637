"""Letters in the words of the window: their names, usual reasons, what they do to the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ca_desktop.domain.letters import OF_DOSSIER, Effect, LetterKind

NAMES: Mapping[str, str] = {
    "fee_receipt": "Biên lai, phiếu thu",
    "slip": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    LetterKind.SUPPLEMENT: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    LetterKind.REFUSAL: "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    LetterKind.APOLOGY: "Phiếu xin lỗi và đề nghị gia hạn",
    LetterKind.CONTROL: "Phiếu kiểm soát quá trình giải quyết",
    LetterKind.HANDOVER: "Giấy biên nhận trả kết quả",
    LetterKind.STOP: "Thông báo dừng giải quyết hồ sơ",
    LetterKind.TRANSFER: "Phiếu chuyển xử lý",
    LetterKind.EXTENSION: "Phiếu đề nghị gia hạn (gửi Bộ phận Một cửa)",
    LetterKind.URGING: "Công văn đôn đốc",
    LetterKind.APPOINTMENT: "Phiếu hẹn chứng thực",
    LetterKind.RATING: "Phiếu đánh giá",
    LetterKind.RESULTS: "Phiếu bàn giao kết quả",
    LetterKind.BATCH: "Biên bản giao nhận hồ sơ",
    LetterKind.SAMPLE: "Hồ sơ mẫu",
}

REASONS: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.SUPPLEMENT: (
        "Hồ sơ chưa đủ thành phần theo quy định",
        "Giấy tờ chưa hợp lệ hoặc đã hết giá trị sử dụng",
        "Thông tin trong tờ khai chưa đầy đủ",
        "Thông tin giữa các giấy tờ chưa thống nhất",
    ),
    LetterKind.REFUSAL: (
        "Hồ sơ chưa đủ thành phần theo quy định",
        "Không thuộc thẩm quyền giải quyết của đơn vị",
        "Người nộp không đủ điều kiện theo quy định của thủ tục",
        "Giấy tờ có dấu hiệu tẩy xóa, sửa chữa",
    ),
    LetterKind.APOLOGY: (
        "Cần thêm thời gian xác minh",
        "Chờ ý kiến của cơ quan phối hợp",
        "Số lượng hồ sơ tăng đột biến",
        "Hệ thống máy tính gặp sự cố",
    ),
    LetterKind.STOP: (
        "Người nộp đề nghị dừng giải quyết",
        "Quá thời hạn bổ sung hồ sơ theo quy định",
    ),
    LetterKind.EXTENSION: (
        "Cần thêm thời gian xác minh",
        "Chờ ý kiến của cơ quan phối hợp",
    ),
    LetterKind.URGING: (
        "Hồ sơ sắp đến hạn trả kết quả",
        "Hồ sơ đã quá hạn trả kết quả",
    ),
    LetterKind.APPOINTMENT: (
        "Yêu cầu chứng thực được nhận sau 15 giờ",
        "Giấy tờ có nội dung phức tạp, số lượng lớn",
    ),
}
"""Offered for choice; what is printed is what stands in the box."""

REFUSED: tuple[str, ...] = (
    "Người nộp không đủ điều kiện theo quy định của thủ tục",
    "Không thuộc thẩm quyền giải quyết của đơn vị",
    "Giấy tờ có dấu hiệu tẩy xóa, sửa chữa",
)
"""Why a dossier that was taken in ends with a refusal: papers that lack are asked for instead."""

SIGNERS: Mapping[LetterKind, str] = {
    LetterKind.SUPPLEMENT: "Người hướng dẫn ký.",
    LetterKind.REFUSAL: "Người nộp và người tiếp nhận ký.",
    LetterKind.APOLOGY: "Thủ trưởng cơ quan ký, đóng dấu; không phải cán bộ Một cửa.",
    LetterKind.CONTROL: "Người giao và người nhận ký ở từng dòng.",
    LetterKind.STOP: "Thủ trưởng cơ quan ký, đóng dấu.",
    LetterKind.TRANSFER: "Bên chuyển và bên nhận ký.",
    LetterKind.EXTENSION: "Người giải quyết và thủ trưởng cơ quan giải quyết ký.",
    LetterKind.URGING: "Thủ trưởng cơ quan ký, đóng dấu.",
    LetterKind.APPOINTMENT: "Người yêu cầu và người tiếp nhận ký.",
    LetterKind.RATING: "Người dân tự ghi; không cần ký.",
}

EFFECTS: Mapping[Effect, str] = {
    Effect.STOPS: "Thời hạn sẽ dừng từ hôm nay. {resumes}",
    Effect.RUNS_ON: "Thủ tục này không dừng thời hạn trong lúc chờ bổ sung: ngày hẹn không đổi.",
    Effect.REFUSES: (
        "Phiếu này là kết quả của hồ sơ: từ chối giải quyết. Thời hạn không tính nữa;"
        " hồ sơ chờ trả kết quả cho người nộp."
    ),
    Effect.ENDS: "Hồ sơ không được tiếp nhận: không cấp mã, không tính thời hạn.",
    Effect.CLOSES: (
        "Hồ sơ dừng giải quyết, thời hạn không tính nữa. Có đề nghị của người nộp thì ghi là rút"
        " hồ sơ."
    ),
    Effect.MOVES: "Ngày hẹn {due} sẽ chuyển sang ngày mới. Chỉ được hẹn lại một lần.",
    Effect.TOO_LATE: (
        "Ngày hẹn {due} không đổi: hẹn lại phải trước ngày hẹn ít nhất 1 ngày."
        " Phiếu vẫn in được và được ghi lại."
    ),
    Effect.ONCE_ONLY: (
        "Ngày hẹn {due} không đổi: hồ sơ đã được hẹn lại một lần."
        " Phiếu vẫn in được và được ghi lại."
    ),
    Effect.NO_DATE: "Thủ tục không quy định hạn nên không có ngày hẹn để chuyển.",
    Effect.NOTHING: "Phiếu này không làm thay đổi thời hạn.",
}

RESUMES: Mapping[str, str] = {
    "pause": "Khi nộp đủ, thời hạn tính tiếp phần còn lại.",
    "restart": "Khi nộp đủ, thời hạn tính lại từ đầu.",
}
"""By what a procedure says of its clock."""

BEFORE_INTAKE = (
    "Hồ sơ chưa được tiếp nhận nên chưa tính thời hạn. Nội dung đang nhập được để vào Nháp."
)


def reasons_for(kind: LetterKind, *, taken_in: bool) -> tuple[str, ...]:
    """Return the usual reasons of a letter; of a refusal, by whether the dossier was taken in."""
    return REFUSED if taken_in and kind is LetterKind.REFUSAL else REASONS.get(kind, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class AtIntake:
    """A letter about what was not taken in.

    Attributes:
        draft: id of the draft in which the intake is kept.
        applicant: as `PersonForm.values` gives it.
        done: called once the letter is kept; True: it was refused.
    """

    draft: str
    procedure: str
    applicant: Mapping[str, object] = field(repr=False)
    done: Callable[[bool], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWish:
    """A letter that somebody wants to write.

    Attributes:
        code: of the dossier; empty at an intake.
        about: whose it is, in a line.
        kinds: what may be written about it.
        missing: names of papers that are to be brought.
        intake: what is being taken in; None for a dossier.
    """

    kind: LetterKind
    code: str = ""
    dossier_id: str = ""
    about: str = field(default="", repr=False)
    clock: str = ""
    due: str = ""
    kinds: tuple[LetterKind, ...] = OF_DOSSIER
    missing: tuple[str, ...] = ()
    intake: AtIntake | None = None

    @property
    def matter(self) -> str:
        """What it is about: the id of the dossier, or of the draft of what is not taken in."""
        return self.dossier_id if self.intake is None else self.intake.draft
