"""Makes the golden files of a release: `python -m tests.golden.make`, at a release and never again.

What a release wrote must be readable for ever: its databases, packages, parts, pairing files and
backups are kept here as it wrote them, with what they hold in `facts.json` and a hash of each
file in `SHA256SUMS`. `test_golden.py` reads them with the program of today.
"""

import hashlib
import json
import random
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.helpers import offices
from tests.helpers.scans import png, written

from ca_desktop.domain.version import VERSION
from ca_desktop.services.desk import dossiers
from ca_desktop.services.desk.attachments import attach_files
from ca_desktop.services.exchange import exports, pairing
from ca_desktop.services.office import procedures
from ca_desktop.services.office.backups import back_up
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter

HERE = Path(__file__).resolve().parent
FACTS, SUMS = "facts.json", "SHA256SUMS"
_PASSING = shutil.ignore_patterns("lock", "logs", "outbox", "inbox", "quarantine", "backups")
_PART = 65_536


def make(target: Path) -> None:
    """Make the golden files of this version in a new folder.

    Raises:
        FileExistsError: they are never made anew.
    """
    target.mkdir()
    with TemporaryDirectory() as work:
        facts = _write(Path(work), target)
    (target / FACTS).write_text(json.dumps(facts, sort_keys=True) + "\n")
    (target / SUMS).write_text("".join(f"{digest}  {name}\n" for name, digest in sums(target)))


def sums(folder: Path) -> list[tuple[str, str]]:
    """Return name and SHA-256 of every golden file, in order."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    return [
        (path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in files
    ]


def rows_of(ports: Ports) -> list[list[str | None]]:
    """Return what a clerk sees of every dossier."""
    found = dossiers.dossier_rows(ports, DossierFilter(), order="code")
    return [[x.code, x.status, x.due_at, x.holder_name, x.procedure_name] for x in found]


def _write(work: Path, target: Path) -> dict[str, object]:
    commune, centre = (
        offices.found(work / "commune"),
        offices.found(work / "centre", offices.CENTRE),
    )
    secret = _pair(commune, centre, target / "pairing")
    with offices.opened(commune) as here, offices.opened(centre) as there:
        codes = _work(here, there)
        _scan(here, codes[0], work)
        backup = back_up(here, target / "backup")
        after = offices.take_in(here)
        (first,) = exports.export_packages(here, _made(target / "to_centre"))
        exports.export_packages(there, _made(target / "to_commune"))
        dice = random.Random(VERSION)
        more = [offices.take_in(here, note=dice.randbytes(900).hex()) for _n in range(90)]
        exports.export_packages(here, _made(target / "parts"), part=_PART)
        rows = rows_of(here)
    for name in ("commune", "centre"):
        shutil.copytree(work / name, target / name, ignore=_PASSING)
        shutil.copytree(work / f"{name}.state", target / f"{name}.state")
    return {
        "version": VERSION,
        "secret": secret,
        "backup": backup.folder.name,
        "in_backup": codes,
        "in_first": [*codes, after],
        "first_events": first.events,
        "in_parts": [*codes, after, *more],
        "rows": rows,
    }


def _pair(commune: Path, centre: Path, papers: Path) -> str:
    papers.mkdir()
    offer, request, answer = (papers / name for name in ("a.hspair", "b.hsreq", "c.hsg"))
    with offices.opened(commune) as here, offices.opened(centre) as there:
        made = pairing.make_offer(there, offices.COMMUNE[1], offer)
        pairing.answer_offer(here, offer, made.secret, request)
        pairing.accept_request(there, request, answer)
        pairing.finish_pairing(here, answer)
        return made.code


def _work(here: Ports, there: Ports) -> list[str]:
    """Let a day of work happen; return the codes of its dossiers."""
    codes = [offices.take_in(here) for _n in range(4)]
    dossiers.step_dossier(here, codes[1], "in_process")
    dossiers.step_dossier(here, codes[2], "supplement", note="thiếu ảnh")
    dossiers.step_dossier(here, codes[3], "forward", office=offices.CENTRE[1])
    procedures.publish_catalogue(there)
    return codes


def _scan(ports: Ports, code: str, work: Path) -> None:
    """Put a scan into a dossier."""
    picture = written(work / "scan.png", png())
    attach_files(ports, dossiers.dossier_id_of(ports, code), [picture])


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    make(HERE / VERSION)
