"""House rules that no linter knows. Each says why; each exception stands here with its reason."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SRC = PROJECT / "src" / "ca_desktop"
DOCS = PROJECT / "docs"
MODULES = sorted(path.relative_to(SRC).as_posix() for path in SRC.rglob("*.py"))

Finder = Callable[[ast.AST], Iterator[ast.AST]]


@cache
def text_of(module: str) -> str:
    return (SRC / module).read_text(encoding="utf-8")


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(text_of(module))


@cache
def walk(tree: ast.AST) -> Sequence[ast.AST]:
    """Return every node below one; each rule looks at all of them."""
    return tuple(ast.walk(tree))


# --- what to look for -------------------------------------------------------------------------


def name_of(node: ast.AST) -> str:
    """Return the last part of a name or attribute."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in names:
            yield node


def mentions(*names: str) -> Finder:
    """Find names, attributes and imports called so."""

    def find(tree: ast.AST) -> Iterator[ast.AST]:
        for node in walk(tree):
            if name_of(node) in names or (isinstance(node, ast.alias) and node.name in names):
                yield node

    return find


def imports(*modules: str) -> Finder:
    """Find imports of modules, their parts included."""

    def find(tree: ast.AST) -> Iterator[ast.AST]:
        for node in walk(tree):
            found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                found = [f"{node.module}.{alias.name}" for alias in node.names]
            if any(f"{name}.".startswith(f"{module}.") for name in found for module in modules):
                yield node

    return find


def lambda_slots(tree: ast.AST) -> Iterator[ast.AST]:
    for call in calls(tree, "connect"):
        if any(isinstance(argument, ast.Lambda) for argument in call.args):
            yield call


def evaluation(tree: ast.AST) -> Iterator[ast.AST]:
    for node in walk(tree):
        if isinstance(node, ast.Assert):
            yield node
    for call in calls(tree, "eval", "exec", "compile", "__import__"):
        if isinstance(call.func, ast.Name):
            yield call


def glued_sql(tree: ast.AST) -> Iterator[ast.AST]:
    """Find statements put together from text; the names of constants may stand in them."""
    for call in calls(tree, "text", "execute", "executemany", "exec_driver_sql", "executescript"):
        for argument in call.args[:1]:
            parts = [part for part in ast.walk(argument) if isinstance(part, ast.FormattedValue)]
            glued = isinstance(argument, ast.BinOp) or any(calls(argument, "format"))
            if glued or not all(name_of(part.value).isupper() for part in parts):
                yield call


def exception_texts(tree: ast.AST) -> Iterator[ast.AST]:
    """Find sentences that take in what an exception says of itself."""
    named = {node.name for node in walk(tree) if isinstance(node, ast.ExceptHandler)} - {None}
    for node in walk(tree):
        if isinstance(node, ast.FormattedValue) and name_of(node.value) in named:
            yield node
    for call in calls(tree, "str", "repr", "format_exc", "format_exception"):
        if not call.args or name_of(call.args[0]) in named:
            yield call


def enter_slots(tree: ast.AST) -> Iterator[ast.AST]:
    """Find what Enter in a field sets off."""
    for call in calls(tree, "connect"):
        if isinstance(call.func, ast.Attribute) and name_of(call.func.value) == "returnPressed":
            yield call


def addresses(tree: ast.AST) -> Iterator[ast.AST]:
    """Find places of the network in texts; those of the literature stand in docstrings."""
    said = {id(node.value) for node in walk(tree) if isinstance(node, ast.Expr)}
    for node in walk(tree):
        told = str(node.value) if isinstance(node, ast.Constant) and id(node) not in said else ""
        if re.search(r"\b(https?|ftp|wss?)://", told):
            yield node


def event_loops(tree: ast.AST) -> Iterator[ast.AST]:
    for call in calls(tree, "exec", "exec_"):
        if isinstance(call.func, ast.Attribute):
            yield call


def bare_fields(tree: ast.AST) -> Iterator[ast.AST]:
    yield from calls(tree, "QLineEdit", "QTextEdit", "QComboBox", "setValidator", "QCompleter")


def raw_writes(tree: ast.AST) -> Iterator[ast.AST]:
    """Find files opened for writing by hand."""
    yield from calls(tree, "write_text", "write_bytes")
    yield from mentions("O_CREAT", "O_TRUNC")(tree)
    for call in calls(tree, "open", "fdopen"):
        literals = [
            part.value
            for part in [*call.args, *(k.value for k in call.keywords if k.arg == "mode")]
            if isinstance(part, ast.Constant)
        ]
        if any(re.fullmatch(r"[rwaxbt+]*[wax+][rwaxbt+]*", str(value)) for value in literals):
            yield call


