"""The command that measures what a run costs."""

from __future__ import annotations

import json as json_text
import sys
from typing import Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.screen import say

NOT_EQUAL = 3
"""Exit code when the two engines did not do the same."""


def bench(
    quick: Annotated[
        bool, typer.Option("--quick", help="A smaller area and fewer years with SimPy.")
    ] = False,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Measure sweeps instead: processes, storage, memory.")
    ] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Measure what a run costs, beside SimPy, Ciw and C, and check that the engines are equal.

    Takes about four minutes, the longest for one decade with SimPy; --quick under one.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.bench import extent, measure, sweeps
    from carefunds_sim.report.speed import speed, sweep_speed

    def progress(words: str) -> None:
        if not quiet:
            say(words, sys.stderr)

    if sweep:
        sweep_size = sweeps.QUICK_SWEEP if quick else sweeps.FULL_SWEEP
        found, page = sweeps.measure_sweep(sweep_size, say=progress), sweep_speed
    else:
        size = extent.QUICK if quick else extent.FULL
        found, page = measure.measure(size, say=progress), speed
    if json:
        typer.echo(json_text.dumps(found, allow_nan=False))
    else:
        announce.show(page(found))
    if not found.get("equal", True):
        raise typer.Exit(NOT_EQUAL)
