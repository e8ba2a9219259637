"""Drafts that only wait to be sent, and files taken out of whatever a mail program saved."""

import base64
import binascii
import random
import resource
from collections.abc import Callable
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ca_desktop.domain.errors import Cancelled
from ca_desktop.exchange.heaps import gather
from ca_desktop.exchange.mail_drafts import write_draft
from ca_desktop.exchange.parts import LEAST_PART, split
from ca_desktop.services.ports.files import Gathered, Letter

LETTER = Letter(
    recipient="mot-cua@thixa.example", subject="Tệp chuyển số 42 – phần 1/3", text="Kính gửi\n"
)
MAGIC = b"HSDTGOI\0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "usb").mkdir()
    return tmp_path


def package(length: int = 100_000, seed: int = 1) -> bytes:
    return MAGIC + random.Random(seed).randbytes(length)


def saved(folder: Path, data: bytes, name: str = "thu.eml") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def found(folder: Path, *paths: Path) -> list[Gathered]:
    return gather(paths, folder / "inbox")


def contents(gathered: list[Gathered]) -> list[bytes]:
    return [item.whole.read_bytes() for item in gathered if item.whole]


def codes(gathered: list[Gathered]) -> list[str | None]:
    return [item.code for item in gathered]


def mail(*attached: tuple[str, bytes], coding: str = "base64") -> MIMEMultipart:
    message = MIMEMultipart()
    message["Subject"] = Header("Tệp của xã", "utf-8").encode()
    message.attach(MIMEText("Gửi thị xã", "plain", "utf-8"))
    for name, data in attached:
        part = MIMEApplication(data, "octet-stream")
        if coding == "quoted-printable":
            part.set_payload(binascii.b2a_qp(data, istext=False).decode("ascii"))
            part.replace_header("Content-Transfer-Encoding", coding)
        part.add_header("Content-Disposition", "attachment", filename=name)
        message.attach(part)
    return message


# --- going out --------------------------------------------------------------------------------


def test_a_draft_is_a_mail_that_only_waits_to_be_sent(folder: Path) -> None:
    data = package(300_001)
    attached = saved(folder, data, "GOI-1-2-000042-P01-of-03.hsp")
    write_draft(folder / "thu.eml", LETTER, attached)
    raw = (folder / "thu.eml").read_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert (message["X-Unsent"], message["To"]) == ("1", LETTER.recipient)
    assert message["Subject"] == LETTER.subject
    body, (file,) = message.get_body(), list(message.iter_attachments())
    assert body is not None
    assert body.get_content().strip() == "Kính gửi"
    assert file.get_filename() == attached.name
    assert file.get_content() == data
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()


def test_a_draft_that_is_stopped_leaves_nothing(folder: Path) -> None:
    attached = saved(folder, package(5_000_000), "GOI-1-2-000042.hsg")
    for steps in range(6):
        asked = [False] * steps + [True]
        with pytest.raises(Cancelled):
            write_draft(
                folder / "usb" / "thu.eml", LETTER, attached, cancelled=partial(next, iter(asked))
            )
        assert list((folder / "usb").iterdir()) == []


def test_a_draft_without_an_address_leaves_the_line_to_the_person(folder: Path) -> None:
    attached = saved(folder, package(), "a.hsg")
    write_draft(folder / "t.eml", Letter(recipient="", subject="s", text="t"), attached)
    assert message_from_bytes((folder / "t.eml").read_bytes())["To"] is None


# --- coming in --------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [0, 1, 2, 3, 57, 58, 100_000])
def test_what_was_drafted_is_taken_in_as_it_was(folder: Path, length: int) -> None:
    attached = saved(folder, package(length), "a.hsg")
    write_draft(folder / "t.eml", LETTER, attached)
    gathered = found(folder, folder / "t.eml")
    assert contents(gathered) == [attached.read_bytes()]
    assert gathered[0].sources == (folder / "t.eml",)


def forwarded(inner: MIMEMultipart) -> bytes:
    outer = MIMEMultipart()
    outer.attach(MIMEText("Chuyển tiếp"))
    outer.attach(MIMEMessage(inner))
    return outer.as_bytes()


