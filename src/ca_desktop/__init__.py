"""CA Desktop: the one-stop desk of a Vietnamese commune, offline first."""

__version__ = "0.1.0"
BUILD_DATE = "2026-11-24"
