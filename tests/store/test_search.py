"""Searching: words without marks, in any order, the last one unfinished, and nothing else."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from tests.helpers import offices

from ca_desktop.domain.text import fold, tokens
from ca_desktop.services.desk.dossiers import count_dossiers, dossier_rows
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.store import migrate, search
from ca_desktop.store.engine import open_engine

KEY = bytes(range(32))
NAMES = (
    "Lò Thị Én",
    "Đặng Đình Đức",
    "Đường Tăng",
    "Duong Tang",
    "Nguyễn Thị Hường",
    "Nguyễn Hương Ly",
    "K'Brơi",
    "H'Hen Niê",
    "Or Not And",
    "Nguyễn Văn Near",
)
OPERATORS = (
    *("OR", "AND", "NOT", "NEAR", "NEAR(", "words:", "{words}:", "rowid:", "^", "*", "**", "+"),
    *('"', '""', "'", "';--", "(", ")", "- ", "-", ":", "\\", "%", "_", "\x00", "NEAR(a b, 2)"),
)
HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(OPERATORS),
        st.sampled_from(NAMES),
        st.sampled_from([name[:3] for name in NAMES]),
        st.text(st.characters(codec=None), max_size=8),
    ),
    max_size=8,
).map(" ".join)
unhurried = settings(deadline=None)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """An index over `NAMES`; its rows are numbered as they stand there."""
    path = tmp_path_factory.mktemp("search") / "office.db"
    migrate.upgrade(path, KEY, backup=path)
    engine = open_engine(path, KEY)
    with engine.connect() as connection:
        for number, name in enumerate(NAMES):
            search.add_all(connection, [(number, search.words_of(name))])
        yield connection
    engine.dispose()


def found(index: Connection, typed: str) -> set[int]:
    match = search.match_of(typed)
    if match is None:
        return set()
    asked = text("SELECT -rowid FROM dossier_search WHERE dossier_search MATCH :match")
    return set(index.execute(asked, {"match": match}).scalars())


def named(*names: str) -> set[int]:
    return {NAMES.index(name) for name in names}


def expected(typed: str) -> set[int]:
    """Search the slow and obvious way."""
    *whole, start = tokens(typed)[: search.MAX_TOKENS] or [""]
    return {
        number
        for number, name in enumerate(NAMES)
        if start
        and set(whole) <= set(tokens(name))
        and any(word.startswith(start) for word in tokens(name))
    }


# --- What is typed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("en lo", ["Lò Thị Én"]),
        ("ÉN LÒ", ["Lò Thị Én"]),
        ("dang duc", ["Đặng Đình Đức"]),
        ("đ", ["Đặng Đình Đức", "Đường Tăng", "Duong Tang"]),
        ("duong", ["Đường Tăng", "Duong Tang"]),
        ("Đường", ["Đường Tăng", "Duong Tang"]),
        ("huong nguyen", ["Nguyễn Thị Hường", "Nguyễn Hương Ly"]),
        ("nguyen h", ["Nguyễn Thị Hường", "Nguyễn Hương Ly"]),
        ("h nguyen", []),
        ("k'broi", ["K'Brơi"]),
        ("broi", ["K'Brơi"]),
        ("nie h'hen", ["H'Hen Niê"]),
        ("thị", ["Lò Thị Én", "Nguyễn Thị Hường"]),
        ("  ", []),
        ("...", []),
    ],
)
def test_words_are_found_without_marks_in_any_order(
    index: Connection, typed: str, names: list[str]
) -> None:
    assert found(index, typed) == named(*names)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_however_letters_are_typed_they_are_the_same(index: Connection, form: str) -> None:
    for name in NAMES:
        typed = unicodedata.normalize(form, name)  # type: ignore[arg-type]
        assert found(index, typed) == found(index, fold(name)) >= named(name)


@unhurried
@given(name=st.sampled_from(NAMES), data=st.data())
def test_every_order_and_every_beginning_finds_the_name(
    index: Connection, name: str, data: st.DataObject
) -> None:
    words = data.draw(st.permutations(tokens(name)))
    length = data.draw(st.integers(1, len(words[-1])))
    typed = " ".join([*words[:-1], words[-1][:length]])
    assert found(index, typed) >= named(name)
    assert found(index, typed) == expected(typed)


# --- What is not a word -----------------------------------------------------------------------


@settings(max_examples=500, deadline=None)
@given(typed=HOSTILE)
@example('" OR "')
@example('lo" OR "duong')
@example("lo OR duong")
@example("lo NOT thi")
@example("NEAR(lo thi, 5)")
@example("words:lo")
@example("^lo")
@example("rowid:1")
@example("\x00")
@example("\ud800 lò")
@example("a" * 100_000)
@example("lò " * 10_000)
def test_nothing_that_is_typed_is_an_operator(index: Connection, typed: str) -> None:
    assert found(index, typed) <= expected(typed)
    if typed.isprintable() and all(ord(letter) < 0x2000 for letter in typed):
        assert found(index, typed) == expected(typed)


# --- In the list of dossiers ------------------------------------------------------------------


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    folder: Path = offices.found(tmp_path_factory.mktemp("office") / "xa")
    with offices.opened(folder) as opened:
        for number, name in enumerate(NAMES):
            applicant = {"name": name, "id_number": f"00119012345{number}", "phone": "0912345678"}
            offices.take_in(opened, applicant=applicant)
        yield opened


def listed(ports: Ports, typed: str) -> list[str]:
    wanted = DossierFilter(find=typed)
    rows = [row.code or "" for row in dossier_rows(ports, wanted)]
    assert count_dossiers(ports, wanted) == len(rows)
    return [row[-4:] for row in rows]


ALL = [f"{number:04d}" for number in range(len(NAMES), 0, -1)]


@pytest.mark.parametrize(
    "typed",
    [
        *("H19.", "h19.12", "H19.12.34", "H19.12.34-", " H19.12.34-2603", "h19.12.34-260302-00"),
        *("260302", "0912345678", "0912 345 678", "0912.345.678", "0912-345", "001190"),
    ],
)
def test_the_beginning_of_a_code_or_number_finds_all_newest_first(ports: Ports, typed: str) -> None:
    assert listed(ports, typed) == ALL


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("H19.12.34-260302-0003", ["0003"]),
        ("h19.12.34-260302-0003", ["0003"]),
        ("260302-0003", ["0003"]),
        ("0003 260302", ["0003"]),
        ("001190123453", ["0004"]),
        ("001 190 123 453", ["0004"]),
        ("001.190.123453", ["0004"]),
        ("lo en 0001", ["0001"]),
        ("H19.12.35", []),
        ("H19.12.34-260303", []),
        ("H19.12.%-27", []),
        ("Z9.", []),
    ],
)
def test_codes_and_numbers_are_found_as_people_type_them(
    ports: Ports, typed: str, codes: list[str]
) -> None:
    assert listed(ports, typed) == codes


@unhurried
@given(typed=HOSTILE)
def test_no_search_in_the_list_fails(ports: Ports, typed: str) -> None:
    listed(ports, typed)


def test_a_search_meets_the_other_criteria_of_a_list(ports: Ports) -> None:
    assert count_dossiers(ports, DossierFilter(find="nguyen", statuses=("received",))) == 3
    assert count_dossiers(ports, DossierFilter(find="nguyen", statuses=("withdrawn",))) == 0
