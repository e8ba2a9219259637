"""The contract with scripts: every command line, at both kinds of office, with its keys."""

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from tests.helpers.console import Console, written
from tests.helpers.offices import CENTRE, COMMUNE, PERSON, dossier

from ca_desktop.domain.dossiers import Status
from ca_desktop.services.names import IN_HOUSE_STEPS, LETTERS, STEPS

MONTH = ("--from", "2026-03-01", "--to", "2026-03-31")
COLUMNS = {f"c{number}" for number in range(3, 14)}
DOSSIER = {"dossier", "id", "due_at", "trace", "slip", "warnings"}
ROW = {"dossier", "status", "holder", "procedure", "due_at"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00")
PERSON_KEYS = {"name", "id_number", "birth", "sex", "phone", "address", "email"}


def init(shell: Console, kind: str, code: str, name: str) -> Any:
    words = ("--kind", kind, "--code", code, "--name", name, "--training")
    return shell("office", "init", *words)


def receive(shell: Console, folder: Path, **changes: object) -> str:
    given = written(folder / "in.json", dossier(**changes))
    words = ("dossier", "receive", "--file", given, "--reason", "Chưa mang thẻ.")
    return str(shell(*words)["dossier"])


def exported(shell: Console, folder: Path) -> list[str]:
    folder.mkdir(exist_ok=True)
    answer = shell("exchange", "export", "--to", str(folder))
    assert set(answer) == {"files"}
    return [item["file"] for item in answer["files"]]


def test_an_office_is_founded_and_says_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commune, centre = Console(tmp_path / "xa", capsys), Console(tmp_path / "tt", capsys)
    assert set(init(commune, *COMMUNE)) == {"office", "node", "recovery_code"}
    assert set(init(centre, *CENTRE)) == {"office", "node", "recovery_code", "root_code"}
    for shell, (kind, code, name) in ((commune, COMMUNE), (centre, CENTRE)):
        shown = shell("office", "show")
        assert (shown["kind"], shown["code"], shown["name"]) == (kind, code, name)
        assert shown["training"] is True
        assert shell("office", "show", expect=0)["users"] == ["Cán bộ Một cửa"]
    assert init_again(commune) == "OFFICE-EXISTS"


def init_again(shell: Console) -> str:
    words = ("--kind", COMMUNE[0], "--code", COMMUNE[1], "--name", COMMUNE[2], "--training")
    return str(shell("office", "init", *words, expect=1)["error"])


def test_two_offices_are_paired_by_four_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commune, centre = Console(tmp_path / "xa", capsys), Console(tmp_path / "tt", capsys)
    init(commune, *COMMUNE)
    init(centre, *CENTRE)
    offer, request, answer = (str(tmp_path / name) for name in ("a", "b", "c"))
    made = centre("pair", "offer", "--commune", COMMUNE[1], "--to", offer)
    assert {"file", "secret"} <= set(made)
    assert made["file"] == offer
    secret, digits = made["secret"].rsplit("-", 1)
    assert re.fullmatch(r"\d{5}", digits)
    wrong = f"{secret}-{(int(digits) + 1) % 100_000:05d}"
    words = ("pair", "request", offer, "--to", request)
    assert commune(*words, "--secret", wrong, expect=1)["error"] == "BAD-SECRET"
    assert not Path(request).exists()
    commune(*words, "--secret", made["secret"])
    centre("pair", "accept", request, "--to", answer)
    assert commune("pair", "finish", answer)["result"] == "imported"
    assert commune("office", "show")["centre"] == CENTRE[1]
    assert [x["code"] for x in centre("office", "show")["communes"]] == [COMMUNE[1]]


def test_the_catalogue_is_listed_shown_imported_and_published(
    pair: tuple[Console, Console], tmp_path: Path
) -> None:
    commune, centre = pair
    for shell in pair:
        found = shell("catalogue", "list")["procedures"]
        assert len(found) >= 60
        assert all({"code", "name"} <= set(item) for item in found)
        shown = shell("catalogue", "show", "1.004873")
        assert {"code", "name", "cases", "documents", "fees", "legal_basis"} <= set(shown)
    book = Workbook()
    for row in (
        ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"),
        ("9.123456", "Thủ tục làm mẫu", "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Việc mới"),
        ("abc", "Dòng hỏng", "Bộ Tư pháp", "Ủy ban nhân dân cấp xã", "Việc mới"),
    ):
        book.worksheets[0].append(list(row))
    path = str(tmp_path / "portal.xlsx")
    book.save(path)
    told = centre("catalogue", "import", path, "--preview")
    assert told == centre("catalogue", "import", path)
    assert (told["new"], [x["line"] for x in told["problems"]]) == (1, [3])
    assert centre("catalogue", "publish")["procedures"] >= 61
    assert commune("catalogue", "import", path, expect=1)["error"] == "CATALOGUE-FROM-CENTRE"
    assert commune("catalogue", "publish", expect=1)["error"] == "NOT-CENTRE"
    assert commune("catalogue", "show", "9.123456", expect=1)["error"] == "NO-SUCH-PROCEDURE"
    (tmp_path / "usb").mkdir()
    commune("exchange", "import", *exported(centre, tmp_path / "usb"))
    assert commune("catalogue", "show", "9.123456")["ready"] is False


def test_one_dossier_answers_as_one_object_and_an_array_as_a_list(
    commune: Console, tmp_path: Path
) -> None:
    slips = tmp_path / "slips"
    slips.mkdir()
    words = ("dossier", "receive", "--slip", str(slips), "--file")
    one = commune(*words, written(tmp_path / "one.json", dossier()))
    assert set(one) == DOSSIER
    assert MOMENT.fullmatch(one["due_at"])
    assert all({"date", "counted", "why"} <= set(day) for day in one["trace"])
    assert one["warnings"] == []
    lacking = dossier(documents=[], applicant=dict(PERSON) | {"id_number": "001190123457"})
    refused = commune(*words, written(tmp_path / "many.json", [lacking]), expect=1)
    assert refused["error"] == "INTAKE-REASON"
    assert refused["message"].startswith("Chưa có giấy tờ: ")
    twice = dossier()
    refused = commune(*words, written(tmp_path / "twice.json", twice), expect=1)
    assert (refused["error"], "đang có hồ sơ" in refused["message"]) == ("INTAKE-REASON", True)
    many = [twice | {"reason": "Thêm một bộ."}, lacking | {"reason": "Bổ sung chiều nay."}]
    several = commune(*words, written(tmp_path / "many.json", many))
    assert set(several) == {"dossiers"}
    assert [set(item) for item in several["dossiers"]] == [DOSSIER] * 2
    found = [[x["code"] for x in item["warnings"]] for item in several["dossiers"]]
    assert found == [["DUP-OPEN"], ["PAPER-MISSING"]]
    assert all(x["message"] for item in several["dossiers"] for x in item["warnings"])
    kept = commune("dossier", "show", several["dossiers"][1]["dossier"])["history"][0]["details"]
    assert kept["note"] == "Bổ sung chiều nay."
    path = written(tmp_path / "lacking.json", lacking)
    late = "Người dân mang đến sau."
    again = commune(*words, path, "--reason", late)
    somebody = dict(PERSON) | {"name": "Lò Văn Ên", "id_number": "001190123458"}
    path = written(tmp_path / "plain.json", dossier(applicant=somebody))
    plain = commune(*words, path, "--reason", late)
    assert commune("dossier", "show", plain["dossier"])["history"][0]["details"]["note"] == ""
    assert again["warnings"][-1]["code"] == "PAPER-MISSING"
    made = [one, *several["dossiers"]]
    assert all(Path(item["slip"]).read_bytes().startswith(b"%PDF") for item in made)


def test_every_key_of_an_intake_is_understood(commune: Console, tmp_path: Path) -> None:
    person = dict.fromkeys(PERSON_KEYS, "") | {"name": "Lò A", "sex": "male", "birth": "1990-02"}
    given = {
        "procedure": "2.000815",
        "case": "many",
        "applicant": person | {"id_number": "001090123456", "phone": "0912345678"},
        "on_behalf_of": dict.fromkeys(PERSON_KEYS) | {"name": "Lò B", "birth": "1960"},
        "documents": [{"name": "Bản chính giấy tờ, văn bản", "originals": 1, "copies": 2}],
        "sets": 2,
        "receive_result": "post",
        "channel": "online",
        "fee_vnd": 20_000,
        "note": "Gọi trước khi trả.",
    }
    path = written(tmp_path / "in.json", given)
    code = commune("dossier", "receive", "--file", path)["dossier"]
    shown = commune("dossier", "show", code)
    assert (shown["holder"], shown["submitter"]) == ("Lò B", "Lò A")
    fixed = shown["history"][0]["details"]
    assert (fixed["case"], fixed["sets"], fixed["receive_result"]) == ("many", 2, "post")
    assert (fixed["channel"], fixed["fee_vnd"], fixed["note"]) == (
        "online",
        20_000,
        "Gọi trước khi trả.",
    )
    assert fixed["submitter"]["birth"] == "1990-02"


def test_dossiers_are_listed_by_words_status_and_date(commune: Console, tmp_path: Path) -> None:
    codes = [receive(commune, tmp_path, applicant={"name": n}) for n in ("Lò Thị Én", "Vàng A")]
    commune("dossier", "step", codes[1], "--to", "in_process")
    every = commune("dossier", "list")
    assert set(every) == {"dossiers"}
    assert all(set(row) >= ROW for row in every["dossiers"])
    wanted = {
        ("--find", "vang"): [codes[1]],
        ("--find", codes[0]): [codes[0]],
        ("--status", "received"): [codes[0]],
        ("--status", "in_process", "--find", "en"): [],
        ("--due-before", "2026-03-06"): codes,
        ("--due-before", "2026-03-05"): [],
    }
    for words, expected in wanted.items():
        rows = commune("dossier", "list", *words)["dossiers"]
        assert sorted(row["dossier"] for row in rows) == expected, words
    for status in Status:
        commune("dossier", "list", "--status", status)
    assert commune("dossier", "list", "--status", "RECEIVED", expect=1)["error"] == "BAD-CHOICE"
    assert commune("dossier", "list", "--due-before", "x", expect=1)["error"] == "BAD-DATE"


def test_a_dossier_is_shown_and_its_slip_made_again(commune: Console, tmp_path: Path) -> None:
    code = receive(commune, tmp_path)
    shown = commune("dossier", "show", code)
    assert {"dossier", "id", "status", "holder", "due_at", "first_due_at", "history"} <= set(shown)
    first, second = (commune("dossier", "slip", code, "--to", str(tmp_path)) for _n in range(2))
    assert set(first) == {"slip"}
    assert Path(second["slip"]).name == f"{code}-in-lai-1.pdf"
    for action in ("show", "return"):
        answer = commune("dossier", action, "H19.12.34-260302-9999", expect=1)
        assert answer["error"] == "NO-SUCH-DOSSIER"


def test_every_letter_can_be_written_and_saved(commune: Console, tmp_path: Path) -> None:
    code = receive(commune, tmp_path)
    given: dict[str, tuple[str, ...]] = {
        "control": (),
        "rating": (),
        "appointment": ("--reason", "Nhận sau 15 giờ"),
        "urging": ("--reason", "Sắp đến hạn", "--addressee", "Tư pháp", "--ask", "trả lời sớm"),
        "transfer": ("--line", "Tư pháp | xác minh | 04/03/2026"),
        "extension": ("--reason", "Chờ xác minh", "--due", "2026-03-09"),
        "apology": ("--reason", "Chờ xác minh", "--due", "2026-03-09"),
        "supplement": ("--reason", "Thiếu", "--line", "Tờ khai"),
        "stop": ("--reason", "Theo đơn", "--request", "đơn ngày 02/03", "--returned", "0 đ"),
    }
    assert {*given, "refusal"} == set(LETTERS)
    copies = receive(commune, tmp_path, procedure="2.000815")
    for form, words in given.items():
        about = copies if form == "appointment" else code
        answer = commune("dossier", "letter", about, "--form", form, "--to", str(tmp_path), *words)
        assert set(answer) == {"dossier", "form", "effect", "due_at", "letter"}
        assert Path(answer["letter"]).read_bytes().startswith(b"%PDF")
    assert commune("dossier", "show", code)["status"] == "withdrawn"
    refused = receive(commune, tmp_path)
    words = ("letter", refused, "--form", "refusal", "--reason", "Không đủ điều kiện")
    assert commune("dossier", *words, "--to", str(tmp_path))["effect"] == "refuses"
    assert commune("dossier", "show", refused)["negative"] is True
    words = ("letter", code, "--form", "control", "--to", str(tmp_path / "nowhere"))
    assert commune("dossier", *words, expect=1)["error"] == "NO-SUCH-FILE"


def test_the_register_of_a_year_or_of_some_days_is_saved(commune: Console, tmp_path: Path) -> None:
    receive(commune, tmp_path)
    to = ("--to", str(tmp_path))
    year = commune("register", "--year", "2026", *to)
    keys = {"numbers", "cancelled", "missing", "volumes", "first", "last", "out"}
    assert (set(year), year["numbers"], len(year["out"])) == (keys, 1, 2)
    some = commune("register", "--from", "2026-01-01", "--until", "2026-01-31", *to)
    assert (some["numbers"], some["volumes"]) == (0, 0)
    assert commune("register", *to, expect=1)["error"] == "BAD-DATE"


def test_lists_samples_and_words_of_forms_are_made_by_the_command_line(
    commune: Console, tmp_path: Path
) -> None:
    code, to = receive(commune, tmp_path), ("--to", str(tmp_path))
    made = commune("dossier", "batch", code, "--form", "batch", "--taker", "Tư pháp", *to)
    assert (made["number"], made["dossiers"]) == ("01", 1)
    assert Path(made["out"]).read_bytes().startswith(b"%PDF")
    sample = commune("catalogue", "sample", "1.004873", *to)
    assert all(Path(path).read_bytes().startswith(b"%PDF") for path in sample["out"])
    known = {x["form"] for x in commune("forms", "list")["forms"]}
    assert {"office", "R2018.slip", "R2025.stop", "desk.urging"} <= known
    assert commune("forms", "set", "office", "signer", "--text", "Lò Văn A")["changed"] == 1
    shown = commune("forms", "show", "office")
    assert {x["key"]: x["text"] for x in shown["texts"]}["signer"] == "Lò Văn A"
    drawn = commune("forms", "preview", "all", *to)["out"]
    assert len(drawn) == len(known)
    assert all(Path(path).read_bytes().startswith(b"%PDF") for path in drawn)
    assert commune("forms", "reset", "office")["changed"] == 0
    refused = commune("forms", "set", "office", "signer", "--text", "{x}", expect=1)
    assert refused["error"] == "FORM-PLACE"
    assert commune("forms", "publish", "R2025.stop", expect=1)["error"] == "NOT-CENTRE"


def test_every_step_can_be_taken_and_answers_with_the_status(
    pair: tuple[Console, Console], tmp_path: Path
) -> None:
    commune, centre = pair
    codes = [receive(commune, tmp_path) for _n in range(6)]
    taken = []

    def step(shell: Console, code: str, name: str, *words: str) -> str:
        taken.append(name)
        answer = shell("dossier", "step", code, "--to", name, *words)
        assert {"dossier", "status", "due_at"} <= set(answer)
        return str(answer["status"])

    note = ("--note", "Lý do đã nêu.")
    assert step(commune, codes[0], "in_process") == "in_process"
    assert step(commune, codes[0], "supplement", *note) == "supplement_required"
    assert step(commune, codes[0], "in_process") == "in_process"
    assert step(commune, codes[0], "result_ready") == "result_ready"
    assert step(commune, codes[1], "withdrawn") == "withdrawn"
    assert step(commune, codes[2], "stopped", *note) == "stopped"
    assert step(commune, codes[3], "forward", "--office", CENTRE[1]) == "forwarded"
    assert step(commune, codes[3], "recall") == "received"
    for code in codes[4:]:
        assert step(commune, code, "forward") == "forwarded"
    centre("exchange", "import", *exported(commune, tmp_path / "usb"))
    assert step(commune, codes[5], "take_back", *note) == "received"
    assert step(centre, codes[4], "accept") == "in_process"
    assert step(centre, codes[4], "result_ready", *note) == "result_ready"
    commune("exchange", "import", *exported(centre, tmp_path / "back"))
    assert commune("dossier", "return", codes[4])["status"] == "result_returned"
    assert set(taken) == set(STEPS) - set(IN_HOUSE_STEPS)


def test_a_dossier_is_handled_inside_the_office_from_the_command_line(
    commune: Console, tmp_path: Path
) -> None:
    code = receive(commune, tmp_path)
    step = ("dossier", "step", code, "--to")
    (officer,) = commune("office", "show")["users"]
    assert commune(*step, "assign", "--set", f"officer={officer}")["station"] == "assigned"
    assert commune(*step, "take_on")["station"] is None
    question = {"agency": "Công an xã", "question": "?", "answer_by": "2026-03-04"}
    asked = written(tmp_path / "asked.json", question)
    assert commune(*step, "consult", "--file", asked)["station"] == "consulting"
    assert commune(*step, "result_ready", expect=1)["error"] == "ERRAND-OPEN"
    (errand,) = commune("dossier", "show", code)["errands"]
    assert (errand["whom"], errand["due_at"]) == ("Công an xã", "2026-03-04T17:00:00+07:00")
    commune(*step, "consulted", "--note", "Có.")
    late = ("supplement", "--note", "Thiếu.")
    commune.now = "2026-03-11T09:00"
    assert commune(*step, *late, expect=1)["error"] == "SUPPLEMENT-LATE"
    done = commune(*step, *late, "--reason", "Phát hiện khi thẩm tra.")
    assert done["status"] == "supplement_required"


def test_an_office_asks_and_another_answers(pair: tuple[Console, Console], tmp_path: Path) -> None:
    commune, centre = pair
    code, own = receive(commune, tmp_path), receive(commune, tmp_path)
    name = ("--field", "applicant.name", "--value", "Lò Thị Ến")
    told = commune("dossier", "correct", own, *name, "--note", "Gõ nhầm.")
    assert told == {"dossier": own, "done": True, "status": "received"}
    commune("dossier", "step", code, "--to", "forward")
    centre("exchange", "import", *exported(commune, tmp_path / "1"))
    centre("dossier", "step", code, "--to", "accept")
    commune("exchange", "import", *exported(centre, tmp_path / "2"))
    ask, note = ("dossier", "ask", code, "--what"), ("--note", "Công dân báo.")
    papers = ("--paper", "Giấy chứng sinh", "--paper", "Ảnh | 2 | 0")
    asked = [
        commune(*ask, "correction", *name, *note),
        commune(*ask, "papers", *papers, "--slip", str(tmp_path)),
        commune(*ask, "note", *note),
        commune(*ask, "withdrawal", *note),
    ]
    assert all(set(item) == {"dossier", "task", "slip"} for item in asked)
    assert [bool(item["slip"]) for item in asked] == [False, True, False, False]
    assert Path(asked[1]["slip"]).read_bytes().startswith(b"%PDF")
    assert commune(*ask, "withdrawal", *note, expect=1)["error"] == "ASKED-ALREADY"
    centre("exchange", "import", *exported(commune, tmp_path / "3"))
    waiting = centre("dossier", "show", code)["tasks"]
    assert [item["task"] for item in waiting] == [item["task"] for item in asked]
    assert [item["done"] for item in waiting] == [None] * 4
    assert (waiting[0]["field"], waiting[0]["value"]) == ("applicant.name", "Lò Thị Ến")
    assert waiting[1]["papers"][1] == {"name": "Ảnh", "originals": 2, "copies": 0}
    matters = centre("attention", "list")["matters"]
    assert [item["id"].partition(":")[2] for item in matters] == [x["task"] for x in asked]
    for item in asked[:3]:
        assert centre("dossier", "answer", item["task"])["done"] is True
    last = ("dossier", "answer", asked[3]["task"])
    assert centre(*last, "--decline", expect=1)["error"] == "REQ-FIELD"
    assert centre(*last, "--decline", "--note", "Đã ký.")["status"] == "in_process"
    assert centre(*last, expect=1)["error"] == "TASK-ANSWERED"
    assert centre("dossier", "answer", "0" * 32, expect=1)["error"] == "NO-SUCH-TASK"
    commune("exchange", "import", *exported(centre, tmp_path / "4"))
    shown = commune("dossier", "show", code)
    assert shown["holder"] == "Lò Thị Ến"
    assert [item["done"] for item in shown["tasks"]] == [True, True, True, False]
    (matter,) = commune("attention", "list")["matters"]
    assert (matter["code"], matter["settles"]) == ("TASK-DECLINED", True)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"collected_by": "holder", "note": "Đã nhận."},
        {"collected_by": "proxy", "name": "Lò A", "id_number": "", "authorisation": "GUQ 1"},
        {"collected_by": "post", "post_code": "EB1VN"},
        dict.fromkeys(("collected_by", "name", "id_number", "authorisation", "post_code", "note")),
    ],
)
def test_every_key_of_a_return_is_optional(
    commune: Console, tmp_path: Path, given: dict[str, object]
) -> None:
    code = receive(commune, tmp_path)
    commune("dossier", "step", code, "--to", "result_ready")
    path = written(tmp_path / "out.json", given)
    answer = commune("dossier", "return", code, "--file", path)
    assert (answer["dossier"], answer["status"]) == (code, "result_returned")


