"""An input method that Qt cannot reach is named before somebody types in vain."""

import pytest
from pytestqt.qtbot import QtBot

from ca_desktop.app.office_window import open_window
from ca_desktop.app.resources import use_words
from ca_desktop.services.ports.office import Ports
from ca_desktop.ui.input_method import input_method_trouble, method_without_plugin

QT_BRINGS = ("libcomposeplatforminputcontextplugin.so", "libibusplatforminputcontextplugin.so")
WITH_FCITX = (*QT_BRINGS, "libfcitx5platforminputcontextplugin.so")


@pytest.mark.parametrize(
    ("environment", "plugins", "missing"),
    [
        ({}, QT_BRINGS, ""),
        ({"QT_IM_MODULE": "ibus"}, QT_BRINGS, ""),
        ({"QT_IM_MODULE": "fcitx"}, QT_BRINGS, "fcitx"),
        ({"QT_IM_MODULE": "fcitx5"}, QT_BRINGS, "fcitx"),
        ({"QT_IM_MODULE": "fcitx"}, WITH_FCITX, ""),
        ({"XMODIFIERS": "@im=fcitx"}, QT_BRINGS, "fcitx"),
        ({"XMODIFIERS": "@im=fcitx", "QT_IM_MODULE": "ibus"}, QT_BRINGS, ""),
        ({"XMODIFIERS": "@im=ibus"}, QT_BRINGS, ""),
        ({"QT_IM_MODULES": "wayland;fcitx;ibus"}, QT_BRINGS, ""),
        ({"GTK_IM_MODULE": "fcitx"}, QT_BRINGS, "fcitx"),
        ({"QT_IM_MODULE": "ibus"}, ("libcomposeplatforminputcontextplugin.so",), "ibus"),
        ({"QT_IM_MODULE": "compose", "LANG": "vi_VN.UTF-8"}, QT_BRINGS, ""),
    ],
)
def test_an_input_method_is_missed_where_qt_has_no_plugin_for_it(
    environment: dict[str, str], plugins: tuple[str, ...], missing: str
) -> None:
    assert method_without_plugin(environment, plugins) == missing


def test_the_window_says_it_before_anything_is_typed(
    qtbot: QtBot, ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("QT_IM_MODULES", "fcitx")
    window = open_window(ports)
    qtbot.waitUntil(lambda: "QT_IM_MODULE=ibus" in window.message.text(), timeout=10_000)
    window.close()
    window.deleteLater()


def test_the_exact_setting_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words()
    for name in ("QT_IM_MODULES", "XMODIFIERS", "GTK_IM_MODULE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("QT_IM_MODULE", "fcitx")
    assert "QT_IM_MODULE=ibus" in input_method_trouble()
    monkeypatch.setenv("QT_IM_MODULE", "ibus")
    assert input_method_trouble() == ""
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("QT_IM_MODULE", "fcitx")
    assert input_method_trouble() == ""
