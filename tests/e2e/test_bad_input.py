"""Bad input at the command line: a sentence, exit status 1, and nothing half-written."""

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.programs import MINUTE, child_environment
from tests.helpers.rights import reachable_folder, without_rights
from tests.helpers.shell import Answer, Shell, refused, unchanged
from tests.helpers.training import put_office

from ca_desktop.app.main import main
from ca_desktop.cli.answers import read_json
from ca_desktop.domain.errors import UserError

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

NOW = ("--now", "2026-03-02T09:00")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with one dossier; nothing of what follows may change it."""
    made = put_office(tmp_path_factory.mktemp("office") / "xa")
    with offices.opened(made) as ports:
        offices.take_in(ports)
    return made


class Here:
    """Runs commands in this process: quick, and the same from `main` on."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *words: object, options: tuple[str, ...] = NOW) -> Answer:
        self._capsys.readouterr()
        status = main(["--data", str(self.folder), "--json", *options, *map(str, words)])
        done = self._capsys.readouterr()
        return Answer(status, done.out, done.err)


@pytest.fixture
def here(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Here]:
    with unchanged(folder):
        yield Here(folder, capsys)


def given(folder: Path, value: object) -> Path:
    path = folder / "in.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def person(**changes: object) -> dict[str, object]:
    return {"applicant": dict(offices.PERSON) | changes}


BAD_DOSSIERS: list[tuple[str, dict[str, object]]] = [
    ("NO-SUCH-PROCEDURE", {"procedure": "9.999999"}),
    ("NO-SUCH-PROCEDURE", {"procedure": "\x00"}),
    ("BAD-TYPE", {"procedure": 1.004873}),
    ("NO-SUCH-CASE", {"case": "không có"}),
    ("REQ-FIELD", person(name="")),
    ("REQ-FIELD", person(name=" \u200b\t ")),
    ("REQ-FIELD", person(name=None)),
    ("BAD-TYPE", person(name=["Lò"])),
    ("TOO-LONG", person(name="Ế" * 100_000)),
    ("CONTROL-CHARS", person(name="Lò\x00Thị")),
    ("CONTROL-CHARS", person(name="Lò\u202eThị")),
    ("CONTROL-CHARS", person(name="Lò\nThị")),
    ("CONTROL-CHARS", person(name="\ud800")),
    ("DATE-BAD", person(birth="1990-02-30")),
    ("DATE-BAD", person(birth="hôm qua")),
    ("DATE-FUTURE", person(birth="2990")),
    ("ID-LEN", person(id_number="00119012345")),
    ("ID-LEN", person(id_number="00119012345X")),
    ("BAD-CHOICE", person(sex="x")),
    ("UNKNOWN-KEY", person(nickname="Én")),
    ("UNKNOWN-KEY", {"surprise\ud800": 1}),
    ("BAD-NUMBER", {"sets": 10**30}),
    ("BAD-NUMBER", {"sets": 0}),
    ("BAD-TYPE", {"sets": True}),
    ("BAD-MONEY", {"fee_vnd": float("inf")}),
    ("BAD-MONEY", {"fee_vnd": -1}),
    ("BAD-TYPE", {"documents": {}}),
    ("TOO-MANY", {"documents": [{"name": "Đơn"}] * 201}),
    ("BAD-NUMBER", {"documents": [{"name": "Đơn", "copies": -1}]}),
    ("REQ-FIELD", {"documents": [{"name": " "}]}),
    ("BAD-CHOICE", {"channel": "fax"}),
    ("TOO-LONG", {"note": "x" * 100_000}),
    ("REQ-FIELD", {"on_behalf_of": {"name": ""}}),
]


@pytest.mark.parametrize(("code", "change"), BAD_DOSSIERS)
def test_a_field_that_does_not_hold_is_named(
    here: Here, tmp_path: Path, code: str, change: dict[str, object]
) -> None:
    refused(here("dossier", "receive", "--file", given(tmp_path, offices.dossier(**change))), code)


def test_one_bad_dossier_in_an_array_stops_all_of_them(here: Here, tmp_path: Path) -> None:
    several = [*[offices.dossier(reason="Hai bộ")] * 2, offices.dossier(**person(name=""))]
    refused(here("dossier", "receive", "--file", given(tmp_path, several)), "REQ-FIELD")


