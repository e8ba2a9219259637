"""The one command of the project: what it runs, what it makes, what it says when it cannot."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dev
import pytest

PROJECT = Path(__file__).resolve().parents[1]


class Programs:
    """Stands in for `subprocess.run`: notes the commands and answers with given statuses."""

    def __init__(self, *failing: str) -> None:
        self.commands: list[list[str]] = []
        self.environments: list[dict[str, str]] = []
        self._failing = failing

    def run(self, command: list[str], **settings: Any) -> SimpleNamespace:
        self.commands.append(command)
        self.environments.append(settings.get("env", {}))
        failed = any(word in command for word in self._failing)
        said = f"what {command[0]} says" if settings.get("stdout") else None
        return SimpleNamespace(returncode=1 if failed else 0, stdout=said)


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Programs:
    double = Programs()
    monkeypatch.setattr(subprocess, "run", double.run)
    return double


@pytest.fixture
def empty_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A checkout without an environment."""
    (tmp_path / "requirements.lock").write_text("one==1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (tmp_path / ".venv").mkdir()
    python = tmp_path / ".venv" / "python"
    python.touch()
    for name, value in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "PYTHON": python,
        "LOCK": tmp_path / "requirements.lock",
        "PROJECT": tmp_path / "pyproject.toml",
    }.items():
        monkeypatch.setattr(dev, name, value)
    return tmp_path


def steps(*arguments: str) -> list[dev.Step]:
    return dev.plan(dev.parser().parse_args(arguments))


def test_test_is_check_with_the_slow_tests_in_it() -> None:
    names = ["format", "rules", "types", "layers", "look", "tests"]
    assert [step.name for step in steps("check")] == names
    *before, tests = steps("test")
    assert before == steps("check")[:-1]
    assert "not slow" in steps("check")[-1].command
    assert "-m" not in tests.command[tests.command.index("pytest") :]


def test_the_demo_needs_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("shutil.which", lambda name: f"/{name}")
    (step,) = steps("demo", "--story", "year")
    assert step.command[0] == "xvfb-run"
    assert step.command[-2:] == ["--story", "year"]
    monkeypatch.setattr("shutil.which", lambda _: None)
    (step,) = steps("demo")
    assert step.environment["QT_QPA_PLATFORM"] == "offscreen"
    assert step.command[-2:] == ["--dir", str(PROJECT / "demo-output")]


def test_the_demo_uses_the_display_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    (step,) = steps("demo", "--dir", "here")
    assert step.command[-1] == str(Path("here").absolute())
    assert not step.environment


def test_a_failed_step_does_not_hide_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    double = Programs("first")
    monkeypatch.setattr(subprocess, "run", double.run)
    status = dev.run([dev.Step("a", ["first"]), dev.Step("b", ["second"])])
    assert status == 1
    assert double.commands == [["first"], ["second"]]
    said = capsys.readouterr().out
    assert "FAILED (1)" in said
    assert "ok" in said


def test_a_failed_step_beside_the_others_is_heard_behind_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", Programs("first").run)
    unseen = [
        dev.Step("a", ["first"], aside=True, seen=False),
        dev.Step("c", ["third"], seen=False),
    ]
    assert dev.run([*unseen, dev.Step("b", ["second"])]) == 1
    said = capsys.readouterr().out
    places = [said.index(part) for part in ("=== b", "=== a", "what first says", "FAILED (1)")]
    assert places == sorted(places)
    assert "third" not in said


