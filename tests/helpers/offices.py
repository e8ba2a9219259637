"""Offices with made-up people, founded, paired and opened as the program does it."""

import shutil
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from ca_desktop.app import bootstrap
from ca_desktop.app.demo.world import StoryClock
from ca_desktop.app.resources import use_words
from ca_desktop.domain.moments import VIETNAM
from ca_desktop.services.desk import intake
from ca_desktop.services.exchange import pairing
from ca_desktop.services.office.offices import Founding
from ca_desktop.services.ports.office import Ports
from ca_desktop.store.tables import PROJECTIONS

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
COMMUNE = ("commune", "H19.12.34", "Xã Bình Minh")
CENTRE = ("centre", "H19.12", "Thị xã Làm Mẫu")
PERSON: Mapping[str, object] = {"name": "Lò Thị Én", "id_number": "001190123456", "birth": "1990"}


def found(folder: Path, office: tuple[str, str, str] = COMMUNE) -> Path:
    """Found a training office and return its data folder."""
    found_with_codes(folder, office)
    return folder


def found_with_codes(
    folder: Path, office: tuple[str, str, str] = COMMUNE
) -> bootstrap.FoundedOffice:
    """Found a training office and return what goes on paper."""
    use_words()
    kind, code, name = office
    founding = Founding(kind=kind, code=code, name=name, user_name="Cán bộ Làm Mẫu", training=True)
    return bootstrap.create_office(folder, founding, None, now=NOW)


def opened(folder: Path) -> AbstractContextManager[Ports]:
    """Open a training office on the day of `NOW`."""
    return bootstrap.open_office(folder, clock=StoryClock(NOW))


def pair(commune: Path, centre: Path, papers: Path) -> None:
    """Pair a commune with a centre."""
    papers.mkdir()
    offer, request, answer = (papers / name for name in ("a.hspair", "b.hsreq", "c.hsg"))
    with opened(commune) as here, opened(centre) as there:
        made = pairing.make_offer(there, COMMUNE[1], offer)
        pairing.answer_offer(here, offer, made.secret, request)
        pairing.accept_request(there, request, answer)
        pairing.finish_pairing(here, answer)


def copy(source: Path, target: Path) -> Path:
    """Put an office, with the mark of its life, in the place of another; return the place."""
    for beside in ("", ".state"):
        place = target.with_name(target.name + beside)
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(source.with_name(source.name + beside), place)
    return target


def dossier(**changes: object) -> dict[str, object]:
    """Return the input of an intake."""
    return {"procedure": "1.004873", "applicant": dict(PERSON), **changes}


def take_in(ports: Ports, **changes: object) -> str:
    """Take one dossier in and return its code."""
    return intake.receive_dossier(ports, intake.ReceiveDossier.from_json(dossier(**changes))).code


def rows(ports: Ports, table: Table) -> list[Any]:
    """Return every row of a table."""
    view: Any = ports.reading()
    with view:
        return list(view._connection.execute(table.select()))


def tables(ports: Ports) -> dict[str, list[str]]:
    """Return every table that follows from the journal, row for row, and the search index."""
    view: Any = ports.reading()
    with view:
        connection = view._connection
        found_rows = {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in PROJECTIONS
        }
        words = connection.exec_driver_sql("SELECT rowid, words FROM dossier_search")
        return found_rows | {"search": sorted(map(repr, words))}
