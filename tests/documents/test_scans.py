"""T-ATT: files that pretend, flood, run, fetch or hide: refused, or made anew from their dots."""

import io
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from tests.helpers import scans
from tests.helpers.campaign import size

from ca_desktop.documents import low_rights
from ca_desktop.documents.scans import Scans
from ca_desktop.domain.attachments import JPEG, MAX_BYTES, PDF, PNG
from ca_desktop.domain.errors import UserError
from ca_desktop.services.ports.scans import CleanScan

ACTIVE = (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/URI", b"/EmbeddedFile")
SECRET = b"GPS 21.0285 105.8542 001190123456"


def document(
    *objects: bytes, catalogue: bytes = b"", page: bytes = b"", size: str = "200 200"
) -> bytes:
    """Return a PDF of one page with more objects, numbered from 5."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Contents 4 0 R" % size.encode() + page + b">>",
        b"<</Length 30>>stream\n0 0 0 rg 20 20 100 100 re f     \nendstream",
        *objects,
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    end, count = len(out), len(bodies) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, end)
    return bytes(out)


def png_of(width: int, height: int, body: bytes = b"", extra: bytes = b"") -> bytes:
    """Return a PNG that says how large it is; its dots need not be there."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def many_pages(count: int) -> bytes:
    return scans.pdf(pages=count, side=1)


def locked() -> bytes:
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 a test library

    writer = PdfWriter(PdfReader(io.BytesIO(scans.pdf())))
    writer.encrypt("x", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "text": lambda: b"xin chao",
    "a Word file with macros": lambda: b"PK\x03\x04" + b"word/vbaProject.bin" * 20,
    "an old Word file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "a program": lambda: b"MZ" + bytes(600),
    "a Linux program": lambda: b"\x7fELF" + bytes(600),
    "a web page": lambda: b"<html><script>alert(1)</script></html>",
    "a drawing with script": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
    "PostScript": lambda: b"%!PS-Adobe-3.0\n(%pipe%id) (w) file",
    "a GIF": lambda: saved(scans.picture(1), "GIF"),
    "a BMP": lambda: saved(scans.picture(1), "BMP"),
    "a TIFF": lambda: saved(scans.picture(1), "TIFF"),
    "a PDF after other bytes": lambda: b"GIF89a" + scans.pdf(),
    "a PDF's first bytes alone": lambda: b"%PDF-1.7\n",
    "a PDF of noise": lambda: b"%PDF-1.7\n" + os.urandom(2_000),
    "a PDF without pages": lambda: document().replace(
        b"/Count 1/Kids[3 0 R]", b"/Count 0/Kids[]    "
    ),
    "a PDF with a password": locked,
    "301 pages": lambda: many_pages(301),
    "a page of a million million dots": lambda: document(size="14400 14400"),
    "a page as long as a road": lambda: document(size="1000000000 10"),
    "a PNG's first bytes alone": lambda: b"\x89PNG\r\n\x1a\n",
    "a PNG that says it is huge": lambda: png_of(100_000, 100_000),
    "a PNG just above the limit": lambda: png_of(7_746, 7_747),
    "a PNG without dots": lambda: png_of(100, 100),
    "a PNG of no size": lambda: png_of(0, 0),
    "a PNG cut off": lambda: scans.png()[:-200],
    "a JPEG's first bytes alone": lambda: b"\xff\xd8\xff\xe0",
    "a JPEG of noise": lambda: b"\xff\xd8\xff" + os.urandom(2_000),
    "a JPEG cut off": lambda: scans.jpeg()[:300],
    "a PNG that says it is a JPEG": lambda: b"\xff\xd8\xff" + scans.png()[3:],
    "a JPEG that says it is a PNG": lambda: b"\x89PNG\r\n\x1a\n" + scans.jpeg()[8:],
    "more than 25 MiB": lambda: scans.png() + bytes(MAX_BYTES),
}

HARMLESS: dict[str, Callable[[], bytes]] = {
    "a script at opening": lambda: document(
        b"<</S/JavaScript/JS(app.launchURL\\('http://evil.example'\\))>>",
        catalogue=b"/OpenAction 5 0 R",
    ),
    "a script on the page": lambda: document(
        b"<</S/JavaScript/JS(while\\(1\\);)>>", page=b"/AA<</O 5 0 R>>"
    ),
    "a program to start": lambda: document(
        b"<</S/Launch/F(cmd.exe)/Win<</F(cmd.exe)/P(/c calc)>>>>", catalogue=b"/OpenAction 5 0 R"
    ),
    "a link": lambda: document(
        b"<</Type/Annot/Subtype/Link/Rect[0 0 200 200]/A<</S/URI/URI(http://evil.example)>>>>",
        page=b"/Annots[5 0 R]",
    ),
    "a file inside": lambda: document(
        b"<</Type/Filespec/F(evil.exe)/EF<</F 6 0 R>>>>",
        b"<</Type/EmbeddedFile/Length 4>>stream\nMZxx\nendstream",
        catalogue=b"/Names<</EmbeddedFiles<</Names[(evil.exe) 5 0 R]>>>>",
    ),
    "a form that submits": lambda: document(
        b"<</Type/Annot/Subtype/Widget/FT/Btn/T(x)/Rect[0 0 9 9]/A<</S/SubmitForm/F(http://e)>>>>",
        catalogue=b"/AcroForm<</Fields[5 0 R]>>",
        page=b"/Annots[5 0 R]",
    ),
    "a PDF that is a zip too": lambda: scans.pdf() + b"PK\x05\x06" + bytes(18) + SECRET,
    "a PDF that is a web page too": lambda: scans.pdf() + b"<script>alert(1)</script>" + SECRET,
    "a PNG that is a zip too": lambda: scans.png() + b"PK\x05\x06" + bytes(18) + SECRET,
    "a JPEG that is a program too": lambda: scans.jpeg() + b"MZ" + SECRET,
    "a JPEG with a place in it": lambda: saved(scans.picture(1), "JPEG", comment=SECRET),
    "a PNG with words in it": lambda: saved(scans.picture(1), "PNG", pnginfo=words_in_png()),
}


def words_in_png() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    return info


def clean(tmp_path: Path, data: bytes) -> CleanScan:
    return Scans().clean(scans.written(tmp_path / "scan", data))


def test_there_are_enough_hostile_files() -> None:
    assert len(REFUSED) + len(HARMLESS) >= 40


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_scan_is_refused(tmp_path: Path, make: Callable[[], bytes]) -> None:
    with pytest.raises(UserError) as caught:
        clean(tmp_path, make())
    assert caught.value.code == "E-132"


@pytest.mark.parametrize("make", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_hides_something_keeps_its_dots_alone(
    tmp_path: Path, make: Callable[[], bytes]
) -> None:
    found = clean(tmp_path, make())
    for trace in (*ACTIVE, SECRET, b"evil", b"PK\x05\x06", b"<script", b"MZ" + SECRET[:4]):
        assert trace not in found.data
    with Scans().open(found.data) as opened:
        page = opened.page(0, 200)
    assert len(page.dots) == page.width * page.height
    assert len(set(page.dots)) > 1


def test_the_dots_of_a_page_are_what_they_were(tmp_path: Path) -> None:
    found = clean(tmp_path, document())
    assert (found.media_type, found.pages) == (PDF, 1)
    pdf = pypdfium2.PdfDocument(found.data)
    width, height = pdf[0].get_size()
    assert (round(width), round(height)) == (200, 200)
    pdf.close()
    with Scans().open(found.data) as opened:
        page = opened.page(0, 72)
    assert page.dots[100 * page.width + 100] < 40
    assert page.dots[10 * page.width + 10] > 215


@pytest.mark.parametrize(("kind", "media"), [("JPEG", JPEG), ("PNG", PNG)])
def test_a_picture_becomes_grey_at_200_dots_an_inch(tmp_path: Path, kind: str, media: str) -> None:
    colour = Image.new("RGB", (900, 600), (200, 30, 30))
    found = clean(tmp_path, saved(colour, kind, dpi=(300, 300)))
    assert found.media_type == media
    image = Image.open(io.BytesIO(found.data))
    assert (image.mode, image.size) == ("L", (600, 400))
    assert [round(value) for value in image.info["dpi"]] == [200, 200]


def test_a_photo_lies_as_its_camera_was_held(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    found = clean(tmp_path, saved(Image.new("L", (300, 100)), "JPEG", exif=exif))
    image = Image.open(io.BytesIO(found.data))
    assert image.size == (100, 300)
    assert SECRET not in found.data
    assert not image.getexif()


def test_300_pages_are_taken(tmp_path: Path) -> None:
    assert clean(tmp_path, many_pages(300)).pages == 300


PEAK = """
import resource, sys
from pathlib import Path
from ca_desktop.documents.scans import Scans
found = Scans().clean(Path(sys.argv[1]))
print(found.media_type, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Run in a small process: a child is counted from its fork, when it is as large as its parent."""


def test_the_largest_picture_is_taken_within_the_memory_of_the_process(tmp_path: Path) -> None:
    large = Image.new("RGBA", (7_700, 7_700), (9, 9, 9, 255))
    path = tmp_path / "large.png"
    path.write_bytes(saved(large, "PNG"))
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], check=True, capture_output=True, text=True
    )
    media_type, kibibytes = done.stdout.split()
    assert media_type == PNG
    assert int(kibibytes) * 1024 < 512 * 1024**2


@pytest.mark.campaign("damaged")
@settings(
    max_examples=size(1_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    base=st.sampled_from([scans.pdf(), scans.png(), scans.jpeg()]),
    place=st.integers(9, 2_000),
    junk=st.binary(min_size=1, max_size=30),
)
def test_any_damage_ends_in_a_scan_or_a_refusal(
    tmp_path: Path, base: bytes, place: int, junk: bytes
) -> None:
    data = base[:place] + junk + base[place + len(junk) :]
    with suppress(UserError):
        assert clean(tmp_path, data).pages == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        Scans().clean(tmp_path / "nowhere.pdf")
    assert caught.value.code == "NO-SUCH-FILE"


@pytest.mark.skipif(sys.platform == "win32", reason="the limits of Linux")
@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname')",
        "open('/dev/null', 'w')",
        "__import__('os').listdir('/')",
        "__import__('os').pipe()",
        "__import__('socket').socket()",
        "bytearray(600 * 1024**2)",
    ],
)
def test_the_process_can_open_nothing_and_has_bounded_memory(deed: str) -> None:
    script = f"""
from ca_desktop.documents.low_rights import give_up_rights
give_up_rights()
try:
    {deed}
except (OSError, MemoryError, ImportError):
    print("no")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "no\n"
    assert low_rights.MEMORY == 512 * 1024**2