def test_files_are_written_previewed_imported_and_known_again(
    pair: tuple[Console, Console], tmp_path: Path
) -> None:
    commune, centre = pair
    receive(commune, tmp_path)
    (file,) = exported(commune, tmp_path / "usb")
    preview = centre("exchange", "preview", file)["files"]
    assert [(x["file"], x["new"]) for x in preview] == [(file, 1)]
    assert centre("dossier", "list")["dossiers"] == []
    for result in ("imported", "already"):
        (item,) = centre("exchange", "import", file)["files"]
        assert {"file", "result", "code", "message"} <= set(item)
        assert item["result"] == result
        assert (item["message"] is None) == (item["code"] is None)
    status = centre("exchange", "status")
    assert [peer["code"] for peer in status["peers"]] == [COMMUNE[1]]
    assert commune("exchange", "export", "--peer", CENTRE[1], "--to", str(tmp_path / "usb"))


def test_a_refused_file_fails_the_command_and_the_others_are_still_imported(
    pair: tuple[Console, Console], tmp_path: Path
) -> None:
    commune, centre = pair
    receive(commune, tmp_path)
    (good,) = exported(commune, tmp_path / "usb")
    bad = tmp_path / "bad.hsg"
    bad.write_bytes(Path(good).read_bytes()[:-7])
    answer = centre("exchange", "import", str(bad), good, expect=1)
    assert [item["result"] for item in answer["files"]] == ["refused", "imported"]
    assert answer["files"][0]["code"].startswith("E-")
    assert len(answer["files"][0]["message"]) > 10
    assert len(centre("dossier", "list")["dossiers"]) == 1


