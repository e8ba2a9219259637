"""A file full of dossiers, for whatever must stay quick with many rows.

Rows are laid beside those of one real intake, without events: the lists, the search and the
reports read tables only. Their places begin far behind those that the journal gives out.
"""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ca_desktop.app import bootstrap
from ca_desktop.app.citizens import citizen
from ca_desktop.domain.text import sort_key
from ca_desktop.store.engine import connect
from ca_desktop.store.search import words_of
from ca_desktop.vault.keys import open_key_file
from ca_desktop.vault.layout import DATABASE, KEYS

FIRST = 10_000_000
"""Place of the first row."""

YEARS = 10
PROCEDURES = 60
BATCH = 10_000
STATUSES = ("result_returned",) * 96 + (
    "in_process",
    "received",
    "result_ready",
    "supplement_required",
)

EXEMPTED, PAID = 0.2, 0.95
FEE: dict[str, Any] = {
    "name": "Lệ phí", "legal_basis": "TT", "unit": "copy", "pages": 0, "copies": 1, "times": 1,
    "replaces": "", "given_back_vnd": 0,
}  # fmt: skip
EXEMPTION: dict[str, Any] = {"codes": '["poor"]', "grounds": '["Hộ nghèo"]', "evidence": ""}
RECEIPT: dict[str, Any] = {
    "kind": "internal", "book_id": "", "symbol": "PT", "name": "Lệ phí", "method": "cash",
    "payer_name": "A", "payer_address": "", "officer": "",
}  # fmt: skip


def lay_crowd(office: Path, number: int, today: date) -> None:
    """Put ``number`` dossiers of the last ten years into an office that has taken one in.

    Nobody may have the database open meanwhile.
    """
    dice = random.Random(300)
    with closing(_opened(office)) as target:
        cursor = target.execute("SELECT * FROM dossiers LIMIT 1")
        names = [column[0] for column in cursor.description]
        pattern = dict(zip(names, cursor.fetchone(), strict=True))
        marks = ", ".join("?" * len(names))
        target.execute("BEGIN IMMEDIATE")
        for first in reversed(range(0, number, BATCH)):
            rows = list(_rows(pattern, dice, today, range(first, min(number, first + BATCH))))
            target.executemany(
                f"INSERT INTO dossiers ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
                [tuple(row[name] for name in names) for row in rows],
            )
            target.executemany(
                "INSERT INTO dossier_dues (dossier_id, number, since, due_at, waiting)"
                " VALUES (?, 0, ?, ?, 0)",
                [(row["dossier_id"], row["received_at"], row["due_at"]) for row in rows],
            )
            target.executemany(
                "INSERT INTO dossier_search (rowid, words) VALUES (-?, ?)",
                [(row["position"], _words(row)) for row in reversed(rows)],
            )
        target.execute("COMMIT")


def _opened(office: Path) -> Any:
    key = open_key_file(
        office / KEYS, bootstrap.TRAINING_PASSPHRASE, user_id=None, machine_secret=None
    ).database_key
    return connect(office / DATABASE, key)


def _rows(
    pattern: dict[str, Any], dice: random.Random, today: date, places: range
) -> Iterator[dict[str, Any]]:
    for place in places:
        person = citizen(dice, today)
        received = today - timedelta(days=dice.randrange(1, YEARS * 365))
        due = received + timedelta(days=dice.randrange(1, 30))
        status = dice.choice(STATUSES)
        finished = f"{due}T10:00:00+07:00" if status == "result_returned" else None
        procedure = dice.randrange(PROCEDURES)
        yield {
            **pattern,
            "position": FIRST + place,
            "dossier_id": f"{dice.getrandbits(128):032x}",
            "code": f"H19.12.34-{received:%y%m%d}-{place:06}",
            "register_no": str(place),
            "procedure_code": f"2.{procedure:06}",
            "procedure_name": f"{pattern['procedure_name']} {procedure}",
            "received_at": f"{received}T{dice.randrange(7, 17):02}:00:00+07:00",
            "holder_name": person["name"],
            "submitter_name": person["name"],
            "sort_key": sort_key(person["name"]),
            "id_number": person["id_number"],
            "phone": person["phone"],
            "status": status,
            "due_at": f"{due}T17:00:00+07:00",
            "first_due_at": f"{due}T17:00:00+07:00",
            "due_counted": f"{due}T23:59:59+07:00",
            "finished_at": finished,
            "returned_at": finished,
        }


def _words(row: dict[str, Any]) -> str:
    said = ("code", "register_no", "holder_name", "id_number", "phone")
    return words_of(*(row[name] for name in said))


def lay_fees(office: Path) -> None:
    """Give every dossier of a crowd a fee: a fifth exempted, nearly all others paid."""
    dice = random.Random(7)
    with closing(_opened(office)) as target:
        known = target.execute("SELECT dossier_id, office_id, received_at FROM dossiers").fetchall()
        target.execute("BEGIN IMMEDIATE")
        for place, (dossier, own, at) in enumerate(known):
            fee, amount = f"{dice.getrandbits(128):032x}", dice.choice((8000, 16_000, 50_000))
            off = dice.choice((amount, amount // 2)) if dice.random() < EXEMPTED else 0
            about = {"dossier_id": dossier, "office_id": own, "at": at}
            about |= {"officer_name": f"Cán bộ {dice.randrange(8)}"}
            _lay(
                target, "fees", {**FEE, **about, "fee_id": fee, "first": fee, "amount_vnd": amount}
            )
            of_fee = {**about, "fee_id": fee, "event_id": f"{dice.getrandbits(128):032x}"}
            if off:
                _lay(target, "fee_exemptions", {**EXEMPTION, **of_fee, "off_vnd": off})
            if off < amount and dice.random() < PAID:
                paid = {"receipt_id": of_fee.pop("event_id"), "amount_vnd": amount - off}
                number = {"number": str(place), "running": place}
                _lay(target, "receipts", {**RECEIPT, **of_fee, **paid, **number})
        target.execute("COMMIT")


def _lay(target: Any, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(row))
    target.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})",  # noqa: S608
        list(row.values()),
    )
