"""Money on the command line: the same rules as at the window, with stable keys."""

from pathlib import Path

from tests.helpers.console import Console, written
from tests.helpers.offices import dossier

RECEIPT = {
    "receipt", "dossier", "kind", "symbol", "number", "name", "amount_vnd", "method", "at",
    "cancelled_at", "refunded_vnd",
}  # fmt: skip


def owing(shell: Console, folder: Path) -> str:
    given = dossier(procedure="2.000635", fee={"copies": 2})
    file = written(folder / "in.json", given)
    return str(shell("dossier", "receive", "--file", file)["dossier"])


def test_a_fee_is_shown_collected_and_cancelled(commune: Console, tmp_path: Path) -> None:
    code = owing(commune, tmp_path)
    shown = commune("fee", "show", code)
    assert (shown["open_vnd"], shown["receipts"]) == (16_000, [])
    given = ("--receipt", "electronic", "--symbol", "AA-26E", "--number", "7")
    taken = commune("fee", "collect", code, *given, "--method", "transfer")
    assert set(taken) == RECEIPT | {"open_vnd"}
    assert (taken["amount_vnd"], taken["open_vnd"], taken["method"]) == (16_000, 0, "transfer")
    named = ("--symbol", "AA-26E", "--number", "7", "--reason", "Ghi sai")
    done = commune("fee", "cancel", *named)
    assert set(done) == RECEIPT
    assert done["cancelled_at"] is not None
    assert commune("fee", "show", code)["open_vnd"] == 16_000
    assert commune("fee", "cancel", *named, expect=1)["error"] == "RECEIPT-CANCELLED"
    assert commune("fee", "collect", code, *given, expect=1)["error"] == "RECEIPT-TAKEN"


def test_a_fee_is_worked_out_again_and_given_back(commune: Console, tmp_path: Path) -> None:
    code = owing(commune, tmp_path)
    (fee,) = commune("fee", "show", code)["fees"]
    words = ("--fee", fee["fee"], "--copies", "1", "--ground", "HT-HO-NGHEO")
    assert commune("fee", "assess", code, *words)["due_vnd"] == 0
    assert commune("fee", "collect", code, expect=1)["error"] == "NOTHING-DUE"
    for more, due in (((), 0), (("--no-ground",), 24_000)):
        (fee,) = commune("fee", "show", code)["fees"]
        again = ("--fee", fee["fee"], "--copies", "3", *more)
        assert commune("fee", "assess", code, *again)["due_vnd"] == due
    (fee,) = commune("fee", "show", code)["fees"]
    commune("fee", "assess", code, "--fee", fee["fee"], "--ground", "HT-HO-NGHEO")
    commune("fee", "assess", code, "--name", "Phí khác", "--amount", "5000")
    slip = commune("fee", "collect", code)
    assert (slip["kind"], slip["number"]) == ("internal", "1")
    back = ("--symbol", slip["symbol"], "--number", slip["number"], "--reason", "Thu thừa")
    assert commune("fee", "refund", *back, "--amount", "2000")["refunded_vnd"] == 2000


def test_a_book_of_receipts_is_used_leaf_by_leaf(commune: Console, tmp_path: Path) -> None:
    cover = ("--symbol", "AB-26P", "--first", "0000001", "--last", "0000003", "--form", "01BLP")
    assert commune("fee", "book", *cover)["next"] == "0000001"
    assert commune("fee", "collect", owing(commune, tmp_path))["number"] == "0000001"
    spoilt = commune("fee", "book", "--symbol", "AB-26P", "--reason", "Rách")
    assert (spoilt["next"], spoilt["cancelled"]) == ("0000003", 1)
    closed = commune("fee", "book", "--symbol", "AB-26P", "--close", "--reason", "Nộp lại")
    assert (closed["next"], closed["closed_at"] is None) == (None, False)
    assert [book["given"] for book in commune("fee", "book")["books"]] == [1]


def test_a_day_s_sheet_is_told_and_written(commune: Console, tmp_path: Path) -> None:
    slip = commune("fee", "collect", owing(commune, tmp_path))
    day = str(slip["at"])[:10]
    out = tmp_path / "bang-ke.xlsx"
    told = commune("fee", "sheet", "--date", day, "--out", str(out))
    assert (told["total_vnd"], len(told["rows"]), told["out"]) == (16_000, 1, str(out))
    assert told["rows"][0]["number"] == "PT 1"
    assert out.exists()
    month = commune("fee", "sheet", "--date", day, "--month", "--out", str(tmp_path / "thang.pdf"))
    assert month["total_vnd"] == 16_000
    assert commune("fee", "sheet", "--date", day, "--officer", "Ai đó")["rows"] == []
    paper = tmp_path / "phieu.pdf"
    commune("fee", "paper", "--symbol", "PT", "--number", "1", "--out", str(paper))
    assert paper.read_bytes().startswith(b"%PDF")