@pytest.mark.parametrize("extra", [(), ("--commune", COMMUNE[1])])
def test_reports_have_their_columns_at_both_kinds_of_office(
    pair: tuple[Console, Console], tmp_path: Path, extra: tuple[str, ...]
) -> None:
    commune, centre = pair
    receive(commune, tmp_path)
    centre("exchange", "import", *exported(commune, tmp_path / "usb"))
    answers = []
    for shell in pair:
        shell.now = "2026-04-10T09:00"
        out = tmp_path / f"{shell.folder.name}.xlsx"
        form = shell("report", "form06", *MONTH, *extra, "--out", str(out))
        assert set(form["total"]) == COLUMNS
        assert [set(row) for row in form["rows"]] == [COLUMNS | {"field"}]
        assert out.read_bytes().startswith(b"PK")
        rates = shell("report", "ontime", *MONTH, *extra)
        assert {"finished", "on_time", "rate"} <= set(rates["total"])
        assert [row["commune"] for row in rates["rows"]] == [COMMUNE[1]]
        assert rates["total"]["rate"] is None
        answers.append((form["rows"], form["total"], rates["rows"], rates["total"]))
    assert answers[0] == answers[1]
    due = centre("report", "ontime", *MONTH)["hand_ins"][COMMUNE[1]]
    assert (due["handed_in"], due["hand_in_by"], due["late_days"]) == (False, "2026-04-02", 8)