def encoded_whole(inner: MIMEMultipart) -> bytes:
    head = b"MIME-Version: 1.0\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    return head + base64.encodebytes(inner.as_bytes())


def with_bare_line_ends(inner: MIMEMultipart) -> bytes:
    return inner.as_bytes().replace(b"\r\n", b"\n")


def with_line_ends(inner: MIMEMultipart) -> bytes:
    return inner.as_bytes(policy=policy.compat32.clone(linesep="\r\n"))


def from_a_mailbox(inner: MIMEMultipart) -> bytes:
    return b"\r\nFrom a@b Mon Mar  2 09:00:00 2026\r\n" + with_line_ends(inner)


def unclosed(inner: MIMEMultipart) -> bytes:
    return inner.as_bytes().rstrip().rpartition(b"\n--")[0]


def on_one_line(inner: MIMEMultipart) -> bytes:
    head, _, body = inner.as_bytes().partition(b"\n\nSFNEVEdPSQ")
    lines, fence, end = body.partition(b"\n--")
    return head + b"\n\nSFNEVEdPSQ" + lines.replace(b"\n", b"") + fence + end


@pytest.mark.parametrize(
    "form",
    [
        with_bare_line_ends,
        with_line_ends,
        from_a_mailbox,
        forwarded,
        encoded_whole,
        unclosed,
        on_one_line,
    ],
)
def test_mail_programs_save_the_same_file_in_many_ways(
    folder: Path, form: Callable[[MIMEMultipart], bytes]
) -> None:
    data = package()
    path = saved(folder, form(mail(("=?utf-8?b?SMO0?= sơ.bin", data))), "thư của xã")
    assert contents(found(folder, path)) == [data]


def test_quoted_printable_and_plain_attachments_come_out_byte_for_byte(folder: Path) -> None:
    data = package(2_000)
    quoted = saved(folder, mail(("a.bin", data), coding="quoted-printable").as_bytes(), "q.eml")
    plain = b"\r\n".join(
        (
            b"Content-Type: multipart/mixed; boundary=x",
            b"",
            b"--x",
            b"Content-Type: application/octet-stream",
            b"Content-Transfer-Encoding: binary",
            b"",
            data,
            b"--x--",
            b"",
        )
    )
    gathered = found(folder, quoted, saved(folder, plain, "p.eml"))
    assert contents(gathered) == [data, data]


def test_several_attachments_count_and_strange_ones_are_passed_over(folder: Path) -> None:
    first, second = package(1_000, 1), package(1_000, 2)
    path = saved(
        folder,
        mail(("a.hsg", first), ("virus.exe", b"MZ" + bytes(999)), ("x.txt", second)).as_bytes(),
    )
    assert contents(found(folder, path)) == [first, second]


def test_parts_in_mails_and_on_a_stick_come_together(folder: Path) -> None:
    whole = saved(folder, package(4 * LEAST_PART), "GOI-1-2-000042.hsg")
    parts = split(whole, LEAST_PART, folder / "usb" / whole.name)
    mails = []
    for part in parts[:-1]:
        write_draft(part.with_suffix(".eml"), LETTER, part)
        mails.append(part.with_suffix(".eml"))
    heap = [*reversed(mails), mails[0], parts[-1]]
    (one,) = found(folder, *heap)
    assert contents([one]) == [whole.read_bytes()]
    assert one.sources == (*reversed(mails), parts[-1])
    assert [path.suffix for path in (folder / "inbox").iterdir()] == [".hsg"]
    (lacking,) = found(folder, *mails[1:])
    assert (lacking.code, lacking.missing) == ("PARTS-MISSING", (1, 5))
    assert len(list((folder / "inbox").iterdir())) == 1


# --- what is refused --------------------------------------------------------------------------


def nested(deep: int) -> bytes:
    inner = mail(("a.hsg", package(100)))
    for _ in range(deep):
        outer = MIMEMultipart()
        outer.attach(MIMEMessage(inner))
        inner = outer
    return inner.as_bytes()


