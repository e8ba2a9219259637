"""The process that looks into scans: it reads strangers' bytes, so it may do nothing else.

It gets requests on standard input and answers on standard output: a line of JSON, then as many
bytes as its ``size`` says. Whatever goes wrong with a scan is one answer, or the end of this
process; `ca_desktop.documents.scans` takes both as a refusal.
"""

import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol

import pypdfium2
from PIL import Image, ImageOps

from ca_desktop.documents.low_rights import give_up_rights
from ca_desktop.documents.picture_pdf import PagePicture, picture_pdf
from ca_desktop.domain.attachments import (
    DOTS,
    JPEG,
    MAX_BYTES,
    MAX_PAGES,
    MAX_PIXELS,
    PDF,
    PNG,
    media_type_of,
)

POINTS = 72
QUALITIES = (75, 50, 30)
"""Of JPEG, the best first: the first that fits into `MAX_BYTES` is taken."""

LONGEST = 2339
"""Dots of the long side of an A4 sheet: for pictures that do not say how large they are."""

MOST_SHOWN = 16_000_000
"""Dots of a page on screen."""

_PLAUSIBLE = range(100, 1201)
_FORMATS = {JPEG: "JPEG", PNG: "PNG"}
_DEEP = 256


class BadScan(Exception):
    """Not a scan within the limits."""


class _Scan(Protocol):
    """Pages to be turned into dots."""

    def __len__(self) -> int: ...

    def page(self, number: int, dots: int, most: int) -> Image.Image:
        """Return a page in grey; ``most`` dots at the most, if need be at a lower resolution."""

    def kept(self, quality: int) -> bytes:
        """Return the whole scan anew, as it is kept."""


class _Picture:
    """A JPEG or PNG."""

    def __init__(self, data: bytes, kind: str) -> None:
        self._data, self._kind = data, kind
        self._size = self._opened().size

    def __len__(self) -> int:
        return 1

    def _opened(self) -> Image.Image:
        image = Image.open(io.BytesIO(self._data), formats=(_FORMATS[self._kind],))
        if image.width * image.height > MAX_PIXELS:
            raise BadScan
        return image

    def page(self, number: int, dots: int, most: int) -> Image.Image:
        if number:
            raise BadScan
        return self._scaled(min(1.0, dots / DOTS, (most / (self._size[0] * self._size[1])) ** 0.5))

    def _scaled(self, scale: float) -> Image.Image:
        image = self._opened()
        width, height = (max(1, round(side * scale)) for side in self._size)
        image.draft("L", (width, height))
        grey = _grey(image)
        if grey.size != (width, height):
            grey = grey.resize((width, height), Image.Resampling.BOX)
        turned = ImageOps.exif_transpose(_with_exif(grey, image))
        turned.info = {}
        return turned

    def kept(self, quality: int) -> bytes:
        grey, target = self._scaled(self._scale()), io.BytesIO()
        if self._kind == JPEG:
            grey.save(target, "JPEG", quality=quality, dpi=(DOTS, DOTS))
        else:
            grey.save(target, "PNG", dpi=(DOTS, DOTS))
        return target.getvalue()

    def _scale(self) -> float:
        said = self._opened().info.get("dpi", (0, 0))[0]
        if round(said) in _PLAUSIBLE:
            return float(min(1.0, DOTS / said))
        return min(1.0, LONGEST / max(self._size))


def _with_exif(grey: Image.Image, source: Image.Image) -> Image.Image:
    """Carry over which way is up, the one thing of the metadata that is needed."""
    exif = Image.Exif()
    exif[0x0112] = source.getexif().get(0x0112, 1)
    grey.info = {"exif": exif.tobytes()}
    return grey


def _grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda dot: dot * (1 / _DEEP)).convert("L")
    if "transparency" in image.info:
        image = image.convert("RGBA")
    grey = image.convert("L")
    if "A" not in image.getbands():
        return grey
    paper = Image.new("L", grey.size, 255)
    paper.paste(grey, mask=image.getchannel("A"))
    return paper


