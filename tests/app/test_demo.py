"""The demo is the main job, end to end."""

from pathlib import Path

import pytest

from ca_desktop.app.demo.stories import tell
from ca_desktop.app.resources import use_words
from ca_desktop.domain.errors import CaError


@pytest.mark.slow
def test_the_main_story_ends_with_equal_offices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CA_DEMO_NO_WINDOW", "1")
    use_words()
    assert tell("main", tmp_path / "out") == 0
    printed = capsys.readouterr().out
    assert "differences commune/centre               0" in printed
    assert len(list((tmp_path / "out" / "slips").rglob("*.pdf"))) >= 200
    assert len(list((tmp_path / "out" / "screens").glob("*.png"))) >= 6
    assert list((tmp_path / "out" / "reports").glob("*.xlsx"))


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
    assert "BUG" not in account
    assert list((tmp_path / "out" / "sync").rglob("*.hsg"))


def test_a_story_does_not_write_over_strange_files(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("giữ lại", encoding="utf-8")
    with pytest.raises(CaError) as caught:
        tell("main", tmp_path)
    assert caught.value.code == "FOLDER-NOT-EMPTY"
    assert (tmp_path / "mine.txt").exists()
