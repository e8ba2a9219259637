"""Paper as a real CUPS queue receives it, through the program's own way of printing."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.helpers.offices import take_in
from tests.helpers.slips import LONG, ORDINARY, RESOURCES

from ca_desktop.app.demo.print_server import PrintServer, Queue, lacking, print_server
from ca_desktop.documents.slips import SlipPress
from ca_desktop.documents.trial_slips import trial_slip
from ca_desktop.domain.errors import MachineError
from ca_desktop.domain.printers import SpoolState
from ca_desktop.services.desk.printing import print_desk
from ca_desktop.services.desk.slips import draw_slip
from ca_desktop.services.office.printers import PrinterChoice, choose_printer, printer_choice
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.paper import (
    ROLL_DOTS,
    TRIAL_CODE,
    SlipData,
    SlipLayout,
    TrialLayout,
)
from ca_desktop.services.ports.prints import PaperForm, PrintJob
from ca_desktop.ui.printing import press
from ca_desktop.ui.printing.cups_spooler import cups_library
from ca_desktop.ui.printing.queues import system_spooler
from ca_desktop.ui.printing.rasters import ink_of
from ca_desktop.ui.printing.spoolers import Spooler
from ca_desktop.ui.printing.spooling import Wish
from ca_desktop.ui.told import Told
from ca_desktop.ui.windows.main_window import MainWindow

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "-")

CODE = ORDINARY.dossier_code
WAIT = 15_000
QUEUES = (
    Queue("laser", ("A4", "A5"), 600),
    Queue("only-a4", ("A4",), 600),
    Queue("thermal", ("Roll80",), 203, custom=240),
    Queue("short-roll", ("Roll80",), 203),
    Queue("dot-matrix", ("A5", "A4"), 180),
)


def ask_here(socket: str | None) -> None:
    """Let this thread ask another server: the library looks at the environment once a thread."""
    library = cups_library()
    if library is not None:
        library.cupsSetServer(socket.encode() if socket else None)


@pytest.fixture(scope="module")
def server() -> Iterator[PrintServer]:
    """One server for all: its socket needs a short path."""
    with (
        tempfile.TemporaryDirectory(prefix="cups") as top,
        print_server(Path(top)) as running,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("CUPS_SERVER", running.socket)
        ask_here(running.socket)
        for queue in QUEUES:
            running.add(queue)
        yield running
        ask_here(None)


@pytest.fixture(autouse=True)
def paper() -> None:
    """Nothing is kept from the printers here: they are the server's own."""


@pytest.fixture
def spooler(server: PrintServer) -> Spooler:
    return system_spooler()


def slip(layout: SlipLayout, data: SlipData = ORDINARY) -> bytes:
    return SlipPress(RESOURCES).slip(data, layout)


def send(printer: str, pdf: bytes, *, copies: int = 1, tray: str = "") -> press.Printed:
    choice = PrinterChoice(printer=printer, copies=copies, tray=tray)
    return press.print_pdf(pdf, title=CODE, choice=choice)


def came_out(server: PrintServer, printed: press.Printed) -> Path:
    """The paper of a job, once the printer has it."""
    name = f"{int(printed.spool):05d}.pdf"
    papers = server.wait_for(printed.printer, name)
    return next(paper for paper in papers if paper.name == name)


def sizes(paper: Path) -> Sequence[tuple[int, int]]:
    """Size of each page in mm, as it lies before a reader."""
    document = pypdfium2.PdfDocument(paper)
    found = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]
    document.close()
    return found


def codes(paper: Path, dots: float = 300) -> Sequence[tuple[str, str]]:
    document = pypdfium2.PdfDocument(paper)
    picture = document[0].render(scale=dots / 72).to_pil()
    document.close()
    return sorted((str(item.format), item.text) for item in zxingcpp.read_barcodes(picture))


def images(paper: Path) -> Sequence[tuple[int, int, int]]:
    """Width, height and bits of a dot of every picture on paper."""
    found = []
    for page in PdfReader(paper).pages:
        for each in page.images:
            image: Any = each.indirect_reference
            drawn = image.get_object()
            found.append((drawn["/Width"], drawn["/Height"], drawn.get("/BitsPerComponent", 1)))
    return found


BOTH = [("Code 128", CODE), ("QR Code", CODE)]


