"""Letters written and saved as files in one go, for scripts and for who has no printer."""

from dataclasses import dataclass
from pathlib import Path

from ca_desktop.domain.errors import UserError
from ca_desktop.services.desk.letter_papers import draw_letter, log_sheet
from ca_desktop.services.desk.letters import IssuedLetter, IssueLetter, issue_letter
from ca_desktop.services.on_disk import is_folder
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedLetter:
    """A letter in a file."""

    issued: IssuedLetter
    path: Path
    touched: frozenset[Topic]


def save_letter(ports: Ports, code: str, wish: IssueLetter, folder: Path) -> SavedLetter:
    """Write a letter, do what it does to its dossier, and save its paper in ``folder``.

    Raises:
        UserError: NO-SUCH-FILE the folder is not there; nothing was written.
        NotFound, NotAllowedNow, InvalidField: as `issue_letter` says.
        MachineError: the disk refused; the letter stands and may be printed again.
    """
    if not is_folder(folder):
        raise UserError("NO-SUCH-FILE", path=str(folder))
    issued = issue_letter(ports, code, wish)
    drawn = draw_letter(ports, issued.dossier_id, issued.sheet)
    path = folder / f"{code}-{wish.kind.value}-{issued.sheet[:8]}.pdf"
    ports.files.write(path, drawn.pdf)
    with ports.writing() as uow:
        log_sheet(uow, issued.dossier_id, issued.sheet, drawn.reprint)
        uow.commit()
        return SavedLetter(issued=issued, path=path, touched=issued.touched | uow.touched)
