"""Mails, sticks and old packages by command, for scripts and for people without the window."""

from pathlib import Path

from tests.helpers.console import Console, written
from tests.helpers.offices import CENTRE, COMMUNE, dossier


def test_a_package_goes_by_mail_is_written_again_and_looked_at_again(
    pair: tuple[Console, Console], tmp_path: Path
) -> None:
    commune, centre = pair
    usb, other = tmp_path / "usb", tmp_path / "other"
    usb.mkdir()
    other.mkdir()
    commune("dossier", "receive", "--file", written(tmp_path / "in.json", dossier()))
    address = "mot-cua@thixa.example"
    assert commune("exchange", "address", CENTRE[1], address) == {
        "peer": CENTRE[1],
        "address": address,
    }
    assert commune("exchange", "address", CENTRE[1], "x", expect=1)["error"] == "BAD-ADDRESS"
    words = ("exchange", "export", "--mail", "--part-mb", "7", "--to", str(usb))
    (sent,) = commune(*words)["files"]
    (mail,) = sent["mails"]
    assert (sent["stick"], sent["look_again"]) == (False, False)
    assert f"To: {address}" in Path(mail).read_text(encoding="ascii")
    assert commune("exchange", "check", str(usb))["good"] == [Path(sent["file"]).name]
    again = commune("exchange", "rewrite", str(sent["package"]), "--to", str(other))["files"]
    assert Path(again[0]["file"]).read_bytes() == Path(sent["file"]).read_bytes()
    (taken,) = centre("exchange", "import", mail)["files"]
    assert (taken["result"], taken["events"]) == ("imported", sent["events"])
    Path(sent["file"]).write_bytes(b"x")
    assert commune("exchange", "check", str(usb), expect=1)["error"] == "E-151"
    assert centre("exchange", "check", str(usb), expect=1)["error"] == "NOTHING-TO-CHECK"
    wrong = ("exchange", "rewrite", "99", "--to", str(other))
    assert commune(*wrong, expect=1)["error"] == "NO-SUCH-PACKAGE"
    assert commune("exchange", "eject", str(usb), expect=1)["error"] == "EJECT-FAILED"


def test_the_status_says_how_it_stands_with_each_office(
    pair: tuple[Console, Console], tmp_path: Path
) -> None:
    centre = pair[1]
    assert centre("exchange", "remark", COMMUNE[1], "chị Hoa")["peer"] == COMMUNE[1]
    out = tmp_path / "tinh-hinh.xlsx"
    answer = centre("exchange", "status", "--out", str(out))
    (row,) = answer["peers"]
    assert (row["alarm"], row["quiet_days"], row["remark"]) == ("red", None, "chị Hoa")
    assert out.read_bytes().startswith(b"PK")
