"""Names that scripts use: kinds of office, steps of a dossier, what can be asked. Stable."""

from ca_desktop.domain.letters import DETAILS, OF_DOSSIER
from ca_desktop.domain.tasks import PARTS

KINDS = ("commune", "centre")
"""Kinds of office."""

STEPS = (
    "in_process",
    "result_ready",
    "supplement",
    "withdrawn",
    "stopped",
    "forward",
    "accept",
    "recall",
    "take_back",
)
"""Steps a person may ask for."""

ASKS = ("correction", "withdrawal", "papers", "note")
"""What an office may ask of the one that holds a dossier."""

FIELD_OF_PART = {
    part: part.replace("submitter.", "applicant.").replace("holder.", "on_behalf_of.")
    for part in PARTS
}
"""How the command line names what may be put right."""

LETTERS = tuple(kind.value for kind in OF_DOSSIER)
"""Letters about a dossier."""

LETTER_DETAILS = tuple(name for names in DETAILS.values() for name in names)
"""What else some of them say."""
