"""The last resort: an error nobody expected is logged without personal data and survived."""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ca_desktop.domain.errors import CaError
from ca_desktop.vault.files import machine_error

_log = logging.getLogger(__name__)


def guarded(work: Callable[[], int], answer: Callable[[BaseException], int]) -> int:
    """Run ``work``; an unexpected error is logged and answered, never a traceback on screen."""
    try:
        return work()
    except CaError as error:
        return answer(error)
    except OSError as error:  # nobody saw it coming, and still it is the machine that refuses
        return answer(machine_error(error, Path(str(error.filename or "."))))
    except Exception as error:  # noqa: BLE001 the one place that catches everything
        log_bug(error)
        return answer(error)


@contextmanager
def logged() -> Iterator[None]:
    """Log what nobody expected while the office's log is still open."""
    try:
        yield
    except CaError:
        raise
    except Exception as error:
        log_bug(error)
        raise


def log_bug(error: BaseException) -> None:
    """Log where an error came from; its text may hold what a citizen typed, so it stays out."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    _log.error("bug %s at %s", type(error).__name__, places)
