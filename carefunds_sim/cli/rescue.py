"""Results that the disk does not take are kept elsewhere rather than lost."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from carefunds_sim.errors import StorageError


def rescued(write: Callable[[Path], list[Path]], folder: Path) -> list[Path]:
    """Write what was computed into a folder; where that fails, into the system's temporary one.

    Raises
    ------
    StorageError
        The disk did not take it. The error says where the results are, or that they are lost.
    """
    try:
        return write(folder)
    except StorageError as error:
        if error.safe:
            raise
        raise StorageError(str(error), safe=_elsewhere(write)) from error


def _elsewhere(write: Callable[[Path], list[Path]]) -> str:
    """Write into a temporary folder; return what became of the results."""
    try:
        passing = Path(tempfile.mkdtemp(prefix="carefunds_"))
    except OSError:
        return LOST
    try:
        write(passing)
    except StorageError as error:
        return error.safe if error.safe else LOST
    return f"The results are in {passing} instead, a temporary folder: move them from there"


LOST = (
    "Nor does the temporary folder take them: what is not in the folder is lost. Make room, or "
    "give another folder with -o, and give the command again"
)
