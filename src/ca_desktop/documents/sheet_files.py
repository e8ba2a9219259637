"""Workbooks from outside are hostile until read: bounded before they are opened."""

import zipfile
import zlib
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from ca_desktop.domain.errors import UserError

MAX_FILE = 32 * 1024**2
MAX_EXPANDED = 128 * 1024**2

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
)
"""What zipfile and openpyxl raise over damaged, foreign and encrypted files (fuzzed)."""


def refuse_oversize(stream: BinaryIO) -> None:
    """Refuse a workbook that is too large, packed or unpacked.

    Raises:
        UserError: SHEET-TOO-BIG.
    """
    size = stream.seek(0, 2)
    with zipfile.ZipFile(stream) as parts:
        # zipfile never expands a part beyond the length its entry states.
        expanded = sum(part.file_size for part in parts.infolist())
    if size > MAX_FILE or expanded > MAX_EXPANDED:
        raise UserError("SHEET-TOO-BIG")
