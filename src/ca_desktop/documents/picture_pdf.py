"""A PDF that holds pictures of pages and nothing else: no script, no link, no file inside."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ca_desktop.domain.attachments import DOTS

_POINTS = 72


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A grey JPEG that fills a page.

    Attributes:
        width, height: in dots of `DOTS` an inch.
    """

    jpeg: bytes = field(repr=False)
    width: int
    height: int


def picture_pdf(pages: Iterable[PagePicture]) -> bytes:
    """Return the document; the same pictures give the same bytes."""
    bodies: list[bytes] = [b"", b""]  # catalogue and list of pages; known at the end
    kids = []
    for page in pages:
        number = len(bodies) + 1
        kids.append(b"%d 0 R" % number)
        width, height = (side * _POINTS / DOTS for side in (page.width, page.height))
        drawing = b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % (width, height)
        bodies += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R"
            b"/Resources<</XObject<</P %d 0 R>>>>>>" % (width, height, number + 1, number + 2),
            b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
            b"/BitsPerComponent 8/Filter/DCTDecode/Length %d>>stream\n%s\nendstream"
            % (page.width, page.height, len(page.jpeg), page.jpeg),
        ]
    bodies[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    bodies[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return _numbered(bodies)


def _numbered(bodies: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(bodies) + 1, table)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, end)
    return bytes(out)
