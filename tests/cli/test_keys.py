"""Keys on the command line: every case of loss, from one office to the next."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.helpers import offices
from tests.helpers.console import Console
from tests.helpers.training import recovery_code, root_of_the_pair

from ca_desktop.app.bootstrap import TRAINING_PASSPHRASE


def secret(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text + "\n", encoding="utf-8")
    return str(path)


def second(console: Console, folder: Path) -> str:
    with offices.opened(console.folder) as ports:
        return secret(folder, "second", recovery_code(ports))


def carried(source: Console, target: Console, folder: Path) -> list[str]:
    folder.mkdir(exist_ok=True, parents=True)
    files = source("exchange", "export", "--to", str(folder))["files"]
    names = [item["file"] for item in files]
    answer = target("exchange", "import", *names)
    return [item["result"] for item in answer["files"]]


def test_keys_are_rotated_and_shown(pair: tuple[Console, Console], tmp_path: Path) -> None:
    commune, centre = pair
    assert commune("keys", "rotate") == {"key_number": 1}
    assert carried(commune, centre, tmp_path / "usb") == ["imported"]
    shown = centre("keys", "show")
    assert [(x["code"], x["key_number"]) for x in shown["nodes"]] == [(offices.COMMUNE[1], 1)]
    assert commune("keys", "show")["former_held"] == 1
    assert shown["fingerprint"] == commune("keys", "show")["fingerprint"]
    out, _err = centre.say("keys", "show")
    assert offices.COMMUNE[1] in out


def test_a_stolen_pc_is_revoked(pair: tuple[Console, Console], tmp_path: Path) -> None:
    commune, centre = pair
    agreed = second(centre, tmp_path)
    wrong = secret(tmp_path, "wrong", TRAINING_PASSPHRASE)
    code = offices.COMMUNE[1]
    said = centre("keys", "revoke", code, "--second-file", wrong, expect=1)
    assert said["error"] == "SECOND-SAME"
    assert centre("keys", "revoke", code, "--second-file", agreed)["code"] == code
    assert centre("keys", "show")["nodes"][0]["revoked"]
    (tmp_path / "usb").mkdir()
    exported = commune("exchange", "export", "--to", str(tmp_path / "usb"))
    name = exported["files"][0]["file"]
    refused = centre("exchange", "import", name, expect=1)
    assert [x["code"] for x in refused["files"]] == ["E-123"]


def test_the_centre_is_certified_and_the_commune_accepts(
    pair: tuple[Console, Console], tmp_path: Path
) -> None:
    commune, centre = pair
    seed, agreed = secret(tmp_path, "seed", root_of_the_pair()), second(centre, tmp_path)
    card = str(tmp_path / "tt.hscert")
    words = ("--seed-file", seed, "--second-file", agreed, "--to", card)
    assert centre("keys", "certify", *words)["serial"] == 2
    assert commune("keys", "accept", card)["serial"] == 2
    assert commune("keys", "accept", card, expect=1)["error"] == "CARD-OLD"
    assert carried(commune, centre, tmp_path / "usb") == ["imported"]
    assert carried(centre, commune, tmp_path / "usb") == ["imported"]
    assert centre("keys", "card", "--to", card)["serial"] == 2


def test_a_new_root_is_printed_and_compared(pair: tuple[Console, Console], tmp_path: Path) -> None:
    commune, centre = pair
    agreed, card = second(centre, tmp_path), str(tmp_path / "goc.hscert")
    sheet = tmp_path / "goc.pdf"
    words = ("--second-file", agreed, "--to", card, "--sheet", str(sheet))
    made = centre("keys", "new-root", *words)
    text = PdfReader(sheet).pages[0].extract_text().replace("\n", " ")
    assert made["fingerprint"] in text
    assert made["root_code"].split()[0][:5] in text
    assert len(PdfReader(sheet).pages) == 2
    assert commune("keys", "accept", card, expect=1)["error"] == "BAD-DIGITS"
    commune("keys", "accept", card, "--digits", made["fingerprint"][-5:])
    group = secret(tmp_path, "group", made["root_code"].split()[1])
    assert centre("keys", "check", "--group-file", group) == {"group": 2}
    assert centre("keys", "show")["sheets_checked_at"]


def test_a_centre_is_built_anew(pair: tuple[Console, Console], tmp_path: Path) -> None:
    commune, centre = pair
    past, card = str(tmp_path / "tt.hspast"), str(tmp_path / "tt.hscert")
    commune("keys", "past", "--to", past)
    seed = secret(tmp_path, "seed", root_of_the_pair())
    anew = Console(tmp_path / "anew", commune._capsys)
    built = anew("keys", "rebuild", past, "--seed-file", seed)
    assert built["node"] == centre("office", "show")["node"]
    again = anew("keys", "rebuild", past, "--seed-file", seed, expect=1)
    assert again["error"] == "OFFICE-EXISTS"
    anew("keys", "card", "--to", card)
    commune("keys", "accept", card)
    assert carried(commune, anew, tmp_path / "usb") == ["imported"]
    assert carried(anew, commune, tmp_path / "usb") == ["imported"]


def test_the_root_opens_what_everybody_has_forgotten(
    pair: tuple[Console, Console], tmp_path: Path
) -> None:
    commune, centre = pair
    seed = secret(tmp_path, "seed", root_of_the_pair())
    keys = str(commune.folder / "keys.json")
    first = centre("keys", "help-open", "--keys", keys, "--seed-file", seed)["recovery_code"]
    code = secret(tmp_path, "code", first)
    assert commune("--passphrase-file", code, "office", "show")["code"] == offices.COMMUNE[1]
    newer = commune("keys", "help-open", "--seed-file", seed)["recovery_code"]
    assert commune("--passphrase-file", code, "office", "show", expect=1)["error"]
    code = secret(tmp_path, "code", newer)
    assert commune("--passphrase-file", code, "office", "show")["code"] == offices.COMMUNE[1]
    other = offices.found_with_codes(tmp_path / "other", offices.CENTRE)
    wrong = secret(tmp_path, "wrong", other.root_code or "")
    refused = commune("keys", "help-open", "--seed-file", wrong, expect=1)
    assert refused["error"] == "NO-HELP-SLOT"


def test_a_pairing_sheet_and_the_root_sheets_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre = Console(tmp_path / "tt", capsys)
    root, sheet = tmp_path / "goc.pdf", tmp_path / "phieu.pdf"
    words = ("--kind", "centre", "--code", "H19.12", "--name", "Thị xã", "--training")
    made = centre("office", "init", *words, "--sheet", str(root))
    assert len(PdfReader(root).pages) == 2
    assert made["root_code"][:5] in PdfReader(root).pages[1].extract_text()
    offer = ("--commune", "H19.12.34", "--to", str(tmp_path / "m.hspair"), "--sheet", str(sheet))
    offered = centre("pair", "offer", *offer)
    text = PdfReader(sheet).pages[0].extract_text()
    assert offered["code"] in text
    assert offered["fingerprint"] in text
