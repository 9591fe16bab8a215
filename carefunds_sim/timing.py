"""How long a step of a study took, for the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def timed(log: logging.Logger, step: str) -> Iterator[None]:
    """Log how long a step took, also where it fails."""
    started = time.monotonic()
    try:
        yield
    finally:
        log.info("%s: %.2f s", step, time.monotonic() - started)
