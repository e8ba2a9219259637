"""What stands in a key file, without opening it: what a sign-in asks before anybody has typed."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ca_desktop.domain.errors import DatabaseDamaged, DatabaseMissing, DatabaseTooNew
from ca_desktop.vault.files import told_as_machine_error

FORMAT = 1
VERSION = 1
"""Of a slot."""

CLERK, RECOVERY, ESCROW = "clerk", "recovery", "escrow"
_LARGEST = 1024**2

Slot = dict[str, Any]


def is_machine_bound(path: Path) -> bool:
    """Tell whether clerks also need the machine's secret (not in training offices)."""
    return bool(read_key_file(path).get("machine_bound", True))


def clerks_in(path: Path) -> tuple[str, ...]:
    """Return the user ids that have a slot."""
    return tuple(str(slot.get("id")) for slot in slots_in(path) if slot.get("kind") == CLERK)


def slots_in(path: Path) -> list[Slot]:
    """Return the slots as they stand; what is in them proves itself when one opens.

    Raises:
        DatabaseMissing, DatabaseDamaged, DatabaseTooNew: as `read_key_file`.
    """
    slots = read_key_file(path).get("slots")
    if not isinstance(slots, list) or not all(isinstance(slot, dict) for slot in slots):
        raise DatabaseDamaged(check="keys.json")
    return slots


def read_key_file(path: Path) -> dict[str, Any]:
    """Return the contents of a key file.

    Raises:
        DatabaseMissing, DatabaseDamaged, DatabaseTooNew: there is no such file, it is none, or a
            later version wrote it.
    """
    if not path.is_file():
        raise DatabaseMissing(path=str(path.parent))
    with told_as_machine_error(path), path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    try:
        value = json.loads(data) if len(data) <= _LARGEST else None
    except (ValueError, RecursionError) as error:
        raise DatabaseDamaged(check="keys.json") from error
    if not isinstance(value, dict) or not isinstance(value.get("format"), int):
        raise DatabaseDamaged(check="keys.json")
    if value["format"] > FORMAT:
        raise DatabaseTooNew(revision=value["format"])
    return value


def contents(slots: Sequence[Slot], *, machine_bound: bool) -> bytes:
    """Return the bytes of a key file with these slots."""
    value: dict[str, Any] = {"format": FORMAT, "machine_bound": machine_bound, "slots": slots}
    value["check"] = checksum(value)
    return json.dumps(value, indent=1, sort_keys=True).encode()


def checksum(value: dict[str, Any]) -> str:
    """Return what tells damage from a wrong passphrase; it proves nothing."""
    kept = {name: part for name, part in value.items() if name != "check"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
