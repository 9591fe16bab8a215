"""Who ran a sweep, when and on what: kept beside the store, since it decides no number."""

from __future__ import annotations

import json
import platform
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TOLD = ("platform", "python", "date", "command")


def begin_session(path: Path, command: str) -> None:
    """Note that a process begins to work on a store."""
    said = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "host": socket.gethostname(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "command": command,
    }
    with journal_of(path).open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{json.dumps(said)}\n")


def last_session(path: Path) -> dict[str, Any]:
    """Return date, platform and command of who worked on a store last; nothing if unknown."""
    for line in reversed(lines_of(path)):
        try:
            said = json.loads(line)
        except ValueError:
            continue  # a kill tore it
        if isinstance(said, dict):
            return {key: str(said.get(key, "")) for key in TOLD}
    return {}


def lines_of(path: Path) -> list[str]:
    """Return the journal of a store line by line; a damaged one costs no results."""
    journal = journal_of(path)
    if not journal.exists():
        return []
    return journal.read_text(encoding="utf-8", errors="replace").splitlines()


def journal_of(path: Path) -> Path:
    """Return where the journal of a store is."""
    return path.with_suffix(".log")
