"""Accounts from the command line."""

from pathlib import Path

from tests.helpers.console import Console


def test_an_account_is_added_listed_reset_and_removed(commune: Console, tmp_path: Path) -> None:
    secret, pin = tmp_path / "secret", tmp_path / "pin"
    secret.write_text("con trâu đi trước\n", encoding="utf-8")
    pin.write_text("246813\n", encoding="utf-8")
    words = ("user", "add", "Lò Văn Hai", "--role", "intake", "--secret-file", str(secret))
    added = commune(*words)
    assert set(added) == {"id", "name"}
    assert commune(*words, expect=1)["error"] == "NAME-TAKEN"
    rows = {row["name"]: row for row in commune("user", "list")["users"]}
    assert rows["Lò Văn Hai"] == {
        "id": added["id"],
        "name": "Lò Văn Hai",
        "roles": ["intake"],
        "pin": False,
        "passphrase": True,
    }
    first = next(name for name in rows if name != "Lò Văn Hai")
    commune("user", "reset", "Lò Văn Hai", "--pin-file", str(pin), "--role", "leader")
    commune("user", "reset", "Lò Văn Hai", "--secret-file", str(secret))
    changed = {row["name"]: row for row in commune("user", "list")["users"]}["Lò Văn Hai"]
    assert (changed["roles"], changed["pin"]) == (["leader"], False)
    assert commune("user", "remove", first, expect=1)["error"] == "LAST-ADMIN"
    commune("user", "remove", "Lò Văn Hai")
    assert [row["name"] for row in commune("user", "list")["users"]] == [first]
    assert commune("user", "remove", "Lò Văn Hai", expect=1)["error"] == "NO-SUCH-USER"
