"""A correction that reaches later closed months: said beforehand, seen afterwards, mended."""

from pathlib import Path
from typing import Any

from tests.helpers.console import Console, written
from tests.helpers.offices import dossier

MARCH = ("--from", "2026-02-15", "--to", "2026-03-14")
APRIL = ("--from", "2026-03-15", "--to", "2026-04-14")
MAY = ("--from", "2026-04-15", "--to", "2026-05-14")
WHY = ("--reason", "Sót một hồ sơ của tháng 3.")


def closed_without_a_dossier(shell: Console, folder: Path) -> None:
    """Three months are closed; then a dossier of the first one is entered after all."""
    for moment, days in (("03-16", MARCH), ("04-15", APRIL), ("05-15", MAY)):
        shell.now = f"2026-{moment}T09:00"
        shell("period", "close", *days)
    shell.now = "2026-03-13T09:00"
    given = written(folder / "in.json", dossier())
    code = str(shell("dossier", "receive", "--file", given)["dossier"])
    shell.now = "2026-05-18T09:00"
    shell("dossier", "explain", code, "--reason", "Nhập bù từ sổ giấy.")


def misfitting(shell: Console) -> list[dict[str, Any]]:
    matters = shell("attention", "list")["matters"]
    return [x for x in matters if x["code"] == "PERIOD-MISFIT"]


def fitting(shell: Console) -> dict[str, bool]:
    """Say of the newest snapshot of each month whether it fits the one before, by its first day."""
    rows = shell("period", "list")["periods"]
    return {row["from"]: row["fits"] for row in reversed(rows)}


def test_each_later_month_is_named_and_waits_until_it_is_corrected_in_order(
    commune: Console, tmp_path: Path
) -> None:
    closed_without_a_dossier(commune, tmp_path)
    said = commune("period", "check", *MARCH)
    assert (said["closed"], said["still_open"]) == (1, 1)
    reached = [(x["from"], x["carried"], x["carried_now"]) for x in said["later"]]
    assert reached == [("2026-03-15", 0, 1), ("2026-04-15", 0, 1)]
    done = commune("period", "close", *MARCH, *WHY)
    assert (done["number"], done["later"], done["followed"]) == (2, said["later"], [])
    (waiting,) = misfitting(commune)
    assert waiting["about"] == "tháng 4/2026"
    assert "khóa đính chính tháng 4/2026" in waiting["do_now"]
    assert fitting(commune) == {"2026-02-15": True, "2026-03-15": False, "2026-04-15": True}
    commune("period", "close", *APRIL, *WHY)
    assert [x["about"] for x in misfitting(commune)] == ["tháng 5/2026"]
    commune("period", "close", *MAY, *WHY)
    assert misfitting(commune) == []
    assert all(fitting(commune).values())


def test_all_of_them_are_corrected_at_once_where_that_is_asked_for(
    commune: Console, tmp_path: Path
) -> None:
    closed_without_a_dossier(commune, tmp_path)
    done = commune("period", "close", *MARCH, *WHY, "--following")
    assert len(done["followed"]) == len(done["later"]) == 2
    assert misfitting(commune) == []
    rows = commune("period", "list")["periods"]
    assert [(row["number"], row["carried"], row["still_open"]) for row in rows] == [
        (2, 1, 1), (1, 0, 0), (2, 1, 1), (1, 0, 0), (2, 0, 1), (1, 0, 0),
    ]  # fmt: skip
    assert rows[0]["reason"] == "Đính chính theo tháng 3/2026: Sót một hồ sơ của tháng 3."
    old = commune("period", "report", rows[1]["closing"], "form06")
    assert old["rows"] == []