def test_a_tariff_is_set_shown_and_dropped(commune: Console, tmp_path: Path) -> None:
    code, since = "1.001193", "2026-01-01"
    given = ("--since", since, "--basis", "NQ 12", "--rate", "6.000|3000|case||Lệ phí hộ tịch")
    done = commune("tariff", "set", code, *given, "--ground", "Hộ cận nghèo|50|Sổ hộ")
    assert done == {"procedure": code, "since": since}
    shown = commune("tariff", "show", code)
    assert set(shown) == {"procedure", "name", "today", "tariffs"}
    (rate,) = shown["today"]
    assert set(rate) == {
        "case", "name", "note", "amount_vnd", "online_vnd", "unit", "legal_basis", "tiers",
        "cap_vnd",
    }  # fmt: skip
    assert (rate["amount_vnd"], rate["online_vnd"], rate["unit"]) == (6000, 3000, "case")
    (tariff,) = shown["tariffs"]
    assert tariff["grounds"] == [{"name": "Hộ cận nghèo", "percent": 50, "evidence": "Sổ hộ"}]
    pages = ("--since", since, "--basis", "NQ 12", "--rate", "2000||page||||3: 1.000|150.000")
    commune("tariff", "set", "2.000815", *pages)
    (rate,) = commune("tariff", "show", "2.000815")["today"]
    assert rate["tiers"] == [{"from_page": 3, "amount_vnd": 1000}]
    assert rate["cap_vnd"] == 150_000
    out = tmp_path / "muc-thu.csv"
    assert commune("tariff", "export", str(out))["out"] == str(out)
    assert commune("tariff", "import", str(out))["same"] == 2
    commune("tariff", "drop", code, "--since", since, "--reason", "Nhầm")
    assert commune("tariff", "show", code)["tariffs"] == []
    assert commune("tariff", "import", "khong-co.xlsx", expect=1)["error"] == "NO-SUCH-FILE"


def test_how_long_is_waited_is_shown_and_set(commune: Console) -> None:
    shown = commune("wait", "show")
    assert set(shown) == {"waits", "own"}
    assert set(shown["waits"]["supplement"]) == {"days", "from", "basis"}
    given = ("--since", "2099-01-05", "--basis", "Công văn 12", "--days", "supplement=20")
    done = commune("wait", "set", *given, "--days", "uncollected=")
    assert done["set"] == ["supplement", "uncollected"]
    assert (done["since"], done["published"]) == ("2099-01-05", False)
    assert commune("wait", "set", *given[:4], "--days", "x", expect=1)["error"] == "BAD-TYPE"


def test_the_rate_to_be_reached_is_shown_and_set(commune: Console) -> None:
    assert commune("target", "show") == {"percent": 98, "from": "starter", "basis": ""}
    given = ("--since", "2099-01-05", "--basis", "Kế hoạch 5")
    done = commune("target", "set", *given, "--percent", "95")
    assert done == {"percent": 95, "since": "2099-01-05", "published": False}
    assert commune("target", "set", *given)["percent"] == 98
    assert commune("target", "set", *given, "--percent", "x", expect=1)["error"] == "BAD-PERCENT"


def test_an_internal_process_is_issued_and_shown(commune: Console) -> None:
    assert commune("process", "show", "1.004873") == {"procedure": "1.004873", "process": None}
    given = (
        "--since",
        "2026-01-01",
        "--decision",
        "QĐ 12",
        "--step",
        "Tư pháp | Xác minh | 20 giờ",
    )
    done = commune("process", "set", "1.004873", *given)
    assert set(done) == {"process", "published"}
    shown = commune("process", "show", "1.004873")["process"]
    assert set(shown) == {"since", "decision", "hours", "steps"}
    assert shown["steps"] == [
        {"who": "Tư pháp", "task": "Xác minh", "limit": "20 h", "linked": False}
    ]


def test_money_of_a_withdrawn_dossier_is_listed_and_given_back(
    commune: Console, tmp_path: Path
) -> None:
    code = owing(commune, tmp_path)
    commune("fee", "collect", code)
    done = commune("dossier", "step", code, "--to", "withdrawn", "--note", "Người dân rút")
    assert done["back_vnd"] == 16_000
    (waiting,) = commune("fee", "back")["dossiers"]
    assert set(waiting) == {"dossier", "status", "since", "amount_vnd"}
    assert (waiting["dossier"], waiting["amount_vnd"]) == (code, 16_000)
    done = commune("fee", "back", code, "--amount", "6000", "--reason", "Rút hồ sơ")
    assert done == {"dossier": code, "amount_vnd": 6000}
    commune("fee", "back", code, "--keep", "--reason", "Đã làm xong phần việc")
    assert commune("fee", "back")["dossiers"] == []


def test_what_heads_said_is_listed(commune: Console, tmp_path: Path) -> None:
    days = ("--from", "2026-01-01", "--to", "2026-12-31")
    out = tmp_path / "y-kien.xlsx"
    assert commune("rulings", *days, "--out", str(out)) == {"rulings": [], "out": str(out)}
    assert out.is_file()
