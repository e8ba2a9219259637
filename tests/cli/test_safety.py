"""Backups, trials, restores and what waits for a person, from the command line."""

import shutil
from pathlib import Path

from tests.helpers.console import Console, written


def taken_in(commune: Console, folder: Path) -> str:
    person = {"name": "Lò Thị Én", "id_number": "001190123456"}
    given = {"procedure": "1.004873", "applicant": person, "reason": "Thêm một hồ sơ."}
    answer = commune("dossier", "receive", "--file", written(folder / "in.json", given))
    return str(answer["dossier"])


def test_how_safe_the_data_are_is_told(commune: Console, tmp_path: Path) -> None:
    assert commune("safety", "show")["backup"] is None
    made = commune("backup", "--to", str(tmp_path / "usb"))
    found = commune("safety", "show")
    assert found["copy"]["detail"] == Path(made["folder"]).name
    assert commune("safety", "try")["differing"] == []
    assert commune("safety", "show")["trial"]["detail"] == ""


def test_the_second_journal_moves(commune: Console, tmp_path: Path) -> None:
    moved = commune("safety", "journal", "--to", str(tmp_path / "drive"))
    assert moved["journal"] == str(tmp_path / "drive")
    inside = commune("safety", "journal", "--to", str(commune.folder / "backups"), expect=1)
    assert inside["error"] == "JOURNAL-INSIDE"
    assert commune("safety", "journal", "--home")["journal_sound"] is True


def test_a_lost_pc_comes_back_from_a_stick_whose_newest_copy_is_bad(
    commune: Console, tmp_path: Path
) -> None:
    """The newest copy still brings the second journal, which completes the one before it."""
    first = taken_in(commune, tmp_path)
    old = Path(commune("backup", "--to", str(tmp_path / "usb"))["folder"])
    second = taken_in(commune, tmp_path)
    new = Path(commune("backup", "--to", str(tmp_path / "usb"))["folder"])
    (new / "office.db").write_bytes(b"x" * 4096)
    for place in (commune.folder, Path(f"{commune.folder}.state")):
        shutil.rmtree(place)
    seen = commune("restore", str(old), "--preview")
    assert seen["events_after"] == 2  # the intake, and that the backup was made
    assert not commune.folder.exists()
    assert commune("restore", str(new), expect=1)["error"] == "BACKUP-DAMAGED"
    answer = commune("restore", str(old), "--last-code", second)
    assert answer["series"] == 2
    assert answer["completed"] > 0
    codes = [row["dossier"] for row in commune("dossier", "list")["dossiers"]]
    assert sorted(codes) == sorted([first, second])


def test_what_waits_is_listed_settled_and_taken_in_again(commune: Console, tmp_path: Path) -> None:
    strange = tmp_path / "strange.hsg"
    strange.write_bytes(b"not a package")
    assert commune("exchange", "import", str(strange), expect=1)["files"][0]["code"] == "E-101"
    (matter,) = commune("attention", "list")["matters"]
    assert (matter["code"], matter["remedy"], matter["settles"]) == ("E-101", "settle", True)
    assert matter["do_now"]
    again = commune("attention", "import", matter["id"], expect=1)
    assert again["code"] == "E-101"
    assert commune("attention", "settle", matter["id"]) == {"settled": matter["id"]}
    assert commune("attention", "list") == {"matters": []}
    gone = commune("attention", "settle", matter["id"], expect=1)
    assert gone["error"] == "NO-SUCH-MATTER"