@pytest.mark.parametrize(
    ("printer", "layout", "size", "found"),
    [
        ("laser", "a5", (148, 210), BOTH),
        ("laser", "a4x2", (297, 210), sorted(BOTH * 2)),
        ("dot-matrix", "a5", (148, 210), BOTH[1:]),
    ],
)
def test_paper_comes_out_at_its_size_and_its_codes_read(
    qapp: QApplication,
    server: PrintServer,
    printer: str,
    layout: SlipLayout,
    size: tuple[int, int],
    found: Sequence[tuple[str, str]],
) -> None:
    printed = send(printer, slip(layout))
    paper = came_out(server, printed)
    assert [sorted(found) for found in sizes(paper)] == [sorted(size)]
    read = codes(paper, dots=180 if printer == "dot-matrix" else 300)
    assert set(found) <= set(read)
    assert printed.other_paper == ""
    (image,) = images(paper)
    assert image[2] == 1


def test_what_the_printer_got_is_what_the_document_says(
    qapp: QApplication, server: PrintServer
) -> None:
    """Dot for dot: the queue's picture is the program's own, at the printer's share of dots."""
    pdf = slip("a5")
    paper = came_out(server, send("laser", pdf))
    got, meant = pypdfium2.PdfDocument(paper), pypdfium2.PdfDocument(pdf)
    ours = ink_of(meant[0], 300)
    (image,) = PdfReader(paper).pages[0].images
    theirs = image.image.convert("1") if image.image else None
    assert theirs is not None
    assert abs(theirs.width - ours.width()) <= 1
    ours_black = sum(
        ours.pixelIndex(x, y) == 0 for x in range(0, ours.width(), 7) for y in range(0, 2000, 7)
    )
    theirs_black = sum(
        theirs.getpixel((x, y)) == 0
        for x in range(0, theirs.width - 1, 7)
        for y in range(0, 2000, 7)
    )
    assert ours_black == theirs_black > 0
    got.close()
    meant.close()


def test_a_roll_is_one_picture_of_576_dots_in_two_colours(
    qapp: QApplication, server: PrintServer
) -> None:
    paper = came_out(server, send("thermal", slip("roll80")))
    ((width, height),) = sizes(paper)
    assert width == 80
    assert height > 200
    ((dots, _length, bits),) = images(paper)
    assert (dots, bits) == (ROLL_DOTS, 1)
    assert codes(paper, dots=203.2) == BOTH


def test_a_slip_longer_than_the_roll_of_the_printer_goes_on_below(
    qapp: QApplication, server: PrintServer
) -> None:
    paper = came_out(server, send("short-roll", slip("roll80", LONG)))
    assert len(sizes(paper)) > 3
    assert {size[0] for size in sizes(paper)} == {80}


def test_a_printer_with_other_paper_is_told_apart(qapp: QApplication, server: PrintServer) -> None:
    printed = send("only-a4", slip("a5"))
    assert printed.other_paper == "A4"
    assert ("QR Code", CODE) in codes(came_out(server, printed))
    with pytest.raises(MachineError) as refusal:
        send("short-roll", slip("a5"))
    assert refusal.value.code == "PAPER-REFUSED"


def test_every_page_of_a_long_slip_comes_out(qapp: QApplication, server: PrintServer) -> None:
    pdf = slip("a5", LONG)
    paper = came_out(server, send("laser", pdf))
    assert len(sizes(paper)) == len(pypdfium2.PdfDocument(pdf)) > 1


def test_copies_and_tray_reach_the_printer(qapp: QApplication, server: PrintServer) -> None:
    paper = came_out(server, send("laser", slip("a5"), copies=2, tray="Lower"))
    title, copies, options = paper.with_suffix(".options").read_text("utf-8").split("|")
    assert (title, copies) == (CODE, "2")
    assert "InputSlot=Lower" in options.split()


def test_the_printers_are_listed_with_their_papers_and_trays(
    qapp: QApplication, server: PrintServer
) -> None:
    found = {machine.name: machine for machine in press.machines()}
    assert set(found) >= {queue.name for queue in QUEUES}
    assert found["laser"].papers == ("A4", "A5")
    assert [tray.words for tray in found["laser"].trays] == ["Khay 1", "Khay 2"]


