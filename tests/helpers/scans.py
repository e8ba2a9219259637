"""Made-up scans: pictures of noise, so that no two are alike and nothing makes them small."""

import io
from pathlib import Path

from PIL import Image


def picture(seed: int, side: int = 64) -> Image.Image:
    """Return a grey picture that follows from its seed."""
    state = (seed * 2654435761 + 1) % 2**32
    dots = bytearray()
    for _dot in range(side * side):
        state = (state * 1664525 + 1013904223) % 2**32
        dots.append(state >> 24)
    return Image.frombytes("L", (side, side), bytes(dots))


def png(seed: int = 1, side: int = 64) -> bytes:
    """Return a scan as PNG."""
    return _saved(picture(seed, side), "PNG")


def jpeg(seed: int = 1, side: int = 64) -> bytes:
    """Return a scan as JPEG."""
    return _saved(picture(seed, side), "JPEG")


def pdf(seed: int = 1, pages: int = 1, side: int = 64) -> bytes:
    """Return a scan as PDF."""
    first, *others = [picture(seed + number, side) for number in range(pages)]
    target = io.BytesIO()
    first.save(target, "PDF", save_all=True, append_images=others)
    return target.getvalue()


def _saved(image: Image.Image, kind: str) -> bytes:
    target = io.BytesIO()
    image.save(target, kind)
    return target.getvalue()


def written(path: Path, data: bytes) -> Path:
    """Write a file and return it."""
    path.write_bytes(data)
    return path
