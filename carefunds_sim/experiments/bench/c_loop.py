"""The two-service network as a loop written by hand in C, compiled where there is a compiler."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from carefunds_sim.experiments.bench.network import Levels, Network
from carefunds_sim.experiments.bench.stopwatch import Seconds

SOURCE = "two_services.c"
MOST_SECONDS = 120


class CRun(NamedTuple):
    """One run: how full the services were, events handled, seconds in the loop."""

    levels: Levels
    events: int
    seconds: Seconds


def run_c(network: Network, repeats: int) -> list[CRun] | None:
    """Compile the loop and run it with several seeds; None where it cannot be compiled."""
    with _compiled() as program:
        return None if program is None else [_run(program, network, s + 1) for s in range(repeats)]


def source() -> Path:
    """Return the loop's source: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "benchmarks" / SOURCE
    return inside if inside.is_file() else package.parent / "benchmarks" / SOURCE


@contextmanager
def _compiled() -> Iterator[Path | None]:
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        yield None
        return
    with TemporaryDirectory() as folder:
        program = Path(folder) / "two_services"
        words = [compiler, "-O2", "-o", str(program), str(source()), "-lm"]
        made = subprocess.run(words, capture_output=True, timeout=MOST_SECONDS, check=False)
        yield program if made.returncode == 0 else None


def _run(program: Path, network: Network, seed: int) -> CRun:
    numbers = (
        network.arrivals_per_day, network.beds, network.stay_days, network.share_going_on,
        network.places, network.further_days, network.first_day, network.last_day, seed,
    )  # fmt: skip
    done = subprocess.run(
        [str(program), *map(repr, numbers)],
        capture_output=True, text=True, timeout=MOST_SECONDS, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    levels = Levels(told["beds_occupied"], told["beds_blocked"], told["places_occupied"])
    return CRun(levels, told["events"], Seconds(told["seconds"], told["processor_seconds"]))
