"""The week of disasters, end to end; beside the main story, so that both can run at once."""

from pathlib import Path

import pytest

from ca_desktop.app.demo.stories import tell
from ca_desktop.app.resources import use_words


@pytest.mark.slow
def test_after_the_storm_all_offices_are_equal_and_everything_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CA_DEMO_NO_WINDOW", "1")
    use_words()
    assert tell("storm", tmp_path / "out") == 0
    printed = capsys.readouterr().out
    assert "differences commune/centre               0" in printed
    account = (tmp_path / "out" / "account.txt").read_text(encoding="utf-8")
    for code in ("E-101", "E-102", "E-103", "E-104", "E-105", "E-112", "E-123", "E-125", "E-126"):
        assert f"{code}: " in account
    for sentence in ("Chưa hiểu 1 thay đổi", "bị sửa ngoài chương trình"):
        assert sentence in account
    assert "BUG" not in account
    assert list((tmp_path / "out" / "sync").rglob("*.hsg"))
