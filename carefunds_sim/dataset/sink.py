"""A file as HDF5 writes into it, which stays whole for HDF5 when the disk takes no more.

HDF5 cannot close a file that it could not write, and brings Python down at its end. So what the
disk refuses is held in memory until HDF5 has closed, and the error is ours to raise.
"""

from __future__ import annotations

import io
from typing import Any


class Sink(io.RawIOBase):
    """A binary file for reading and writing, without a buffer of its own."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self._at = self._end = 0
        self._refused: list[tuple[int, bytes]] = []
        self._error: OSError | None = None

    def check(self) -> None:
        """Raise the error of the disk, if there was one; nothing more need be written then."""
        if self._error is not None:
            raise self._error

    def readable(self) -> bool:
        """It is."""
        return True

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        self._at = offset + (0, self._at, self._end)[whence]
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def truncate(self, size: int | None = None) -> int:
        """Note how long HDF5 has the file; what it does not write there reads as zeros."""
        self._end = self._at if size is None else size
        return self._end

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer from the file, and from what the disk refused."""
        found = memoryview(buffer).cast("B")
        self._file.seek(self._at)
        there = self._file.readinto(found) or 0
        found[there:] = bytes(len(found) - there)
        for at, data in self._refused:
            first, last = max(at, self._at), min(at + len(data), self._at + len(found))
            if first < last:
                found[first - self._at : last - self._at] = data[first - at : last - at]
        self._at += len(found)
        return len(found)

    def write(self, data: Any) -> int:
        """Write all of it; after the first refusal, hold it."""
        content = memoryview(data).cast("B")
        if self._error is None:
            try:
                self._put(content)
            except OSError as error:
                self._error = error
        if self._error is not None:
            self._refused.append((self._at, bytes(content)))
        self._at += len(content)
        self._end = max(self._end, self._at)
        return len(content)

    def _put(self, content: memoryview) -> None:
        self._file.seek(self._at)
        while content:
            content = content[self._file.write(content) or 0 :]
