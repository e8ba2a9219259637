"""The one command of this project; it needs Python, pip and git, and nothing else.

Run ``python3 dev.py --help``. It makes ``.venv`` from ``requirements.lock`` (again only when the
lock or the project file has changed) and, as root on Debian, installs the system packages that
are missing; elsewhere it says which.
"""

from __future__ import annotations  # so that an old Python gets as far as being told so

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

OLDEST, TOO_NEW = (3, 11), (3, 14)

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK, PROJECT = ROOT / "requirements.lock", ROOT / "pyproject.toml"

LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
"""What Qt loads on Linux, and the Debian package that holds it. Without it nothing starts."""

PROGRAMS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "pdftotext": "poppler-utils",
    "soffice": "libreoffice-calc-nogui",
    "cupsd": "cups",
    "lpadmin": "cups-client",
    "driverless": "cups-filters-core-drivers",
    "dbus-run-session": "dbus-daemon",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "/usr/lib/python3/dist-packages/pyatspi/__init__.py": "python3-pyatspi",
}
"""What the demo without a display and some tests use; those tests skip where it is missing."""

UNWANTED = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH")
"""Settings of the calling shell that would slow or mislead the programs started from here."""


@dataclass(frozen=True)
class Step:
    """One program to run.

    Attributes:
        environment: settings on top of those of the calling shell.
        aside: runs beside the others from the start; not seen.
        seen: what it prints is shown as it comes, else behind all others, if it has failed.
    """

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    aside: bool = False
    seen: bool = True


# --- What is run ------------------------------------------------------------------------------


def demo(story: str | None, folder: Path) -> list[Step]:
    """Play a story in ``folder``; where there is no display, on a made-up one and unseen."""
    command = [str(PYTHON), "-m", "ca_desktop", "demo", "--dir", str(folder)]
    if story:
        command += ["--story", story]
    if os.name == "nt" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return [Step("demo", command)]
    if shutil.which("xvfb-run") and shutil.which("xauth"):
        screen = ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24"]
        return [Step("demo", [*screen, *command], {"CA_DEMO_NO_WINDOW": "1"})]
    return [Step("demo", command, {"CA_DEMO_NO_WINDOW": "1", "QT_QPA_PLATFORM": "offscreen"})]


def static() -> list[Step]:
    """Format, rules, types and layers, and a look whether every test can be read.

    The types take one processor for as long as all the others and the look take another. The look
    leaves the tests compiled: else each worker would compile all of them at the same time.
    """
    return [
        Step("format", [str(PYTHON), "-m", "ruff", "format", "--check", "."]),
        Step("rules", [str(PYTHON), "-m", "ruff", "check", "."]),
        Step("types", [str(PYTHON), "-m", "mypy"], aside=True, seen=False),
        Step("layers", [str(BIN / "lint-imports")]),
        Step("look", pytest("--collect-only"), seen=False),
    ]


def check() -> list[Step]:
    """What is `static`, and the quick tests."""
    return [*static(), Step("tests", pytest("-m", "not slow", *workers()))]


def test() -> list[Step]:
    """All of `check` and the slow tests, in one go: so no worker waits for the other twice."""
    return [*static(), Step("tests", pytest("--durations", "10", *workers()))]


def bench(name: str | None) -> list[Step]:
    """One benchmark, or all of them."""
    command = [str(PYTHON), str(ROOT / "benchmarks" / "run.py")]
    return [Step("bench", [*command, name] if name else command)]


def campaign(name: str) -> list[Step]:
    """One long test run at its full size."""
    options = ["-p", "tests.helpers.campaign_plugin", f"--campaign={name}"]
    limits = ["-o", "faulthandler_timeout=0", "--durations", "10"]
    return [Step(f"campaign {name}", pytest(*options, *limits), {"CA_CAMPAIGN": "1"})]


def pytest(*options: str) -> list[str]:
    """Return the command that runs tests with fixed seeds."""
    return [str(PYTHON), "-m", "pytest", "-q", "--hypothesis-profile=ci", *options]


def workers() -> list[str]:
    """Return the options that share the tests out; a file stays in one process, in order.

    One worker more than processors: a test that waits for a disk or a window leaves its own idle.
    Files come in the order in which they are collected: by the number of their tests, those with
    one long story would begin last, and one worker end alone.
    """
    processors = os.cpu_count() or 1
    shared = ["--dist", "loadfile", "--no-loadscope-reorder"]
    return ["-n", str(min(processors + 1, 4)), *shared] if processors > 1 else []


# --- What it needs ----------------------------------------------------------------------------


def missing_packages() -> tuple[list[str], list[str]]:
    """Return the Debian packages of the libraries, and of the programs, that are not here."""
    if not sys.platform.startswith("linux"):
        return [], []
    libraries = [package for name, package in LIBRARIES.items() if not loads(name)]
    programs = [
        package
        for name, package in PROGRAMS.items()
        if shutil.which(name) is None and not Path(name).is_file()
    ]
    return libraries, programs


