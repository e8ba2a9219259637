"""What a write touched: the pages that show it refresh."""

from enum import StrEnum


class Topic(StrEnum):
    """What a write touched; pages refresh by it."""

    DOSSIERS = "dossiers"
    TASKS = "tasks"
    MASTER = "master"
    EXCHANGE = "exchange"
    OFFICE = "office"
    PRINTS = "prints"
    DRAFTS = "drafts"
    FEES = "fees"
    PERIODS = "periods"
