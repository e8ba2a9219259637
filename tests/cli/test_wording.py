"""The command line to people: lines, sentences, usage, who and when."""

import re
from pathlib import Path

import pytest
from tests.helpers.console import Console, written
from tests.helpers.offices import COMMUNE, dossier

from ca_desktop.app.main import main

MONTH = ("--from", "2026-03-01", "--to", "2026-03-31")


def receive(shell: Console, folder: Path) -> str:
    given = written(folder / "in.json", dossier(reason="Thêm một hồ sơ."))
    return str(shell("dossier", "receive", "--file", given)["dossier"])


SENTENCES = [
    ("office", "show"),
    ("catalogue", "list"),
    ("catalogue", "show", "1.004873"),
    ("dossier", "list"),
    ("dossier", "show", "{code}"),
    ("dossier", "slip", "{code}", "--to", "{folder}"),
    ("dossier", "step", "{code}", "--to", "in_process"),
    ("exchange", "export", "--to", "{folder}"),
    ("exchange", "status"),
    ("report", "form06", *MONTH),
    ("report", "ontime", *MONTH),
    ("deadline", "--received", "2026-11-09T09:00", "--within", "3 wd"),
    ("verify",),
    ("rebuild",),
    ("backup", "--to", "{folder}"),
]


def test_without_json_a_person_reads_lines(commune: Console, tmp_path: Path) -> None:
    code = receive(commune, tmp_path)
    for words in SENTENCES:
        out, err = commune.say(*(word.format(code=code, folder=tmp_path) for word in words))
        assert out.strip(), words
        assert (err, out[:1] in "{[", "{'" in out) == ("", False, False), words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("dossier", "show", "H19.12.34-260302-9999"), "NO-SUCH-DOSSIER"),
        (("catalogue", "show", "9.999999"), "NO-SUCH-PROCEDURE"),
        (("dossier", "receive", "--file", "nowhere.json"), "NO-SUCH-FILE"),
        (("report", "form06", "--from", "2026-03-31", "--to", "2026-03-01"), "BAD-PERIOD"),
        (("report", "ontime", "--from", "x", "--to", "2026-03-01"), "BAD-DATE"),
        (("report", "form06", *MONTH, "--commune", "H99"), "NO-SUCH-PEER"),
        (("deadline", "--received", "x", "--within", "3 wd"), "BAD-MOMENT"),
        (("deadline", "--received", "2026-11-09", "--within", "soon"), "BAD-LIMIT"),
        (("pair", "offer", "--commune", "H19.12.35", "--to", "a"), "NOT-CENTRE"),
        (("exchange", "export", "--peer", "H99", "--to", "."), "NO-SUCH-PEER"),
        (("--user", "Không Ai", "office", "show"), "NO-SUCH-USER"),
        (("--now", "yesterday", "office", "show"), "BAD-MOMENT"),
    ],
)
def test_an_error_is_a_code_and_a_vietnamese_sentence(
    commune: Console, words: tuple[str, ...], code: str
) -> None:
    answer = commune(*words, expect=1)
    assert set(answer) == {"error", "message"}
    assert answer["error"] == code
    out, err = commune.say(*words, expect=1)
    assert out == ""
    assert err.strip() == f"{answer['message']} ({code})"
    assert re.search("[ạảãàáâậầấẩẫăắằặẳẵêệềếểễôộồốổỗơợờớởỡưựừứửữđ]", answer["message"])


@pytest.mark.parametrize(
    "words",
    [
        "office",
        "office init --kind province --code H19 --name A",
        "office init --kind commune --code H19",
        "pair offer --commune H19.12.34",
        "pair request a.hspair --to b.hsreq",
        "pair accept a",
        "pair finish",
        "catalogue",
        "catalogue show",
        "catalogue import",
        "dossier receive",
        "dossier step X",
        "dossier step X --to result_returned",
        "dossier slip X",
        "dossier return",
        "exchange export",
        "exchange import",
        "report form07 --from 2026-03-01 --to 2026-03-31",
        "report form06 --from 2026-03-01",
        "deadline --received 2026-11-09T09:00",
        "backup",
        "verify --deep",
        "nothing",
    ],
)
def test_wrong_usage_ends_with_two_and_touches_nothing(
    tmp_path: Path, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--data", str(tmp_path / "data"), "--json", *words.split()])
    assert caught.value.code == 2
    said = capsys.readouterr()
    assert (said.out, "ca-desktop" in said.err) == ("", True)
    assert not (tmp_path / "data").exists()


def test_an_account_may_be_named(commune: Console) -> None:
    (name,) = commune("office", "show")["users"]
    assert commune("--user", name, "office", "show")["code"] == COMMUNE[1]


@pytest.mark.parametrize(
    "now", ["2026-03-05T10:00", "2026-03-05T10:00:00+07:00", "2026-03-05T03:00Z"]
)
def test_a_typed_now_is_vietnamese_and_may_go_backwards(
    commune: Console, tmp_path: Path, now: str
) -> None:
    receive(commune, tmp_path)
    commune.now = now
    assert "-260305-" in receive(commune, tmp_path)
    commune.now = "2026-02-27T10:00"
    assert "-260227-" in receive(commune, tmp_path)