def test_a_year_without_a_calendar_is_named_and_uses_up_no_number(
    here: Here, tmp_path: Path
) -> None:
    path = given(tmp_path, offices.dossier())
    late = here("dossier", "receive", "--file", path, options=("--now", "2031-12-30T09:00"))
    assert "2031" in refused(late, "NO-CALENDAR")


BAD_FILES: list[tuple[str, bytes]] = [
    ("BAD-JSON", b""),
    ("BAD-JSON", b"{"),
    ("BAD-JSON", b"\xff\xfe{}"),
    ("BAD-JSON", b"[" * 100_000),
    ("BAD-JSON", b'{"sets": ' + b"9" * 5000 + b"}"),
    ("BAD-JSON", b'{"procedure": "1.004873", "procedure": "1.004873", "applicant": {}}'),
    ("TOO-LONG", b" " * (16 * 1024**2 + 1)),
    ("BAD-TYPE", b"null"),
    ("BAD-TYPE", b"[[]]"),
    ("REQ-FIELD", b"{}"),
]


@pytest.mark.parametrize(("code", "content"), BAD_FILES, ids=range(len(BAD_FILES)))
def test_an_input_file_that_cannot_be_used_is_explained(
    here: Here, tmp_path: Path, code: str, content: bytes
) -> None:
    (tmp_path / "in.json").write_bytes(content)
    refused(here("dossier", "receive", "--file", tmp_path / "in.json"), code)


@pytest.mark.parametrize("name", ["missing.json", ".", "a" * 300, "sub/missing.json"])
def test_an_input_file_that_is_not_there_is_explained(
    here: Here, tmp_path: Path, name: str
) -> None:
    answer = here("dossier", "receive", "--file", tmp_path / name)
    refused(answer, "NO-SUCH-FILE", "NOT-WRITABLE")


def test_an_input_file_without_the_right_to_read_is_explained() -> None:
    with reachable_folder() as place:
        path = given(place, offices.dossier())
        path.chmod(0)
        with without_rights(), pytest.raises(UserError) as caught:
            read_json(path)
    assert caught.value.code == "UNREADABLE"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("NOT-WRITABLE", "dossier slip {code} --to {nowhere}"),
        ("NOT-WRITABLE", "dossier slip {code} --to {file}"),
        ("NO-SUCH-FILE", "dossier receive --file {input} --slip {nowhere}"),
        ("NO-SUCH-FILE", "dossier receive --file {input} --slip {file}"),
        ("NOT-WRITABLE", "report form06 --from 2026-03-01 --to 2026-03-31 --out {nowhere}/x.xlsx"),
        ("NOT-WRITABLE", "report ontime --from 2026-03-01 --to 2026-03-31 --out {folder}"),
        ("NOT-WRITABLE", "backup --to {file}"),
        ("NO-SUCH-FILE", "catalogue import {nowhere}"),
        ("NO-SUCH-FILE", "catalogue import {folder}"),
        ("SHEET-NOT-READABLE", "catalogue import {file}"),
        ("NOT-PAIRED", "exchange export --to {folder}"),
        ("E-101", "pair request {file} --secret 1 --to {nowhere}"),
        ("NO-SUCH-FILE", "dossier return {code} --file {nowhere}"),
        ("NO-SUCH-DOSSIER", "dossier show H19.12.34-260302-0002"),
        ("NO-SUCH-DOSSIER", "dossier step x --to result_ready"),
        ("REQ-FIELD", "dossier step {code} --to supplement"),
        ("BAD-CHOICE", "dossier list --status lost"),
        ("BAD-DATE", "dossier list --due-before 2026-02-30"),
        ("BAD-DATE", "report form06 --from 2026-02-30 --to 2026-03-31"),
        ("BAD-PERIOD", "report form06 --from 2026-04-01 --to 2026-03-01"),
        ("NO-SUCH-PEER", "report form06 --from 2026-03-01 --to 2026-03-31 --commune H1"),
        ("BAD-MOMENT", "deadline --received yesterday --within 5d"),
        ("BAD-LIMIT", "deadline --received 2026-03-02T09:00 --within 99999999999d"),
        ("NO-CALENDAR", "deadline --received 2099-12-31T09:00 --within 5d"),
        ("BAD-MOMENT", "deadline --received 9999-12-31T09:00 --within 5d"),
        ("NO-SUCH-USER", "--user nobody verify"),
        ("OFFICE-EXISTS", "office init --kind commune --code H19.12.9 --name X --training"),
    ],
)
def test_a_place_or_value_that_will_not_do_is_explained(
    here: Here, tmp_path: Path, code: str, words: str
) -> None:
    places = {
        "code": "H19.12.34-260302-0001",
        "input": given(tmp_path, offices.dossier()),
        "file": tmp_path / "in.json",
        "folder": tmp_path,
        "nowhere": tmp_path / "nowhere",
    }
    refused(here(*(word.format(**places) for word in words.split())), code)
    assert [path.name for path in tmp_path.iterdir()] == ["in.json"]


