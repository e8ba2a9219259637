"""A promise that is not kept: how a citizen is told, and what is told on the telephone."""

from enum import StrEnum


class Telling(StrEnum):
    """How a citizen was told something about a dossier."""

    PHONE = "phone"
    SMS = "sms"
    LETTER = "letter"
    DESK = "desk"
