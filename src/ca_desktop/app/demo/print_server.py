"""A real print server of one's own: CUPS with queues whose paper lands in a folder.

Its back-end does what a printer does: takes the paper of a job when there is paper, and says why
not when there is none. Nothing of the system's own printing is touched.
"""

import grp
import os
import pwd
import shutil
import stat
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVER, ADMIN = "cupsd", "lpadmin"
SYSTEM = Path("/usr/lib/cups")
LONGEST_WAIT = 20.0
LOOK = 0.05
_BREATH = threading.Event()

BACKEND = """#!/bin/sh
# A printer: $1 job, $3 title, $6 file (else standard input); its drawer is a folder.
drawer="{top}/drawers/${{DEVICE_URI#drawer:/}}"
[ $# -eq 0 ] && {{ echo 'direct drawer "Unknown" "Drawer"'; exit 0; }}
cat ${{6:+"$6"}} > "{top}/arriving-$1"
if [ -e "$drawer/no-paper" ]; then
    echo "STATE: +media-empty-error" >&2
    while [ -e "$drawer/no-paper" ]; do sleep 0.1; done
fi
echo "STATE: -media-empty-error" >&2
echo "$3|$4|$5" > "$drawer/$(printf %05d "$1").options"
mv "{top}/arriving-$1" "$drawer/$(printf %05d "$1").pdf"
"""

CONFIG = """
Listen {top}/cups.sock
WebInterface No
Browsing No
DefaultAuthType None
PreserveJobHistory Yes
PreserveJobFiles No
MaxLogSize 0
LogLevel warn
ErrorPolicy stop-printer
JobRetryInterval 1
<Location />
Order allow,deny
Allow all
</Location>
<Location /admin>
Order allow,deny
Allow all
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""

FILES = """
SystemGroup {group}
User {user}
Group {group}
FileDevice Yes
ServerRoot {top}/etc
ServerBin {top}/bin
CacheDir {top}/cache
StateDir {top}/state
RequestRoot {top}/spool
TempDir {top}/spool/tmp
DataDir /usr/share/cups
DocumentRoot {top}
AccessLog {top}/access.log
ErrorLog {top}/error.log
PageLog {top}/page.log
"""

DRIVER = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "DRAWER.PPD"
*Product: "(Drawer)"
*Manufacturer: "Drawer"
*ModelName: "Drawer"
*ShortNickName: "Drawer"
*NickName: "Drawer"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*FileSystem: False
*cupsVersion: 2.4
*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"
*OpenUI *PageSize/Paper: PickOne
*DefaultPageSize: {first}
{sizes}*CloseUI: *PageSize
*OpenUI *PageRegion/Paper: PickOne
*DefaultPageRegion: {first}
{regions}*CloseUI: *PageRegion
*DefaultImageableArea: {first}
{areas}*DefaultPaperDimension: {first}
{dimensions}{custom}*OpenUI *Resolution/Resolution: PickOne
*DefaultResolution: {dots}dpi
*Resolution {dots}dpi/{dots}: ""
*CloseUI: *Resolution
*OpenUI *InputSlot/Tray: PickOne
*DefaultInputSlot: Upper
*InputSlot Upper/Khay 1: ""
*InputSlot Lower/Khay 2: ""
*CloseUI: *InputSlot
"""

CUSTOM = """*MaxMediaWidth: "{width}"
*MaxMediaHeight: "9000"
*HWMargins: 0 0 0 0
*CustomPageSize True: ""
*ParamCustomPageSize Width: 1 points 36 {width}
*ParamCustomPageSize Height: 2 points 36 9000
*ParamCustomPageSize WidthOffset: 3 points 0 0
*ParamCustomPageSize HeightOffset: 4 points 0 0
*ParamCustomPageSize Orientation: 5 int 0 3
"""

