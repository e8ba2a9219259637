"""Every code that the program can raise has words, and the words keep the rules of writing."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.dossiers import Status
from ca_desktop.domain.errors import (
    CaError,
    CalendarMissing,
    InvalidField,
    NotAllowedNow,
    PackageRefused,
)
from ca_desktop.domain.reckoning import Why
from ca_desktop.domain.roles import Role
from ca_desktop.services import words
from ca_desktop.services.watch import Stage
from ca_desktop.services.words import Words

PROJECT = Path(__file__).resolve().parents[2]
SRC = PROJECT / "src" / "ca_desktop"
TEXT = (PROJECT / "resources" / "texts" / "messages.toml").read_text(encoding="utf-8")
WORDS: Words = words.load(TEXT)

TWO_LINES = 210
CARRIERS = {"Notice", "RowProblem", "Matter"}
"""Values, besides errors, that carry a code and details."""

OPEN_ON_PURPOSE = {
    ("domain/folding.py", "STEP-NOT-FROM-HERE"): "before an intake there is no status",
}
"""Where an ellipsis is right."""

NOT_CODES = {"UTF-8", "SHA-256", "S-1-16-4096", "PHT-0123456789"}


@pytest.fixture(autouse=True, scope="module")
def _words_of_the_project() -> None:
    words.use(TEXT)


# --- what the sources use ---------------------------------------------------------------------


@dataclass(frozen=True)
class Use:
    """A code written in the sources."""

    where: str
    code: str
    details: frozenset[str] | None
    field: str | None = None


@cache
def trees() -> Sequence[tuple[str, ast.Module]]:
    """Return every module of the sources, read and not run."""
    return [
        (str(path.relative_to(SRC)), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(SRC.rglob("*.py"))
    ]


@cache
def texts() -> Sequence[tuple[str, str]]:
    """Return every literal text of the sources with its module."""
    return [
        (where, node.value)
        for where, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


@cache
def error_classes() -> dict[str, str | None]:
    """Return the error classes of the sources with their default codes, if they name one."""
    classes = [
        node for _, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    found: dict[str, str | None] = {}
    while new := [
        node
        for node in classes
        if node.name not in found
        and (
            node.name == "CaError"
            or any(isinstance(base, ast.Name) and base.id in found for base in node.bases)
        )
    ]:
        found.update((node.name, default_code(node)) for node in new)
    return found


def default_code(node: ast.ClassDef) -> str | None:
    for line in node.body:
        match line:
            case (
                ast.Assign(targets=[ast.Name("default_code")], value=ast.Constant(value))
                | ast.AnnAssign(target=ast.Name("default_code"), value=ast.Constant(value))
            ):
                return str(value)
            case _:
                continue
    return None


def uses(tree: ast.AST, where: str, errors: set[str]) -> Iterator[Use]:
    """Yield the codes of ``tree`` that are given as literals."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if name not in errors | CARRIERS:
            continue
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        literals = [literal(argument) for argument in call.args[:2]]
        field = literals[0] if name == "InvalidField" and literals else None
        code = literals[-1] if name == "InvalidField" else next(iter(literals), None)
        if name in CARRIERS:
            code, details = code or literal(given.get("code")), keys_of(given.get("details"))
        else:
            details = None if None in given else frozenset(str(key) for key in given)
        if code is not None:
            extra = {"field"} if name == "InvalidField" else set()
            details = details if details is None else details | extra
            yield Use(f"{where}:{call.lineno}", code, details, field)


