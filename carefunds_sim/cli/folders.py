"""Where results are written."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from carefunds_sim.errors import CarefundsError

RESULTS = Path("results")
_LONGEST = 120
_DEVICES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789"),
}
"""What Windows takes for a device, with any ending."""

UNTOUCHED = (
    "The stored results are as they were: give the command again, or write elsewhere with -o"
)


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
    """Return a name that every file system takes, and that stays inside the folder it is put in."""
    plain = "".join(c if c.isalnum() or c in "-_." else "_" for c in name).strip(".")
    if len(plain.encode()) > _LONGEST:
        digest = sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
        plain = f"{plain.encode()[:_LONGEST].decode(errors='ignore')}-{digest}"
    device = plain.split(".")[0].upper() in _DEVICES
    return f"_{plain}" if device else plain or "study"
