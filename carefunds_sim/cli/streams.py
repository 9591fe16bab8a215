"""Standard output and error that a closed pipe or a full disk does not bring down.

A reader may stop reading, as ``head`` does, and a terminal may close: nothing is said then, and
files are written all the same. Output that a full disk refused is reported at the end.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any

from carefunds_sim.disk import NO_ROOM
from carefunds_sim.errors import CarefundsError, DamagedError, SimulationError, StorageError

GONE = frozenset({errno.EPIPE, errno.EIO, errno.ENXIO, errno.EINVAL})
"""The reader has gone; EINVAL is what Windows says."""


class Output(io.RawIOBase):
    """A stream that remembers its first error and silently takes everything after it."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._error: OSError | None = None

    @property
    def refused(self) -> str:
        """Why output that has a reader was not written; '' if all of it was."""
        error = self._error
        return "" if error is None or error.errno in GONE else str(error.strerror)

    def writable(self) -> bool:
        """Return True: output can always be written."""
        return True

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return bool(self._raw.isatty())

    def fileno(self) -> int:
        """Return the number of the stream."""
        return int(self._raw.fileno())

    def write(self, data: Any) -> int | None:
        """Write what can be written."""
        if self._error is None:
            try:
                written: int | None = self._raw.write(data)
                return written
            except OSError as error:
                self._error = error
        return memoryview(data).nbytes


def guarded(name: str) -> Output | None:
    """Replace ``sys.stdout`` or ``sys.stderr`` by a stream that cannot fail.

    A console that lacks a character shows '?'. Returns None if the system has no such stream.
    """
    stream = getattr(sys, name)
    if stream is None:
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        return None
    if not isinstance(stream, io.TextIOWrapper):
        return None
    output = Output(getattr(stream.buffer, "raw", stream.buffer))
    text = io.TextIOWrapper(
        io.BufferedWriter(output), stream.encoding, "replace",
        line_buffering=stream.line_buffering, write_through=stream.write_through,
    )  # fmt: skip
    setattr(sys, name, text)
    return output


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
