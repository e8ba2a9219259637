"""What every benchmark needs: a stopwatch, a line of the table, an empty database to compare."""

import shutil
import time
from collections.abc import Callable
from typing import Any


def seconds(work: Callable[[], Any]) -> float:
    """Time one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def line(name: str, ours: float, bare: float | None = None, baseline: str = "") -> None:
    """Print one figure."""
    ratio = f"  {ours / bare:6.2f} x {baseline} ({1000 * bare:.2f} ms)" if bare else ""
    print(f"{name:<44}{1000 * ours:10.2f} ms{ratio}", flush=True)


def copy_schema(source: Any, target: Any) -> None:
    """Give a bare database the tables and indexes of an office, and no checks between them."""
    for (statement,) in source.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
        " AND name NOT LIKE 'dossier_search_%' AND name != 'alembic_version'"
    ).fetchall():
        target.execute(statement)
    target.execute("PRAGMA foreign_keys = OFF")


def zstd() -> list[str]:
    """Return the command that packs or unpacks what comes in, for the baselines."""
    program = shutil.which("zstd")
    if program is None:
        raise SystemExit("the baseline needs the program zstd (Debian: apt-get install zstd)")
    return [program, "-q", "-c"]
