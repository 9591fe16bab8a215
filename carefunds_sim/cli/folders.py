"""Where results and files are written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from carefunds_sim.errors import CarefundsError, StorageError

RESULTS = Path("results")
_LONGEST = 120
_DEVICES = {"CON", "PRN", "AUX", "NUL"} | {f"{p}{n}" for p in ("COM", "LPT") for n in range(1, 10)}
"""Names that Windows takes for a device, with any ending."""

UNTOUCHED = (
    "The stored results are as they were: give the command again, or write elsewhere with -o"
)


def folder_of(output: Path | None, name: str) -> Path:
    """Return the folder to write into, having checked that it can be made."""
    folder = output or RESULTS / safe(name)
    check_folder(folder)
    return folder


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be made, before anything is run."""
    for part in (folder, *folder.parents):
        if part.exists():
            if not part.is_dir():
                raise CarefundsError(f"cannot write into {folder}: {part} is a file")
            return


Given = TypeVar("Given", Path, list[Path], None)


def to_a_file(given: Given) -> Given:
    """Return the file or files that an option names, none of which may be a folder."""
    paths: list[Path] = given if isinstance(given, list) else [given] if given else []
    for path in paths:
        if path.is_dir():
            raise CarefundsError(f"cannot write {path}: it is a folder; name a file in it")
        check_folder(path.parent)
    return given


def safe(name: str) -> str:
    """Return a name that every file system accepts and that cannot lead out of its folder."""
    plain = "".join(c if c.isalnum() or c in "-_." else "_" for c in name).strip(".")
    if len(plain.encode()) > _LONGEST:
        digest = sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
        plain = f"{plain.encode()[:_LONGEST].decode(errors='ignore')}-{digest}"
    device = plain.split(".")[0].upper() in _DEVICES
    return f"_{plain}" if device else plain or "study"


def rescued(write: Callable[[Path], list[Path]], folder: Path) -> list[Path]:
    """Write results into a folder or, if that fails, into the system's temporary one.

    Raises
    ------
    StorageError
        The disk refused it. The error says where the results are, or that they are lost.
    """
    try:
        return write(folder)
    except StorageError as error:
        if error.safe:
            raise
        raise StorageError(str(error), safe=_elsewhere(write)) from error


def _elsewhere(write: Callable[[Path], list[Path]]) -> str:
    """Write into a temporary folder; return a sentence on where the results are now."""
    try:
        temporary = Path(tempfile.mkdtemp(prefix="carefunds_"))
    except OSError:
        return LOST
    try:
        write(temporary)
    except StorageError as error:
        return error.safe if error.safe else LOST
    return f"The results are in {temporary} instead, a temporary folder: move them from there"


LOST = (
    "Nor does the temporary folder take them: what is not in the folder is lost. Make room, or "
    "give another folder with -o, and give the command again"
)