@pytest.mark.parametrize(
    ("spoil", "mend", "code"),
    [
        (PrintServer.stop, PrintServer.go_on, "PRINTER-STOPPED"),
        (PrintServer.refuse, PrintServer.take_again, "PRINTER-STOPPED"),
    ],
)
def test_a_printer_that_does_not_print_is_found_before_the_paper_is_sent(
    qapp: QApplication,
    server: PrintServer,
    spooler: Spooler,
    spoil: Callable[[PrintServer, str], None],
    mend: Callable[[PrintServer, str], None],
    code: str,
) -> None:
    before = dict(spooler.jobs("laser"))
    spoil(server, "laser")
    with pytest.raises(MachineError) as refusal:
        send("laser", slip("a5"))
    mend(server, "laser")
    assert refusal.value.code == code
    assert dict(spooler.jobs("laser")) == before


def test_a_printer_without_paper_says_so_and_prints_when_it_has_some(
    qapp: QApplication, server: PrintServer, spooler: Spooler
) -> None:
    server.take_paper_out("laser")
    stuck = send("laser", slip("a5"))
    server.wait_until(lambda: spooler.trouble("laser") == "PRINTER-PAPER")
    assert spooler.state("laser", stuck.spool) is SpoolState.WAITING
    with pytest.raises(MachineError) as refusal:
        send("laser", slip("a5"))
    assert refusal.value.code == "PRINTER-PAPER"
    server.put_paper_in("laser")
    assert codes(came_out(server, stuck)) == BOTH
    server.wait_until(lambda: spooler.state("laser", stuck.spool) is SpoolState.DONE)
    assert spooler.trouble("laser") is None
    assert not spooler.withdraw("laser", stuck.spool)


def test_a_paper_that_is_stuck_can_be_taken_back(
    qapp: QApplication, server: PrintServer, spooler: Spooler
) -> None:
    server.take_paper_out("only-a4")
    stuck = send("only-a4", slip("a4x2"))
    assert spooler.withdraw("only-a4", stuck.spool)
    assert spooler.state("only-a4", stuck.spool) is SpoolState.LOST
    server.put_paper_in("only-a4")
    assert f"{int(stuck.spool):05d}.pdf" not in [x.name for x in server.printed("only-a4")]


def test_a_printer_that_was_removed_is_gone(
    qapp: QApplication, server: PrintServer, spooler: Spooler
) -> None:
    server.add(Queue("old"))
    send("old", slip("a5"))
    server.remove("old")
    assert spooler.trouble("old") == "PRINTER-GONE"
    with pytest.raises(MachineError) as refusal:
        send("old", slip("a5"))
    assert refusal.value.code == "PRINTER-GONE"


def test_many_printers_and_no_choice_is_a_question_not_a_guess(
    qapp: QApplication, server: PrintServer
) -> None:
    with pytest.raises(MachineError) as refusal:
        send("", slip("a5"))
    assert refusal.value.code == "PRINTER-UNCHOSEN"
    server.run("lpadmin", "-d", "laser")
    assert send("", slip("a5")).printer == "laser"


def test_a_job_of_another_program_is_not_taken_for_ours(
    qapp: QApplication, server: PrintServer, spooler: Spooler, tmp_path: Path
) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(slip("a5", replace(ORDINARY, dossier_code="H19.12.34-261127-0002")))
    server.run("lp", "-d", "laser", "-t", "another", str(other))
    printed = send("laser", slip("a5"))
    assert spooler.jobs("laser")[printed.spool] == CODE


# --- the desk: commit first, print second -----------------------------------------------------


@pytest.fixture
def code(ports: Ports, server: PrintServer) -> Iterator[str]:
    choose_printer(ports, PaperForm.SLIP, PrinterChoice(printer="laser", layout="a5"))
    yield take_in(ports)
    server.mend("laser")


def states(ports: Ports) -> Sequence[tuple[str, str]]:
    return [(job.state, job.reason) for job in jobs(ports)]


def jobs(ports: Ports) -> Sequence[PrintJob]:
    desk = print_desk(ports)
    return [line.job for line in (*desk.waiting, *desk.done) if line.job]


def settled(qtbot: QtBot, window: MainWindow, ports: Ports, state: str, reason: str = "") -> None:
    """Wait until the one paper of the office is so far."""

    def is_so() -> bool:
        window.slips.look()
        return states(ports) == [(state, reason)]

    qtbot.waitUntil(is_so, timeout=WAIT)


