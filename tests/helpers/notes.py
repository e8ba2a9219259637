"""A note of a hand-over, filled in."""

from datetime import datetime

from PIL import Image
from tests.helpers.forms import small_page
from tests.helpers.slips import RESOURCES

from ca_desktop.documents.exchange_notes import NotePress
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.domain.packages import Head
from ca_desktop.services.ports.handovers import NoteData, NoteFile, NoteParty

_AT = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
NOTE = NoteData(
    own=("UBND XÃ BÌNH MINH", "Trung tâm Phục vụ hành chính công"),
    symbol="TTPVHCC",
    place="Bình Minh",
    giver=NoteParty(name="Xã Bình Minh", code="H19.12.31"),
    taker=NoteParty(name="Thị xã Làm Mẫu", code="H19.12"),
    package=16,
    written_at=_AT,
    printed_at=_AT,
    first_at=_AT,
    last_at=_AT,
    counts=(),
    files=(NoteFile(name="GOI-H19.12.31-H19.12-000016.hsg", size=9897, digest="ab" * 32),),
    size=9897,
    digest="ab" * 32,
    heads=(Head(stream=f"{'ab' * 16}.{'cd' * 8}.centre", seq=297, hash="ef" * 32),),
    code="CA-DESKTOP/NOTE/1",
    training=True,
)


def note_picture() -> Image.Image:
    """Return the first page of the note as the small picture that is kept of it."""
    return small_page(NotePress(RESOURCES).exchange_note(NOTE))
