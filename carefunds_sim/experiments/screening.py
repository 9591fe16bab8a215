"""Which numbers drive the results: every number of a study moved, one at a time.

The scenarios differ in their arrangement and meet the same people and chances at every point, so
an effect on a difference between arrangements is told apart from an effect on all of them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from carefunds_sim.dataset.provenance import provenance
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import CarefundsError, SimulationError
from carefunds_sim.experiments.display import displayed
from carefunds_sim.experiments.effects import Effects, Points
from carefunds_sim.experiments.executor import execute
from carefunds_sim.experiments.finished import Finished
from carefunds_sim.experiments.progress import Wanted
from carefunds_sim.experiments.radial import Radial
from carefunds_sim.experiments.replicate import nothing_made, ready
from carefunds_sim.scenario.comparison import parts_of
from carefunds_sim.scenario.factor import factors_of

if TYPE_CHECKING:
    from pathlib import Path

    from carefunds_sim.scenario.comparison import StudyDesign
    from carefunds_sim.scenario.scenario import Scenario

TRAJECTORIES = 4


def screen(
    experiment: str | Path | StudyDesign = "screening", *, trajectories: int = TRAJECTORIES,
    replications: int | None = None, seed: int | None = None, engine: str = DEFAULT_ENGINE,
    workers: int | None = None, progress: Wanted = None,
) -> xr.Dataset:  # fmt: skip
    """Return the elementary effects of every number of an experiment's files on what it concludes.

    The variable ``effect`` (trajectory, factor, outcome, replication) is the change of an outcome
    for moving a number over its whole range, as a step of two thirds of the range has it; NaN
    where the runs were not made. Outcomes are those of the baseline, and the differences of the
    other arrangements from it.

    Raises
    ------
    CarefundsError
        The experiment has more than one area or squeeze, or nothing in it can move.
    SimulationError
        No run could be finished.
    """
    design = _design(experiment)
    scenarios = _baseline_first(design)
    factors = factors_of(scenarios)
    if not factors:
        raise CarefundsError(f"experiment '{design.name}' has no number that may move")
    key = design.run.seed if seed is None else seed
    radial = Radial.drawn(trajectories, len(factors), seed=key)
    points = Points(scenarios, key, engine, factors, radial)
    effects = Effects(points, replications or design.run.replications)
    finished = Finished(effects.keep)
    with displayed(progress) as on_progress:
        ready(engine, effects.expected(), on_progress)
        execute(points, effects, finished, workers=workers, progress=on_progress)
    if np.isnan(effects.values).all():
        raise SimulationError(nothing_made(finished))
    found = effects.dataset()
    found.attrs = provenance(
        scenarios, seed=key, engine=engine, study=design.name, baseline=design.baseline
    ) | _how(scenarios, trajectories, finished)
    return found


def _how(
    scenarios: tuple[Scenario, ...], trajectories: int, finished: Finished
) -> dict[str, str | int]:
    """Attributes that say what was screened, and what is missing."""
    failures = [failure.message[:300] for failure in finished.failures.values()]
    return {
        "scenarios": json.dumps({scenario.name: scenario.hash for scenario in scenarios}),
        "trajectories": trajectories,
        "runs": len(finished),
        "interrupted": int(finished.interrupted),
        "incomplete": int(finished.interrupted or bool(failures)),
        "failures": json.dumps(failures[:20]),
    }


def _design(experiment: str | Path | StudyDesign) -> StudyDesign:
    from carefunds_sim.scenario.comparison import StudyDesign
    from carefunds_sim.scenario.load import load_experiment

    design = experiment if isinstance(experiment, StudyDesign) else load_experiment(experiment)
    for kind in ("area", "squeeze"):
        names = dict.fromkeys(getattr(s, kind).name for s in design.scenarios)
        if len(names) > 1:
            raise CarefundsError(f"a screening takes one {kind} (got {', '.join(names)})")
    return design


def _baseline_first(design: StudyDesign) -> tuple[Scenario, ...]:
    def other(scenario: Scenario) -> bool:
        return design.baseline not in parts_of(scenario)

    return tuple(sorted(design.scenarios, key=other))
