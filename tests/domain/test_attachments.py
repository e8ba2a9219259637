"""Names, types and loads of scans."""

import re
import unicodedata
from itertools import pairwise
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_desktop.domain.attachments import (
    JPEG,
    PDF,
    PNG,
    SUFFIXES,
    Carried,
    Stillness,
    loads,
    media_type_of,
    save_name,
    shown_name,
)

DEVICES = ("CON", "prn", "AUX", "nul", "COM1", "com9", "LPT1", "lpt³", "CONIN$", "conout$")
HOSTILE = [
    *("../../etc/passwd", "..\\..\\windows\\system32\\x.dll", "/etc/shadow", "C:\\boot.ini"),
    *(
        "C:x.pdf",
        "\\\\server\\share\\x.pdf",
        "//server/share",
        "a/b/c.pdf",
        "a\\b\\c.pdf",
        "/",
        "\\",
    ),
    *("..", ".", "...", " . ", "", " ", "\t", "\x00", "x\x00.pdf", "x.pdf\x00.exe", "a\nb.pdf"),
    *(f"{device}" for device in DEVICES),
    *(f"{device}.pdf" for device in DEVICES),
    *(f"{device}.tar.gz" for device in DEVICES[:4]),
    *("con .pdf", " con.pdf", "nul. ", "x.pdf.", "x.pdf ", "x.pdf. .", "x .pdf", ".hidden", "~tmp"),
    *("x.pdf:stream", "x.pdf::$DATA", "a|b.pdf", "a<b>.pdf", 'a"b.pdf', "a?b*.pdf", "$(rm).pdf"),
    *("%00.pdf", "%2e%2e%2fx", "\u202egnp.exe", "a\u202efdp.exe", "\u2066x\u2069.pdf", "\u200b"),
    *("a\u200bb.pdf", "\ufeffx.pdf", "x\u00adx.pdf", "\ue000.pdf", "\ud800.pdf", "\uffff", "𝐱.pdf"),
    *("Tờ khai".encode().decode(), unicodedata.normalize("NFD", "Tờ khai đăng ký.pdf")),
    *("a" * 300, "ấ" * 300 + ".pdf", "." * 300, " " * 300, "../" * 100 + "x", "x" * 300 + ".exe"),
    *("-rf.pdf", "--help", "desktop.ini", "autorun.inf", "x.lnk", "x.exe", "x.pdf.exe", "x.scr"),
]
"""T-PATH: 80 names that have done harm elsewhere."""


def test_there_are_enough_hostile_names() -> None:
    assert len(HOSTILE) >= 80


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", [PDF, JPEG, PNG])
def test_a_hostile_name_becomes_a_plain_file_in_the_chosen_folder(name: str, kind: str) -> None:
    check_saved(save_name(name, kind), kind)
    check_shown(shown_name(name))


@given(st.text(max_size=400), st.sampled_from(sorted(SUFFIXES)))
def test_any_name_becomes_a_plain_one(name: str, kind: str) -> None:
    check_saved(save_name(name, kind), kind)
    check_shown(shown_name(name))
    assert shown_name(shown_name(name)) == shown_name(name)


def check_saved(saved: str, kind: str) -> None:
    assert saved.endswith(SUFFIXES[kind])
    assert PurePosixPath(saved).name == PureWindowsPath(saved).name == saved
    assert not PureWindowsPath(saved).is_reserved()
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', saved)
    assert not saved.startswith((".", " ", "-", "~"))
    assert len(saved) <= 100
    assert (Path("chosen") / saved).parent == Path("chosen")
    check_shown(saved)


def check_shown(shown: str) -> None:
    assert shown
    assert not {unicodedata.category(x) for x in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert unicodedata.is_normalized("NFC", shown)


def test_a_vietnamese_name_stays_readable() -> None:
    assert shown_name("C:\\Quét\\Tờ khai.PDF") == "Tờ khai.PDF"
    assert save_name("Tờ khai.PDF", PDF) == "Tờ khai.pdf"
    assert save_name("ảnh.png", JPEG) == "ảnh.jpg"


def test_a_type_is_told_by_its_first_bytes_alone() -> None:
    assert media_type_of(b"%PDF-1.7") == PDF
    assert media_type_of(b"\xff\xd8\xff\xe0xxxx") == JPEG
    assert media_type_of(b"\x89PNG\r\n\x1a\n") == PNG
    for start in (b"", b"PK\x03\x04xxxx", b"MZxxxxxx", b"GIF89axx", b"%PDF", b" %PDF-1.", b"II*\0"):
        assert media_type_of(start) is None


SCANS = st.lists(
    st.builds(Carried, st.text("0123456789abcdef", min_size=2, max_size=2), st.integers(1, 50)),
    max_size=40,
    unique_by=lambda scan: scan.digest,
)


@given(SCANS, st.integers(1, 5), st.integers(50, 120))
def test_every_scan_goes_once_in_order_and_no_package_is_too_full(
    scans: list[Carried], most: int, room: int
) -> None:
    spread = loads([*scans, *scans], most=most, room=room)
    assert [scan for load in spread for scan in load] == scans
    assert all(0 < len(load) <= most for load in spread)
    assert all(sum(scan.size for scan in load) <= room for load in spread)
    for one, two in pairwise(spread):
        assert len(one) == most or sum(x.size for x in one) + two[0].size > room


def test_a_scan_is_taken_when_its_size_has_been_still_for_two_seconds() -> None:
    still = Stillness()
    assert still.settled({"old.pdf": 5}, 0.0) == []
    assert still.settled({"old.pdf": 5, "new.pdf": 10}, 1.0) == []
    assert still.settled({"old.pdf": 5, "new.pdf": 20}, 2.0) == []
    assert still.settled({"old.pdf": 5, "new.pdf": 20}, 3.9) == []
    assert still.settled({"old.pdf": 5, "new.pdf": 20}, 4.0) == ["new.pdf"]
    assert still.settled({"old.pdf": 5, "new.pdf": 20}, 9.0) == []


def test_a_scanner_that_uses_one_name_again_is_heard_again() -> None:
    still = Stillness()
    still.settled({}, 0.0)
    still.settled({"scan.pdf": 7}, 1.0)
    assert still.settled({"scan.pdf": 7}, 3.0) == ["scan.pdf"]
    assert still.settled({}, 4.0) == []
    assert still.settled({"scan.pdf": 7}, 5.0) == []
    assert still.settled({"scan.pdf": 7}, 7.0) == ["scan.pdf"]


def test_an_empty_file_is_no_scan_yet() -> None:
    still = Stillness()
    for at in range(9):
        assert still.settled({"scan.pdf": 0} if at else {}, float(at)) == []
