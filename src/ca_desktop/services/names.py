"""Names that scripts use: kinds of office, steps of a dossier, what can be asked. Stable."""

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
