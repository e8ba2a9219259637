"""The crash net shows what nobody expected, and is not itself brought down by it."""

import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ca_desktop.app.crash_net import CrashNet


@pytest.fixture
def net() -> Iterator[CrashNet]:
    before = sys.excepthook
    made = CrashNet()
    made.install()
    yield made
    sys.excepthook = before


def fall(error: Exception) -> None:
    sys.excepthook(type(error), error, None)


def test_each_unexpected_error_is_shown(net: CrashNet, qtbot: QtBot) -> None:
    shown: list[Exception] = []
    net.crashed.connect(shown.append)
    first, second = ValueError(1), ValueError(2)
    fall(first)
    fall(second)
    assert shown == [first, second]


def test_an_error_while_an_error_is_shown_is_logged_and_not_shown_again(
    net: CrashNet, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """Words that cannot be read fail again with every message about it."""
    shown: list[Exception] = []

    def show(error: Exception) -> None:
        shown.append(error)
        fall(KeyError("words"))

    net.crashed.connect(show)
    fall(ValueError(1))
    fall(ValueError(2))
    assert [type(error) for error in shown] == [ValueError, ValueError]
    assert caplog.text.count("KeyError") >= 1
