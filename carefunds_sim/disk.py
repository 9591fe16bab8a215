"""Files that are written aside and put in place whole, and what is said when the disk refuses."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from carefunds_sim.errors import StorageError

NO_ROOM = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EIO") if hasattr(errno, name)
)
"""Errors of a disk that is full or broken, as opposed to a path that cannot be written to."""


@contextmanager
def draft(target: Path) -> Iterator[Path]:
    """Yield a new file beside the target, which takes its place when it has been written.

    Whatever goes wrong, the target is the old file or the new one, and nothing is left beside it.
    A device or a pipe has no old content to keep, and is written to as it is.

    Raises
    ------
    StorageError
        The disk does not take it.
    """
    with needed(target):
        if target.exists() and not target.is_file():
            yield target
            return
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
        home = Path(os.path.realpath(target))  # a link stays a link
        home.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".part_", suffix=home.suffix, dir=home.parent)
        os.close(handle)
        aside = Path(name)
        try:
            yield aside
            aside.chmod(0o666 & ~_umask())
            aside.replace(home)
        finally:
            aside.unlink(missing_ok=True)


def put(target: Path, content: str | bytes) -> Path:
    """Write a file in one step, text as UTF-8 with plain line ends; StorageError where it fails."""
    data = content.encode() if isinstance(content, str) else content
    with draft(target) as aside:
        aside.write_bytes(data)
    return target


@contextmanager
def needed(path: Path) -> Iterator[None]:
    """Turn what a disk refuses into a sentence about the file that could not be written."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {_why(error, path)}") from error


@contextmanager
def assured(safe: str) -> Iterator[None]:
    """Add to what a disk refused or a signal cut short what is safe, where nobody has said it."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise KeyboardInterrupt(*(error.args or (f"interrupted. {safe}",))) from error
    except StorageError as error:
        if error.safe:
            raise
        raise StorageError(str(error), safe=safe) from error


def _why(error: OSError, path: Path) -> str:
    refused = isinstance(error, IsADirectoryError | PermissionError)  # as Windows calls it
    if refused and path.is_dir():
        return "it is a folder, where a file belongs: move it away"
    said = os.strerror(error.errno) if error.errno else str(error)
    if isinstance(error, PermissionError) and path.exists():
        return f"{said}; close it if another program, such as Excel, has it open"
    return said


def _umask() -> int:
    """Return the mask that new files get: a temporary file is for its owner only otherwise."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
