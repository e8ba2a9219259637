"""Promises: a typed place is the same wherever the program was started from."""

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from pytestqt.qtbot import QtBot

from ca_desktop.ui.widgets.places import PlaceField, whole

HOME = PureWindowsPath(r"D:\Lan")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (r"E:\Sao lưu", r"E:\Sao lưu"),
        ("E:", "E:\\"),
        ("E:Sao lưu", r"E:\Sao lưu"),
        ("Sao lưu", r"D:\Lan\Sao lưu"),
        (r"\Sao lưu", r"D:\Sao lưu"),
        (r"\\may-chu\chung", r"\\may-chu\chung"),
    ],
)
def test_on_windows_a_drive_is_its_top_and_a_name_lies_among_the_documents(
    typed: str, meant: str
) -> None:
    assert whole(PureWindowsPath(typed), HOME) == PureWindowsPath(meant)


def test_elsewhere_a_name_lies_among_the_documents_too() -> None:
    documents = PurePosixPath("/documents")
    assert whole(PurePosixPath("sao-luu"), documents) == documents / "sao-luu"
    assert whole(PurePosixPath("/media/usb"), documents) == PurePosixPath("/media/usb")


def test_enter_shows_the_whole_place(qtbot: QtBot) -> None:
    field = PlaceField("Thư mục", "folder")
    qtbot.addWidget(field)
    field.path.fill("  sao-luu ")
    qtbot.keyClick(field.path, Qt.Key.Key_Return)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    assert PurePath(field.path.value()) == PurePath(documents) / "sao-luu"
    field.path.fill("  ")
    assert field.value() is None