class _Document:
    """A PDF. Forms are not initialised and nothing in it is run."""

    def __init__(self, data: bytes) -> None:
        self._pdf = pypdfium2.PdfDocument(data)
        if not 1 <= len(self._pdf) <= MAX_PAGES:
            raise BadScan

    def __len__(self) -> int:
        return len(self._pdf)

    def page(self, number: int, dots: int, most: int) -> Image.Image:
        page = self._pdf[number]
        try:
            width, height = page.get_size()
            if not (width > 0 and height > 0) or width * height * (DOTS / POINTS) ** 2 > MAX_PIXELS:
                raise BadScan
            scale = min(dots / POINTS, (most / (width * height)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
            size = (bitmap.width, bitmap.height)
            image = Image.frombytes("L", size, bytes(bitmap.buffer), "raw", "L", bitmap.stride)
            bitmap.close()
            return image
        finally:
            page.close()

    def kept(self, quality: int) -> bytes:
        return picture_pdf(self._pictures(quality))

    def _pictures(self, quality: int) -> Iterator[PagePicture]:
        room = MAX_BYTES
        for number in range(len(self)):
            image, target = self.page(number, DOTS, MAX_PIXELS), io.BytesIO()
            image.save(target, "JPEG", quality=quality, dpi=(DOTS, DOTS))
            room -= target.tell()
            if room < 0:
                raise _TooLarge
            yield PagePicture(target.getvalue(), image.width, image.height)


class _TooLarge(BadScan):
    """Too many bytes at this quality."""


def _scan(data: bytes) -> tuple[str, _Scan]:
    kind = media_type_of(data)
    if kind is None or len(data) > MAX_BYTES:
        raise BadScan
    return kind, _Document(data) if kind == PDF else _Picture(data, kind)


def _clean(scan: _Scan) -> bytes:
    for quality in QUALITIES:
        try:
            data = scan.kept(quality)
        except _TooLarge:
            continue
        if len(data) <= MAX_BYTES:
            return data
    raise BadScan


class _Worker:
    """Holds one scan open."""

    def __init__(self) -> None:
        self._scan: _Scan | None = None

    def answer(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, object], bytes]:
        if request["do"] == "clean":
            kind, scan = _scan(data)
            return {"media_type": kind, "pages": len(scan)}, _clean(scan)
        if request["do"] == "open":
            _kind, self._scan = _scan(data)
            self._scan.page(0, 1, MOST_SHOWN)
            return {"pages": len(self._scan)}, b""
        if self._scan is None or not 0 <= request["number"] < len(self._scan):
            raise BadScan
        image = self._scan.page(request["number"], request["dots"], MOST_SHOWN)
        return {"width": image.width, "height": image.height}, image.tobytes()


_BROKEN = (BadScan, pypdfium2.PdfiumError, Image.DecompressionBombError, MemoryError)
_BROKEN_INSIDE = (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError)
"""What the picture library raises over damaged pictures; `struct.error` comes as `ValueError`."""


def _serve(source: BinaryIO, target: BinaryIO, answer: Callable[..., Any]) -> None:
    while line := source.readline():
        request = json.loads(line)
        data = source.read(request["size"])
        try:
            said, body = answer(request, data)
        except (*_BROKEN, *_BROKEN_INSIDE):
            said, body = {"refused": True}, b""
        target.write(json.dumps(said | {"size": len(body)}).encode() + b"\n" + body)
        target.flush()


def _rehearse() -> None:
    """Do everything once: what the libraries load late must be there before rights are gone."""
    png, jpeg = (_sheet(mode, name) for mode, name in (("RGBA", "PNG"), ("RGB", "JPEG")))
    for data in (png, jpeg, picture_pdf([PagePicture(jpeg, 1, 1)])):
        _clean(_scan(data)[1])


def _sheet(mode: str, name: str) -> bytes:
    sheet = io.BytesIO()
    Image.new(mode, (2, 2)).save(sheet, name, dpi=(DOTS, DOTS))
    return sheet.getvalue()


def main() -> None:
    """Give up rights, then answer until standard input ends."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    _rehearse()
    give_up_rights()
    _serve(sys.stdin.buffer, sys.stdout.buffer, _Worker().answer)