def test_a_period_is_closed_once_and_says_the_same_ever_after(
    commune: Console, tmp_path: Path
) -> None:
    receive(commune, tmp_path)
    commune.now = "2026-03-03T09:00"
    days = ("--from", "2026-02-01", "--to", "2026-02-28")
    closed = commune("period", "close", *days)
    assert commune("period", "close", *days, expect=1)["error"] == "PERIOD-CLOSED"
    again = commune("period", "close", *days, "--reason", "Sót hồ sơ.")
    listed = commune("period", "list")["periods"]
    assert [row["closing"] for row in listed] == [again["closing"], closed["closing"]]
    assert [row["fits"] for row in listed] == [True, True]
    assert commune("period", "check", *days)["later"] == again["later"] == again["followed"] == []
    out = tmp_path / "closed.xlsx"
    said = commune("period", "report", closed["closing"], "form06", "--out", str(out))
    assert said["rows"] == []
    assert out.read_bytes().startswith(b"PK")


def test_points_are_entered_corrected_and_taken_back(commune: Console, tmp_path: Path) -> None:
    commune.now = "2026-03-16T09:00"
    quarter = ("--period", "2026-q1")
    assert commune("score", "show", *quarter)["total_tenths"] is None
    eighth = (*quarter, "--indicator", "8")
    refused = commune("score", "enter", *eighth, "--points", "1,5", "--reason", "x", expect=1)
    assert refused["error"] == "SCORE-WHOLE"
    entered = commune("score", "enter", *eighth, "--points", "2", "--evidence", "Sổ phản ánh")
    assert 8 not in entered["missing"]
    back = commune("score", "take-back", *eighth, "--reason", "Nhập nhầm")
    assert (back["number"], 8 in back["missing"]) == (2, True)
    out = tmp_path / "score.pdf"
    said = commune("score", "show", *quarter, "--out", str(out))
    assert [row["tenths"] for row in said["entries"]] == [20, None]
    assert out.read_bytes().startswith(b"%PDF")
    assert commune("score", "show", "--period", "2026-03", expect=1)["error"] == "SCORE-PERIOD"


