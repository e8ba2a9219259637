"""How a dossier stands is seen without colours, and read out in words."""

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from ca_desktop.app.resources import use_words
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.ports.rows import DossierRow
from ca_desktop.ui.badges import Badge, Bar, Standing, badge_of
from ca_desktop.ui.models.dossiers import dossier_columns
from ca_desktop.ui.models.rows import RowsModel
from ca_desktop.ui.theme import DARK, LIGHT, Tokens, palette_of
from ca_desktop.ui.widgets.cell_painter import paint_badge, paint_bar

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=VIETNAM)
SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


@pytest.fixture(autouse=True)
def words() -> None:
    use_words()


def row(status: str = "in_process", due: str | None = "2026-11-30T17:00:00+07:00") -> DossierRow:
    return DossierRow(
        dossier_id="d",
        code="H19.12.34-261118-0001",
        status=status,
        holder_name="Lò Thị Én",
        procedure_code="1.004873",
        procedure_name="Xác nhận tình trạng hôn nhân",
        office_code="H19.12.34",
        office_name="Xã Bình Minh",
        held_by="Xã Bình Minh",
        received_at="2026-11-16T09:00:00+07:00",
        due_at=due,
        due_counted=due,
        by_minute=False,
        finished_at=None,
        returned_at=None,
        channel="direct",
        strays=0,
        printed=True,
    )


@pytest.mark.parametrize(
    ("dossier", "standing", "begins"),
    [
        (row(), Standing.IN_TIME, "●"),
        (row(due=None), Standing.IN_TIME, "●"),
        (row(due="2026-11-20T17:00:00+07:00"), Standing.SOON, "◆ Sắp đến hạn"),
        (row(due="2026-11-18T17:00:00+07:00"), Standing.SOON, "◆ Đến hạn hôm nay"),
        (row(due="2026-11-15T17:00:00+07:00"), Standing.LATE, "▲ Quá hạn 3 ngày"),
        (row("supplement_required"), Standing.PAUSED, "‖"),
        (
            replace(row("supplement_required", "2026-11-15T17:00:00+07:00"), stands=True),
            Standing.PAUSED,
            "‖",
        ),
        (row("supplement_required", "2026-11-15T17:00:00+07:00"), Standing.LATE, "▲"),
        (replace(row(due="2026-11-18T10:00:00+07:00"), by_minute=True), Standing.SOON, "◆"),
        (
            replace(row(due="2026-11-18T09:59:00+07:00"), by_minute=True),
            Standing.LATE,
            "▲ Quá hạn từ 09:59",
        ),
        (replace(row(), due_counted="2026-11-15T17:00:00+07:00"), Standing.LATE, "▲"),
        (row("payment_required"), Standing.PAUSED, "‖ Yêu cầu thực hiện nghĩa vụ tài chính"),
        (replace(row(), station="consulting"), Standing.IN_TIME, "● Đang lấy ý kiến"),
        (replace(row(), station="verifying", stands=True), Standing.PAUSED, "‖ Đang thẩm tra"),
        (row("result_ready"), Standing.READY, "▣"),
        (row("result_returned"), Standing.DONE, "✓"),
    ],
)
def test_every_standing_has_a_shape_and_words(
    dossier: DossierRow, standing: Standing, begins: str
) -> None:
    badge = badge_of(dossier, NOW)
    assert badge.standing is standing
    assert badge.text.startswith(begins)


def test_a_screen_reader_hears_the_whole_phrase() -> None:
    model = RowsModel[DossierRow](list(dossier_columns(lambda: NOW).values()))
    model.show_rows([row(due="2026-11-15T17:00:00+07:00")])
    place = [column.title for column in model.columns].index("Tình trạng")
    heard = model.index(0, place).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "Quá hạn 3 ngày"


def painted(palette: QPalette, thing: Badge | Bar, width: int = 200) -> QImage:
    image = QImage(width, 34, QImage.Format.Format_RGB32)
    image.fill(palette.color(QPalette.ColorRole.Base))
    option = QStyleOptionViewItem()
    option.palette, option.font = palette, QApplication.font()  # type: ignore[attr-defined]
    option.rect = QRect(0, 0, width, 34)  # type: ignore[attr-defined]
    painter = QPainter(image)
    (paint_badge if isinstance(thing, Badge) else paint_bar)(painter, option, thing)  # type: ignore[arg-type]
    painter.end()
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def grey(image: QImage, x: int, y: int) -> int:
    return image.pixelColor(x, y).lightness()


@pytest.mark.parametrize("tokens", SCHEMES)
def test_without_colours_the_three_strengths_of_fill_are_still_apart(
    qapp: QApplication, tokens: Tokens
) -> None:
    palette = palette_of(tokens)
    fills = [
        grey(painted(palette, Badge(standing, "x")), 7, 8)
        for standing in (Standing.IN_TIME, Standing.SOON, Standing.LATE)
    ]
    in_time, soon, late = fills
    assert min(abs(in_time - soon), abs(soon - late), abs(in_time - late)) >= 20
    assert in_time == grey(painted(palette, Badge(Standing.DONE, "x")), 190, 17)


@pytest.mark.parametrize("tokens", SCHEMES)
def test_without_colours_what_is_late_is_hatched_in_its_bar(
    qapp: QApplication, tokens: Tokens
) -> None:
    image = painted(palette_of(tokens), Bar(0.5, "50,00%", "Tỷ lệ đúng hạn 50,00%"), 300)
    solid = {grey(image, x, 17) for x in range(8, 60)}
    hatched = {grey(image, x, 17) for x in range(140, 190)}
    assert len(solid) == 1
    assert len(hatched) > 1


def test_in_high_contrast_a_badge_is_text_with_its_shape(qapp: QApplication) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.black)
    palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.white)
    image = painted(palette, Badge(Standing.LATE, "Quá hạn 3 ngày"))
    assert grey(image, 7, 8) == 0
    assert max(grey(image, x, y) for x in range(200) for y in range(34)) > 200


@pytest.mark.parametrize("tokens", SCHEMES)
def test_without_colours_a_rate_below_its_target_stands_on_a_fill_behind_a_shape(
    qapp: QApplication, tokens: Tokens
) -> None:
    palette = palette_of(tokens)
    low, good = (
        painted(palette, Bar(0.9, "90,00%", "Tỷ lệ đúng hạn 90,00%", late), 170)
        for late in (True, False)
    )
    base = grey(good, 168, 17)
    column = [abs(grey(low, 160, y) - base) for y in range(6, 28)]
    assert min(column) >= 60
    assert Bar(0.9, "90,00%", "x", late=True).badge == Badge(Standing.LATE, "90,00%", strong=True)
    assert [grey(low, 8, y) for y in range(10, 24)] == [grey(good, 8, y) for y in range(10, 24)]
