from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from reportlab.platypus.flowables import Flowable
from tests.helpers.slips import RESOURCES

from ca_desktop.documents.fonts import Face, Fonts
from ca_desktop.documents.pages import Block, Gap, Row, Stack, paginate
from ca_desktop.documents.plain_text import PlainText, Style, Typesetter

WIDTH, HEIGHT = 200.0, 240.0
STYLE = Style(size=10)
TYPE = Typesetter(Fonts(RESOURCES / "fonts"))
HEAD = TYPE.text("đầu trang", STYLE, Face.BOLD)


def words(count: int, mark: str = "x") -> PlainText:
    return TYPE.text(" ".join([mark * 3] * count), STYLE)


def letters_in(part: Flowable) -> int:
    """How many letters a part would draw, spaces and the running head left out."""
    if part is HEAD:
        return 0
    if isinstance(part, PlainText):
        return sum(1 for letter in part._letters if letter.text != " ")
    if isinstance(part, Row):
        return sum(letters_in(cell) for cell in part._cells)
    return sum(letters_in(piece) for piece in part._parts) if isinstance(part, Stack) else 0


def ruled(count: int) -> PlainText:
    return TYPE.text(" ".join(["xxx"] * count), Style(size=10, align="center", rule=0.4))


counts = st.integers(min_value=0, max_value=400)
parts = st.one_of(
    counts.map(words),
    counts.map(ruled),
    st.tuples(counts, counts).map(lambda two: Stack([words(two[0]), Gap(5), words(two[1])])),
    st.tuples(counts, counts).map(
        lambda two: Row([words(two[0]), words(two[1])], [80, 120], padding=(3, 2), ruled=True)
    ),
)
blocks = st.builds(
    Block,
    parts=st.lists(parts, min_size=1, max_size=4).map(tuple),
    lead=st.integers(min_value=0, max_value=2),
    whole=st.booleans(),
)


@given(st.lists(blocks, max_size=5))
def test_nothing_is_lost_and_nothing_overlaps(story: list[Block]) -> None:
    pages = paginate(story, HEAD, WIDTH, HEIGHT)
    placed = sum(letters_in(part) for page in pages for part, _ in page)
    assert placed == sum(letters_in(part) for block in story for part in block.parts)
    for page in pages:
        tops = [(above + part.wrap(WIDTH, HEIGHT)[1], above) for part, above in page]
        assert all(top <= HEIGHT + 1e-6 and above >= -1e-6 for top, above in tops)
        assert all(upper[1] >= lower[0] - 1e-6 for upper, lower in pairwise(tops))


def test_an_empty_document_is_one_empty_page() -> None:
    assert paginate([], HEAD, WIDTH, HEIGHT) == [[]]


def test_a_block_that_fits_a_page_is_not_torn() -> None:
    story = [Block(parts=(Gap(HEIGHT - 50),)), Block(parts=(Gap(30), Gap(30)), whole=True)]
    pages = paginate(story, HEAD, WIDTH, HEIGHT)
    assert [len(page) for page in pages] == [1, 3]


def test_a_heading_is_repeated_and_never_ends_a_page() -> None:
    heading = Gap(20)
    rows = tuple(Gap(60) for _ in range(8))
    story = [
        Block(parts=(Gap(HEIGHT - 70),)),
        Block(parts=(heading, *rows), heading=heading, lead=1),
    ]
    first, *others = paginate(story, HEAD, WIDTH, HEIGHT)
    assert len(first) == 1
    for page in others:
        assert page[1][0] is heading
        assert page[-1][0] is not heading


def test_a_part_taller_than_a_page_that_cannot_be_torn_is_still_placed() -> None:
    story = [Block(parts=(words(3), Gap(HEIGHT * 2), words(3)))]
    pages = paginate(story, HEAD, WIDTH, HEIGHT)
    assert sum(letters_in(part) for page in pages for part, _ in page) == 18


def test_where_only_the_rule_under_a_text_has_no_room_its_last_line_goes_on() -> None:
    text = ruled(40)
    height = text.wrap(WIDTH, HEIGHT)[1]
    first, rest = text.split(WIDTH, height - 1)
    assert first.wrap(WIDTH, HEIGHT)[1] + rest.wrap(WIDTH, HEIGHT)[1] == height
    assert letters_in(first) + letters_in(rest) == letters_in(text)


def test_what_fits_is_not_split() -> None:
    text = words(5)
    assert text.split(WIDTH, HEIGHT) == [text]
    assert text.split(WIDTH, 3) == []
    stack = Stack([text])
    assert stack.split(WIDTH, HEIGHT) == [stack]
    assert stack.split(WIDTH, 3) == []
    assert Row([text], [WIDTH]).split(WIDTH, 3) == []
