"""The bundle for whoever helps: what the program is and did, and nobody's name or number."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from ca_desktop.domain.dossiers import Status
from ca_desktop.services.attention import matters
from ca_desktop.services.ports.office import Ports
from ca_desktop.services.ports.rows import DossierFilter
from ca_desktop.services.ports.support import SupportPort

_LONG_NUMBER: Final = re.compile(r"\d{9,}")
"""Identity and phone numbers have nine digits and more; what the program counts has fewer."""

_HIDDEN: Final = "…"


def write_bundle(ports: Ports, folder: Path) -> Path:
    """Write the bundle of an open office into a folder and return its file.

    Raises:
        MachineError: the disk refused.
    """
    path = folder / bundle_name(ports.clock.now())
    ports.pc.make_folder(folder)
    ports.files.write(path, bundle(ports.support, office_state(ports)))
    return path


def bundle_name(now: datetime) -> str:
    """Return the name of a bundle's file."""
    return f"goi-ho-tro-{now:%Y%m%d-%H%M%S}.zip"


def bundle(source: SupportPort, state: Mapping[str, object] | None) -> bytes:
    """Return a bundle.

    Args:
        source: what this computer says.
        state: what an open office says of itself; None of one that does not open.
    """
    texts = {
        "system.json": _json(source.system()),
        "settings.json": _json(source.settings()),
        **{f"logs/{name}": text for name, text in source.logs().items()},
    }
    if state is not None:
        texts["office.json"] = _json(state)
    homes = source.homes()
    return source.pack({name: masked(text, homes).encode() for name, text in texts.items()})


def masked(text: str, homes: Sequence[str]) -> str:
    """Return a text without long numbers and without the folders that name a person."""
    for home in homes:
        text = text.replace(home, "~")
    return _LONG_NUMBER.sub(_HIDDEN, text)


def office_state(ports: Ports) -> Mapping[str, object]:
    """Return figures and codes of an office; no text that a person typed."""
    with ports.reading() as view:
        own, node = view.offices.own(), view.offices.node()
        by_status = {
            status.value: view.dossiers.count(DossierFilter(statuses=(status.value,)))
            for status in Status
        }
        return {
            "kind": own.kind,
            "training": node.training,
            "series": node.series,
            "lives": len(node.earlier) + 1,
            "fits_mark": ports.mark_fits,
            "dossiers": by_status,
            "drafts": len(view.drafts.all()),
            "users": len(list(view.offices.users())),
            "offices": len(view.offices.all()),
            "streams": [{"own": x.own, "events": x.seq} for x in view.journal.streams()],
            "problems": Counter(x.code for x in view.journal.problems()),
            "upkeep": {name: row.at for name, row in view.offices.upkeep().items()},
            "matters": Counter(matter.code for matter in matters(ports)),
        }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
