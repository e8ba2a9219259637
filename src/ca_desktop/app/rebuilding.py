"""Building a centre anew, and the sheets of its root, before there is an open office."""

from datetime import datetime
from pathlib import Path

from ca_desktop.app.births import centre_of, reborn
from ca_desktop.app.bootstrap import FoundedOffice, create_office
from ca_desktop.app.clocks import MachineClock
from ca_desktop.app.lazy_documents import LazyPaper
from ca_desktop.app.resources import resources_folder
from ca_desktop.cli.doors import Opening
from ca_desktop.domain.moments import day_text
from ca_desktop.domain.pairing import CentreCard
from ca_desktop.services.keys.key_sheets import recovery_sheet, root_sheet
from ca_desktop.services.machines.lives import LastPapers
from ca_desktop.services.office.offices import Founding


def rebuild_centre(
    folder: Path, past: Path, code: str, opening: Opening, last: LastPapers
) -> FoundedOffice:
    """Build a centre anew in an empty folder: its communes know it under the same root.

    Args:
        folder: the data folder; must not hold an office.
        past: what a commune holds of the centre.
        code: both groups of the root's sheet.
        opening: first account, its passphrase, and the date.
        last: the newest numbers on paper.

    Raises:
        WrongPassphrase, UserError: the sheet is not the root's, the folder holds an office.
        PackageRefused: the file is none, damaged, or not the centre's own.
        MachineError: the folder will not do; nothing of an office stays in it.
    """
    known = centre_of(past)
    bear = reborn(known, code, last)
    founding = Founding(
        kind="centre",
        code=known.card.code,
        name=known.card.name,
        user_name=opening.user or "",
        training=known.card.training,
    )
    return create_office(folder, founding, opening.passphrase, now=opening.now, bear=bear)


def root_sheets(card: CentreCard, code: str, now: datetime | None) -> bytes:
    """Return the PDF of the root's sheets."""
    return LazyPaper(resources_folder()).key_sheet(root_sheet(card, code, _day(now)))


def recovery_page(founded: FoundedOffice) -> bytes:
    """Return the PDF of a new office's recovery code."""
    own = founded.founding
    sheet = recovery_sheet(
        (own.name, own.code), founded.recovery_code, _day(None), training=own.training
    )
    return LazyPaper(resources_folder()).key_sheet(sheet)


def _day(now: datetime | None) -> str:
    return day_text((now or MachineClock().now()).date())
