"""The program's log: what it did and where it failed, never whom it was about."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ca_desktop.store.driver import log_to

LARGEST = 1024**2
"""Bytes; a larger log becomes ``….1`` at the next start, and the one before it goes."""

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


@contextmanager
def logging_into(folder: Path) -> Iterator[None]:
    """Send the log of the block, and the cipher's own complaints, into a folder that exists.

    A log that cannot be written stops nothing.
    """
    own, cipher = folder / "ca-desktop.log", folder / "cipher.log"
    for path in (own, cipher):
        with suppress(OSError):
            if path.stat().st_size > LARGEST:
                path.replace(path.with_name(f"{path.name}.1"))
    logger = logging.getLogger("ca_desktop")
    handler = logging.FileHandler(own, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(_FORMAT))
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    log_to(cipher)
    try:
        yield
    finally:
        log_to(None)
        logger.setLevel(before)
        logger.removeHandler(handler)
        handler.close()
