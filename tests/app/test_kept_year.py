"""The year of promises: every month closed, every paper once, both offices of one mind."""

from pathlib import Path

import pytest

from ca_desktop.app.demo.stories import tell
from ca_desktop.app.resources import use_words


@pytest.mark.slow
def test_a_year_of_promises_closes_every_month_and_both_offices_agree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CA_DEMO_NO_WINDOW", "1")
    use_words()
    place = tmp_path / "out"
    assert tell("year", place) == 0
    told = capsys.readouterr().out
    assert "not alike: nothing" in told
    assert "260212-0001: 3 ngày làm việc, qua Tết: hẹn 24/02/2026" in told
    assert "260820-0001: 3 ngày làm việc, qua thứ Bảy làm bù 22/08: hẹn 24/08/2026" in told
    assert told.count("được nhắc trong danh sách Cần xin lỗi") == 3
    assert told.count("không dời ngày hẹn, hồ sơ vẫn tính là quá hạn") == 1
    assert told.count("đã đóng, số liệu không đổi nữa") == 12
    assert told.count("cuối năm vẫn chưa có kết quả") == 2
    assert len(list((place / "register" / "R2018").glob("*.pdf"))) == 1
    for suffix in ("xlsx", "pdf"):
        assert len(list((place / "months").glob(f"*.{suffix}"))) == 12
        assert len(list((place / "register").glob(f"*.{suffix}"))) == 1
        assert (place / "reports" / f"late-2026.{suffix}").is_file()
    papers = {x.name: len(list(x.glob("*.pdf"))) for x in (place / "papers").iterdir()}
    assert papers["R2025"] == papers["R2018"] + 1, "the notice of stopping is new"
    for regime in ("R2018", "R2025"):
        names = [x.stem for x in (place / "papers" / regime).glob("*.pdf")]
        for ending in ("results", "batch", "paper-receipt", "internal-receipt", "ho-so"):
            assert sum(name.endswith(ending) for name in names) == 1
    assert papers["exchange"] == 2
    assert len(list((place / "pictures" / "papers").glob("*.png"))) == sum(papers.values())
    assert {x.stem for x in (place / "pictures" / "screens").glob("*.png")} >= {"report", "on_time"}
    assert len(list((place / "sync").glob("last-*.hsg"))) == 2