def literal(node: ast.AST | None) -> str | None:
    """Return the text of a literal."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if isinstance(node, ast.Constant) and is_text else None


def keys_of(node: ast.AST | None) -> frozenset[str] | None:
    """Return the keys of a dict that stands there in full; nothing at all is empty."""
    if node is None:
        return frozenset()
    return frozenset(literal(k) or "" for k in node.keys) if isinstance(node, ast.Dict) else None


@cache
def uses_of_the_sources() -> list[Use]:
    errors = set(error_classes())
    return [use for where, tree in trees() for use in uses(tree, where, errors)]


def test_every_error_class_has_words() -> None:
    codes = error_classes()
    assert {"CaError", "PackageRefused", "LibraryTooOld"} <= set(codes)
    assert not {name for name, code in codes.items() if code and code not in WORDS.messages}


def test_every_code_in_the_sources_has_words() -> None:
    found = uses_of_the_sources()
    assert not [f"{use.where} {use.code}" for use in found if use.code not in WORDS.messages]


def test_everything_that_looks_like_a_code_has_words() -> None:
    """Codes also travel through helpers and tables, where no call shows them."""
    code = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
    found = {text for _, text in texts() if code.fullmatch(text)}
    assert not found - set(WORDS.messages) - NOT_CODES


NOT_RAISED = {
    "E-127": "the catalogue comes as events of the centre's chained stream: an older one is a "
    "repeat that is passed over, or proves that somebody was put back (E-126)",
}
"""Kept for the closed list of exchange messages."""


def test_every_code_that_has_words_is_used() -> None:
    assert WORDS.messages.keys() - {text for _, text in texts()} == NOT_RAISED.keys()


def test_every_place_in_a_sentence_is_filled_where_its_code_is_raised() -> None:
    open_places = [
        f"{use.where} {use.code}: {sorted(missing)}"
        for use in uses_of_the_sources()
        if use.details is not None and use.code in WORDS.messages
        if (missing := places(WORDS.messages[use.code]) - use.details)
        and (use.where.partition(":")[0], use.code) not in OPEN_ON_PURPOSE
    ]
    assert not open_places


def test_every_field_that_can_be_wrong_has_a_name() -> None:
    nameless = [
        f"{use.where} {use.field}"
        for use in uses_of_the_sources()
        if use.field is not None and words.field_label(use.field) == use.field
    ]
    assert not nameless


def test_every_internal_name_that_people_see_has_a_word() -> None:
    tables = WORDS.tables
    assert {status.value for status in Status} <= set(tables["status"])
    assert {why.value for why in Why} <= set(tables["why"])
    assert {role.value for role in Role} <= set(tables["roles"])
    assert {stage.value for stage in Stage} == set(tables["stages"])
    kinds = {
        node.name
        for where, tree in trees()
        if where.startswith("domain/events/")
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        if {"Event", "_Step"} & {base.id for base in node.bases if isinstance(base, ast.Name)}
    }
    assert "DossierReceived" in kinds
    assert kinds <= set(tables["events"])


def test_the_search_for_codes_finds_them() -> None:
    planted = ast.parse(
        'raise errors.NotFound("A-B", code=1)\n'
        'raise InvalidField("name", "C-D", **more)\n'
        'notices.append(Notice(code="E-F", details={"year": 2}))\n'
        'notices.append(Notice(code="I-J", details=details))\n'
        'raise ValueError("G-H")\n'
    )
    found = {
        (use.code, use.details, use.field)
        for use in uses(planted, "x", {"NotFound", "InvalidField"})
    }
    assert found == {
        ("A-B", frozenset({"code"}), None),
        ("C-D", None, "name"),
        ("E-F", frozenset({"year"}), None),
        ("I-J", None, None),
    }


# --- rules of writing -------------------------------------------------------------------------


def places(row: object) -> set[str]:
    return {name for name, _ in words.PLACE.findall(str(row))}


def test_a_message_keeps_the_rules_of_writing() -> None:
    forbidden = r"!|không thể|bạn |chắc chắn|\b(file|sync|error|user|record|OK)\b|\blỗi của\b"
    for code, row in WORDS.messages.items():
        whole = words.PLACE.sub("…", " ".join(row[column] for column in words.COLUMNS))
        assert row["happened"], code
        assert len(whole) <= TWO_LINES, code
        for part in filter(None, row.values()):
            assert part[0].isupper() or part[0] == "{", code
            assert part[-1] in ".:", code
        assert not re.search(forbidden, whole, re.IGNORECASE), code
        assert not re.search(r"[{}]", whole), code


def test_the_closed_list_of_exchange_messages_is_complete() -> None:
    numbers = (
        "101 102 103 104 105 106 107 111 112 113 114 121 122 123 125 126 127 128 131 132 "
        "141 142 151"
    )
    listed = {f"E-{number}" for number in numbers.split()}
    assert {code for code in WORDS.messages if code.startswith("E-")} == listed
    assert all(WORDS.messages[code]["lost"] and WORDS.messages[code]["do_now"] for code in listed)


def test_every_code_of_the_closed_list_is_raised_or_says_why_not() -> None:
    written = {text for where, text in texts() if where != "services/attention.py"}
    listed = {code for code in WORDS.messages if code.startswith("E-")}
    assert listed - written == set(NOT_RAISED)


# --- describing -------------------------------------------------------------------------------


def test_an_error_is_described_by_its_own_code() -> None:
    message = words.describe(InvalidField("applicant.name", "REQ-FIELD"))
    assert message.code == "REQ-FIELD"
    assert message.sentence == "Nhập họ và tên."


def test_a_code_without_words_falls_back_on_the_nearest_class() -> None:
    assert words.describe(NotAllowedNow("NEW-GUARD")).code == "NOT-NOW"
    assert words.describe(PackageRefused("E-199")).code == "E-141"


def test_anything_unexpected_is_called_a_bug_without_its_text() -> None:
    message = words.describe(ValueError("Lò Thị Én 001090123456"))
    assert message.code == "BUG"
    assert "Én" not in message.sentence


def test_details_take_their_places_as_people_write_them() -> None:
    assert "năm 2028 " in words.describe(CalendarMissing(2028)).sentence
    assert "2.000 ký tự" in words.describe(InvalidField("note", "TOO-LONG", max=2000)).sentence
    moment = datetime(2026, 11, 25, 3, 5, tzinfo=UTC)
    sentence = words.describe_code("NOT-READY", status="in_process", due=moment).happened
    assert sentence == "Hồ sơ đang ở bước đang xử lý, hẹn 10:05 25/11/2026. Chưa thể trả."
    for day in (date(2026, 3, 5), "2026-03-05"):
        assert "là 05/03/2026," in words.describe_code("DATE-IN-DOUBT", day=day).sentence
    assert "08:30 05/03/2026" in words.describe_code("NOT-READY", due="2026-03-05T08:30").sentence
    assert "2026-02-30" in words.describe_code("DATE-BAD", text="2026-02-30").sentence


def test_a_missing_detail_shows_as_an_ellipsis() -> None:
    assert words.describe_code("ID-LEN").sentence == "Số định danh có 12 chữ số, đang có …."


def test_a_value_cannot_open_a_place_or_break_the_line() -> None:
    sentence = words.describe_code("SCAN-UNKNOWN", text="{text}\n\u202e" + "x" * 900).sentence
    assert "{text}" in sentence
    assert "\n" not in sentence
    assert "\u202e" not in sentence
    assert len(sentence) < 250


@given(
    code=st.sampled_from(sorted(WORDS.messages)),
    value=st.one_of(st.text(), st.integers(), st.none(), st.dates(), st.datetimes(), st.floats()),
)
def test_no_detail_whatever_stops_a_message(code: str, value: object) -> None:
    details = dict.fromkeys(places(WORDS.messages[code]), value)
    message = words.describe_code(code, **details)
    assert message.sentence
    assert message.sentence.isprintable() or not str(value).isprintable()


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert words.describe_code("NEW").sentence == "NEW"


def test_positions_in_lists_do_not_change_a_fields_name() -> None:
    assert words.field_label("documents.3.originals") == "Số bản chính"
    assert words.field_label("applicant.phone") == "Điện thoại"
    assert words.field_label("nobody") == "nobody"


def test_the_short_lists_speak() -> None:
    assert words.status_name("result_ready") == "Có kết quả – chờ trả"
    assert words.why_word("make_up") == "làm bù"
    assert words.role_name("desk_head") == "Trưởng bộ phận một cửa"
    assert words.unit_name("wd") == "ngày làm việc"
    assert words.status_name("no_such") == "no_such"


def test_words_without_the_file_are_codes_and_never_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(words, "_source", [])
    assert words.describe(CaError()).sentence == "BUG"
    assert words.field_label("name") == "name"


EMPTY_TABLES = "".join(f"[{table}]\n" for table in words.TABLES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[messages.A]\nhappened = "x"\n' + EMPTY_TABLES,
        EMPTY_TABLES + "[more]\n",
    ],
)
def test_a_file_with_other_columns_or_tables_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="other than"):
        words.load(text)
