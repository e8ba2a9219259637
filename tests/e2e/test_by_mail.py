"""Packages by mail: drafted at a commune, saved by whoever got them, taken in at the centre."""

import random
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.helpers import offices
from tests.helpers.stopping import After
from tests.helpers.training import paired_offices

from ca_desktop.domain.errors import Cancelled, InvalidField, UserError
from ca_desktop.exchange.parts import LEAST_PART
from ca_desktop.services.desk import intake
from ca_desktop.services.exchange import exports, imports, mails, previews, standings
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter

ADDRESS = "mot-cua@thixa.example"
MANY = 150


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune with many dossiers that its centre has not heard of."""
    folder = tmp_path_factory.mktemp("pattern")
    with paired_offices(folder) as (commune, _centre):
        dice = random.Random(7)
        given = [offices.dossier(note=dice.randbytes(900).hex()) for _ in range(MANY)]
        intake.receive_dossiers(
            commune.ports, [intake.ReceiveDossier.from_json(item) for item in given]
        )
    return folder


@pytest.fixture
def pair(tmp_path: Path, pattern: Path) -> Iterator[tuple[Ports, Ports]]:
    with paired_offices(tmp_path, pattern) as (commune, centre):
        yield commune.ports, centre.ports


@pytest.fixture
def commune(pair: tuple[Ports, Ports]) -> Ports:
    return pair[0]


@pytest.fixture
def centre(pair: tuple[Ports, Ports]) -> Ports:
    return pair[1]


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


def dossiers_of(ports: Ports) -> int:
    with ports.reading() as view:
        return view.dossiers.count(DossierFilter())


def read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_each_part_gets_a_draft_that_says_what_it_carries(commune: Ports, usb: Path) -> None:
    mails.set_mail_address(commune, offices.CENTRE[1], f" {ADDRESS} ")
    (sent,) = exports.export_packages(commune, usb, part=LEAST_PART, mail=True)
    assert len(sent.drafts) == len(sent.files) > 1
    for number, (file, draft) in enumerate(zip(sent.files, sent.drafts, strict=True), start=1):
        message = read(draft)
        body = message.get_body()
        assert body is not None
        text = body.get_content()
        assert message["To"] == ADDRESS
        assert f"phần {number}/{len(sent.files)}" in message["Subject"]
        assert commune.files.digest(file) in text
        assert file.name in text
        assert draft.name == f"{file.stem}.eml"
        assert "Lò" not in text
        assert "001190" not in draft.read_bytes().decode("ascii")


def test_mails_and_parts_come_together_at_the_centre_in_any_order(
    commune: Ports, centre: Ports, usb: Path
) -> None:
    (sent,) = exports.export_packages(commune, usb, part=LEAST_PART, mail=True)
    heap = [sent.drafts[-1], *sent.files[:1], *sent.drafts[1:-1]]
    (lacking,) = imports.import_packages(centre, sent.drafts[1:])
    assert (lacking.result, lacking.details) == ("waiting", {"parts": "1"})
    (seen,) = previews.preview_packages(centre, heap)
    assert (seen.result, set(seen.files)) == ("ready", set(heap))
    (taken,) = imports.import_packages(centre, seen.files)
    assert (taken.result, taken.events) == ("imported", sent.events)
    assert dossiers_of(centre) == MANY
    assert list((centre.folder / "inbox").iterdir()) == []


def test_without_an_address_or_a_size_the_mail_is_still_drafted(commune: Ports, usb: Path) -> None:
    (sent,) = exports.export_packages(commune, usb, mail=True)
    (draft,) = sent.drafts
    assert read(draft)["To"] is None
    assert sent.files[0].suffix == ".hsg"


def test_an_address_is_checked_and_can_be_taken_back(commune: Ports) -> None:
    code = offices.CENTRE[1]
    for wrong in ("x", "a@b", "a b@c.d", "a@b.c\nBcc: d@e.f", "Tên <a@b.c>", f"{'a' * 250}@b.c"):
        with pytest.raises(InvalidField, match="BAD-ADDRESS"):
            mails.set_mail_address(commune, code, wrong)
    with pytest.raises(UserError, match="NO-SUCH-PEER"):
        mails.set_mail_address(commune, "H99", ADDRESS)
    mails.set_mail_address(commune, code, ADDRESS)
    assert mails.set_mail_address(commune, code, "").address == ""


def test_parts_too_many_are_refused_before_anything_stays(commune: Ports, usb: Path) -> None:
    with pytest.raises(UserError, match="PART-SIZE"):
        exports.export_packages(commune, usb, part=LEAST_PART - 1)
    assert list(usb.iterdir()) == []
    assert list((commune.folder / "outbox").glob("*000002.hsg")) == []
    with commune.reading() as view:
        assert view.exchange.written()[0].status == "dropped"


def test_drafting_can_be_stopped_at_every_step_and_leaves_nothing(
    commune: Ports, centre: Ports, usb: Path
) -> None:
    before = set((commune.folder / "outbox").iterdir())
    person = After(10**9)
    (sent,) = exports.export_packages(commune, usb, part=LEAST_PART, mail=True, watch=person.watch)
    for file in (*sent.files, *sent.drafts):
        file.unlink()
    before = set((commune.folder / "outbox").iterdir())
    last = person.asked
    for steps in (*range(0, last - 12, 61), *range(last - 12, last)):
        stopped = After(steps)
        assert (
            exports.export_packages(commune, usb, part=LEAST_PART, mail=True, watch=stopped.watch)
            == []
        )
        assert list(usb.iterdir()) == []
        assert set((commune.folder / "outbox").iterdir()) == before
    (sent,) = exports.export_packages(commune, usb, mail=True)
    assert imports.import_packages(centre, sent.drafts)[0].result == "imported"
    assert dossiers_of(centre) == MANY


def test_a_preview_can_be_stopped_at_every_step_and_leaves_nothing(
    commune: Ports, centre: Ports, usb: Path
) -> None:
    (sent,) = exports.export_packages(commune, usb, part=LEAST_PART, mail=True)
    person = After(10**9)
    previews.preview_packages(centre, sent.drafts, person.watch)
    assert person.asked > 20
    for steps in {*range(0, person.asked, 97), person.asked - 1}:
        with pytest.raises(Cancelled):
            previews.preview_packages(centre, sent.drafts, After(steps).watch)
        assert list((centre.folder / "inbox").iterdir()) == []
        assert list((centre.folder / "quarantine").iterdir()) == []


def test_the_centre_sees_whose_parts_are_missing_until_they_have_come(
    commune: Ports, centre: Ports, usb: Path
) -> None:
    (sent,) = exports.export_packages(commune, usb, part=LEAST_PART, mail=True)
    imports.import_packages(centre, sent.drafts[:1])
    (row,) = standings.standings(centre)
    assert row.missing_parts == tuple(range(2, len(sent.files) + 1))
    imports.import_packages(centre, sent.drafts[1:])
    (row,) = standings.standings(centre)
    assert row.missing_parts == ()
    assert dossiers_of(centre) == MANY
