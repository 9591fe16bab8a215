"""A function whose Sobol indices are known, by the path of a sweep: design, store, analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from carefunds_sim.analysis.sobol import sobol
from carefunds_sim.dataset.sweeps.store import OUTCOMES
from carefunds_sim.experiments.executors.task import RunResult
from carefunds_sim.experiments.sweep import sweep as sweeping
from carefunds_sim.experiments.sweep.tasks import SweepStudy
from carefunds_sim.scenario.sweep_design import sweep_design

PATHS = ("area.behaviour.refill", "squeeze.need_growth", "arrangement.trust.initial")
FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Of the function of Ishigami and Homma (1990) with a = 7 and b = 0.1 (Saltelli et al. 2008)."""


@dataclass(frozen=True)
class Ishigami(SweepStudy):
    """A sweep whose tasks work out a function of three numbers, in place of delayed days."""

    def _result(self, task, tick):
        one, two, three = (np.pi * (2 * task.settings[path] - 1) for path in PATHS)
        value = np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)
        columns = self._columns[OUTCOMES]
        row = columns.row(task.scenario, {"delayed_days": np.asarray(value)})
        tick(1.0)
        return RunResult({OUTCOMES: np.stack([row] * self.replications)})


def test_indices_are_the_known_ones(scenarios, monkeypatch):
    monkeypatch.setattr(sweeping, "SweepStudy", Ishigami)
    design = sweep_design(
        scenarios[:1],
        [{"path": path, "range": [0, 1]} for path in PATHS],
        method="saltelli",
        base_points=512,
        seed=3,
    )
    dataset = sweeping.sweep(design, replications=1, workers=1, outcomes=["delayed_days"])
    assert dataset.sizes["point"] == 512 * 5
    found = sobol(dataset, ["delayed_days"])
    for name, known in (("S1", FIRST), ("ST", TOTAL)):
        index = found[name].isel(outcome=0, response=0)
        low, high = (index.sel(statistic=end).to_numpy() for end in ("low", "high"))
        for place, value in enumerate(known):
            assert low[place] - 0.005 <= value <= high[place] + 0.005, (name, place)
            assert high[place] - low[place] < 0.4, "an interval that says something"


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_points():
    from carefunds_bench.processes import in_fresh_process

    few, many = (in_fresh_process("sweep_memory", points=points) for points in (100, 1000))
    assert (few["tasks"], many["tasks"]) == (100, 1000)
    assert many["peak_mb"] < few["peak_mb"] + 40
