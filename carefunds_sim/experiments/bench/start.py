"""What comes before the first run: compiling, loading what is compiled, and the help page."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from carefunds_sim.experiments.bench.fresh import in_fresh_process
from carefunds_sim.experiments.bench.stopwatch import middle, middle_of, timed


@dataclass(frozen=True)
class Start:
    """Seconds before a run can begin.

    ``compile_seconds`` with no machine code kept from earlier calls, None where it was not
    measured; ``ready_seconds`` with what is kept; ``help_seconds`` of ``carefunds --help``, on
    the wall because another process works on it.
    """

    compile_seconds: float | None
    ready_seconds: float
    help_seconds: float


def measure_start(engine: str, repeats: int, *, compile_anew: bool) -> Start:
    """Measure each in new processes."""
    return Start(
        compile_seconds=_compile_seconds(engine) if compile_anew else None,
        ready_seconds=middle_of(
            [in_fresh_process("readiness", engine=engine)["seconds"] for _ in range(repeats)]
        ),
        help_seconds=middle([timed(_ask_for_help)[1] for _ in range(repeats)]).wall,
    )


def _compile_seconds(engine: str) -> float:
    with TemporaryDirectory() as empty:
        found = in_fresh_process("readiness", {"NUMBA_CACHE_DIR": empty}, engine=engine)
    return float(found["seconds"])


def _ask_for_help() -> None:
    words = [sys.executable, "-m", "carefunds_sim", "--help"]
    subprocess.run(words, capture_output=True, check=True)
