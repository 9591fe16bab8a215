"""The most memory this process has held."""

from __future__ import annotations

import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_mb() -> float | None:
    """Return the peak of resident memory in megabytes (10^6 bytes); None where it is not told.

    Linux passes the peak of the calling process on to a new one in ``getrusage``, so there it is
    read from the process's own page.
    """
    if STATUS.is_file():
        lines = STATUS.read_text(encoding="utf-8").splitlines()
        peak = next((line for line in lines if line.startswith("VmHWM:")), None)
        return int(peak.split()[1]) * 1024 / 1e6 if peak else None
    if sys.platform == "win32":
        return None
    import resource

    bytes_each = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * bytes_each / 1e6