def test_settings_that_would_slow_python_do_not_reach_the_programs(
    monkeypatch: pytest.MonkeyPatch, programs: Programs
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    dev.run([dev.Step("a", ["first"], {"CA_CAMPAIGN": "1"})])
    assert "PYTHONDONTWRITEBYTECODE" not in programs.environments[0]
    assert programs.environments[0]["CA_CAMPAIGN"] == "1"


def test_the_environment_is_made_again_only_when_its_sources_change(
    empty_checkout: Path, programs: Programs
) -> None:
    def installs() -> list[list[str]]:
        dev.provide_environment()
        found = [command for command in programs.commands if "install" in command]
        programs.commands.clear()
        return found

    first = installs()
    assert [("--require-hashes" in c, "-e" in c) for c in first] == [(True, False), (False, True)]
    assert installs() == []
    (empty_checkout / "requirements.lock").write_text("one==2\n", encoding="utf-8")
    (again,) = installs()
    assert "--require-hashes" in again


def test_an_installation_that_failed_is_tried_again(
    empty_checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", Programs("--require-hashes").run)
    with pytest.raises(SystemExit):
        dev.provide_environment()
    assert not (empty_checkout / ".venv" / ".lock.sha256").exists()


def test_without_ensurepip_the_pip_of_the_calling_python_installs(
    empty_checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "pip" or None)
    double = Programs("--version")
    monkeypatch.setattr(subprocess, "run", double.run)
    dev.PYTHON.unlink()
    dev.make_environment()
    assert double.commands[0][-2] == "--without-pip"
    assert dev.pip() == [sys.executable, "-m", "pip", "--python", str(dev.PYTHON)]


def test_without_any_pip_it_says_what_to_install(
    empty_checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SystemExit, match="apt-get install -y python3-venv"):
        dev.make_environment()


def test_a_clerk_without_rights_is_told_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], programs: Programs
) -> None:
    monkeypatch.setattr(dev, "missing_packages", lambda: (["libegl1"], ["xvfb"]))
    monkeypatch.setattr(dev, "is_root", lambda: False)
    with pytest.raises(SystemExit):
        dev.provide_system()
    said = capsys.readouterr().out
    assert "apt-get install -y libegl1 xvfb" in said
    assert "libEGL.so.1, Xvfb" in said
    assert not programs.commands


def test_a_missing_program_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "missing_packages", lambda: ([], ["poppler-utils"]))
    monkeypatch.setattr(dev, "is_root", lambda: False)
    dev.provide_system()
    assert "poppler-utils" in capsys.readouterr().out


def test_root_on_debian_gets_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, programs: Programs
) -> None:
    answers = iter([(["libegl1"], ["xauth"]), ([], [])])
    monkeypatch.setattr(dev, "missing_packages", lambda: next(answers))
    monkeypatch.setattr(dev, "is_root", lambda: True)
    monkeypatch.setattr("shutil.which", lambda name: f"/{name}")
    dev.provide_system()
    assert [command[:2] for command in programs.commands] == [
        ["apt-get", "update"],
        ["apt-get", "install"],
    ]
    assert programs.commands[1][-2:] == ["libegl1", "xauth"]


def test_a_library_that_is_not_here_is_seen() -> None:
    assert not dev.loads("libno-such-thing.so.9")


def test_an_old_python_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "OLDEST", (3, 99))
    assert dev.main(["check"]) == 1
    assert "python3.11 dev.py check" in capsys.readouterr().out


CAMPAIGNS = """
import pytest

@pytest.mark.campaign("first")
def test_one(): ...

@pytest.mark.campaign("second")
def test_two(): ...

def test_three(): ...
"""


@pytest.mark.slow
def test_a_campaign_runs_its_own_tests_and_an_unknown_name_lists_all(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(CAMPAIGNS, encoding="utf-8")

    def run(name: str) -> subprocess.CompletedProcess[str]:
        options = ["-p", "tests.helpers.campaign_plugin", f"--campaign={name}", "-q"]
        command = [sys.executable, "-m", "pytest", *options, str(tmp_path / "test_it.py")]
        return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert "1 passed, 2 deselected" in run("second").stdout
    unknown = run("third")
    assert unknown.returncode != 0
    assert "first, second" in unknown.stdout + unknown.stderr


def test_the_lock_file_is_whole() -> None:
    """It is installed without asking for what its packages need, so it must name all of it."""
    found = subprocess.run(
        [*dev.pip(), "check"],
        check=False,
        capture_output=True,
        text=True,
        env=dev.environment_of({}),
    )
    assert found.returncode == 0, found.stdout
