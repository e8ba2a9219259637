"""The organisation's slot in the key file: the last way in, when all else is forgotten."""

import hashlib
import logging
from dataclasses import dataclass, field
from pathlib import Path

from ca_desktop.domain.errors import MachineError, NotAllowedNow
from ca_desktop.domain.events.base import Standing
from ca_desktop.domain.events.envelope import LOCAL
from ca_desktop.domain.events.keys import HelpGiven
from ca_desktop.domain.identities import fingerprint
from ca_desktop.domain.roles import Role, require
from ca_desktop.domain.secret_codes import root_seed
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.topics import Topic

MAX_KEY_FILE = 1024**2
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpedOffice:
    """A key file that opens with a new recovery code.

    Attributes:
        recovery_code: for paper; never stored.
    """

    file: Path
    recovery_code: str = field(repr=False)
    touched: frozenset[Topic] = frozenset({Topic.OFFICE})


def ensure_help(ports: Ports) -> None:
    """Let the organisation's slot be that of the root this office stands under.

    An office works without that slot as well: where the disk refuses, the next start tries again.
    """
    with ports.reading() as view:
        pinned, node = view.keys.pinned(), view.offices.node()
    escrow = pinned.escrow_key if pinned else bytes.fromhex(node.escrow_key or "")
    if not escrow:
        return
    try:
        if ports.key_file.helped_by() != fingerprint(escrow):
            ports.key_file.let_help(escrow)
            _log.info("the organisation has a slot in the key file")
    except MachineError as error:
        _log.warning("the key file takes no slot of the organisation: %s", error.code)


def help_open(ports: Ports, path: Path, code: str) -> HelpedOffice:
    """Open the key file of an office that has no other way in (centre).

    Args:
        ports: the outside world.
        path: of the other office's key file, or a copy; it is written anew.
        code: both groups of the root's sheet.

    Raises:
        NotAllowedNow: NOT-CENTRE.
        WrongPassphrase: the code is mistyped.
        UserError: NO-HELP-SLOT, NO-SUCH-FILE.
    """
    require(ports.actor.roles, Role.ADMIN)
    with ports.reading() as view:
        if view.offices.own().kind != "centre":
            raise NotAllowedNow("NOT-CENTRE")
    before = hashlib.sha256(ports.files.read(path, MAX_KEY_FILE)).hexdigest()
    recovery_code = ports.key_file.open_with_root(path, root_seed(code))
    with ports.writing() as uow:
        uow.record(HelpGiven(digest=before), Standing(audience=LOCAL))
        uow.commit()
    return HelpedOffice(file=path, recovery_code=recovery_code)