@pytest.mark.parametrize("words", ["nothing", "dossier", "dossier step X --to nowhere", "--now"])
def test_wrong_usage_is_told_from_a_refusal(folder: Path, words: str) -> None:
    answer = Shell(folder)(*words.split())
    assert (answer.status, answer.out) == (2, "")
    assert "usage:" in answer.err


def test_a_second_program_on_the_same_data_is_sent_away(folder: Path) -> None:
    with unchanged(folder), offices.opened(folder):
        refused(Shell(folder, "--json")("dossier", "list"), "ALREADY-OPEN")


def test_a_folder_that_is_no_office_is_not_made_into_one(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "in.json", "--json")
    given(tmp_path, {})
    refused(shell("verify"), "NO-DATA")
    init = ("office", "init", "--kind", "commune", "--code", "H19.12.9", "--name", "X")
    refused(shell(*init, "--training"), "NOT-WRITABLE")
    assert [path.name for path in tmp_path.iterdir()] == ["in.json"]


@pytest.mark.parametrize("name", ["keys.json", "office.db"])
def test_a_damaged_data_folder_is_left_as_it_is(folder: Path, tmp_path: Path, name: str) -> None:
    copy = offices.copy(folder, tmp_path / "xa")
    (copy / name).write_bytes(random.Random(1).randbytes(8192))
    refused(Shell(copy, "--json")("verify"), "DAMAGED")
    assert (copy / name).read_bytes() == random.Random(1).randbytes(8192)


def test_a_data_folder_without_the_right_to_write_is_explained(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with reachable_folder() as place:
        office = put_office(place / "xa")
        office.chmod(0o555)
        office.parent.chmod(0o555)
        with without_rights():
            answer = Here(office, capsys)("dossier", "list")
        office.chmod(0o755)
    refused(answer, "NOT-WRITABLE", "DAMAGED")


def test_a_wrong_passphrase_opens_nothing_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    here, secret = Here(tmp_path / "xa", capsys), tmp_path / "secret"
    options = ("--passphrase-file", str(secret))
    secret.write_text("một mật khẩu khá dài", encoding="utf-8")
    init = ("office", "init", "--kind", "commune", "--code", "H19.12.9", "--name", "Xã A")
    assert here(*init, options=options).status == 0
    for wrong in (b"", b"m\xe1\xba\xadt kh\xe1\xba\xa9u sai", b"0000-0000"):
        secret.write_bytes(wrong)
        refused(here("verify", options=options), "WRONG-PASSPHRASE")
    secret.write_bytes(b"\xff")
    refused(here("verify", options=options), "UNREADABLE")
    refused(here("verify", options=("--passphrase-file", str(tmp_path))), "NO-SUCH-FILE")
    refused(here("verify", options=()), "WRONG-PASSPHRASE")
    secret.write_text("một mật khẩu khá dài", encoding="utf-8")
    assert here("verify", options=options).json["ok"]


@pytest.mark.parametrize("words", ["catalogue list", "verify", "dossier show X"])
def test_a_reader_that_goes_away_early_gets_no_traceback(folder: Path, words: str) -> None:
    child = subprocess.Popen(
        Shell(folder, "--json").command(*words.split()),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=child_environment(),
    )
    with child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(MINUTE) == 1


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize(
    ("words", "said"), [("verify", "đã làm xong"), ("dossier show X", "NO-SUCH-DOSSIER")]
)
def test_an_answer_that_finds_no_room_is_told_in_words(folder: Path, words: str, said: str) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            Shell(folder, "--json").command(*words.split()),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=MINUTE,
            check=False,
            env=child_environment(),
        )
    (line,) = done.stderr.decode().splitlines()
    assert (done.returncode, said in line) == (1, True)