def test_a_rate_has_two_decimals(commune: Console, tmp_path: Path) -> None:
    codes = [receive(commune, tmp_path) for _n in range(3)]
    for code, now in zip(codes, ("2026-03-03", "2026-03-05", "2026-03-06"), strict=True):
        commune.now = f"{now}T10:00"
        commune("dossier", "step", code, "--to", "result_ready")
    (row,) = commune("report", "ontime", *MONTH)["rows"]
    assert (row["finished"], row["on_time"], row["rate"]) == (3, 2, "66.67")


@pytest.mark.parametrize("within", ["3 wd", "7.5 wd", "5 d", "4 h", "same-day"])
@pytest.mark.parametrize("at_an_office", [True, False])
def test_a_deadline_is_counted_with_or_without_an_office(
    pair: tuple[Console, Console], tmp_path: Path, within: str, *, at_an_office: bool
) -> None:
    shell = pair[1]
    if not at_an_office:
        shell.folder = tmp_path / "nothing"
    answer = shell("deadline", "--received", "2026-11-09T09:00", "--within", within)
    assert set(answer) == {"due_at", "trace"}
    assert MOMENT.fullmatch(answer["due_at"])
    assert answer["trace"]


def test_the_journal_is_verified_rebuilt_and_backed_up(
    pair: tuple[Console, Console], tmp_path: Path
) -> None:
    for shell in pair:
        receive(shell, tmp_path)
        assert shell("verify")["ok"] is True
        assert shell("rebuild")["problems"] == 0
        folder = Path(shell("backup", "--to", str(tmp_path))["folder"])
        assert (folder / "office.db").is_file()


