"""Pictures of the main screens, taken from the real window."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from ca_desktop.app.demo.clerk import settle
from ca_desktop.app.demo.world import World
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.windows.main_window import MainWindow

SIZE = (1366, 720)


def take_pages(ports: Ports, folder: Path, pages: Sequence[str]) -> None:
    """Open an office's window and keep a picture of each page named."""
    folder.mkdir(parents=True, exist_ok=True)
    window = _shown(ports)
    for name in pages:
        page = window.pages.named(name)
        _picture(window, folder / f"{name}.png", partial(window.show_page, page))
    window.close()


def _shown(ports: Ports) -> MainWindow:
    if not _can_draw():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ca_desktop.app.collector import collect_here  # noqa: PLC0415 after the platform
    from ca_desktop.app.office_window import open_window  # noqa: PLC0415 after the platform
    from ca_desktop.app.window import application  # noqa: PLC0415 after the platform

    application()
    window = open_window(ports)
    collect_here()
    window.resize(*SIZE)
    window.show()
    return window


def take_pictures(world: World) -> None:
    """Walk a commune's and the centre's window and keep six pictures."""
    screens = world.folder / "screens"
    screens.mkdir()
    commune, centre = _shown(next(iter(world.communes.values()))), _shown(world.centre)
    _walk_commune(commune, screens)
    _walk_centre(centre, world, screens)
    for window in (commune, centre):
        window.close()


def _can_draw() -> bool:
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    running = QGuiApplication.instance() is not None
    return running or sys.platform == "win32" or any(os.environ.get(name) for name in displays)


def _walk_commune(window: MainWindow, screens: Path) -> None:
    _picture(window, screens / "1-hom-nay.png", lambda: window.show_page(window.pages.today))
    window.show_page(window.pages.intake)
    settle(window)
    window.pages.intake.choose("1.004873")
    window.pages.intake.person.name.fill("Nguyễn Thị Hường")
    window.pages.intake.person.id_number.fill("001190123456")
    window.pages.intake.person.birth.fill("01/01/1990")
    _picture(window, screens / "2-tiep-nhan.png", window.pages.intake.start)
    window.show_page(window.pages.dossiers)
    window.pages.dossiers.search("huong")
    settle(window)
    _picture(window, screens / "3-ho-so.png", lambda: window.pages.dossiers.list.selectRow(0))
    _picture(
        window, screens / "4-chuyen-du-lieu.png", lambda: window.show_page(window.pages.transfer)
    )


def _walk_centre(window: MainWindow, world: World, screens: Path) -> None:
    files = sorted((world.folder / "sync").glob("to-centre/*.hsg"))[-6:]

    def look() -> None:
        window.show_page(window.pages.transfer)
        window.pages.transfer.look_at(files)

    _picture(window, screens / "5-nhap-tep.png", look)

    def rates() -> None:
        window.pages.on_time.start.setText("01/01/2026")
        window.show_page(window.pages.on_time)

    _picture(window, screens / "6-ty-le-dung-han.png", rates)

    def report() -> None:
        window.pages.report.start.setText("01/01/2026")
        window.show_page(window.pages.report)

    _picture(window, screens / "7-bieu-06.png", report)

    _picture(
        window,
        screens / "8-ho-so-toan-dia-ban.png",
        lambda: window.show_page(window.pages.dossiers),
    )


def _picture(window: MainWindow, path: Path, prepare: Callable[[], None]) -> None:
    prepare()
    settle(window)
    window.grab().save(str(path))
