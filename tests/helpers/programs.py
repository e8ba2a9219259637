"""Run a few lines of Python, or the program, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import ca_desktop

SOURCE = Path(ca_desktop.__file__).resolve().parents[1]
MINUTE = 60


def child_environment() -> dict[str, str]:
    """Return an environment in which a child finds this source tree."""
    return os.environ | {"PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"}


def run_python(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run ``script`` to its end, a minute at most."""
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=MINUTE,
        check=False,
        env=child_environment(),
    )
