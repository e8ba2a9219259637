"""Names that scripts use: kinds of office, steps of a dossier, what can be asked. Stable."""

from ca_desktop.domain.letters import DETAILS, OF_DOSSIER, LetterKind
from ca_desktop.domain.tasks import PARTS

KINDS = ("commune", "centre")
"""Kinds of office."""

IN_HOUSE_STEPS = (
    "assign",
    "take_on",
    "verify",
    "verified",
    "consult",
    "consulted",
    "link",
    "linked",
    "sign",
    "unsigned",
    "payment",
    "paid",
)
"""Steps inside the office, between its officers and the agencies it asks."""

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
    *IN_HOUSE_STEPS,
)
"""Steps a person may ask for."""

CORRECTING = ("correct_result", "correct_case", "correct_papers", "correct_fee")
"""Steps that put right what is written down; the dossier stays where it is."""

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

BATCHES = (LetterKind.RESULTS.value, LetterKind.BATCH.value)
"""Lists of several dossiers."""