def loads(library: str) -> bool:
    """Tell whether the system finds ``library``, as Qt will look for it."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def provide_system() -> None:
    """Install the missing system packages, or say which they are.

    Raises:
        SystemExit: Qt cannot start on this machine as it is.
    """
    libraries, programs = missing_packages()
    if libraries or programs:
        packages = libraries + programs
        if is_root() and shutil.which("apt-get"):
            apt_install(packages)
            libraries, programs = missing_packages()
        if libraries or programs:
            print("Missing on this system. On Debian or Ubuntu, as root:")
            print("    apt-get update && apt-get install -y " + " ".join(libraries + programs))
            print("Elsewhere: the packages that hold " + ", ".join(names_of(libraries, programs)))
    if libraries:
        raise SystemExit(1)


def names_of(libraries: list[str], programs: list[str]) -> list[str]:
    """Return the files behind the packages, for systems with other package names."""
    known = {**LIBRARIES, **PROGRAMS}
    return [name for name, package in known.items() if package in libraries + programs]


def is_root() -> bool:
    """Tell whether system packages may be installed."""
    return os.name != "nt" and os.geteuid() == 0


def apt_install(packages: list[str]) -> None:
    """Install Debian packages; what failed shows when the caller looks again."""
    print("Installing system packages: " + " ".join(packages), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


def provide_environment() -> None:
    """Make ``.venv`` as the lock file says, if it is not so already.

    Raises:
        SystemExit: it cannot be made; the reason has been printed.
    """
    if not PYTHON.exists():
        make_environment()
    install("lock", LOCK, ["--no-deps", "--require-hashes", "-r", str(LOCK)])  # it is whole
    install("project", PROJECT, ["--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def make_environment() -> None:
    """Make an empty environment, with a pip of its own where Python carries one."""
    shutil.rmtree(VENV, ignore_errors=True)
    command = [sys.executable, "-m", "venv"]
    if importlib.util.find_spec("ensurepip") is None:
        command.append("--without-pip")
        if importlib.util.find_spec("pip") is None:
            raise SystemExit(
                "This Python has neither pip nor ensurepip. On Debian or Ubuntu, as root:\n"
                "    apt-get update && apt-get install -y python3-venv"
            )
    print("Making .venv", flush=True)
    if subprocess.run([*command, str(VENV)], check=False, env=environment_of({})).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit("The virtual environment could not be made; the reason stands above.")


def install(what: str, source: Path, arguments: list[str]) -> None:
    """Run ``pip install`` unless ``source`` is as it was the last time that this succeeded."""
    stamp = VENV / f".{what}.sha256"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    print(f"Installing into .venv: {source.name} ({what})", flush=True)
    options = ["--quiet", "--no-input", "--disable-pip-version-check"]
    command = [*pip(), "install", *options, *arguments]
    if subprocess.run(command, check=False, cwd=ROOT, env=environment_of({})).returncode:
        raise SystemExit("pip could not install what the project needs; the reason stands above.")
    stamp.write_text(digest, encoding="ascii")


def pip() -> list[str]:
    """Return the pip that installs into ``.venv``: its own, else the one of this Python."""
    own = [str(PYTHON), "-m", "pip"]
    probe = subprocess.run([*own, "--version"], check=False, capture_output=True)
    if probe.returncode == 0:
        return own
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


# --- Running ----------------------------------------------------------------------------------


def environment_of(more: dict[str, str]) -> dict[str, str]:
    """Return the settings for a program started from here."""
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return {**kept, **more}


def run(steps: list[Step]) -> int:
    """Run every step, also after one has failed, and print how each went.

    Returns:
        0 when all went well, else 1.
    """
    start = time.monotonic()
    with ThreadPoolExecutor() as pool:
        aside = [pool.submit(run_step, step) for step in steps if step.aside]
        done = [run_step(step) for step in steps if not step.aside]
    done += [running.result() for running in aside]
    together = time.monotonic() - start
    for name, code, _, said in done:
        if code and said:
            print(f"\n=== {name}\n{said}")
    print()
    for name, code, seconds, _ in done:
        verdict = "ok" if code == 0 else f"FAILED ({code})"
        print(f"{name:<24}{seconds:>8.1f} s   {verdict}")
    if len(done) > 1:
        print(f"{'together':<24}{together:>8.1f} s")
    return 1 if any(code for _, code, _, _ in done) else 0


def run_step(step: Step) -> tuple[str, int, float, str]:
    """Return the name of a step, its status, its seconds and what it printed unseen."""
    if step.seen:
        print(f"\n=== {step.name}", flush=True)
    start = time.monotonic()
    done = subprocess.run(
        step.command,
        check=False,
        cwd=ROOT,
        env=environment_of(step.environment),
        stdout=None if step.seen else subprocess.PIPE,
        stderr=None if step.seen else subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return step.name, done.returncode, time.monotonic() - start, done.stdout or ""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="dev.py", description="CA Desktop, for contributors.")
    commands = top.add_subparsers(dest="command", required=True)
    show = commands.add_parser("demo", help="play a story and show what came of it")
    show.add_argument("--story", metavar="NAME")
    show.add_argument("--dir", metavar="D", type=Path, default=ROOT / "demo-output")
    commands.add_parser("test", help="all of check, and the slow tests")
    commands.add_parser("check", help="format, rules, types, layers, quick tests")
    one = commands.add_parser("bench", help="figures against their baselines")
    one.add_argument("name", metavar="NAME", nargs="?")
    long = commands.add_parser("campaign", help="a long test run; an unknown name lists all")
    long.add_argument("name", metavar="NAME", nargs="?", default="")
    return top


def plan(arguments: argparse.Namespace) -> list[Step]:
    """Return the steps of the command that was given."""
    if arguments.command == "demo":
        return demo(arguments.story, arguments.dir.absolute())
    if arguments.command == "bench":
        return bench(arguments.name)
    if arguments.command == "campaign":
        return campaign(arguments.name)
    return test() if arguments.command == "test" else check()


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return the exit status."""
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        print("CA Desktop needs Python 3.11, 3.12 or 3.13; this is", sys.version.split()[0])
        print("Run it with another one, for example: python3.11 dev.py", *arguments)
        return 1
    asked = parser().parse_args(arguments)
    try:
        provide_system()
        provide_environment()
        return run(plan(asked))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