@pytest.mark.slow
def test_training_and_real_offices_do_not_mix(
    pair: tuple[Console, Console], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    centre = pair[1]
    secret = tmp_path / "secret"
    secret.write_text("một mật khẩu khá dài\n", encoding="utf-8")
    real = Console(tmp_path / "real", capsys)
    real.now = None
    key = ("--passphrase-file", str(secret))
    named = ("--kind", "commune", "--code", "H19.12.35", "--name", "Xã Thật")
    real(*key, "office", "init", *named)
    offer = str(tmp_path / "offer")
    made = centre("pair", "offer", "--commune", "H19.12.35", "--to", offer)
    words = (offer, "--secret", made["secret"], "--to", str(tmp_path / "r"))
    assert real(*key, "pair", "request", *words, expect=1)["error"] == "E-128"
    (package,) = exported(centre, tmp_path / "usb")
    refused = real(*key, "exchange", "import", package, expect=1)["files"]
    assert [item["result"] for item in refused] == ["refused"]


def test_a_citizen_is_told_and_a_late_dossier_explained(commune: Console, tmp_path: Path) -> None:
    code = receive(commune, tmp_path)
    words = ("dossier", "told", code, "--how", "phone", "--text", "Xin lỗi bác")
    assert commune(*words) == {"dossier": code, "how": "phone"}
    assert commune(*words, "--at", "2001-01-01T08:00", expect=1)["error"] == "TOLD-WHEN"
    early = commune("dossier", "explain", code, "--reason", "Mất điện", expect=1)
    assert early["error"] == "NOT-LATE"
    commune.now = "2026-03-09T09:00"
    later = commune("dossier", "explain", code, "--reason", "Mất điện")
    assert later == {"dossiers": [code]}


def test_letters_of_apology_are_listed_written_and_told(commune: Console, tmp_path: Path) -> None:
    code = receive(commune, tmp_path)
    commune.now = "2026-03-04T09:00"
    (row,) = commune("dossier", "apologies")["unready"]
    assert set(row) == {"dossier", "holder", "due_at", "stands", "moves", "proposals"}
    words = ("dossier", "apologise", code, "--reason", "Mất điện", "--to")
    assert commune(*words, str(tmp_path / "nowhere"), expect=1)["error"] == "NO-SUCH-FILE"
    signed = ("--approver", "Quàng Thị Lả")
    (letter,) = commune(*words, str(tmp_path), *signed)["letters"]
    kept = commune("dossier", "show", code)["history"][-1]["details"]
    assert (kept["approver"], kept["confirmed"]) == ("Quàng Thị Lả", "")
    assert (letter["effect"], letter["due_at"][:10]) == ("moves", "2026-03-10")
    assert Path(letter["file"]).read_bytes().startswith(b"%PDF")
    (untold,) = commune("dossier", "apologies")["untold"]
    assert set(untold) == {"dossier", "holder", "phone", "letter", "new_due", "text"}
    told = ("dossier", "told", code, "--how", "sms", "--text", untold["text"])
    commune(*told, "--letter", untold["letter"])
    assert commune("dossier", "apologies") == {"unready": [], "late": [], "untold": []}