def type_checking_blocks(tree: ast.AST) -> Iterator[ast.AST]:
    yield from mentions("TYPE_CHECKING")(tree)


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        planted: code that breaks it, to see that the rule finds what it is for.
        allowed: module, or folder ending in a slash, to the reason of its exception.
        within: the part of the sources that it holds for.
    """

    name: str
    why: str
    find: Finder
    planted: tuple[str, ...]
    allowed: dict[str, str] = field(default_factory=dict)
    within: str = ""


RULES = [
    Rule(
        "paper text is never markup",
        "`Paragraph` reads its text as markup; paper uses our own `PlainText`",
        mentions("Paragraph"),
        ("from reportlab.platypus import Paragraph", "platypus.Paragraph(name, style)"),
    ),
    Rule(
        "slots are named methods",
        "a lambda slot outlives its widget, and on a worker's emitter it runs there",
        lambda_slots,
        ("button.clicked.connect(lambda: self.save())",),
    ),
    Rule(
        "labels stand in one file",
        "a bare QLabel reads its text as markup",
        mentions("QLabel"),
        ("from PySide6.QtWidgets import QLabel", "QtWidgets.QLabel(name)"),
        {"ui/widgets/labels.py": "sets the plain text format for all of them"},
    ),
    Rule(
        "no message boxes",
        "they read text as markup and stop the clerk; a page shows what it has to say",
        mentions("QMessageBox"),
        ("from PySide6.QtWidgets import QMessageBox",),
    ),
    Rule(
        "no event loop inside the event loop",
        "`exec()` of a dialog lets anything happen under a running write; use `open()`",
        event_loops,
        ("dialog.exec()", "menu.exec_(point)"),
        {"app/": "starts the program's own event loop"},
    ),
    Rule(
        "nothing of Qt that fights Vietnamese input or the clerk",
        "composition is lost, pasted text is cut, dates are guessed, or code is re-entered",
        mentions(
            "InlineCompletion",
            "QDateEdit",
            "QDateTimeEdit",
            "QSpinBox",
            "QSystemTrayIcon",
            "ResizeToContents",
            "ShortFormat",
            "beep",
            "alert",
            "QSoundEffect",
            "setInputMask",
            "processEvents",
        ),
        (
            "edit.setInputMask('99')",
            "QCompleter.CompletionMode.InlineCompletion",
            "QLocale.FormatType.ShortFormat",
            "QApplication.beep()",
            "QApplication.alert(window)",
        ),
    ),
    Rule(
        "no library that the licence of the program does not go with",
        "these are under the GPL or AGPL alone; Essentials is all that is shipped of Qt",
        imports(
            "PySide6.QtCharts",
            "PySide6.QtDataVisualization",
            "PySide6.QtGraphs",
            "PySide6.QtGraphsWidgets",
            "PySide6.QtVirtualKeyboard",
            "fitz",
            "lunardate",
            "pymupdf",
            "qfluentwidgets",
            "unidecode",
        ),
        ("from PySide6.QtCharts import QChart", "import fitz", "from unidecode import unidecode"),
    ),
    Rule(
        "fields stand in one place",
        "a bare field of Qt loses the word that is being composed, a bare list follows the wheel",
        bare_fields,
        ("QLineEdit(self)", "QtWidgets.QComboBox()", "field.setValidator(x)"),
    ),
    Rule(
        "nothing read from outside is ever run",
        "pickle and its kin run what they read",
        imports("pickle", "marshal", "shelve", "yaml", "dill"),
        ("import pickle", "from yaml import load", "import marshal as m"),
    ),
    Rule(
        "no evaluation, no assert",
        "`eval` runs text; `assert` is gone under -O",
        evaluation,
        ("eval(text)", "exec(text)", "assert x"),
    ),
    Rule(
        "one SQLite library, no archives",
        "a second SQLite library on the same file corrupts it; zip and tar unpack anywhere",
        imports("sqlite3", "PySide6.QtSql", "zipfile", "tarfile", "shutil.unpack_archive"),
        ("import sqlite3", "from PySide6 import QtSql", "from zipfile import ZipFile"),
        {
            "vault/support.py": "writes one for whoever helps, and unpacks none",
            "documents/sheet_files.py": "openpyxl reports a damaged sheet as BadZipFile",
            "documents/long_lists.py": "writes a workbook, and unpacks its own frame in memory",
        },
    ),
    Rule(
        "no network",
        "the program works where there is none, and must not try",
        imports(
            "PySide6.QtNetwork",
            "PySide6.QtWebSockets",
            "aiohttp",
            "asyncio",
            "ftplib",
            "http",
            "httpx",
            "imaplib",
            "poplib",
            "requests",
            "smtplib",
            "socket",
            "socketserver",
            "ssl",
            "telnetlib",
            "urllib.request",
            "urllib3",
            "webbrowser",
            "xmlrpc",
        ),
        (
            "import socket",
            "from urllib.request import urlopen",
            "import http.client",
            "from PySide6.QtNetwork import QNetworkAccessManager",
        ),
    ),
    Rule(
        "no address of the network",
        "no font, icon, page or news is fetched while the program runs",
        addresses,
        ('QUrl("https://example.org")', 'font = f"http://{host}/a.ttf"'),
    ),
    Rule(
        "an exception says nothing to a person",
        "its text is English, and may name what must not be named; a code and words do",
        exception_texts,
        (
            'try:\n    x()\nexcept ValueError as error:\n    raise A("B", place=str(error))',
            'try:\n    x()\nexcept OSError as problem:\n    self.warn(f"Chưa ghi được: {problem}")',
        ),
        {"documents/form_files.py": "reads the number of the line out of it, and says that alone"},
    ),
    Rule(
        "enter in a field stores nothing",
        "scanners end with Enter, and fast typists too; it moves on, finds or opens",
        enter_slots,
        ("self.name.returnPressed.connect(self.save)",),
        {
            "ui/dialogs/entry.py": "opens the program, with the passphrase",
            "ui/dialogs/lock.py": "opens the screen, with the PIN",
            "ui/pages/audit.py": "looks once more",
            "ui/pages/fees.py": "looks once more",
            "ui/pages/old_register.py": "reads the workbook once more",
            "ui/pages/results.py": "finds a dossier",
            "ui/pages/rulings.py": "looks once more",
            "ui/widgets/month_bar.py": "goes to a day",
            "ui/widgets/person.py": "looks for somebody known and moves on",
            "ui/widgets/places.py": "looks into a folder",
            "ui/widgets/procedure.py": "takes the procedure and moves on",
            "ui/windows/scanned.py": "finds a dossier",
        },
        within="ui/",
    ),
    Rule(
        "statements are built, never glued",
        "a value inside the text of a statement becomes part of it",
        glued_sql,
        (
            'text(f"SELECT {x}")',
            'connection.execute("SELECT " + x)',
            'cursor.execute("SELECT {}".format(x))',
        ),
    ),
    Rule(
        "files are written by the atomic writers",
        "an interrupted `open(…, 'w')` leaves half a file under a good name",
        raw_writes,
        (
            'open(path, "w")',
            'path.open(mode="ab")',
            "path.write_text(x)",
            "os.open(p, O_CREAT)",
            'open(path, "r+b")',
        ),
        {
            "exchange/carrier.py": "the atomic writer of packages and papers",
            "vault/": "the atomic writer of keys and backups",
            "documents/long_lists.py": "a part of a workbook, in memory",
            "app/demo/print_server.py": "settings of a server that lives as long as a story",
        },
    ),
    Rule(
        "imports are what they seem",
        "a cycle hidden from the linter is still a cycle",
        type_checking_blocks,
        ("from typing import TYPE_CHECKING",),
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_sources_keep_the_rule(rule: Rule) -> None:
    found = [
        f"{module}:{getattr(node, 'lineno', '?')}"
        for module in MODULES
        if module.startswith(rule.within) and not module.startswith(tuple(rule.allowed))
        for node in rule.find(tree_of(module))
    ]
    assert not found, rule.why


@pytest.mark.parametrize(
    ("rule", "code"),
    [(rule, code) for rule in RULES for code in rule.planted],
    ids=lambda value: value.name if isinstance(value, Rule) else value,
)
def test_the_rule_finds_what_it_is_for(rule: Rule, code: str) -> None:
    assert any(rule.find(ast.parse(code)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_an_exception_that_nobody_needs_is_struck_off(rule: Rule) -> None:
    for allowed in rule.allowed:
        inside = [module for module in MODULES if module.startswith(allowed)]
        assert any(True for module in inside for _ in rule.find(tree_of(module))), allowed


# --- sizes and shapes -------------------------------------------------------------------------

LONGEST_MODULE, LONGEST_CLASS = 400, 250


def test_a_module_can_be_read_in_one_go() -> None:
    assert not [m for m in MODULES if text_of(m).count("\n") > LONGEST_MODULE]
    assert not [
        f"{module}: {node.name}"
        for module in MODULES
        for node in walk(tree_of(module))
        if isinstance(node, ast.ClassDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_CLASS
    ]


def test_a_package_says_what_it_is_and_no_more() -> None:
    """A re-export would hide from the linter who imports what; the root names its version."""
    for module in (m for m in MODULES if Path(m).name == "__init__.py"):
        _, *others = tree_of(module).body
        assert ast.get_docstring(tree_of(module)), module
        assigned = module == "__init__.py"
        assert not [x for x in others if not (assigned and type(x) is ast.Assign)], module


def test_every_silenced_rule_has_its_reason() -> None:
    """The reason stands behind the code of the rule, or on the line above."""
    bare = [
        f"{module}:{number}"
        for module in MODULES
        for lines in [text_of(module).splitlines()]
        for number, line in enumerate(lines, start=1)
        if re.search(r"#\s*noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* +\S)", line)
        and not (number > 1 and lines[number - 2].lstrip().startswith("#"))
    ]
    assert not bare


def test_test_folders_are_no_packages() -> None:
    assert not list((PROJECT / "tests").rglob("__init__.py"))


# --- the repository ---------------------------------------------------------------------------

NOT_OURS = {"demo-output", "build", "dist", "__pycache__"}
BINARY = {".ttf", ".png", ".pdf", ".xls", ".xlsx", ".hsg", ".db", ".ico"}
LARGEST = 2 * 1024 * 1024
RELEASES = [path.parent for path in (PROJECT / "tests" / "golden").glob("*/facts.json")]
"""As the program of a release wrote them, to the byte."""


def files() -> Iterator[Path]:
    """Yield the files of the repository, without what programs leave behind."""
    for top in PROJECT.iterdir():
        if top.is_file():
            yield top
        elif top.name == ".ci" or not (top.name.startswith(".") or top.name in NOT_OURS):
            for path in top.rglob("*"):
                if path.is_file() and not NOT_OURS & set(path.parts):
                    yield path


def texts() -> Iterator[tuple[str, bytes]]:
    for path in files():
        kept = any(path.is_relative_to(release) for release in RELEASES)
        if path.suffix not in BINARY and not path.name.startswith(".") and not kept:
            yield path.relative_to(PROJECT).as_posix(), path.read_bytes()


def test_every_text_is_unicode_with_plain_line_ends() -> None:
    wrong = []
    for name, data in texts():
        data.decode("utf-8")
        if b"\r" in data or (data and (not data.endswith(b"\n") or data.endswith(b"\n\n"))):
            wrong.append(name)
    assert not wrong


def test_no_file_names_a_machine_it_was_written_on() -> None:
    machine = re.compile(rb"(?<![\w.~}-])/(?:work|root|home|tmp|opt|mnt|Users)/|[A-Z]:\\\\Users")
    assert not [name for name, data in texts() if machine.search(data)]


def test_no_secret_key_lies_in_the_repository() -> None:
    key = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY|AGE-SECRET-KEY-1[0-9A-Z]{20}")
    assert not [name for name, data in texts() if key.search(data)]


def test_no_file_is_large_and_no_two_names_differ_in_case_only() -> None:
    found = list(files())
    assert not [path.name for path in found if path.stat().st_size > LARGEST]
    assert len({str(path).casefold() for path in found}) == len(found)


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings make, as the forge makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_every_source_that_is_named_stands_in_the_list() -> None:
    named = {
        match.decode()
        for _, data in texts()
        for match in re.findall(rb"docs/sources\.md#([a-z0-9-]+)", data)
    }
    assert "due-dates" in named
    assert not named - anchors(DOCS / "sources.md")


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{p.name}" for p in DOCS.glob("*.md"))])
def test_links_lead_somewhere(page: str) -> None:
    text = (PROJECT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)\s]+)\)", text)
    broken = []
    for target in targets:
        name, _, anchor = target.partition("#")
        path = (PROJECT / page).parent / name if name else PROJECT / page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(target)
    assert not broken


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_is_pinned_with_its_hashes() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {normal(re.split(r"[<>=!~ \[;]", line)[0]) for line in wanted}
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {normal(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    assert names <= pinned
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock.strip())
    assert not [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]
