"""Workbooks read back: by the file, and by another program that counts anew."""

import csv
import io
import shutil
import subprocess
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
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice (libreoffice-calc-nogui) is not installed")
    source = folder / "book.xlsx"
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
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=60 * MINUTES,
    )
    (made,) = (folder / "out").iterdir()
    return made.read_bytes()


def table(text: bytes) -> list[list[str]]:
    """Return the cells of a CSV file."""
    return list(csv.reader(io.StringIO(text.decode())))


def forgotten(data: bytes) -> bytes:
    """Return the workbook without any result of a formula: whoever opens it must count."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
