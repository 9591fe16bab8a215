"""What was measured on: numbers of seconds mean nothing without it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from carefunds_sim.dataset.provenance import git_commit
from carefunds_sim.version import __version__

LIBRARIES = ("numpy", "numba", "simpy", "scipy", "xarray", "ciw")


def machine() -> dict[str, Any]:
    """Return processors, system and versions; ``load`` is how many programs were running."""
    return {
        "carefunds_sim": __version__,
        "commit": git_commit(),
        "cores": _cores(),
        "processor": _processor(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        **{name: _installed(name) for name in LIBRARIES},
    }


def _cores() -> int:
    """Return the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - no file of ours
            models = (line.partition(":")[2].strip() for line in lines if "model name" in line)
            return next(models, platform.processor())
    except OSError:
        return platform.processor()


def _installed(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
