"""Every text for people, wherever it stands: in the sources, in messages, forms, help and rules."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.helpers.eyes import BANNED, VAGUE
from tests.test_house_rules import name_of

PROJECT = Path(__file__).resolve().parents[1]
SOURCES, RESOURCES = PROJECT / "src" / "ca_desktop", PROJECT / "resources"
VIETNAMESE = re.compile(
    r"[àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ]", re.IGNORECASE
)
PLACES = re.compile(r"\{[^{}]*\}|\*\*[^*]*\*\*")
"""What is filled in, and the names of keys."""
ENGLISH = re.compile(
    r"\b(cancel|click|database|delete|error|export|file|folder|import|link|list|loading|log|login|"
    r"menu|note|online|password|print|reload|save|server|settings?|sync|tab|undo|update|user|"
    r"warning)s?\b",
    re.IGNORECASE,
)
ASKING = {"button", "Offer", "ask", "offer"}
"""What makes an answer that a person presses."""

SAY_WITHOUT_A_STEP = {
    "CANCELLED": "somebody wanted it",
    "DRAFT-FOUND": "asks, and its answers stand beside it",
    "ID-LEN": "says below its field how many digits it takes",
    "REQ-FIELD": "is the step itself",
    "TRIAL-WELL": "all is well",
    "UNDO-OK": "all is well",
}
Text = tuple[str, str]


def in_code(tree: ast.AST) -> Iterator[str]:
    """The texts of a module, without its docstrings."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def in_values(value: Any) -> Iterator[str]:
    """The texts in a table of TOML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from in_values(each)


def vietnamese() -> Iterator[Text]:
    """Where a text stands, and its words."""
    for module in sorted(SOURCES.rglob("*.py")):
        if "demo" not in module.parts:  # tells whoever tries the program out, not a clerk
            tree = ast.parse(module.read_text(encoding="utf-8"))
            yield from ((module.name, text) for text in in_code(tree))
    for path in sorted(RESOURCES.rglob("*.toml")):
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from ((path.name, text) for text in in_values(values))
    for path in sorted(RESOURCES.rglob("*.md")):
        yield from ((path.name, line) for line in path.read_text(encoding="utf-8").splitlines())


@cache
def texts() -> tuple[Text, ...]:
    return tuple(
        (where, PLACES.sub("…", text)) for where, text in vietnamese() if VIETNAMESE.search(text)
    )


def test_there_are_texts_of_every_kind() -> None:
    places = {where for where, _text in texts()}
    assert {"intake.py", "messages.toml", "start.md", "letters-r2025.toml"} <= places


def test_no_text_has_a_word_that_the_glossary_avoids() -> None:
    assert not [(where, text) for where, text in texts() if BANNED.search(text)]


def test_no_text_has_a_word_of_english() -> None:
    assert not [(where, text) for where, text in texts() if ENGLISH.search(text)]


def test_no_answer_is_yes_or_no_wherever_it_is_made() -> None:
    vague = []
    for module in sorted((SOURCES / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name_of(node.func) in ASKING:
                said = (text.replace("&", "") for text in in_code(node))
                vague += [(module.name, text) for text in said if text in VAGUE | {"OK"}]
    assert not vague


def test_every_message_says_what_to_do_next() -> None:
    table = tomllib.loads((RESOURCES / "texts" / "messages.toml").read_text(encoding="utf-8"))
    stepless = {code for code, row in table["messages"].items() if not row["do_now"]}
    assert stepless == SAY_WITHOUT_A_STEP.keys()
