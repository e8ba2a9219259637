"""Names that scripts use: kinds of office, and steps of a dossier. Stable."""

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
)
"""Steps a person may ask for."""