PAPERS = {"A4": (595, 842), "A5": (420, 595), "Roll80": (227, 842)}


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of the server.

    Attributes:
        papers: names of `PAPERS`; the first is what the printer takes by itself.
        dots: an inch.
        custom: widest paper in points of any length; 0: only ``papers``.
    """

    name: str
    papers: tuple[str, ...] = ("A4", "A5")
    dots: int = 600
    custom: int = 0


class PrintServer:
    """A running server.

    Attributes:
        socket: what ``CUPS_SERVER`` must say.
    """

    def __init__(self, top: Path) -> None:
        self._top = top
        self.socket = str(top / "cups.sock")

    def add(self, queue: Queue) -> None:
        """Make a queue that takes jobs."""
        driver = self._top / f"{queue.name}.ppd"
        driver.write_text(_driver(queue), encoding="ascii")
        (self._top / "drawers" / queue.name).mkdir(parents=True, exist_ok=True)
        device = f"drawer:/{queue.name}"
        self.run(ADMIN, "-p", queue.name, "-E", "-v", device, "-P", str(driver))

    def remove(self, name: str) -> None:
        """Take a queue away, as when a printer is removed from the system."""
        self.run(ADMIN, "-x", name)

    def stop(self, name: str) -> None:
        """Stop a queue; it still takes jobs."""
        self.run("cupsdisable", name)

    def go_on(self, name: str) -> None:
        """Let a queue print again."""
        self.run("cupsenable", name)

    def refuse(self, name: str) -> None:
        """Let a queue take no more jobs."""
        self.run("cupsreject", name)

    def take_again(self, name: str) -> None:
        """Let a queue take jobs again."""
        self.run("cupsaccept", name)

    def take_paper_out(self, name: str) -> None:
        """Empty the tray."""
        (self._top / "drawers" / name / "no-paper").touch()

    def put_paper_in(self, name: str) -> None:
        """Fill the tray."""
        (self._top / "drawers" / name / "no-paper").unlink()

    def mend(self, name: str) -> None:
        """Let a printer be as it was when it was new."""
        (self._top / "drawers" / name / "no-paper").unlink(missing_ok=True)
        self.go_on(name)
        self.take_again(name)

    def printed(self, name: str) -> Sequence[Path]:
        """Return what came out of a printer, in the order of its jobs."""
        return sorted((self._top / "drawers" / name).glob("*.pdf"))

    def wait_for(self, name: str, paper: str) -> Sequence[Path]:
        """Wait until a paper of this name came out of a printer; return all of that printer."""
        self.wait_until(lambda: any(found.name == paper for found in self.printed(name)))
        return self.printed(name)

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so.

        Raises:
            TimeoutError: it is not, with what the server wrote down.
        """
        end = time.monotonic() + LONGEST_WAIT
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(_log(self._top))
            _BREATH.wait(LOOK)

    def reasons(self, name: str) -> str:
        """Return what the server says about a printer, as its own program tells it."""
        return self.run("lpstat", "-l", "-p", name)

    def run(self, *command: str) -> str:
        """Run a program of the server's."""
        environment = os.environ | {"CUPS_SERVER": self.socket, "LC_ALL": "C"}
        done = subprocess.run(  # noqa: S603 programs of the server, named here
            command, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
        return done.stdout


def lacking() -> str:
    """Return why no server can be started here; empty when it can."""
    for program in (SERVER, ADMIN, "cupsdisable", "lpstat"):
        if shutil.which(program, path=_path()) is None:
            return f"{program} (Debian: cups, cups-client) is not installed"
    if not (SYSTEM / "filter" / "pdftopdf").exists():
        return "pdftopdf (Debian: cups-filters) is not installed"
    return ""


@contextmanager
def print_server(top: Path) -> Iterator[PrintServer]:
    """Run a server in a folder with a short path until the block ends."""
    _furnish(top)
    command = [shutil.which(SERVER, path=_path()) or SERVER, "-f"]
    files = ["-c", str(top / "etc" / "cupsd.conf"), "-s", str(top / "etc" / "cups-files.conf")]
    with subprocess.Popen([*command, *files], stdout=subprocess.DEVNULL) as process:  # noqa: S603 likewise
        try:
            _wait_for_socket(top, process)
            yield PrintServer(top)
        finally:
            process.terminate()


def _wait_for_socket(top: Path, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + LONGEST_WAIT
    while not (top / "cups.sock").exists():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("cupsd did not start: " + _log(top))
        _BREATH.wait(LOOK)


def _log(top: Path) -> str:
    log = top / "error.log"
    return log.read_text(encoding="utf-8") if log.exists() else "no log"


def _furnish(top: Path) -> None:
    for name in ("etc", "cache", "state", "spool/tmp", "drawers", "bin/backend"):
        (top / name).mkdir(parents=True, exist_ok=True)
    top.chmod(0o755)
    for part in ("filter", "daemon", "cgi-bin", "monitor"):
        if (SYSTEM / part).exists():
            (top / "bin" / part).symlink_to(SYSTEM / part)
    group = "lp" if os.geteuid() == 0 else _own_group()
    values = {"top": top, "user": "lp" if os.geteuid() == 0 else _own_user(), "group": group}
    (top / "etc" / "cupsd.conf").write_text(CONFIG.format(**values), encoding="ascii")
    files = FILES.format(**values).replace(f"SystemGroup {group}", f"SystemGroup {_admins()}")
    (top / "etc" / "cups-files.conf").write_text(files, encoding="ascii")
    backend = top / "bin" / "backend" / "drawer"
    backend.write_text(BACKEND.format(top=top), encoding="ascii")
    backend.chmod(stat.S_IRWXU)


def _driver(queue: Queue) -> str:
    def each(line: str) -> str:
        return "".join(
            line.format(name=name, width=PAPERS[name][0], height=PAPERS[name][1]) + "\n"
            for name in queue.papers
        )

    return DRIVER.format(
        first=queue.papers[0],
        dots=queue.dots,
        sizes=each('*PageSize {name}/{name}: ""'),
        regions=each('*PageRegion {name}/{name}: ""'),
        areas=each('*ImageableArea {name}/{name}: "0 0 {width} {height}"'),
        dimensions=each('*PaperDimension {name}/{name}: "{width} {height}"'),
        custom=CUSTOM.format(width=queue.custom) if queue.custom else "",
    )


def _path() -> str:
    return os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin"])


def _own_user() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _own_group() -> str:
    return grp.getgrgid(os.getegid()).gr_name


def _admins() -> str:
    return "root" if os.geteuid() == 0 else _own_group()
