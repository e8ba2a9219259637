"""What an old register said of a dossier, and how it was written there."""

from collections.abc import Iterator

from ca_desktop.domain.events.old_registers import OldDossierRecorded
from ca_desktop.domain.old_books import OldField
from ca_desktop.ui import shown

COLUMN_WORDS = {
    OldField.CODE: "Mã hồ sơ, số biên nhận",
    OldField.NAME: "Họ và tên",
    OldField.ID_NUMBER: "Số định danh, CMND",
    OldField.BIRTH: "Ngày sinh",
    OldField.PHONE: "Điện thoại",
    OldField.ADDRESS: "Địa chỉ",
    OldField.PROCEDURE: "Thủ tục",
    OldField.FIELD: "Lĩnh vực",
    OldField.RECEIVED: "Ngày nhận",
    OldField.DUE: "Ngày hẹn trả",
    OldField.FINISHED: "Ngày có kết quả",
    OldField.RETURNED: "Ngày trả kết quả",
    OldField.NOTE: "Ghi chú",
}
"""What a column of an old register says."""


def old_facts(old: OldDossierRecorded) -> Iterator[tuple[str, str]]:
    """Give the facts of a row, then its cells as they were written before Unicode."""
    yield "Nguồn", f"Sổ cũ, dòng {old.line}"
    for said, text in (
        (OldField.PROCEDURE, old.procedure_name),
        (OldField.FIELD, old.field_name),
        (OldField.RECEIVED, shown.day(old.received_at)),
        (OldField.DUE, shown.day(old.due_at) if old.due_at else ""),
        (OldField.FINISHED, shown.day(old.finished_at) if old.finished_at else ""),
        (OldField.RETURNED, shown.day(old.returned_at) if old.returned_at else ""),
        (OldField.NOTE, old.note),
    ):
        if text:
            yield COLUMN_WORDS[said], text
    words = {said.value: title for said, title in COLUMN_WORDS.items()}
    for cell in old.as_written:
        title = words.get(cell.column, cell.column)
        yield f"Chữ gốc: {title}", f"{cell.text} ({cell.font})" if cell.font else cell.text
