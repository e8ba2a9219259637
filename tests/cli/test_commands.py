"""The command line: stable names, one JSON document, errors in words."""

import json
from pathlib import Path
from typing import Any

import pytest

from ca_desktop.app.main import main

NOW = "2026-03-02T09:00"


class Shell:
    """Runs commands on one data folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *words: str, expect: int = 0, options: tuple[str, ...] = ()) -> Any:
        status = main(["--data", str(self.folder), "--json", *options, *words])
        answer = json.loads(self._capsys.readouterr().out)
        assert status == expect, answer
        return answer


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "xa", capsys)
    answer = made(
        "office", "init", "--kind", "commune", "--code", "H19.12.34", "--name", "Xã B",
        "--training", options=("--now", NOW),
    )  # fmt: skip
    assert set(answer) == {"office", "node", "recovery_code"}
    return made


def given(tmp_path: Path, value: object) -> str:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return str(path)


def dossier(**changes: object) -> dict[str, object]:
    person = {"name": "Lò Thị Én", "id_number": "001190123456", "birth": "1990"}
    return {"procedure": "1.004873", "applicant": person, **changes}


def test_an_intake_answers_with_code_promise_trace_and_slip(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "slips").mkdir()
    answer = shell(
        "dossier", "receive", "--file", given(tmp_path, dossier()), "--slip",
        str(tmp_path / "slips"), options=("--now", NOW),
    )  # fmt: skip
    assert answer["dossier"] == "H19.12.34-260302-0001"
    assert answer["due_at"] == "2026-03-05T09:00:00+07:00"
    assert [day["counted"] for day in answer["trace"]] == [0, 480, 480, 480]
    assert Path(answer["slip"]).read_bytes().startswith(b"%PDF")


def test_an_array_takes_in_all_or_none(shell: Shell, tmp_path: Path) -> None:
    good, bad = dossier(), dossier(procedure="9.999999")
    answer = shell(
        "dossier", "receive", "--file", given(tmp_path, [good, bad]), expect=1,
        options=("--now", NOW),
    )  # fmt: skip
    assert answer["error"] == "NO-SUCH-PROCEDURE"
    assert shell("dossier", "list") == {"dossiers": []}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"procedure": "9.999999"}, "NO-SUCH-PROCEDURE"),
        ({"applicant": {"name": " "}}, "REQ-FIELD"),
        ({"applicant": {"name": "A", "birth": "1990-02-30"}}, "DATE-BAD"),
        ({"applicant": {"name": "A", "birth": "2990"}}, "DATE-FUTURE"),
        ({"applicant": {"name": "A", "id_number": "12345"}}, "ID-LEN"),
        ({"applicant": {"name": "A" * 5000}}, "TOO-LONG"),
        ({"applicant": {"name": "A\u0000B"}}, "CONTROL-CHARS"),
        ({"applicant": {"name": 7}}, "BAD-TYPE"),
        ({"surprise": 1}, "UNKNOWN-KEY"),
        ({"channel": "fax"}, "BAD-CHOICE"),
        ({"fee_vnd": -1}, "BAD-MONEY"),
        ({"case": "no such"}, "NO-SUCH-CASE"),
    ],
)
def test_bad_input_is_explained_and_stores_nothing(
    shell: Shell, tmp_path: Path, change: dict[str, object], code: str
) -> None:
    path = given(tmp_path, dossier(**change))
    answer = shell("dossier", "receive", "--file", path, expect=1, options=("--now", NOW))
    assert answer["error"] == code
    assert len(answer["message"]) > 10
    assert shell("dossier", "list") == {"dossiers": []}


def test_a_year_without_a_calendar_is_named(shell: Shell) -> None:
    answer = shell("deadline", "--received", "2027-12-30T09:00", "--within", "3 wd", expect=1)
    assert answer["error"] == "NO-CALENDAR"
    assert "2028" in answer["message"]


def test_a_dossier_goes_its_way_to_the_hand_of_its_holder(shell: Shell, tmp_path: Path) -> None:
    now = ("--now", NOW)
    code = shell("dossier", "receive", "--file", given(tmp_path, dossier()), options=now)["dossier"]
    done = shell("dossier", "step", code, "--to", "in_process", options=now)
    assert done["status"] == "in_process"
    shell("dossier", "step", code, "--to", "supplement", "--note", "Thiếu giấy", options=now)
    shell("dossier", "step", code, "--to", "in_process", options=("--now", "2026-03-09T09:00"))
    assert shell("dossier", "show", code)["due_at"] == "2026-03-12T09:00:00+07:00"
    refused = shell("dossier", "return", code, expect=1, options=now)
    assert refused["error"] == "NOT-READY"
    shell("dossier", "step", code, "--to", "result_ready", options=("--now", "2026-03-11T09:00"))
    path = given(tmp_path, {"collected_by": "proxy", "name": "Lò A", "authorisation": "GUQ 1"})
    shell("dossier", "return", code, "--file", path, options=("--now", "2026-03-11T10:00"))
    (row,) = shell("dossier", "list", "--status", "result_returned", "--find", "en lo")["dossiers"]
    assert (row["dossier"], row["holder"]) == (code, "Lò Thị Én")
    total = shell("report", "ontime", "--from", "2026-03-01", "--to", "2026-03-31")["total"]
    assert (total["finished"], total["on_time"], total["rate"]) == (1, 1, "100.00")


def test_the_report_is_also_a_workbook(shell: Shell, tmp_path: Path) -> None:
    out = tmp_path / "report.xlsx"
    answer = shell(
        "report", "form06", "--from", "2026-03-01", "--to", "2026-03-31", "--out", str(out)
    )
    assert answer["total"]["c3"] == 0
    assert set(answer["total"]) == {f"c{n}" for n in range(3, 14)}
    assert out.read_bytes().startswith(b"PK")
    assert shell("report", "ontime", "--from", "2026-03-01", "--to", "2026-03-31")["total"][
        "rate"
    ] is None  # fmt: skip


def test_a_real_office_opens_with_passphrase_or_recovery_code_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(tmp_path / "that", capsys)
    secret = tmp_path / "secret"
    secret.write_text("một mật khẩu khá dài\n", encoding="utf-8")
    words = ("office", "init", "--kind", "centre", "--code", "H19.12", "--name", "Thị xã A")
    founded = shell(*words, options=("--passphrase-file", str(secret)))
    assert {"recovery_code", "root_code"} <= set(founded)
    assert shell("office", "show", options=("--passphrase-file", str(secret)))["kind"] == "centre"
    secret.write_text(founded["recovery_code"], encoding="utf-8")
    shell("verify", options=("--passphrase-file", str(secret)))
    secret.write_text("không phải mật khẩu này", encoding="utf-8")
    wrong = shell("verify", expect=1, options=("--passphrase-file", str(secret)))
    assert wrong["error"] == "WRONG-PASSPHRASE"
    now = shell("verify", expect=1, options=("--passphrase-file", str(secret), "--now", NOW))
    assert now["error"] == "WRONG-PASSPHRASE"


def test_only_training_offices_take_a_typed_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(tmp_path / "that", capsys)
    words = ("office", "init", "--kind", "centre", "--code", "H19.12", "--name", "Thị xã A")
    assert shell(*words, expect=1, options=("--now", NOW))["error"] == "NOW-NOT-ALLOWED"
    assert not (tmp_path / "that" / "office.db").exists()


def test_wrong_usage_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["dossier", "step", "X", "--to", "nowhere"])
    assert caught.value.code == 2


def test_a_missing_office_is_never_made_silently(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(tmp_path / "nothing", capsys)
    assert shell("dossier", "list", expect=1)["error"] == "NO-DATA"
    assert not (tmp_path / "nothing").exists()
