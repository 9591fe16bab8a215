"""Where results are written."""

from __future__ import annotations

from pathlib import Path

from carefunds_sim.errors import CarefundsError

RESULTS = Path("results")


def folder_of(output: Path | None, name: str) -> Path:
    """Return the folder to write into, after a look at whether it can be made."""
    folder = output or RESULTS / safe(name)
    check_folder(folder)
    return folder


def check_folder(folder: Path) -> None:
    """Refuse, before anything is run, a folder that cannot be made."""
    for part in (folder, *folder.parents):
        if part.exists():
            if not part.is_dir():
                raise CarefundsError(f"cannot write into {folder}: {part} is a file")
            return


def safe(name: str) -> str:
    """Return a name that every file system takes."""
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in name) or "study"
