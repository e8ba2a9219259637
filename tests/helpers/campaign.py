"""How many cases a randomised test runs: all of a campaign, or a small share of it."""

import os


def size(full: int, share: float = 0.01) -> int:
    """Return ``full`` within a campaign, else its ``share`` (at least 1)."""
    if os.environ.get("CA_CAMPAIGN"):
        return full
    return max(1, int(full * share))
