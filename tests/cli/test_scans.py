"""Scans on the command line."""

import hashlib
from pathlib import Path

import pytest
from tests.helpers import offices, scans
from tests.helpers.console import Console, written
from tests.helpers.training import put_office


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Console:
    return Console(put_office(tmp_path / "xa"), capsys)


def test_a_scan_goes_in_is_listed_saved_and_taken_out(shell: Console, tmp_path: Path) -> None:
    given = written(tmp_path / "in.json", offices.dossier())
    code = shell("dossier", "receive", "--file", given)["dossier"]
    good = str(scans.written(tmp_path / "Tờ khai.pdf", scans.pdf(pages=2)))
    bad = str(scans.written(tmp_path / "x.docx", b"PK\x03\x04" + bytes(99)))
    answer = shell("dossier", "attach", code, good, bad, "--paper", "Tờ khai", expect=1)
    done, refused = answer["files"]
    assert (done["result"], done["pages"], done["code"]) == ("attached", 2, None)
    assert (refused["result"], refused["code"], refused["sha256"]) == ("refused", "E-132", None)
    assert shell("dossier", "attach", code, good)["files"][0]["result"] == "already"
    (row,) = shell("dossier", "attachments", code)["attachments"]
    assert (row["sha256"], row["name"], row["paper"]) == (done["sha256"], "Tờ khai.pdf", "Tờ khai")
    assert row["here"] is True
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("Tờ khai.pdf", "Tờ khai-2.pdf"):
        saved = shell("dossier", "save-attachment", code, row["sha256"][:12], "--to", str(folder))
        assert Path(saved["file"]) == folder / name
        assert hashlib.sha256(Path(saved["file"]).read_bytes()).hexdigest() == row["sha256"]
    words = ("dossier", "detach", code, row["sha256"], "--reason", "quét nhầm")
    assert shell(*words)["sha256"] == row["sha256"]
    assert shell("dossier", "attachments", code)["attachments"] == []
    assert shell(*words, expect=1)["error"] == "NO-SUCH-ATTACHMENT"
