"""Exit codes, and which error has which."""

from __future__ import annotations

from carefunds_sim.disk import NO_ROOM
from carefunds_sim.errors import CarefundsError, DamagedError, SimulationError, StorageError

DEFECT = 1
BAD_INPUT = 2
INCOMPLETE = 3
"""Part of a study failed or was interrupted, a disk refused, or stored results cannot be used."""

INTERRUPTED = "interrupted before all results were written"


def code_of(error: BaseException) -> int:
    """Return the exit code of a command that ends with an error."""
    if isinstance(error, SimulationError | StorageError | DamagedError | KeyboardInterrupt):
        return INCOMPLETE
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return INCOMPLETE
    if isinstance(error, CarefundsError | OSError):
        return BAD_INPUT
    return int(getattr(error, "exit_code", DEFECT))  # what the parser raises carries its own