def test_a_slip_that_was_kept_by_a_stopped_printer_is_printed_unmarked_later(
    qtbot: QtBot, window: MainWindow, ports: Ports, server: PrintServer, code: str
) -> None:
    before = len(server.printed("laser"))
    server.stop("laser")
    window.slips.print_slip(code, Told(text=f"Đã tiếp nhận {code}."))
    settled(qtbot, window, ports, "failed", "PRINTER-STOPPED")
    assert f"Đã tiếp nhận {code}. Chưa in được giấy hẹn: Máy in" in window.message.text()
    assert "đang tạm dừng" in window.message.text()
    server.go_on("laser")
    window.slips.print_slip(code)
    settled(qtbot, window, ports, "printed")
    assert len(server.printed("laser")) == before + 1
    assert draw_slip(ports, code).reprint == 1


def test_paper_that_runs_out_behind_a_slip_is_told_and_a_retry_prints_it_once(
    qtbot: QtBot, window: MainWindow, ports: Ports, server: PrintServer, code: str
) -> None:
    before = len(server.printed("laser"))
    server.take_paper_out("laser")
    window.slips.print_slip(code)
    settled(qtbot, window, ports, "sent", "PRINTER-PAPER")
    qtbot.waitUntil(lambda: "hết giấy" in window.message.text(), timeout=WAIT)
    (stuck,) = jobs(ports)
    window.slips.print_slip(code)
    qtbot.waitUntil(lambda: jobs(ports)[0].spool not in {"", stuck.spool}, timeout=WAIT)
    server.put_paper_in("laser")
    settled(qtbot, window, ports, "printed")
    assert len(server.printed("laser")) == before + 1
    assert draw_slip(ports, code).reprint == 1


def test_what_came_out_unnoticed_makes_the_next_one_a_reprint(
    qtbot: QtBot, window: MainWindow, ports: Ports, server: PrintServer, code: str
) -> None:
    before = len(server.printed("laser"))
    window.slips.print_slip(code)
    qtbot.waitUntil(lambda: "Đã gửi" in window.message.text(), timeout=WAIT)
    window.slips._watching.stop()
    server.wait_until(lambda: len(server.printed("laser")) == before + 1)
    assert states(ports) == [("sent", "")]
    window.slips.print_slip(code)
    qtbot.waitUntil(lambda: len(server.printed("laser")) == before + 2, timeout=WAIT)
    qtbot.waitUntil(lambda: not window._context.tasks.writing, timeout=WAIT)
    assert sorted(job.reprint for job in jobs(ports)) == [0, 1]


def test_many_slips_are_told_of_together(
    qtbot: QtBot, window: MainWindow, ports: Ports, server: PrintServer, code: str
) -> None:
    others = [take_in(ports) for _n in range(2)]
    window.slips.print_all([Wish(each) for each in (code, *others)])
    qtbot.waitUntil(
        lambda: "3 phiếu: Đã gửi tới máy in laser." in window.message.text(), timeout=WAIT
    )


def test_the_printer_that_printed_first_is_kept(
    qtbot: QtBot, window: MainWindow, ports: Ports, server: PrintServer, code: str
) -> None:
    server.run("lpadmin", "-d", "dot-matrix")
    choose_printer(ports, PaperForm.SLIP, PrinterChoice(layout="a5"))
    window.slips.print_slip(code)
    settled(qtbot, window, ports, "printed")
    kept = printer_choice(ports, PaperForm.SLIP)
    assert (kept.printer, kept.layout) == ("dot-matrix", "a5")


def test_an_impatient_key_prints_one_slip(
    qtbot: QtBot, window: MainWindow, ports: Ports, server: PrintServer, code: str
) -> None:
    before = len(server.printed("laser"))
    for _press in range(3):
        window.slips.print_slip(code)
    settled(qtbot, window, ports, "printed")
    assert len(server.printed("laser")) == before + 1


@pytest.mark.parametrize(
    ("printer", "layout"),
    [("laser", "a5"), ("laser", "a4x2"), ("laser", "a4"), ("thermal", "roll80")],
)
def test_a_test_slip_comes_out_and_can_be_scanned_back(
    qapp: QApplication, server: PrintServer, printer: str, layout: TrialLayout
) -> None:
    printed = send(printer, trial_slip(RESOURCES, layout))
    dots = 203.2 if printer == "thermal" else 300
    assert {text for _kind, text in codes(came_out(server, printed), dots)} == {TRIAL_CODE}
