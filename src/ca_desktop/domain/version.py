"""Which program this is."""

VERSION = "0.1.0"
FIRST = "0.1.0"
"""The version of databases that name none."""

BUILD_DATE = "2026-11-24"
"""A clock before this day is wrong."""
