"""What is measured in processes of their own: memory, the start, a larger area; and on what."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from carefunds_bench.extent import Size, default_area
from carefunds_bench.parts import Seconds, middle, middle_of, timed, worked
from carefunds_sim.dataset.provenance import git_commit
from carefunds_sim.errors import SimulationError
from carefunds_sim.version import __version__

STATUS = Path("/proc/self/status")


def peak_mb() -> float | None:
    """Return the peak of resident memory in megabytes (10^6 bytes); None where it is not known.

    Linux passes the peak of the calling process on to a new one in ``getrusage``, so there it is
    read from the process's own page.
    """
    if STATUS.is_file():
        lines = STATUS.read_text(encoding="utf-8").splitlines()
        peak = next((line for line in lines if line.startswith("VmHWM:")), None)
        return int(peak.split()[1]) * 1024 / 1e6 if peak else None
    if sys.platform == "win32":
        return None
    import resource  # not on Windows

    bytes_each = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * bytes_each / 1e6


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


def measure_start(engine: str, repeats: int, *, compile_anew: bool) -> dict[str, float | None]:
    """Return the seconds before a run can begin, each measured in new processes.

    ``compile_seconds`` with no machine code kept from earlier calls, None where it was not
    measured; ``ready_seconds`` with what is kept; ``help_seconds`` of ``carefunds --help``, on
    the wall because another process works on it.
    """
    return {
        "compile_seconds": _compile_seconds(engine) if compile_anew else None,
        "ready_seconds": middle_of(
            [in_fresh_process(measure_readiness, engine=engine)["seconds"] for _ in range(repeats)]
        ),
        "help_seconds": middle([timed(_ask_for_help)[1] for _ in range(repeats)]).wall,
    }


def _compile_seconds(engine: str) -> float:
    with TemporaryDirectory() as empty:
        found = in_fresh_process(measure_readiness, {"NUMBA_CACHE_DIR": empty}, engine=engine)
    return float(found["seconds"])


def _ask_for_help() -> None:
    words = [sys.executable, "-m", "carefunds_sim", "--help"]
    subprocess.run(words, capture_output=True, check=True)


def measure_size(size: Mapping[str, Any], engine: str, repeats: int) -> dict[str, Any]:
    """Run the default area in a size; return the seconds of a run and the peak of memory."""
    from carefunds_sim.engines import simulate, warm_up  # a new process pays for it here

    scenario = default_area(Size(**size))
    warm_up(engine)
    before = peak_mb()
    several: list[Seconds] = []
    for replication in range(repeats):
        run, taken = timed(partial(simulate, scenario, replication=replication, engine=engine))
        several.append(taken)
    typical = middle(several[1:] or several)
    population = (
        scenario.area.residents.population.value.values() if scenario.area.residents else ()
    )
    return {
        "residents": round(sum(population) * scenario.run.scale),
        "events": run.event_count,
        "first_seconds": several[0].processor,
        "seconds": typical.processor,
        "wall_seconds": typical.wall,
        "peak_mb": peak_mb(),
        "peak_mb_before": before,
    }


def measure_readiness(engine: str) -> dict[str, Any]:
    """Make an engine ready and return how long that took."""
    started = worked()
    from carefunds_sim.engines import warm_up  # whose loading is what is timed

    warm_up(engine)
    return {"seconds": worked() - started}


def in_fresh_process(
    measure: Callable[..., dict[str, Any]], environment: Mapping[str, str] | None = None,
    **given: Any,
) -> Any:  # fmt: skip
    """Return what a function of this package measures in a new process.

    Raises
    ------
    SimulationError
        The process failed.
    """
    function = f"{measure.__module__}:{measure.__name__}"
    words = [sys.executable, "-m", __spec__.name, function, json.dumps(given)]
    done = subprocess.run(
        words, env={**os.environ, **(environment or {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise SimulationError(f"a process for {measure.__name__} failed: {last}")
    return json.loads(done.stdout)


if __name__ == "__main__":
    module, _, name = sys.argv[1].partition(":")
    print(json.dumps(getattr(import_module(module), name)(**json.loads(sys.argv[2]))))
