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
    from carefunds_sim.experiments.bench.extent import FULL, QUICK
    from carefunds_sim.experiments.bench.measure import measure

    if sweep:
        _sweeps(quick=quick, json=json, quiet=quiet)
        return
    found = measure(QUICK if quick else FULL, say=lambda words: _say(words, quiet=quiet))
    if json:
        typer.echo(json_text.dumps(found, allow_nan=False))
    else:
        _show(found)
    if not found["equal"]:
        raise typer.Exit(NOT_EQUAL)


def _sweeps(*, quick: bool, json: bool, quiet: bool) -> None:
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.bench.sweeps import FULL_SWEEP, QUICK_SWEEP, measure_sweep
    from carefunds_sim.report.speed import sweep_speed

    extent = QUICK_SWEEP if quick else FULL_SWEEP
    found = measure_sweep(extent, say=lambda words: _say(words, quiet=quiet))
    if json:
        typer.echo(json_text.dumps(found, allow_nan=False))
    else:
        announce.show(sweep_speed(found))


def _say(words: str, *, quiet: bool) -> None:
    if not quiet:
        say(words, sys.stderr)


def _show(found: dict[str, object]) -> None:
    from carefunds_sim.cli import announce
    from carefunds_sim.report.speed import speed

    announce.show(speed(found))
