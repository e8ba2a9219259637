"""The log tells what the program did, and never whom it was about."""

import logging
from pathlib import Path

from ca_desktop.app.logs import LARGEST, logging_into
from ca_desktop.app.main import main


def test_the_log_of_the_block_and_nothing_after_it(tmp_path: Path) -> None:
    log = logging.getLogger("ca_desktop.anything")
    with logging_into(tmp_path):
        log.info("inside")
    log.info("outside")
    text = (tmp_path / "ca-desktop.log").read_text(encoding="utf-8")
    assert "inside" in text
    assert "outside" not in text


def test_a_large_log_makes_room(tmp_path: Path) -> None:
    (tmp_path / "ca-desktop.log").write_bytes(b"x" * (LARGEST + 1))
    with logging_into(tmp_path):
        logging.getLogger("ca_desktop.anything").warning("fresh")
    assert (tmp_path / "ca-desktop.log.1").stat().st_size == LARGEST + 1
    assert "fresh" in (tmp_path / "ca-desktop.log").read_text(encoding="utf-8")


def test_what_a_citizen_typed_stands_in_no_log(tmp_path: Path) -> None:
    data, wish = tmp_path / "xa", tmp_path / "in.json"
    init = ["office", "init", "--kind", "commune", "--code", "H19.12.34", "--name", "Xã Bình Minh"]
    assert main(["--data", str(data), "--json", *init, "--training"]) == 0
    wish.write_text(
        '{"procedure": "1.004873", "note": "bi mat", "applicant":'
        ' {"name": "Lò Thị Én", "id_number": "001190123456", "phone": "0912345678"}}',
        encoding="utf-8",
    )
    assert main(["--data", str(data), "--json", "dossier", "receive", "--file", str(wish)]) == 0
    text = (data / "logs" / "ca-desktop.log").read_text(encoding="utf-8")
    assert text
    assert not any(word in text for word in ("Lò Thị", "001190123456", "0912345678", "bi mat"))