def groups(deep: int) -> bytes:
    data = b"MIME-Version: 1.0\n"
    for level in range(deep):
        data += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    return data


BASE = mail(("a.hsg", package(600))).as_bytes()
REFUSED = {
    "without one": (mail(("a.pdf", b"%PDF-1.7")).as_bytes(), "MAIL-EMPTY"),
    "text only": (b"MIME-Version: 1.0\nSubject: x\n\nnothing\n", "MAIL-EMPTY"),
    "mails in mails": (nested(100), "MAIL-BAD"),
    "groups in groups": (groups(100), "MAIL-BAD"),
    "endless members": (
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 20_000,
        "MAIL-BAD",
    ),
    "endless header": (b"Content-Type: text/plain\nX: " + b"y" * 2**21 + b"\n\n", "MAIL-BAD"),
    "wrong base64": (BASE[:-300] + b"*" + BASE[-299:], "E-112"),
    "cut base64": (BASE[:-300].rstrip() + b"A", "E-112"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_mail_is_refused_and_leaves_nothing(folder: Path, name: str) -> None:
    data, code = REFUSED[name]
    gathered = found(folder, saved(folder, data))
    assert codes(gathered) == [code]
    assert list((folder / "inbox").iterdir()) == []


def test_a_bad_mail_does_not_hold_up_the_others(folder: Path) -> None:
    good = saved(folder, mail(("a.hsg", package())).as_bytes(), "good.eml")
    bad = saved(folder, nested(100), "bad.eml")
    gathered = found(folder, bad, good)
    assert codes(gathered) == ["MAIL-BAD", None]


def test_a_huge_mail_is_read_in_little_memory(folder: Path) -> None:
    path = folder / "huge.eml"
    line = base64.encodebytes(bytes(57 * 20_000))
    with path.open("wb") as file:
        file.write(b"Content-Type: application/octet-stream\nMIME-Version: 1.0\n")
        file.write(b"Content-Transfer-Encoding: base64\n\n")
        file.write(base64.b64encode(MAGIC + b"a") + b"\n")
        for _ in range(60):
            file.write(line)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (item,) = found(folder, path)
    assert item.whole is not None
    assert item.whole.stat().st_size > 60_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024


def test_reading_mails_can_be_stopped_at_every_step_and_leaves_nothing(folder: Path) -> None:
    path = saved(folder, mail(("a.hsg", package(8_000))).as_bytes())
    whole = saved(folder, package(2 * LEAST_PART), "GOI-1-2-000042.hsg")
    heap = [path, *split(whole, LEAST_PART, folder / "usb" / whole.name)]
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    for item in gather(heap, folder / "inbox", cancelled=count):
        assert item.whole is not None
        item.whole.unlink()
    assert asked > 100
    for steps in [*range(0, asked, 7), asked - 1]:
        left = [False] * steps + [True]
        with pytest.raises(Cancelled):
            gather(heap, folder / "inbox", cancelled=partial(next, iter(left)))
        assert list((folder / "inbox").iterdir()) == []


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None
)
@given(st.lists(st.tuples(st.integers(0, len(BASE) - 1), st.binary(max_size=6)), max_size=6))
@example([(0, b"Content-Type: multipart/mixed; boundary*=utf-7''%00\n")])
@example([(0, b'Content-Type: multipart/mixed; boundary="' + b";" * 5_000 + b'"\n')])
def test_no_damage_of_a_mail_ends_in_anything_but_a_message(
    folder: Path, changes: list[tuple[int, bytes]]
) -> None:
    data = bytearray(BASE)
    for place, put in changes:
        data[place : place + len(put)] = put
    for item in found(folder, saved(folder, bytes(data))):
        assert item.whole is not None or item.code in {"MAIL-EMPTY", "MAIL-BAD", "E-112", "E-102"}
        if item.whole is not None and item.whole.parent == folder / "inbox":
            item.whole.unlink()
    assert list((folder / "inbox").iterdir()) == []
