"""What an ordinary file holds, as bytes or as text: bounded, in UTF-8, without control characters.

A path that cannot be read so is a fault with its line; nothing here knows what the text means.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.scenario.catalogue import readable_path

LARGEST = 500_000
"""Bytes that a file may have unless another bound is given: four shipped areas in full.

A huge file would fill the memory before anything could be said of it.
"""

MISSING = "there is no such file"
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Never to wait for what is to be read, nor to change a byte of it on Windows."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text needs and that a terminal may obey."""


def unusable(path: Path, line: int, sentence: str) -> ScenarioError:
    """Return the error that a file cannot be used at all."""
    return ScenarioError([Fault(readable_path(path), line, sentence)])


def hindrance(path: Path, *, largest: int = LARGEST) -> str:
    """Return why a path cannot be read as a file, or nothing: a pipe or device would never end."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return "this link leads to no file" if path.is_symlink() else MISSING
    except (NotADirectoryError, ValueError):  # a file where a folder should be; a null character
        return MISSING
    except OSError as error:
        return _unreadable(error)
    if stat.S_ISDIR(found.st_mode):
        return "this is a folder; name a file"
    if not stat.S_ISREG(found.st_mode):
        return "this is not an ordinary file but a pipe, a socket or a device"
    return _too_large(found.st_size, largest) if found.st_size > largest else ""


def bytes_of(path: Path, *, largest: int = LARGEST) -> bytes:
    """Return what an ordinary file holds.

    Raises ScenarioError when there is no such file, or it is none, cannot be read, or is too large.
    """
    if said := hindrance(path, largest=largest):
        raise unusable(path, 1, said)
    try:
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            found = file.read(largest + 1) or b""  # what has no end may have a size of 0
    except OSError as error:
        raise unusable(path, 1, _unreadable(error)) from None
    if len(found) > largest:
        raise unusable(path, 1, _too_large(len(found), largest))
    return found


def text_of(path: Path, *, largest: int = LARGEST) -> str:
    """Return the text of a file in UTF-8.

    Raises ScenarioError as for ``bytes_of``; or it is not text in UTF-8, or holds control
    characters.
    """
    found = bytes_of(path, largest=largest)
    try:
        text = found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = found[: error.start].count(b"\n") + 1
        raise unusable(path, line, "the file must be text in UTF-8") from None
    control = CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise unusable(path, line, f"the file {no_control(control[0])}")
    return text


def no_control(character: str) -> str:
    """Return the sentence that a control character must not be there."""
    return f"must not hold control characters (got U+{ord(character):04X})"


def _too_large(size: int, largest: int) -> str:
    return f"the file must have at most {largest // 1000:,} kB (got {-(-size // 1000):,} kB)"


def _unreadable(error: OSError) -> str:
    said = error.strerror or str(error)
    return f"the file cannot be read: {said[:1].lower()}{said[1:]}"
