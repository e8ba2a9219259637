"""Workbooks read back: by the file, and by another program that counts anew."""

import csv
import io
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

MINUTES = 2


def sheet_of(data: bytes, *, values: bool = False) -> Worksheet:
    """Return the only sheet; ``values``: what formulas came to when the file was written."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
    (sheet,) = book.worksheets
    return sheet


def cells(sheet: Worksheet) -> list[list[Any]]:
    """Return every value, row by row."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def converted(data: bytes, folder: Path, kind: str) -> bytes:
    """Let LibreOffice open a workbook and write it as another kind of file."""
    return converted_all({"book": data}, folder, kind)["book"]


def converted_all(books: Mapping[str, bytes], folder: Path, kind: str) -> dict[str, bytes]:
    """Let one process of LibreOffice do so with several workbooks, by their names."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice (libreoffice-calc-nogui) is not installed")
    sources = [folder / f"{name}.xlsx" for name in books]
    for source, data in zip(sources, books.values(), strict=True):
        source.write_bytes(data)
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder / "out"),
            *map(str, sources),
        ],
        check=True,
        capture_output=True,
        timeout=60 * MINUTES,
    )
    return {made.stem: made.read_bytes() for made in (folder / "out").iterdir()}


def table(text: bytes) -> list[list[str]]:
    """Return the cells of a CSV file."""
    return list(csv.reader(io.StringIO(text.decode())))


def forgotten(data: bytes) -> bytes:
    """Return the workbook without any result of a formula: whoever opens it must count."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
